"""Events, undo, saved mappings and statuses: what is added stays, and what counts is handed out."""

import sqlite3
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import psycopg
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.archive import refresh
from geo.clock import to_rfc3339
from geo.errors import NotInStore, SchemaError, StaleEdit, StoreError
from geo.events import EVENT_COLUMNS, GEO_PRECISIONS
from geo.figures import area_figures
from geo.ledger import ReviewKind
from geo.models import ClaimStatus, ImportReport, Source
from geo.seeding import seed_store
from geo.store import Store, open_store, prepare

INTEGRITY = (sqlite3.IntegrityError, psycopg.IntegrityError)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BY = {"recorded_at": NOW, "recorded_by": "tester"}
UNDO = {"by": "tester", "at": NOW, "reason": "a trial"}
SOURCE = Source(id="desk", title="Desk", attribution="Desk")


@pytest.fixture
def address(place):
    return place.new()


@pytest.fixture
def store(address):
    store = open_store(address)
    yield store
    assert store.check() == []
    store.close()


@pytest.fixture
def copied_to(place):
    return place.seeded()


@pytest.fixture
def copied(copied_to):
    store = open_store(copied_to)
    yield store
    assert store.check() == []
    store.close()


def work_on(store: Store) -> None:
    """Do one of each thing that a person may do to a store whose second import is there."""
    store.save_mapping("columns", {"date": "when"}, by="A", at=NOW, based_on=0)
    store.undo(2, **UNDO)
    claim = store.claims()[0].id
    seen = store.status_version(claim)
    store.set_claim_status(
        claim, ClaimStatus.CONFIRMED, by="A", at=NOW, reason="seen", evidence="a film",
        based_on=seen,
    )  # fmt: skip
    store.save_review(
        ReviewKind.CLAIMANT, "the ministry", {"name": "Ministry"}, by="A", at=NOW, reason="is so",
        based_on=0,
    )  # fmt: skip


def event(number: str, *, lon=37.5, lat=48.5, day=1, summary="shelling", **more):
    start = pd.Timestamp(2024, 5, day, tz="UTC") if day else pd.NaT
    row = dict.fromkeys(EVENT_COLUMNS, "") | {
        "id": number, "event_type": "Battles", "lon": lon, "lat": lat, "start": start,
        "end": start + pd.Timedelta(days=1, seconds=-1) if day else pd.NaT,
        "time_precision": "day", "geo_precision": "exact", "fatalities": 2, "summary": summary,
    }  # fmt: skip
    return row | more


def events_of(*rows: dict) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(EVENT_COLUMNS))
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    frame["fatalities"] = frame["fatalities"].astype("Int64")
    frame.index = pd.Index([f"line {n}" for n in range(2, len(frame) + 2)], dtype="str")
    return frame


def bring(store, *rows, file="a.csv", source=SOURCE):
    report = ImportReport(file=file, sha256=file, read=len(rows), kept=len(rows))
    return store.import_events(events_of(*rows), source, report, **BY)


def test_events_come_back_as_they_went_in(store):
    odd = event("2", lon=float("nan"), lat=float("nan"), day=0, fatalities=pd.NA,
                summary="=1+1 {{7*191}} \0 Бахмут")  # fmt: skip
    bring(store, event("1"), odd)
    back = store.events("desk")
    wanted = events_of(event("1"), odd).reset_index(drop=True)
    assert back["summary"].tolist() == wanted["summary"].tolist()
    pd.testing.assert_frame_equal(back, wanted, check_dtype=False)
    (record,) = store.event_sets()
    assert (record.source, record.count) == (SOURCE, 2)
    assert (record.first, record.last) == (
        datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 1, 23, 59, 59, tzinfo=UTC),
    )  # fmt: skip


def test_a_later_import_replaces_what_it_says_of_an_event_and_undone_gives_it_back(store):
    bring(store, event("1"), event("2"))
    first = store.event_sets()[0].revision
    second = bring(store, event("1"), event("2", summary="said anew"), event("3"), file="b.csv")
    assert store.events("desk")["summary"].tolist() == ["shelling", "said anew", "shelling"]
    assert store.history(1)[0].details["known"] == 1
    revision = store.event_sets()[0].revision
    assert revision != first
    assert not bring(store, event("1"), file="b.csv").changed
    store.undo(second.import_id, **UNDO)
    assert store.events("desk")["summary"].tolist() == ["shelling", "shelling"]
    assert store.event_sets()[0].revision not in (first, revision)
    assert bring(store, event("2", summary="said anew"), file="b.csv").changed


