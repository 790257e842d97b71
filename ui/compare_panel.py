"""The comparing map of the Changes page, and its part of the URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.api import assets_version
from geo.clock import to_rfc3339
from geo.maps.compare import (
    MODES,
    PARAMETERS,
    CompareView,
    build_compare_map,
    build_compare_message,
)
from geo.maps.links import centre_of_link, hidden_of_link
from geo.models import EditionRecord
from ui.addresses import data_urls

_KEY = "compare_map"
_STATE_KEY = "compare_state"
_HEIGHT_PX = 600


def show_comparison(before: EditionRecord, after: EditionRecord) -> None:
    """Draw two editions on the comparing map.

    The map keeps mode, categories and place to itself and reports them; a link brings them back.

    Raises
    ------
    ConfigurationError
        If the scripts that come from npm are not installed.
    """
    _follow(st.session_state.get(_KEY))
    pair = (before.content_hash, after.content_hash)
    known, revision = st.session_state.get(_STATE_KEY, (None, -1))
    if known != pair:
        revision += 1
        st.session_state[_STATE_KEY] = (pair, revision)
    centre = centre_of_link(st.query_params.get("c", ""))
    mode = st.query_params.get("mode", "")
    view = CompareView(
        before=(before.source.id, to_rfc3339(before.as_of)),
        after=(after.source.id, to_rfc3339(after.as_of)),
        mode=mode if mode in MODES else MODES[0],
        hide=hidden_of_link(st.query_params.get("hide", "")),
        lat=centre and centre[0],
        lon=centre and centre[1],
        zoom=centre and centre[2],
    )
    st_folium(
        build_compare_map(data_urls(), assets_version()),
        key=_KEY,
        height=_HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=build_compare_message(view, revision),
    )


def _follow(report: Any) -> None:
    link = report.get("link") if isinstance(report, Mapping) else None
    if not isinstance(link, Mapping):
        return
    for name in PARAMETERS:
        value = str(link.get(name) or "")[:500]
        if value and value != (MODES[0] if name == "mode" else ""):
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
