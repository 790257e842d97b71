"""Launcher: ``streamlit run dashboard.py [-- --store FILE]``.

The app and the HTTP routes of the map in one server. It stands apart from ``ui/frame.py`` so that
Streamlit's discovery of a folder ``pages/`` beside the main script stays off.
"""

import argparse
import os
import sys

from streamlit import App

from geo.api import build_routes
from geo.workspace import STORE_VARIABLE, shared_store

_parser = argparse.ArgumentParser(prog="streamlit run dashboard.py --", description="Salient")
_parser.add_argument("--store", metavar="FILE", help="GeoPackage to open instead of the default")
_chosen = _parser.parse_args(sys.argv[1:]).store
if _chosen:
    os.environ[STORE_VARIABLE] = _chosen

app = App("ui/frame.py", routes=build_routes(shared_store))
