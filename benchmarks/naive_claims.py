"""The claims page the documented way, for comparison; served as ``naive_events.py`` is."""

import os
import sys

from streamlit import App

from geo.api import build_routes
from geo.workspace import STORE_VARIABLE, shared_store

os.environ[STORE_VARIABLE] = sys.argv[-1]
app = App("naive_claims_page.py", routes=build_routes(shared_store))
