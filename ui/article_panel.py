"""The Articles page: an article beside its map, what a person decides on it, and the way in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.api import READINGS_URL, assets_version
from geo.articles import read_article
from geo.articles.content import Content
from geo.articles.documents import ArticleFiles, document_of
from geo.articles.items import Decided, Name, mentions_of, names_of
from geo.articles.nouns import Reading
from geo.errors import GeoError
from geo.gazetteer import Gazetteer
from geo.intake.addresses import fetch_article
from geo.intake.article import store_article
from geo.intake.decisions import decided_from, remembered
from geo.maps.article import (
    READINGS,
    article_payload,
    build_article_map,
    build_article_message,
)
from geo.seeding import SEEDS
from geo.workspace import shared_gazetteer
from ui import cached
from ui.addresses import data_urls, here
from ui.messages import sentence
from ui.sign_in import doer

_MAP_KEY, _STATE_KEY, _DONE_KEY = "article_map", "article_state", "article_done"
_HEIGHT_PX = 720
_EXAMPLE_DATE, _EXAMPLE_OUTLET = "2025-01-11", "Salient seed dispatch"
_ENDINGS = ["txt", "html", "htm", "pdf", "docx"]
EXAMPLE, PASTE, FILE, ADDRESS = "Example", "Paste", "File", "Address"


@dataclass
class _Open:
    """The article that a session has open."""

    key: str
    token: str
    revision: int
    reading: Reading
    names: list[Name]
    gazetteer: Gazetteer
    """With which it was read; another one when names were added since."""
    decided: Decided = field(default_factory=Decided)


def show_articles() -> None:
    """Draw the page. Nothing is stored before its last button is pressed."""
    if done := st.session_state.pop(_DONE_KEY, ""):
        sentence("note", done)
    try:
        chosen = _choose()
        if chosen is None:
            return
        opened = _open(*chosen)
        _show(opened)
        _store(opened)
    except GeoError as error:
        sentence("error", str(error))


def _choose() -> tuple[Content, str, str] | None:
    """Return what is to be read, with the date and the outlet that a person gave."""
    how_column, date_column, outlet_column = st.columns([1.3, 1, 1.4], vertical_alignment="bottom")
    how = how_column.segmented_control(
        "Article", [EXAMPLE, PASTE, FILE, ADDRESS], default=EXAMPLE, key="article_from",
        label_visibility="collapsed",
    ) or EXAMPLE  # fmt: skip
    example = how == EXAMPLE
    date = date_column.text_input(
        "Published", _EXAMPLE_DATE if example else "", key=f"article_date_{how}",
        placeholder="2025-01-11; else as the file says", max_chars=40, disabled=example,
    )  # fmt: skip
    outlet = outlet_column.text_input(
        "Outlet", _EXAMPLE_OUTLET if example else "", key=f"article_outlet_{how}",
        placeholder="Its domain or name; else as the file says", max_chars=120, disabled=example,
    )  # fmt: skip
    content = _content(how)
    return None if content is None else (content, date.strip(), outlet.strip())


def _content(how: str) -> Content | None:
    if how == EXAMPLE:
        return _read("dispatch.txt", (SEEDS / "dispatch.txt").read_bytes(), "The seed's dispatch")
    return {PASTE: _pasted, FILE: _uploaded, ADDRESS: _addressed}[how]()


def _pasted() -> Content | None:
    text = st.text_area("Text of an article", height=180, key="article_text")
    if text.strip():
        return _read("pasted.txt", text.encode())
    sentence("note", "Paste an article to see its places and who says what in it.")
    return None


def _uploaded() -> Content | None:
    upload = st.file_uploader(
        "Text, web page, PDF or Word file", type=_ENDINGS, key="article_file",
        help="It is read on this machine, in a process that has no network.",
    )  # fmt: skip
    if upload is not None:
        return _read(upload.name, upload.getvalue())
    sentence("note", "Choose a file. Nothing is stored until you say.")
    return None


def _addressed() -> Content | None:
    address = st.text_input(
        "Address of an article", key="article_address", placeholder="https://",
        help="It is asked now, once, and its owner sees that you ask. Nothing else leaves this "
        "machine.",
    ).strip()  # fmt: skip
    if address:
        return _fetched(address)
    sentence("note", "Give an address to have it fetched, once. Its owner sees that.")
    return None


def _read(name: str, data: bytes, title: str = "") -> Content:
    content = _contents(name, hashlib.sha256(data).hexdigest(), data)
    return content if not title else Content(text=content.text, title=title)


# Kept by name and hash, so that a rerun for another choice does not read the file once more.
@st.cache_resource(max_entries=32, show_spinner="Reading ...")
def _contents(name: str, digest: str, _data: bytes) -> Content:
    return _files().read(name, _data)


# Kept, so that another choice on the page does not ask the address again.
@st.cache_resource(max_entries=8, show_spinner="Fetching ...")
def _fetched(address: str) -> Content:
    return fetch_article(address, _files(), allow_private=False)


@st.cache_resource(show_spinner=False)
def _files() -> ArticleFiles:
    return ArticleFiles()


def _open(content: Content, date: str, outlet: str) -> _Open:
    """Return the article as this session has it open; read anew only when something changed."""
    document = document_of(content, "article", date=date, outlet=outlet)
    parts = [document.text, document.title, str(document.published), document.outlet]
    key = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    # One object for as long as no dump is added or replaced.
    gazetteer = shared_gazetteer()
    known: _Open | None = st.session_state.get(_STATE_KEY)
    if known is not None and known.key == key and READINGS.get(known.token) is not None:
        if known.gazetteer is gazetteer:
            return known
        if known.decided != Decided():
            sentence("note", "The gazetteer has changed. This article is read with the earlier "
                     "one, so that what you decided stays.")  # fmt: skip
            return known
    reading = read_article(document, gazetteer)
    outlet_knows = remembered(cached.store().reviews(), document.outlet)
    names = names_of(reading, outlet_knows, gazetteer.by_id)
    token = READINGS.add(article_payload(reading, names))
    revision = 0 if known is None else known.revision + 1
    opened = _Open(key, token, revision, reading, names, gazetteer)
    st.session_state[_STATE_KEY] = opened
    return opened


def _show(opened: _Open) -> None:
    urls = {name: data_urls()[name] for name in ("assets", "basemap", "gazetteer")}
    urls["article"] = here(READINGS_URL)
    # The container's key is a class, by which the styles give the frame more height on a phone.
    with st.container(key="article_frame"):
        st_folium(
            build_article_map(urls, assets_version()),
            key=_MAP_KEY,
            height=_HEIGHT_PX,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=build_article_message(opened.token, opened.revision),
        )


def _store(opened: _Open) -> None:
    decided = _decided(opened, st.session_state.get(_MAP_KEY))
    mentions = mentions_of(opened.names, decided)
    places = len({mention.name.spans for mention in mentions if mention.place is not None})
    claims = sum(decided.claims.values())
    document = opened.reading.document
    words_column, button_column = st.columns([3, 1], vertical_alignment="center")
    with words_column:
        if document.published is None:
            sentence("note", "Nobody said when this was published. Give the date to store it.")
        elif not document.outlet:
            sentence("note", "Nobody said who published this. Give the outlet to store it.")
        elif places or claims:
            sentence("note", _accepted(places, claims))
        else:
            sentence("note", "Nothing is accepted yet, so nothing is stored or on other maps.")
    ready = bool(places or claims) and document.published is not None and bool(document.outlet)
    if not button_column.button(
        "Store what is accepted", type="primary", disabled=not ready, width="stretch"
    ):
        return
    result = store_article(
        cached.store(), opened.reading, opened.names, decided,
        now=datetime.now(UTC), by=doer(), whole=opened.gazetteer.with_alternates,
    )  # fmt: skip
    came = "came in. It can be undone under Data, History at any time."
    known = "is in the store already, just as here. Nothing changed."
    what = f"What was accepted of {document.title or 'the article'!r}"
    st.session_state[_DONE_KEY] = f"{what} {came if result.changed else known}"
    st.rerun()


def _decided(opened: _Open, report: Any) -> Decided:
    """Return what the map reports of this article; of another it is an old report.

    A map that has just come back has nothing to report yet: what it reported last still holds.
    """
    if isinstance(report, Mapping) and report.get("article") == opened.token:
        decided = decided_from(
            report, opened.names, len(opened.reading.claims), opened.reading.document.text,
            shared_gazetteer().by_id,
        )  # fmt: skip
        if decided != opened.decided:
            opened.decided = decided
            READINGS.decide(opened.token, decided)
    return opened.decided


def _accepted(places: int, claims: int) -> str:
    """Return how much is accepted, in words.

    >>> _accepted(1, 2)
    'Accepted: 1 name and 2 claims.'
    """
    counts = [(places, "name"), (claims, "claim")]
    said = [f"{number} {what}{'' if number == 1 else 's'}" for number, what in counts]
    return f"Accepted: {' and '.join(said)}."