def test_other_programs_open_the_events_as_points(tmp_path):
    store = open_store(tmp_path / "store.gpkg")
    bring(store, event("1"), event("2", lon=float("nan"), lat=float("nan")))
    # Two libraries of SQLite in one process would take each other's locks.
    store.close()
    found = pyogrio.read_dataframe(tmp_path / "store.gpkg", layer="events")
    assert found.geometry[0].wkt == "POINT (37.5 48.5)"
    assert found.geometry[1] is None
    assert found["event_type"].tolist() == ["Battles"] * 2


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            event, texts, lon=st.floats(-180, 180), lat=st.floats(-90, 90),
            day=st.integers(0, 28), summary=texts, place=texts, link=texts,
            geo_precision=st.sampled_from(GEO_PRECISIONS),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_any_events_come_back(store, rows):
    desk = replace(SOURCE, id=f"desk-{uuid.uuid4()}")
    bring(store, *rows, source=desk)
    wanted = events_of(*rows).reset_index(drop=True)
    pd.testing.assert_frame_equal(store.events(desk.id), wanted, check_dtype=False)


def test_many_editions_are_one_import_and_one_undo(store, drawn_edition):
    edition, report = drawn_edition
    figures = area_figures(edition.areas)
    days = [
        prepare(replace(edition, as_of=edition.as_of + timedelta(days=n)), figures, f"{n}.json",
                f"the file of day {n}".encode())
        for n in range(40)
    ]  # fmt: skip
    result = store.import_editions(days, edition.source, report, **BY)
    assert len(store.editions()) == 40
    assert len(store.imports()) == 1
    assert store.original(days[39].content_hash) == b"the file of day 39"
    again = store.import_editions(days[:3], edition.source, report, **BY)
    assert (again.changed, again.import_id) == (False, result.import_id)
    store.undo(result.import_id, **UNDO)
    assert (store.editions(), store.sources()) == ([], [])
    with pytest.raises(NotInStore, match="No edition"):
        store.areas(days[0].content_hash)
    assert store.imports()[0].undone.reason == "a trial"
    assert store.import_editions(days, edition.source, report, **BY).changed
    assert len(store.editions()) == 40


def test_two_pictures_of_one_instant_do_not_come_at_once(store, drawn_edition):
    edition, report = drawn_edition
    other = replace(edition, areas=[replace(edition.areas[0], label="moved")])
    both = [prepare(e, area_figures(e.areas)) for e in (edition, other)]
    with pytest.raises(StoreError, match=r"Two editions of .* came at once"):
        store.import_editions(both, edition.source, report, **BY)
    assert store.editions() == []


def layer_of(place, address):
    return place.ask(address, "SELECT count(*), max(as_of) FROM control_areas")


def test_after_an_undo_the_layer_the_timeline_and_the_figures_are_those_of_what_counts(
    copied, place, copied_to, drawn_edition
):
    edition, report = drawn_edition
    later = replace(copied.editions()[-1], id=0)
    newest = replace(edition, source=later.source, as_of=later.as_of + timedelta(days=1))
    refresh(copied)
    before = copied.derived.timelines()
    result = copied.import_edition(newest, report, **BY)
    refresh(copied)
    assert layer_of(place, copied_to) == [(len(newest.areas), to_rfc3339(newest.as_of))]
    assert copied.derived.timelines() != before
    copied.undo(result.import_id, **UNDO)
    refresh(copied)
    assert copied.derived.timelines() == before
    areas = copied.areas(later.content_hash)
    assert layer_of(place, copied_to) == [(len(areas), to_rfc3339(later.as_of))]


def test_what_a_person_undid_does_not_come_back_with_the_seed(copied):
    for record in copied.imports():
        copied.undo(record.id, **UNDO)
    refresh(copied)
    assert (copied.editions(), copied.claims(), copied.places()) == ([], [], [])
    assert copied.derived.timelines() == {}
    assert not seed_store(copied, now=NOW)
    assert copied.editions() == []


def test_an_undo_that_cannot_be_is_a_sentence(copied):
    with pytest.raises(NotInStore, match="no import 999"):
        copied.undo(999, **UNDO)
    with pytest.raises(StoreError, match="needs a reason"):
        copied.undo(1, by="a", at=NOW, reason=" ")
    copied.undo(1, **UNDO)
    revision = copied.revision()
    with pytest.raises(StoreError, match=r"was undone already, on 2026-01-01.* by tester: a trial"):
        copied.undo(1, **UNDO)
    assert copied.revision() == revision


