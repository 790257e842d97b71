"""The review on the Claims page: a queue of claims, every edit by key, undo, and the log."""

from __future__ import annotations

import streamlit as st

from geo.access import Action
from geo.analysis.inventory import history_frame
from geo.ledger import ReviewKind
from geo.markup import encode
from geo.models import Claim, ClaimStatus
from geo.store.reviews import NEEDS
from ui import cached, tables
from ui.claim_panel import show_claim
from ui.messages import sentence
from ui.review_edits import begin, can_undo, doing, say_what_was_done, undo
from ui.review_forms import show_form
from ui.sign_in import standing

_PICK, _ENTRIES = "pick", 400
_EDITS = {
    ReviewKind.GRADE: ("Grade", "g"),
    ReviewKind.PAIR: ("Same thing", "s"),
    ReviewKind.CLAIMANT: ("Merge claimant", "m"),
    ReviewKind.TIE: ("Tie to area", "t"),
    ReviewKind.AREA_CLAIMANT: ("Areas' claimant", "a"),
}


def show_review() -> None:
    """Draw the section for the claim that the link picks, or the next that nobody reviewed."""
    claims, reviewed = cached.claims(), cached.store().reviewed_claims()
    if not claims:
        sentence("empty", "The store has no claims yet.")
        return
    ids = [claim.id for claim in claims]
    picked = st.query_params.get(_PICK, "").removeprefix("claim:")
    if picked not in ids:
        picked = _next(claims, reviewed, "") or ids[0]
    say_what_was_done()
    open_ones = sum(claim.id not in reviewed for claim in claims)
    counted = f"{open_ones:,} of {len(claims):,} claims are not reviewed yet. Keys stand on the "
    st.html(f"<p class='salient-fine'>{counted}buttons; Enter stores, Escape closes.</p>")
    _buttons(claims, reviewed, picked)
    edit = doing()
    if edit is not None:
        show_form(edit)
    show_claim(picked)
    st.html("<h2 class='salient-title'>Who settled what</h2>")
    entries = [e for e in cached.store().history(_ENTRIES) if e.action in {"status", "review"}]
    if entries:
        tables.show_entries(history_frame(entries))
    else:
        sentence("empty", "Nobody has settled anything yet.")


def _buttons(claims: list[Claim], reviewed: set[str], picked: str) -> None:
    own, following = standing(), _next(claims, reviewed, picked)
    with st.container(horizontal=True):
        st.button(
            "Next unreviewed", shortcut="n", on_click=_go, args=(following,),
            disabled=not following, key="review-next",
        )  # fmt: skip
        at = [claim.id for claim in claims].index(picked)
        for label, key, other in (("Before", "k", at - 1), ("After", "j", at + 1)):
            inside = 0 <= other < len(claims)
            st.button(
                label, shortcut=key, on_click=_go, disabled=not inside, key=f"review-{label}",
                args=(claims[other].id if inside else "",),
            )  # fmt: skip
        st.button("Undo", shortcut="u", on_click=undo, disabled=not can_undo(), key="review-undo")
    with st.container(horizontal=True):
        for number, status in enumerate(ClaimStatus, 1):
            st.button(
                status.value.capitalize(), shortcut=str(number), on_click=begin,
                args=(status.value, picked), key=f"review-{status.value}",
            )  # fmt: skip
    with st.container(horizontal=True):
        for kind, (label, key) in _EDITS.items():
            st.button(
                label, shortcut=key, on_click=begin, args=(kind.value, picked),
                key=f"review-{kind.value}", disabled=not own.may(NEEDS[kind]),
            )  # fmt: skip
    if not own.may(Action.MERGE_CLAIMANT):
        st.html(f"<p class='salient-fine'>{encode(own.why_not(Action.MERGE_CLAIMANT))}</p>")


def _next(claims: list[Claim], reviewed: set[str], after: str) -> str:
    """Return the next claim that nobody reviewed, around the end; empty if all were."""
    ids = [claim.id for claim in claims]
    start = ids.index(after) + 1 if after else 0
    return next((i for i in ids[start:] + ids[:start] if i not in reviewed and i != after), "")


def _go(claim: str) -> None:
    st.query_params[_PICK] = f"claim:{claim}"
