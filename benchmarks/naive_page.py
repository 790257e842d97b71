"""Next edition by a button; each date is a new ``folium.GeoJson`` on a new map."""

import folium
import streamlit as st
from streamlit_folium import st_folium

from geo.clock import to_rfc3339
from geo.workspace import shared_store

COLORS = {"RU": "#a61c28", "UA": "#3a8ddb"}

store = shared_store()


@st.cache_data
def editions(source: str) -> list[tuple[str, str]]:
    """Return (content hash, instant) of a source's editions."""
    return [
        (e.content_hash, to_rfc3339(e.as_of)) for e in store.editions() if e.source.id == source
    ]


@st.cache_data
def geojson(content_hash: str, at: str) -> dict:
    """Return an edition as the GeoJSON that folium takes; cached, to be fair."""
    # Without the source's words: folium compiles them as templates, and real ones stop the page.
    frame = store.areas(content_hash)[["category", "actor", "geometry"]].copy()
    frame["at"] = at
    return frame.__geo_interface__


found = editions(st.query_params.get("source", "kursk-seed"))
position = st.session_state.setdefault("position", 0)
if st.button("Next"):
    position = st.session_state["position"] = (position + 1) % len(found)
content_hash, at = found[position]
fmap = folium.Map(location=(51.25, 35.2), zoom_start=9, tiles=None)
fmap.default_js = [("leaflet", "/assets/leaflet.js")]
fmap.default_css = [("leaflet_css", "/assets/leaflet.css")]
folium.GeoJson(
    geojson(content_hash, at),
    style_function=lambda feature: {
        "color": COLORS.get(feature["properties"]["actor"], "#6d5a96"),
        "weight": 1,
        "fillOpacity": 0.4,
    },
).add_to(fmap)
st_folium(fmap, key="map", height=720, use_container_width=True, returned_objects=[])