def test_a_stale_status_is_refused_and_both_versions_are_shown(copied):
    claim = copied.claims()[0]
    seen = copied.status_version(claim.id)
    said = {"by": "A", "at": NOW, "based_on": seen}
    copied.set_claim_status(claim.id, ClaimStatus.CONFIRMED, reason="seen", **said)
    assert copied.claims()[0].status == "confirmed"
    with pytest.raises(StaleEdit) as caught:
        copied.set_claim_status(
            claim.id, ClaimStatus.DENIED, by="B", at=NOW, reason="not so", based_on=seen
        )
    assert caught.value.theirs.startswith("confirmed (by A, 2026-01-01T00:00:00Z: seen)")
    assert caught.value.yours == "denied (not so)"
    assert copied.claims()[0].status == "confirmed"
    with pytest.raises(NotInStore, match="'none'"):
        copied.set_claim_status("none", ClaimStatus.DENIED, by="B", at=NOW, reason="so", based_on=0)


def test_a_mapping_is_remembered_in_versions(store):
    assert store.mapping("columns") == (0, {})
    assert store.save_mapping("columns", {"date": "when"}, by="A", at=NOW, based_on=0) == 1
    assert store.save_mapping("columns", {"date": "day"}, by="A", at=NOW, based_on=1) == 2
    assert store.mapping("columns") == (2, {"date": "day"})
    with pytest.raises(StaleEdit, match=r'Now it is: \{"date": "day"\}.*You wanted'):
        store.save_mapping("columns", {"date": "x"}, by="B", at=NOW, based_on=1)
    assert [entry.action for entry in store.history()] == ["mapping", "mapping"]


def test_nothing_that_is_stored_can_be_changed(store, place, address):
    bring(store, event("1"))
    store.save_mapping("columns", {"date": "when"}, by="A", at=NOW, based_on=0)
    store.undo(1, **UNDO)
    for table in ("events", "undos", "mappings", "history"):
        column = place.columns(address, table)[0]
        for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(INTEGRITY, match=f"{table} is append-only"):
                place.ask(address, change)


def settle(store, body, based_on=0, kind=ReviewKind.CLAIMANT, subject="the ministry", reason="so"):
    return store.save_review(kind, subject, body, by="A", at=NOW, reason=reason, based_on=based_on)


def test_what_is_settled_about_claims_stays_in_versions_with_its_reason(store):
    assert settle(store, {"name": "Ministry of Defence"}) == 1
    assert settle(store, {"name": ""}, based_on=1, reason="taken back") == 2
    assert [(r.version, r.body["name"], r.reason, r.by) for r in store.reviews()] == [
        (1, "Ministry of Defence", "so", "A"), (2, "", "taken back", "A"),
    ]  # fmt: skip
    with pytest.raises(StaleEdit, match=r'Now it is: \{"name": ""\}.*You wanted'):
        settle(store, {"name": "Another"}, based_on=1)
    assert [entry.action for entry in store.history()] == ["review", "review"]
    assert store.check() == []


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        (ReviewKind.CLAIMANT, {}, "lacks name"),
        (ReviewKind.CLAIMANT, {"name": 7}, "name cannot be 7"),
        (ReviewKind.PAIR, {"same": True, "why": ""}, "'why' is no field"),
        (ReviewKind.GRADE, {"reliability": "G", "credibility": "1"}, "one of A, B, C, D, E, F"),
    ],
)
def test_a_review_of_another_form_is_refused(store, kind, body, words):
    with pytest.raises(SchemaError, match=words):
        settle(store, body, kind=kind)
    assert store.reviews() == []


def test_a_review_or_a_status_without_a_reason_is_refused(copied):
    with pytest.raises(StoreError, match="needs a reason"):
        settle(copied, {"name": "Ministry"}, reason=" ")
    claim = copied.claims()[0].id
    with pytest.raises(StoreError, match="A status needs a reason"):
        copied.set_claim_status(
            claim,
            ClaimStatus.DENIED,
            by="A",
            at=NOW,
            reason="",
            based_on=copied.status_version(claim),
        )


def test_the_history_of_a_status_says_who_when_why_and_on_what_evidence(copied):
    claim = copied.claims()[0].id
    copied.set_claim_status(
        claim, ClaimStatus.DISPUTED, by="A", at=NOW, reason="two films differ",
        evidence="https://example.org/film", based_on=copied.status_version(claim),
    )  # fmt: skip
    first, second = copied.status_history(claim)
    assert (first.status, first.evidence) == (ClaimStatus.CLAIMED, "")
    assert (second.status, second.by, second.at, second.reason, second.evidence) == (
        ClaimStatus.DISPUTED, "A", NOW, "two films differ", "https://example.org/film",
    )  # fmt: skip
