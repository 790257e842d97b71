"""The documented way, for comparison: a folium map with a ``folium.GeoJson``, rebuilt each time.

Served beside our routes only so that Leaflet comes from this machine for both ways.
"""

import os
import sys

from streamlit import App

from geo.api import build_routes
from geo.workspace import STORE_VARIABLE, shared_store

os.environ[STORE_VARIABLE] = sys.argv[-1]
app = App("naive_page.py", routes=build_routes(shared_store))
