"""Saved views of the claims: named, kept in the store, opened, replaced, removed."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from geo.access import Action
from geo.errors import GeoError
from geo.maps.claim_view import ClaimsView
from ui import cached
from ui.claims_view import open_view
from ui.messages import sentence
from ui.sign_in import doer, may

_PREFIX = "claims view: "
_DONE_KEY = "views_done"
_LONGEST = 60


def show_saved_views(view: ClaimsView) -> ClaimsView:
    """Draw the saved views as a line above the claims, with a way to save this one.

    Parameters
    ----------
    view : ClaimsView
        What is shown now.

    Returns
    -------
    ClaimsView
        What is to be shown: a saved view that was opened, else the same.
    """
    if done := st.session_state.pop(_DONE_KEY, ""):
        sentence("note", done)
    kept = {
        name.removeprefix(_PREFIX): (version, body)
        for name, (version, body) in cached.store().mappings(_PREFIX).items()
    }
    live = {name: body for name, (_, body) in kept.items() if body}
    choose, save = st.columns([4, 1], vertical_alignment="bottom")
    chosen = choose.pills(
        "Saved views", sorted(live, key=str.casefold), key="claims_saved",
        label_visibility="collapsed",
    ) if live else None  # fmt: skip
    if not live:
        choose.html("<p class='salient-fine'>No saved views yet.</p>")
    if chosen and chosen != st.session_state.get("claims_opened"):
        view = open_view({name: tuple(values) for name, values in live[chosen].items()})
    st.session_state["claims_opened"] = chosen
    if not may(Action.SAVE_VIEW):
        return view
    with save.popover("Save or remove a view", width="stretch"):
        name = st.text_input(
            "Name", value=chosen or "", max_chars=_LONGEST,
            help="A name that is taken is replaced; what it was before stays in the history.",
        )  # fmt: skip
        name = " ".join((name or "").split())
        if st.button("Replace" if name in live else "Save", disabled=not name, width="stretch"):
            body = {key: list(values) for key, values in view.parameters.items() if key != "pick"}
            _save(name, body or {"sort": ["-time"]}, kept.get(name, (0, {}))[0], "is saved")
        if st.button("Remove", disabled=name not in live, width="stretch"):
            _save(name, {}, kept[name][0], "is removed; it stays in the history")
    return view


def _save(name: str, body: dict[str, list[str]], based_on: int, said: str) -> None:
    try:
        cached.store().save_mapping(
            _PREFIX + name, body, by=doer(), at=datetime.now(UTC), based_on=based_on
        )
    except GeoError as error:
        sentence("error", str(error))
        return
    st.session_state[_DONE_KEY] = f"The view {name} {said}."
    st.rerun()
