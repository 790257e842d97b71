"""The store as pages see it: opened once a process, read once a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.analysis.changes import SliverRule, held_after
from geo.analysis.changes import changes as compare
from geo.analysis.groups import Groups, Proposal, proposals, settled_groups
from geo.analysis.scorecard import Scorecard
from geo.analysis.scorecard import scorecards as compare_claimants
from geo.analysis.series import area_series
from geo.analysis.settled import settled_claims
from geo.archive import timeline_of
from geo.boundaries import read_oblasts
from geo.errors import GeoError
from geo.ledger import Review
from geo.models import Claim, EditionRecord, Place, Source
from geo.sources.reader import Reader
from geo.store import Store
from geo.workspace import shared_store, store_address
from ui.messages import stop_with


def store() -> Store:
    """Return the open store; a page that cannot have it says why and ends."""
    try:
        return shared_store()
    except GeoError as error:
        stop_with(error)


def editions() -> list[EditionRecord]:
    """Return every edition without geometry."""
    return _editions(store_address(), store().revision())


def places() -> dict[str, Place]:
    """Return every place by its id."""
    return _places(store_address(), store().revision())


def sources() -> dict[str, Source]:
    """Return every source by its id, by title."""
    return _sources(store_address(), store().revision())


def claims() -> list[Claim]:
    """Return every claim."""
    return _claims(store_address(), store().revision())


def settled() -> list[Claim]:
    """Return every claim with claimants and grades as people settled them."""
    return _ledger(store_address(), store().revision())[0]


def reviews() -> list[Review]:
    """Return all that people settled about claims, in its order."""
    return _reviews(store_address(), store().revision())


def groups() -> tuple[Groups, dict[tuple[str, ...], str]]:
    """Return the groups of claims about one thing, and of each proposed pair why it is one."""
    _, found, why = _ledger(store_address(), store().revision())
    return found, why


# Shared between sessions, never copied: all of it is immutable. The arguments are the key: a new
# import, by whichever process, makes a new revision.
@st.cache_resource(max_entries=2, show_spinner=False)
def _editions(address: str, revision: int) -> list[EditionRecord]:
    return store().editions()


@st.cache_resource(max_entries=2, show_spinner=False)
def _sources(address: str, revision: int) -> dict[str, Source]:
    return {source.id: source for source in store().sources()}


@st.cache_resource(max_entries=2, show_spinner=False)
def _places(address: str, revision: int) -> dict[str, Place]:
    return {place.id: place for place in store().places()}


@st.cache_resource(max_entries=2, show_spinner=False)
def _claims(address: str, revision: int) -> list[Claim]:
    """Return the claims with their latest status; after a review only statuses are read anew."""
    status = store().statuses()
    return [
        claim if claim.status is status[claim.id] else replace(claim, status=status[claim.id])
        for claim in _imported(address, store().claims_state())[0]
    ]


@st.cache_resource(max_entries=2, show_spinner=False)
def _imported(address: str, state: tuple[int, int, int]) -> tuple[list[Claim], list[Proposal]]:
    """Return the claims of all imports, and the pairs of them that the rule proposes.

    Neither hangs on what people settle, and both take long where claims are many.
    """
    found = store().claims()
    return found, proposals(found)


@st.cache_resource(max_entries=2, show_spinner=False)
def _reviews(address: str, revision: int) -> list[Review]:
    return store().reviews()


@st.cache_resource(max_entries=2, show_spinner=False)
def _ledger(address: str, revision: int) -> tuple[list[Claim], Groups, dict[tuple[str, ...], str]]:
    proposed = _imported(address, store().claims_state())[1]
    return (
        settled_claims(claims(), reviews()),
        settled_groups(proposed, reviews()),
        {(p.one, p.other): p.why for p in proposed},
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def areas(content_hash: str) -> gpd.GeoDataFrame:
    """Return the control areas of an edition; the frame is shared, so nobody writes into it."""
    return store().areas(content_hash)


@st.cache_resource(max_entries=64, show_spinner=False)
def changes(before: str, after: str, rule: SliverRule) -> pd.DataFrame:
    """Return what changed between two editions, named by content hash, in all and by oblast.

    The frame of :func:`geo.analysis.changes.changes`; shared, so nobody writes into it.
    """
    step = store().derived.step(before)
    held = None if step is None else held_after(step)
    return compare(areas(before), areas(after), oblasts(), rule, held)


def series(source: str) -> pd.DataFrame:
    """Return the figures of every edition of a source, as of its last import."""
    kept = store().derived.timelines().get(source)
    return _series(store_address(), "" if kept is None else kept.hash, source)


# A timeline is kept in one transaction with its steps, so its hash is the state of both.
@st.cache_resource(max_entries=8, show_spinner=False)
def _series(address: str, timeline: str, source: str) -> pd.DataFrame:
    own = [edition for edition in editions() if edition.source.id == source]
    return area_series(own, store().derived.steps())


def scorecards(
    source: str, before: str, after: str, first: datetime, last: datetime
) -> list[Scorecard]:
    """Return the scorecards of a source for a period between two editions, by content hash."""
    kept = store().derived.timelines().get(source)
    timeline = "" if kept is None else kept.hash
    return _scorecards(store_address(), timeline, source, before, after, first, last)


@st.cache_resource(max_entries=16, show_spinner="Following each claim ...")
def _scorecards(
    address: str,
    timeline: str,
    source: str,
    before: str,
    after: str,
    first: datetime,
    last: datetime,
) -> list[Scorecard]:
    archive = timeline_of(store(), source)
    ends = areas(before), areas(after)
    return compare_claimants(
        archive.edge_frame(), archive.instants, ends, oblasts(), first=first, last=last
    )


@st.cache_resource(show_spinner=False)
def oblasts() -> gpd.GeoDataFrame:
    """Return the oblasts of Ukraine and Russia; shared, so nobody writes into it."""
    return read_oblasts()


@st.cache_resource(show_spinner=False)
def reader() -> Reader:
    """Return the reader of files that all sessions share; it reads one at a time."""
    return Reader()
