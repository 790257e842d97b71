"""Import on the data page: choose files, see what they hold, answer what is asked, store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
from streamlit_folium import st_folium

from geo.api import DATA_URLS, assets_version, preview_urls
from geo.clock import TimePrecision, parse_when, to_rfc3339
from geo.errors import GeoError
from geo.intake.chosen import Chosen, choose
from geo.intake.files import ENDINGS, Item, by_date
from geo.intake.plan import Plan, plan_import
from geo.intake.preview import PREVIEWS, preview_of
from geo.intake.reports import report_frame
from geo.intake.store_it import store_plan
from geo.maps.layers import MapView, build_map, build_message
from geo.models import Category, Kind
from geo.sources.dialects import DIALECTS, dialect_of
from geo.sources.features import Reading
from geo.sources.meaning import Defaults
from geo.workspace import user_name
from ui import cached, cards, tables
from ui.messages import sentence

_OWN = "A source of my own"
_SAYS = "As each area says"
_PLAN_KEY, _DONE_KEY = "import_plan", "import_done"


def show_import() -> None:
    """Draw the section. Nothing is stored before its last button is pressed."""
    if done := st.session_state.pop(_DONE_KEY, ""):
        sentence("note", done)
    uploads = st.file_uploader(
        "Files",
        type=[ending.removeprefix(".") for ending in ENDINGS],
        accept_multiple_files=True,
        key=f"import_files_{st.session_state.get('import_round', 0)}",
        help="GeoJSON, GeoPackage, zipped shapefile, KML, KMZ, GeoParquet, FlatGeobuf or CSV. "
        "They are read on this machine, in a process that has no network.",
    )
    if not uploads:
        sentence("note", "Choose files to see what they hold. Nothing is stored until you say so.")
        return
    items = [Item.of(upload.name, upload.getvalue()) for upload in uploads]
    try:
        with st.spinner("Reading ..."):
            readings = [_read(item)[0] for item in items]
        chosen, as_of = _choices(items, readings)
        with st.spinner("Comparing with what is in the store ..."):
            plan = _plan(items, chosen, as_of)
    except GeoError as error:
        sentence("error", str(error))
        return
    _show_plan(plan)


def _read(item: Item) -> tuple[Reading, bytes]:
    data = item.load(cached.reader().limits)
    return _reading(item.name, hashlib.sha256(data).hexdigest(), data), data


# Kept by name and hash, so that a rerun for another choice does not read the file once more.
@st.cache_resource(max_entries=64, show_spinner=False)
def _reading(name: str, digest: str, _data: bytes) -> Reading:
    return cached.reader().read(name, _data)


def _choices(
    items: Sequence[Item], readings: Sequence[Reading]
) -> tuple[Chosen, tuple[datetime, TimePrecision] | None]:
    """Ask whose files these are, what their areas mean and what instant they describe."""
    names = [item.name for item in items]
    features = [feature for reading in readings for feature in reading.features[:200]]
    found = dialect_of(names, features)
    titles = {dialect.source.title: dialect.source.id for dialect in DIALECTS}
    options = [_OWN, *titles]
    left, right = st.columns(2)
    title = left.selectbox(
        "Whose data is it?",
        options,
        index=options.index(found.source.title) if found else 0,
        help="What the files say decides what is chosen first.",
    )
    as_of_text = right.text_input(
        "As of", placeholder="2025-01-05 or 2025-01-05T13:30-05:00",
        help="Only where the file's name does not state it.",
    )  # fmt: skip
    if title == _OWN:
        chosen = _own_source()
    else:
        chosen = choose(titles[title])
    as_of = parse_when(as_of_text, chosen.source.time_zone) if as_of_text.strip() else None
    return chosen, as_of


def _own_source() -> Chosen:
    name_column, credit_column, licence_column = st.columns(3)
    name = name_column.text_input("Its name", value="My source")
    credit = credit_column.text_input("Credit line", placeholder="as its name")
    licence = licence_column.text_input("Licence", placeholder="in words")
    category_column, actor_column, kind_column = st.columns(3)
    category = category_column.selectbox("How sure", [_SAYS, *(c.value for c in Category)])
    actor = actor_column.text_input("Who", placeholder="as each area says; RU, UA ...")
    kind = kind_column.selectbox("What kind", [_SAYS, *(k.value for k in Kind)])
    return choose(
        name,
        attribution=credit or None,
        licence=licence,
        defaults=Defaults(
            category=None if category == _SAYS else category,
            actor=actor or None,
            kind=None if kind == _SAYS else kind,
        ),
    )


def _plan(
    items: Sequence[Item], chosen: Chosen, as_of: tuple[datetime, TimePrecision] | None
) -> Plan:
    dated = by_date(items, chosen.source.time_zone, together=chosen.together, as_of=as_of)
    known = [e for e in cached.editions() if e.source.id == chosen.source.id]
    name = items[0].name if len(items) == 1 else f"{len(items)} files"
    return plan_import(name, _read, dated, chosen, known, datetime.now(UTC))


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
    if st.button("Import", type="primary", disabled=not ready):
        try:
            with st.spinner("Storing ..."):
                store_plan(cached.store(), plan, now=datetime.now(UTC), by=user_name())
        except GeoError as error:
            sentence("error", str(error))
            return
        count = len(plan.editions)
        st.session_state[_DONE_KEY] = (
            f"{count} edition{'s' if count != 1 else ''} of {plan.source.title} came in. It can be "
            "undone under History at any time."
        )
        st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
        st.rerun()


def _preview(plan: Plan) -> None:
    """Draw the editions on a map of their own, with its time bar, as if they were stored."""
    key = hashlib.sha256(
        "".join(
            [plan.report.sha256, plan.source.id, *(p.content_hash for p in plan.editions)]
        ).encode()
    ).hexdigest()
    known, token = st.session_state.get(_PLAN_KEY, ("", ""))
    if known != key or PREVIEWS.get(token) is None:
        token = PREVIEWS.add(preview_of(plan.source, plan.editions))
        st.session_state[_PLAN_KEY] = (key, token)
    view = MapView(source=plan.source.id, at=to_rfc3339(plan.editions[-1].as_of))
    st_folium(
        build_map(preview_urls(token, DATA_URLS), assets_version()),
        key=f"preview_{token}",
        height=520,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=build_message(view, 0),
    )
