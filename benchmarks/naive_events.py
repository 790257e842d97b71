"""Events the documented way, for comparison: a ``folium.GeoJson`` of points, rebuilt each time.

As in ``naive.py``, served beside our routes so that Leaflet comes from this machine for both ways.
"""

import os
import sys

from streamlit import App

from geo.api import build_routes
from geo.workspace import STORE_VARIABLE, shared_store

os.environ[STORE_VARIABLE] = sys.argv[-1]
app = App("naive_events_page.py", routes=build_routes(shared_store))
