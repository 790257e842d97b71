"""Where events are, asked of the database: the same on both kinds, and by an index on a server."""

import random

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as listening

from geo.clock import parse_when
from geo.models import ImportReport, Place
from geo.store import InBox, open_store
from tests.places import Schemas
from tests.test_store_changes import NOW, SOURCE, UNDO, bring, event

EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)
degrees = st.integers(-6, 6).map(lambda n: n / 2)


@pytest.fixture
def store(place):
    """Return a store of events on a grid: some said anew, some undone, some nowhere."""
    store = open_store(place.new())
    chance = random.Random(3)

    def some(first, last, **more):
        return [
            event(str(n), lon=chance.randint(-6, 6) / 2, lat=chance.randint(-6, 6) / 2,
                  day=n % 28, **more)
            for n in range(first, last)
        ]  # fmt: skip

    bring(store, *some(0, 120), event("nowhere", lon=float("nan"), lat=float("nan")))
    bring(store, *some(40, 80, summary="said anew", event_type="Other"), file="b.csv")
    gone = bring(store, *some(60, 140, summary="taken back"), file="c.csv")
    store.undo(gone.import_id, **UNDO)
    yield store
    store.close()


def bring_places(store, chance, numbers):
    places = [
        Place(id=f"place:{n}", name=str(n), lon=chance.randint(-6, 6) / 2,
              lat=chance.randint(-6, 6) / 2, feature_code="PPL", country="UA", origin="made")
        for n in numbers
    ]  # fmt: skip
    report = ImportReport(
        file=f"{numbers}", sha256=f"{numbers.start:064}", read=len(places), kept=len(places)
    )
    return store.import_places(places, SOURCE, report, recorded_at=NOW, recorded_by="test")


@pytest.fixture
def settled(place):
    """Return a store of places on a grid, some of them undone."""
    store, chance = open_store(place.new()), random.Random(5)
    bring_places(store, chance, range(80))
    gone = bring_places(store, chance, range(80, 120))
    store.undo(gone.import_id, **UNDO)
    yield store
    store.close()


def pages(store, asked: InBox, limit: int):
    after, rows = 0, []
    while True:
        page = store.events_in(asked, after=after, limit=limit)
        rows += [(number, *row) for number, *row in page.rows[["id", "summary"]].itertuples()]
        if not page.more:
            return rows, page.matched
        after = int(page.rows.index[-1])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(degrees, degrees, degrees, degrees), min_size=1, max_size=2),
    st.integers(1, 30), st.booleans(), st.booleans(),
)  # fmt: skip
def test_a_box_holds_what_lies_in_it_on_every_page_once(store, corners, limit, dated, named):
    boxes = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    begin, end = (parse_when(f"2024-05-{day}T12:00:00.5Z")[0] for day in ("08", "20"))
    asked = InBox([SOURCE.id], boxes, begin if dated else None, end if dated else None,
                  [("event_type", "Other")] if named else [])  # fmt: skip
    frame = store.numbered_events(SOURCE.id)
    inside = sum(
        (frame["lon"].between(w, e) & frame["lat"].between(s, n)) for w, s, e, n in boxes
    ).astype(bool)
    if dated:
        inside &= (frame["start"] <= end) & (frame["end"] >= begin)
    if named:
        inside &= frame["event_type"] == "Other"
    wanted = [(n, *row) for n, *row in frame.loc[inside, ["id", "summary"]].itertuples()]
    assert pages(store, asked, limit) == (wanted, len(wanted))


def test_no_source_and_nothing_there_are_empty_pages(store):
    page = store.events_in(InBox([], [EVERYWHERE]), limit=5)
    assert (len(page.rows), page.more, page.matched) == (0, False, 0)
    page = store.events_in(InBox([SOURCE.id], [(100, 50, 101, 51)]), limit=5)
    assert (len(page.rows), page.more, page.matched) == (0, False, 0)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(degrees, degrees, degrees, degrees), min_size=1, max_size=2))
def test_the_places_of_a_box_are_those_that_lie_in_it_and_count(settled, corners):
    boxes = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    wanted = {
        place.id
        for place in settled.places()
        if any(w <= place.lon <= e and s <= place.lat <= n for w, s, e, n in boxes)
    }
    assert settled.places_in(boxes) == wanted
    assert len(settled.places_in([EVERYWHERE])) == 80, "and none that was taken back"


@pytest.mark.server
def test_the_server_finds_places_by_their_index(postgres, seeded_file):
    address = Schemas(postgres, seeded_file).new()
    store = open_store(address)
    bring_places(store, random.Random(1), range(500))
    asked = []
    listening.listen(
        store._engine, "before_cursor_execute",
        lambda conn, cursor, statement, parameters, context, many: asked.append(
            (statement, parameters)
        ),
    )  # fmt: skip
    assert store.places_in([(0, 0, 0.5, 0.5)])
    ((statement, parameters),) = [one for one in asked if "ST_MakeEnvelope" in one[0]]
    with psycopg.connect(address) as connection:
        # Of few rows a planner reads all; told not to, it takes the index if the question fits it.
        connection.execute("SET LOCAL enable_seqscan = off")
        plan = connection.execute(f"EXPLAIN {statement}", parameters).fetchall()
    assert any("ix_places_geom" in line for (line,) in plan), plan
    store.close()


@pytest.mark.server
def test_the_server_finds_a_box_by_its_index(postgres, seeded_file):
    address = Schemas(postgres, seeded_file).new()
    store = open_store(address)
    chance = random.Random(1)
    bring(store, *(event(str(n), lon=chance.uniform(22, 40), lat=chance.uniform(44, 52))
                   for n in range(6_000)))  # fmt: skip
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ANALYZE")
    asked, plans = [], []

    def note(conn, cursor, statement, parameters, context, many):
        if "ST_MakeEnvelope" in statement:
            asked.append((statement, parameters))

    listening.listen(store._engine, "before_cursor_execute", note)
    found = store.events_in(InBox([SOURCE.id], [(30, 48, 30.5, 48.5)]), limit=10)
    assert 0 < found.matched < 60
    with store._engine.connect() as connection:
        for statement, parameters in list(asked):
            lines = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars()
            plans.append("\n".join(lines))
    assert len(plans) == 2  # the page, and how many there are
    for plan in plans:
        assert "Index" in plan
        assert "ix_events_geom" in plan, plan
    store.close()
