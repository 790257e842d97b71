"""The linked view of the claims: map, table and timeline in one frame, its link and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.api import assets_version
from geo.maps.claim_view import (
    PARAMETERS,
    ClaimsView,
    build_claims_map,
    build_claims_message,
    claims_view,
)
from ui import cached
from ui.addresses import data_urls

_KEY = "claims_view"
_STATE_KEY = "claims_state"
_HEIGHT_PX = 780


@dataclass
class _State:
    """What a session knows of its view; as :class:`ui.state.MapState`."""

    view: ClaimsView
    revision: int = 0
    heard: Any = None


def current_claims_view() -> tuple[ClaimsView, list[str]]:
    """Settle what the view shows in this run, and write it into the URL if the view said so.

    Returns
    -------
    view : ClaimsView
    notes : list of str
        A sentence for each part of a link that could not be followed.
    """
    asked = {name: st.query_params.get_all(name) for name in PARAMETERS}
    state: _State | None = st.session_state.get(_STATE_KEY)
    report = st.session_state.get(_KEY)
    if state is None:
        view, notes = claims_view(asked)
        st.session_state[_STATE_KEY] = _State(view, heard=report)
        return view, notes
    if report != state.heard:
        state.heard = report
        if isinstance(report, Mapping):
            notes = []
            # A report that was under way while a view was opened is of the view before, and so is
            # the URL that came with it: what was opened stays.
            if report.get("revision") == state.revision:
                # The view speaks in the terms of a link, so that it is checked as strictly as one.
                state.view, notes = claims_view(_reported(report))
            _write_url(state.view)
            return state.view, notes
    view, notes = claims_view(asked)
    if view != state.view:
        if any(asked.values()) or st.session_state.get(_KEY) is not None:
            state.view = view
            state.revision += 1
        else:
            _write_url(state.view)  # back from another page, whose URL said nothing of claims
    return state.view, notes


def open_view(parameters: Mapping[str, tuple[str, ...]]) -> ClaimsView:
    """Let the view in the browser show what a saved one says, and return it."""
    state: _State = st.session_state[_STATE_KEY]
    state.view, _ = claims_view(parameters)
    state.revision += 1
    _write_url(state.view)
    return state.view


def show_claims_view(view: ClaimsView) -> None:
    """Draw the frame.

    Raises
    ------
    ConfigurationError
        If the scripts that come from npm are not installed.
    """
    state: _State = st.session_state[_STATE_KEY]
    with st.container(key="claims-frame"):
        st_folium(
            build_claims_map(data_urls(), assets_version()),
            key=_KEY,
            height=_HEIGHT_PX,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=build_claims_message(
                view, state.revision, cached.store().revision()
            ),
        )


def _reported(report: Mapping[str, Any]) -> dict[str, list[str]]:
    link = report.get("link")
    if not isinstance(link, Mapping):
        return {}
    return {
        name: [str(value)[:1_000] for value in link[name][:100]]
        for name in PARAMETERS
        if isinstance(link.get(name), list)
    }


def _write_url(view: ClaimsView) -> None:
    # In one step, so that the back button knows one; other parameters are those of widgets.
    wanted = {name: list(view.parameters.get(name, ())) for name in PARAMETERS}
    if any(st.query_params.get_all(name) != values for name, values in wanted.items()):
        st.query_params.update(wanted)
