"""The next type of event by a button; each time a new ``folium.GeoJson`` of the filtered frame."""

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.workspace import shared_store


@st.cache_data
def points(source: str) -> gpd.GeoDataFrame:
    """Return the events that have a place; cached, to be fair."""
    events: pd.DataFrame = shared_store().events(source)
    placed = events[events["lon"].notna()]
    # Without the source's words: folium compiles them as templates.
    return gpd.GeoDataFrame(
        {"at": placed["event_type"]},
        geometry=gpd.points_from_xy(placed["lon"], placed["lat"]),
        crs="EPSG:4326",
    )


frame = points(st.query_params["source"])
kinds = list(frame["at"].value_counts().index[:6])
position = st.session_state.setdefault("position", 0)
if st.button("Next"):
    position = st.session_state["position"] = (position + 1) % len(kinds)
fmap = folium.Map(location=(48.5, 36), zoom_start=7, tiles=None, prefer_canvas=True)
fmap.default_js = [("leaflet", "/assets/leaflet.js")]
fmap.default_css = [("leaflet_css", "/assets/leaflet.css")]
folium.GeoJson(
    frame[frame["at"] == kinds[position]].__geo_interface__,
    marker=folium.CircleMarker(radius=4, weight=1, fill_opacity=0.6),
).add_to(fmap)
st_folium(fmap, key="map", height=720, use_container_width=True, returned_objects=[])
