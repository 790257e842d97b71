"""Import on the data page: choose files, see what they hold, answer what is asked, store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
from streamlit_folium import st_folium

from geo.api import assets_version, preview_urls
from geo.clock import to_rfc3339
from geo.errors import GeoError
from geo.intake.addresses import fetch_item
from geo.intake.events import first_of_events, holds_events
from geo.intake.files import ENDINGS, Item
from geo.intake.plan import Plan, plan_any
from geo.intake.preview import PREVIEWS, preview_of, preview_of_events
from geo.intake.reports import report_frame
from geo.intake.store_it import store_plan
from geo.maps.layers import MapView, build_map, build_message
from geo.sources.features import Reading
from geo.workspace import own_path
from ui import cached, cards, tables
from ui.addresses import data_urls, sub_path
from ui.import_choices import choose_columns, choose_instant, choose_source
from ui.messages import sentence
from ui.progress import progress
from ui.sign_in import doer

_WHOLE_COUNTRY = 6  # a zoom at which the events of one are in sight
_PREVIEW_KEY, _DONE_KEY, _ROUND_KEY = "import_preview", "import_done", "import_round"


def show_import() -> None:
    """Draw the section. Nothing is stored before its last button is pressed."""
    if done := st.session_state.pop(_DONE_KEY, ""):
        sentence("note", done)
    try:
        items = _chosen_items()
        if not items:
            sentence("note", "Choose files to see what they hold. Nothing is stored until you say.")
            return
        readings = _read_all(items)
        chosen = choose_source(items, readings)
        events = holds_events(readings[0])
        said = choose_columns(first_of_events(readings)) if events else None
        as_of = None if events else choose_instant(chosen)
        read, limits = dict(zip(map(id, items), readings, strict=True)), cached.reader().limits
        with progress("Comparing with what is in the store", _next_round) as tell:
            plan = plan_any(
                items[0].name if len(items) == 1 else f"{len(items)} files",
                lambda item: (read[id(item)], item.load(limits)),
                items,
                chosen,
                [e for e in cached.editions() if e.source.id == chosen.source.id],
                datetime.now(UTC),
                as_of=as_of,
                said=lambda _columns: said,
                progress=tell,
            )
    except GeoError as error:
        sentence("error", str(error))
        return
    _show_plan(plan)


def _read_all(items: Sequence[Item]) -> list[Reading]:
    readings: list[Reading] = []
    with st.spinner("Reading ..."), progress("Reading", _next_round) as tell:
        for item in items:
            readings.append(_read(item))
            tell(len(readings), len(items))
    return readings


def _next_round() -> None:
    """Put the chosen files away: what is under way ends, and nothing of it is stored."""
    st.session_state[_ROUND_KEY] = st.session_state.get(_ROUND_KEY, 0) + 1


def _chosen_items() -> Sequence[Item]:
    number = st.session_state.get(_ROUND_KEY, 0)
    uploads = st.file_uploader(
        "Files of areas, events or settlement reports",
        type=[ending.removeprefix(".") for ending in ENDINGS],
        accept_multiple_files=True,
        key=f"import_files_{number}",
        help="GeoJSON, GeoPackage, zipped shapefile, KML, KMZ, GeoParquet, FlatGeobuf, CSV. They "
        "are read on this machine, in a process that has no network.",
    )
    if uploads:
        return [Item.of(upload.name, upload.getvalue()) for upload in uploads]
    address = st.text_input(
        "Or the address of a file or of a layer of an ArcGIS service",
        placeholder="https://.../FeatureServer/0",
        key=f"import_address_{number}",
        help="It is asked now, once, and its owner sees that you ask.",
    )
    return [_fetched(address.strip(), number)] if address.strip() else []


# Kept for this round of the form: another choice in it must not ask the address again.
@st.cache_resource(max_entries=2, show_spinner="Fetching ...")
def _fetched(address: str, _number: int) -> Item:
    return fetch_item(
        address,
        own_path().parent / "fetching",
        allow_private=False,
        now=datetime.now(UTC),
        limits=cached.reader().limits,
    )


def _read(item: Item) -> Reading:
    data = item.load(cached.reader().limits)
    return _reading(item.name, hashlib.sha256(data).hexdigest(), data)


# Kept by name and hash, so that a rerun for another choice does not read the file once more.
@st.cache_resource(max_entries=64, show_spinner=False)
def _reading(name: str, digest: str, _data: bytes) -> Reading:
    return cached.reader().read(name, _data)


def _show_plan(plan: Plan) -> None:
    card_column, map_column = st.columns([1, 2.4], gap="small")
    card_column.html(cards.plan_card(plan))
    with map_column:
        _preview(plan)
    notes = report_frame(plan.report)
    if not notes.empty:
        tables.show_report(notes)
    ready = True
    for number, doubt in enumerate(plan.doubts):
        sentence("error", doubt)
        ready &= st.checkbox("I have looked at this. It is right.", key=f"doubt_{number}_{doubt}")
    if plan.source.terms:
        sentence("note", plan.source.terms)
        ready &= st.checkbox("I accept these terms.", key=f"terms_{plan.source.id}")
    if not st.button("Import", type="primary", disabled=not ready):
        return
    try:
        with st.spinner("Storing ..."), progress("Stored. Comparing its editions") as tell:
            result = store_plan(
                cached.store(), plan, now=datetime.now(UTC), by=doer(), progress=tell
            )
    except GeoError as error:
        sentence("error", str(error))
        return
    came = "came in. It can be undone under History at any time."
    known = "is in the store already, just as here. Nothing changed."
    st.session_state[_DONE_KEY] = f"{plan.words()} {came if result.changed else known}"
    _next_round()
    st.rerun()


def _preview(plan: Plan) -> None:
    """Draw what would come in on a map of its own, as if it were stored."""
    parts = [plan.report.sha256, plan.source.id, *(p.content_hash for p in plan.editions)]
    parts += [] if plan.mapping is None else [str(plan.mapping.to_dict())]
    key = hashlib.sha256("".join(parts).encode()).hexdigest()
    known, token = st.session_state.get(_PREVIEW_KEY, ("", ""))
    preview = PREVIEWS.get(token) if known == key else None
    if preview is None:
        preview = (
            preview_of(plan.source, plan.editions)
            if plan.events is None
            else preview_of_events(plan.source, plan.events)
        )
        token = PREVIEWS.add(preview)
        st.session_state[_PREVIEW_KEY] = (key, token)
    if plan.events is None:
        view = MapView(source=plan.source.id, at=to_rfc3339(plan.editions[-1].as_of))
    else:
        middle = plan.events[["lat", "lon"]].median().fillna(50.0)
        view = MapView(
            events=plan.source.id, lat=round(middle["lat"], 3), lon=round(middle["lon"], 3),
            zoom=_WHOLE_COUNTRY,
        )  # fmt: skip
    st_folium(
        build_map(preview_urls(token, preview, data_urls(), sub_path()), assets_version()),
        key=f"preview_{token}",
        height=520,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=build_message(view, 0),
    )
