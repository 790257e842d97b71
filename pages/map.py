"""The map: who holds what, who only says so, on one date of one source."""

import streamlit as st
from streamlit_folium import st_folium

from geo.api import assets_version
from geo.errors import GeoError
from geo.maps.layers import build_map, build_message
from geo.maps.links import baseline_of, edition_of
from ui import cached
from ui.addresses import data_urls
from ui.map_panel import show_panel
from ui.messages import sentence, stop_with
from ui.state import MAP_KEY, current_view

editions = cached.editions()
if not editions:
    sentence("empty", "The store has no editions yet. Import one: python -m geo import FILE --help")
    st.stop()
view, revision, notes = current_view(editions)
for note in notes:
    sentence("note", note)

try:
    drawn = build_map(data_urls(), assets_version())
except GeoError as error:
    stop_with(error)

map_column, panel_column = st.columns([2.7, 1], gap="small")
with map_column:
    st_folium(
        drawn,
        key=MAP_KEY,
        height=720,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=build_message(view, revision),
    )
with panel_column:
    show_panel(edition_of(view, editions), view, baseline_of(view, editions))
