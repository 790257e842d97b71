"""The store as pages see it: opened once a process, read once a change."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.analysis.changes import SliverRule, held_after
from geo.analysis.changes import changes as compare
from geo.analysis.series import area_series
from geo.boundaries import read_oblasts
from geo.errors import GeoError
from geo.models import Claim, EditionRecord, Place, Source
from geo.sources.reader import Reader
from geo.store import Store
from geo.workspace import shared_store, store_path
from ui.messages import stop_with


def store() -> Store:
    """Return the open store; a page that cannot have it says why and ends."""
    try:
        return shared_store()
    except GeoError as error:
        stop_with(error)


def editions() -> list[EditionRecord]:
    """Return every edition without geometry."""
    return _editions(store_path(), store().revision())


def places() -> dict[str, Place]:
    """Return every place by its id."""
    return _places(store_path(), store().revision())


def sources() -> dict[str, Source]:
    """Return every source by its id, by title."""
    return _sources(store_path(), store().revision())


def claims() -> list[Claim]:
    """Return every claim."""
    return _claims(store_path(), store().revision())


# Shared between sessions, never copied: all of it is immutable. The arguments are the key: a new
# import, by whichever process, makes a new revision.
@st.cache_resource(max_entries=2, show_spinner=False)
def _editions(path: Path, revision: int) -> list[EditionRecord]:
    return store().editions()


@st.cache_resource(max_entries=2, show_spinner=False)
def _sources(path: Path, revision: int) -> dict[str, Source]:
    return {source.id: source for source in store().sources()}


@st.cache_resource(max_entries=2, show_spinner=False)
def _places(path: Path, revision: int) -> dict[str, Place]:
    return {place.id: place for place in store().places()}


@st.cache_resource(max_entries=2, show_spinner=False)
def _claims(path: Path, revision: int) -> list[Claim]:
    return store().claims()


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
    return _series(store_path(), "" if kept is None else kept.hash, source)


# A timeline is kept in one transaction with its steps, so its hash is the state of both.
@st.cache_resource(max_entries=8, show_spinner=False)
def _series(path: Path, timeline: str, source: str) -> pd.DataFrame:
    own = [edition for edition in editions() if edition.source.id == source]
    return area_series(own, store().derived.steps())


@st.cache_resource(show_spinner=False)
def oblasts() -> gpd.GeoDataFrame:
    """Return the oblasts of Ukraine and Russia; shared, so nobody writes into it."""
    return read_oblasts()


@st.cache_resource(show_spinner=False)
def reader() -> Reader:
    """Return the reader of files that all sessions share; it reads one at a time."""
    return Reader()
