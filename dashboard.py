"""Launcher: ``streamlit run dashboard.py [-- --store FILE]``.

The app and the HTTP routes of the map in one server. It stands apart from ``ui/frame.py`` so that
Streamlit's discovery of a folder ``pages/`` beside the main script stays off.
"""

import argparse
import os
import sys

from starlette.middleware import Middleware
from streamlit import App

from geo.api import build_routes
from geo.api.signed_in import AroundSignIn, closed
from geo.errors import ConfigurationError
from geo.workspace import (
    STORE_VARIABLE,
    counts_folder,
    serve_people,
    shared_gazetteer,
    shared_store,
)
from ui.addresses import sub_path
from ui.sign_in import sign_in, who_asks

_parser = argparse.ArgumentParser(prog="streamlit run dashboard.py --", description="Salient")
_parser.add_argument("--store", metavar="FILE", help="GeoPackage to open instead of the default")
_chosen = _parser.parse_args(sys.argv[1:]).store
if _chosen:
    os.environ[STORE_VARIABLE] = _chosen

try:
    how = sign_in()
except ConfigurationError as error:
    sys.exit(str(error))
routes = build_routes(shared_store, shared_gazetteer, counts_folder, sub_path=sub_path())
around = []
if how is not None:
    serve_people()
    routes = closed(routes, who_asks, shared_store)
    around = [Middleware(AroundSignIn, who_asks, shared_store, secure=how.secure)]
app = App("ui/frame.py", routes=routes, middleware=around)
