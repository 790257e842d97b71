"""The next side by a button: pandas filters, ``st.dataframe`` and a new ``folium.GeoJson`` show."""

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.analysis.claims import claims_frame
from geo.workspace import shared_store


@st.cache_data
def table() -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Return the claims, and their points by row; cached, to be fair."""
    store = shared_store()
    claims, places = store.claims(), {place.id: place for place in store.places()}
    frame = claims_frame(claims, places)
    rows = [(n, places[p.place]) for n, c in enumerate(claims) for p in c.places[:1]]
    points = gpd.GeoDataFrame(
        {"row": [n for n, _ in rows], "at": [frame["side"].iloc[n] for n, _ in rows]},
        geometry=gpd.points_from_xy([p.lon for _, p in rows], [p.lat for _, p in rows]),
        crs="EPSG:4326",
    )
    return frame, points


frame, points = table()
sides = list(frame["side"].value_counts().index[:3])
position = st.session_state.setdefault("position", 0)
if st.button("Next"):
    position = st.session_state["position"] = (position + 1) % len(sides)
st.dataframe(frame[frame["side"] == sides[position]], height=400)
fmap = folium.Map(location=(48.5, 36), zoom_start=7, tiles=None, prefer_canvas=True)
fmap.default_js = [("leaflet", "/assets/leaflet.js")]
fmap.default_css = [("leaflet_css", "/assets/leaflet.css")]
folium.GeoJson(
    points[points["at"] == sides[position]].__geo_interface__,
    marker=folium.CircleMarker(radius=4, weight=1, fill_opacity=0.6),
).add_to(fmap)
st_folium(fmap, key="map", height=500, use_container_width=True, returned_objects=[])
