"""The forms of the review, one for each thing that a person settles about a claim."""

from __future__ import annotations

import streamlit as st

from geo.access import Action
from geo.analysis.claimed_near import claimed_near
from geo.analysis.editions import edition_at
from geo.clock import stamp
from geo.ledger import CREDIBILITY, RELIABILITY, ReviewKind, area_name, pair_of, tie_of
from geo.maps.links import claim_view
from geo.maps.payloads import claim_time
from geo.markup import encode
from geo.models import Category, Claim, ClaimStatus, EditionRecord, PlacePrecision
from ui import cached
from ui.claim_card import who_claims
from ui.messages import sentence
from ui.review_edits import Doing, end, set_status, settle
from ui.sign_in import may_or_say

_YES_NO = {"About the same thing": True, "Not about the same thing": False, "Unsettled": None}
_TIED = {"Tied": True, "Not tied": False}


@st.dialog("Review", width="medium", on_dismiss=end)
def show_form(edit: Doing) -> None:
    """Draw the form of the edit that is open."""
    # A dialog runs by itself, without what stands before the pages.
    if not may_or_say(Action.SET_STATUS):
        return
    claim = next((c for c in cached.claims() if c.id == edit.claim), None)
    if claim is None:
        sentence("error", f"The claim {edit.claim!r} is no longer in this store.")
        return
    st.html(f"<p><b>{encode(who_claims(claim))}</b><br>{encode(claim.statement)}</p>")
    if edit.what in list(ClaimStatus):
        _status(edit, ClaimStatus(edit.what))
    else:
        _FORMS[ReviewKind(edit.what)](edit, claim)


def _status(edit: Doing, status: ClaimStatus) -> None:
    with st.form("review", border=False):
        reason = st.text_input("Why", placeholder="Needed; it stays in the history")
        evidence = st.text_input("Evidence", placeholder="Words or an address")
        if st.form_submit_button(f"Set to {status.value}", type="primary"):
            set_status(edit, status, reason, evidence)


def _grade(edit: Doing, claim: Claim) -> None:
    with st.form("review", border=False):
        reliability = st.selectbox(
            "Source", ["", *RELIABILITY],
            format_func=lambda g: f"{g}: {RELIABILITY[g]}" if g else "Not graded",
        )  # fmt: skip
        credibility = st.selectbox(
            "Content", ["", *CREDIBILITY],
            format_func=lambda g: f"{g}: {CREDIBILITY[g]}" if g else "Not graded",
        )  # fmt: skip
        reason = st.text_input("Why", placeholder="Needed; it stays in the history")
        if st.form_submit_button("Grade", type="primary"):
            body = {"reliability": reliability, "credibility": credibility}
            settle(edit, ReviewKind.GRADE, claim.id, body, reason)


def _pair(edit: Doing, claim: Claim) -> None:
    groups, _ = cached.groups()
    own = groups.members.get(groups.of_claim.get(claim.id, ""), ())
    others = {c.id: c for c in cached.settled() if c.id != claim.id}
    ids = sorted(others, key=lambda other: (other not in own, other))
    if not ids:
        sentence("empty", "There is no other claim.")
        return
    with st.form("review", border=False):
        other = st.selectbox(
            "The other claim", ids,
            format_func=lambda i: f"{who_claims(others[i])}: {others[i].statement}",
        )  # fmt: skip
        same = st.selectbox("They are", list(_YES_NO))
        reason = st.text_input("Why", placeholder="Needed; it stays in the history")
        if st.form_submit_button("Settle", type="primary"):
            subject = pair_of(claim.id, other)
            settle(edit, ReviewKind.PAIR, subject, {"same": _YES_NO[same]}, reason)


def _claimant(edit: Doing, claim: Claim) -> None:
    names = sorted({c.claimant for c in cached.claims()} - {claim.claimant})
    with st.form("review", border=False):
        name = st.selectbox(
            "Who this claimant is", ["", *names], accept_new_options=True,
            format_func=lambda n: n or "Nobody else: takes a merger back",
        )  # fmt: skip
        reason = st.text_input("Why", placeholder="Needed; it stays in the history")
        if st.form_submit_button("Merge", type="primary"):
            settle(edit, ReviewKind.CLAIMANT, claim.claimant, {"name": name or ""}, reason)


def _tie(edit: Doing, claim: Claim) -> None:
    edition = _edition(claim)
    where = [p for p in claim.places if p.precision is not PlacePrecision.COUNTRY]
    spots = [cached.places()[p.place] for p in where if p.place in cached.places()]
    found = (
        claimed_near(cached.areas(edition.content_hash), spots[0].lon, spots[0].lat)
        if edition is not None and spots
        else []
    )
    if not found or edition is None:
        sentence("empty", "No claimed area lies near a place of this claim on its day.")
        return
    with st.form("review", border=False):
        at = st.selectbox(
            f"Claimed area, {stamp(edition.as_of)}", range(len(found)),
            format_func=lambda i: f"{found[i].actor} {found[i].kind}: {found[i].km2:,.1f} km², "
            f"{found[i].away_km:,.0f} km away",
        )  # fmt: skip
        tied = st.selectbox("They are", list(_TIED))
        reason = st.text_input("Why", placeholder="Needed; it stays in the history")
        if st.form_submit_button("Settle", type="primary"):
            area = area_name(edition.as_of, found[at].actor, found[at].lon, found[at].lat)
            subject = tie_of(claim.id, edition.source.id, area)
            settle(edit, ReviewKind.TIE, subject, {"tied": _TIED[tied]}, reason)


def _area_claimant(edit: Doing, claim: Claim) -> None:
    kinds = sorted(
        {
            f"{edition.source.id}/{figure.actor}/{figure.kind}"
            for edition in cached.editions()
            for figure in edition.areas
            if figure.category == Category.CLAIMED
        }
    )
    if not kinds:
        sentence("empty", "No source in this store draws claimed areas.")
        return
    with st.form("review", border=False):
        subject = st.selectbox("Claimed areas of (source/party/kind)", kinds)
        names = sorted({c.claimant for c in cached.settled()})
        name = st.selectbox(
            "are claimed by", ["", *names], accept_new_options=True,
            format_func=lambda n: n or "Nobody said",
        )  # fmt: skip
        reason = st.text_input("Why", placeholder="Needed; it stays in the history")
        if st.form_submit_button("Settle", type="primary"):
            settle(edit, ReviewKind.AREA_CLAIMANT, subject, {"name": name or ""}, reason)


def _edition(claim: Claim) -> EditionRecord | None:
    editions = cached.editions()
    if not editions:
        return None
    source = claim_view(claim, cached.places(), editions).source
    return edition_at(editions, source, claim_time(claim))


_FORMS = {
    ReviewKind.GRADE: _grade,
    ReviewKind.PAIR: _pair,
    ReviewKind.TIE: _tie,
    ReviewKind.CLAIMANT: _claimant,
    ReviewKind.AREA_CLAIMANT: _area_claimant,
}
