"""One view, three places that hold it: the map in the browser, the URL, and the session.

The map is the one a hand is on, so what it reports wins. A URL that differs from the session's
view without a report is a link or the browser's back button; then the map is told to follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.maps.layers import MapView
from geo.maps.links import PARAMETERS, link_parameters, view_from_link
from geo.models import EditionRecord

MAP_KEY = "map"
_STATE_KEY = "map_state"


@dataclass
class MapState:
    """What a session knows of its map."""

    view: MapView
    revision: int = 0
    """Grows when the map must follow the server; the map obeys each revision once."""
    heard: Any = None
    """The report that was read last; a component's value stays until it sends another."""


def current_view(editions: Sequence[EditionRecord]) -> tuple[MapView, int, list[str]]:
    """Settle what the map shows in this run, and write it into the URL if the map said so.

    Parameters
    ----------
    editions : sequence of EditionRecord
        What can be shown.

    Returns
    -------
    view : MapView
    revision : int
        For :func:`geo.maps.layers.build_message`.
    notes : list of str
        A sentence for each part of a link that could not be followed.
    """
    query = {name: st.query_params[name] for name in PARAMETERS if name in st.query_params}
    state: MapState | None = st.session_state.get(_STATE_KEY)
    report = st.session_state.get(MAP_KEY)
    if state is None:
        view, notes = view_from_link(query, editions)
        state = st.session_state[_STATE_KEY] = MapState(view=view, heard=report)
        return view, state.revision, notes
    if report != state.heard:
        state.heard = report
        if isinstance(report, Mapping) and report.get("revision") == state.revision:
            # The map speaks in the terms of a link, so that it is checked as strictly as one.
            state.view, notes = view_from_link(_reported(report), editions)
            _write_url(state.view)
            return state.view, state.revision, notes
    notes = []
    if not query:
        _write_url(state.view)  # back from another page, whose URL said nothing of the map
    else:
        view, notes = view_from_link(query, editions)
        if link_parameters(view) != link_parameters(state.view):
            state.view = view
            state.revision += 1
    return state.view, state.revision, notes


def _reported(report: Mapping[str, Any]) -> dict[str, str]:
    link = report.get("link")
    if not isinstance(link, Mapping):
        return {}
    return {name: str(link[name])[:2_000] for name in PARAMETERS if link.get(name)}


def _write_url(view: MapView) -> None:
    wanted = link_parameters(view)
    if wanted != dict(st.query_params):
        st.query_params.from_dict(wanted)
