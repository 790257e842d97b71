"""One file that QGIS opens, to which things are added and nothing is ever done again."""

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from geo.clock import to_rfc3339
from geo.errors import ClockError, NotInStore, StoreError
from geo.geometry import area_km2
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Place, Source
from geo.store import Store, open_store
from geo.store.address import Address
from geo.store.engine import open_engine, writing
from tests.places import Files, Schemas

NOW = {"recorded_at": datetime(2025, 1, 12, tzinfo=UTC), "recorded_by": "tester"}
INTEGRITY = (sqlite3.IntegrityError, psycopg.IntegrityError)
TABLES = (
    "sources", "imports", "editions", "blobs", "edition_areas", "places", "claims",
    "claim_statuses", "history",
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.gpkg"


@pytest.fixture
def any_store(place: Files) -> Iterator[Store]:
    """Return one store for all cases that are drawn."""
    store = open_store(place.new())
    yield store
    assert store.check() == []
    store.close()


def count(place: Files, address: Address, table: str) -> int:
    return place.ask(address, f"SELECT count(*) FROM {table}")[0][0]


def test_other_programs_open_it_as_a_geopackage(seeded_file, seeded):
    layers = dict(pyogrio.list_layers(seeded_file))
    assert layers["control_areas"] == "MultiPolygon"
    assert layers["places"] == "Point"
    areas = pyogrio.read_dataframe(seeded_file, layer="control_areas")
    assert areas.crs == "EPSG:4326"
    latest = seeded.editions()[-1]
    assert len(areas) == len(seeded.areas(latest.content_hash))
    assert set(areas["as_of"]) == {to_rfc3339(latest.as_of)}
    assert areas["synthetic"].all()
    assert areas.geometry.is_valid.all()
    assert (areas["attribution"].str.len() > 0).all()
    info = pyogrio.read_info(seeded_file, layer="control_areas")
    x0, y0, x1, y1 = areas.total_bounds
    west, south, east, north = info["total_bounds"]  # of all that ever was in the layer
    assert (west <= x0, south <= y0, east >= x1, north >= y1) == (True,) * 4
    places = pyogrio.read_dataframe(seeded_file, layer="places")
    assert [(p.x, p.y) for p in places.geometry] == [(p.lon, p.lat) for p in seeded.places()]


def test_it_is_a_sound_wal_file_with_the_marks_of_its_format(seeded_file):
    with closing(sqlite3.connect(seeded_file)) as connection:
        pragmas = ("journal_mode", "application_id", "user_version", "integrity_check")
        found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
        assert found == ["wal", int.from_bytes(b"GPKG", "big"), 10400, "ok"]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_edition_comes_back_exactly_as_it_went_in(place, drawn_edition):
    path = place.new()
    edition, report = drawn_edition
    with_hole = MultiPolygon([Polygon(box(36, 51, 37, 52).exterior, [box(36.1, 51.1, 36.2, 51.2).exterior])])  # fmt: skip  # noqa: E501
    more = ControlArea(
        category=Category.CLAIMED, actor="RU", kind=Kind.CONTROL, geometry=with_hole,
        label="{{ 7*7 }} </script>\0\n Бахмут",
    )  # fmt: skip
    store = open_store(path)
    store.import_edition(replace(edition, areas=[*edition.areas, more]), report, **NOW)
    (record,) = store.editions()
    assert (record.source, record.as_of, record.time_precision) == (
        edition.source, edition.as_of, "instant",
    )  # fmt: skip
    frame = store.areas(record.content_hash)
    assert frame.crs == "EPSG:4326"
    assert frame[["category", "actor", "kind", "label"]].to_numpy().tolist() == [
        ["assessed", "UA", "incursion", ""], ["claimed", "RU", "control", more.label],
    ]  # fmt: skip
    assert list(frame.geometry) == [edition.areas[0].geometry, with_hole]
    assert {f.category: f.km2 for f in record.areas} == pytest.approx(
        {"assessed": area_km2(edition.areas[0].geometry), "claimed": area_km2(with_hole)}
    )
    store.close()
    again = open_store(path)
    assert again.editions() == [record]
    assert list(again.areas(record.content_hash).geometry) == list(frame.geometry)
    again.close()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.floats(-179, 179), st.floats(-89, 89), st.floats(1e-4, 1)),
        min_size=1, max_size=20,
    ),
    st.text(st.characters(exclude_categories=["Cs"])),
)  # fmt: skip
def test_any_coordinate_and_label_comes_back_bit_for_bit(any_store, corners, label):
    squares = [MultiPolygon([box(x, y, x + side, y + side)]) for x, y, side in corners]
    areas = [
        ControlArea(
            category=Category.ADVANCES, actor="UA", kind=Kind.ADVANCE, geometry=g, label=label
        )
        for g in squares
    ]
    source = Source(id=f"drawn-{uuid.uuid4()}", title="Drawn", attribution="By the test")
    report = ImportReport(file="a", sha256="", read=len(areas), kept=len(areas))
    any_store.import_edition(
        Edition(source=source, as_of=NOW["recorded_at"], areas=areas), report, **NOW
    )
    (record,) = (record for record in any_store.editions() if record.source.id == source.id)
    frame = any_store.areas(record.content_hash)
    assert [shapely.to_wkb(g) for g in frame.geometry] == [shapely.to_wkb(g) for g in squares]
    assert set(frame["label"]) == {label}


def test_the_same_edition_twice_changes_nothing_also_through_a_second_store(place, drawn_edition):
    path = place.new()
    first, second = open_store(path), open_store(path)
    done = first.import_edition(*drawn_edition, **NOW)
    before = place.dump(path)
    for store in (first, second):
        again = store.import_edition(*drawn_edition, **NOW)
        assert (again.changed, again.import_id) == (False, done.import_id)
    assert done.changed
    assert place.dump(path) == before
    assert first.revision() == second.revision() == done.import_id
    first.close()
    second.close()


def test_another_content_for_the_same_instant_is_refused_and_nothing_is_lost(place, drawn_edition):
    path = place.new()
    edition, report = drawn_edition
    store = open_store(path)
    store.import_edition(edition, report, **NOW)
    before = place.dump(path)
    other = replace(edition, areas=[replace(edition.areas[0], label="moved")])
    with pytest.raises(StoreError, match="An edition is never overwritten"):
        store.import_edition(other, report, **NOW)
    reworded = replace(edition, source=replace(edition.source, licence="mine"))
    with pytest.raises(StoreError, match="with other words"):
        store.import_edition(reworded, report, **NOW)
    with pytest.raises(ClockError, match="has no zone"):
        store.import_edition(
            replace(edition, as_of=edition.as_of.replace(tzinfo=None)), report, **NOW
        )
    assert place.dump(path) == before
    store.close()


def test_an_import_that_fails_halfway_leaves_nothing_behind(place, drawn_edition):
    path = place.new()
    source, report = drawn_edition[0].source, drawn_edition[1]
    spot = Place(id="a", name="A", feature_code="PPL", country="UA", lon=35, lat=51, origin="drawn")
    store = open_store(path)
    before = place.dump(path)
    with pytest.raises(StoreError, match="never overwritten"):
        store.import_places([spot, spot], source, report, **NOW)
    assert place.dump(path) == before
    store.close()


def test_a_file_without_rows_is_recorded_and_adds_nothing(place, drawn_edition):
    path = place.new()
    source, report = drawn_edition[0].source, ImportReport(file="a", sha256="0", read=0, kept=0)
    store = open_store(path)
    assert store.import_places([], source, report, **NOW).changed
    assert store.import_claims([], source, replace(report, sha256="1"), **NOW).changed
    assert (store.places(), store.claims(), len(store.imports())) == ([], [], 2)
    store.close()


def test_what_editions_repeat_is_kept_once(place, drawn_edition):
    path = place.new()
    edition, report = drawn_edition
    store = open_store(path)
    for days in range(5):
        later = replace(edition, as_of=edition.as_of + timedelta(days=days))
        store.import_edition(later, report, **NOW)
    store.close()
    assert (count(place, path, "editions"), count(place, path, "blobs")) == (5, 1)


def test_no_program_can_change_or_delete_what_is_stored(place):
    path = place.seeded()
    before = place.dump(path)
    for table in TABLES:
        assert count(place, path, table) > 0
        column = place.columns(path, table)[0]
        changes = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
        # Behind foreign keys PostgreSQL refuses to empty a table before any guard of ours.
        changes += ["TRUNCATE history"] if isinstance(place, Schemas) else []
        for change in changes:
            with pytest.raises(INTEGRITY, match="is append-only"):
                place.ask(path, change)
    assert place.dump(path) == before


def test_a_row_that_points_at_nothing_is_refused(place):
    path = place.new()
    engine = open_engine(path)
    row = "INSERT INTO edition_areas VALUES (99, 'claimed', 'UA', 'control', 1.0)"
    with pytest.raises(StoreError, match="Nothing was changed"), writing(engine) as connection:
        connection.exec_driver_sql(row)
    engine.dispose()
    assert count(place, path, "edition_areas") == 0


def test_an_edition_that_is_not_there_is_a_sentence(place):
    store = open_store(place.seeded())
    with pytest.raises(NotInStore, match=r"No edition 'feedfeedfeed' is in the store\. Reload"):
        store.areas("feed" * 16)
    store.close()


def foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (day TEXT)")
        connection.commit()


def newer_store(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE salient_meta SET value = '6' WHERE key = 'schema_version'")
        connection.commit()


def store_without_version(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM salient_meta")
        connection.commit()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda p: p.write_text("A letter, and no GeoPackage. " * 200), "cannot be opened"),
        (lambda p: p.write_bytes(b"SQLite format 3\0" + bytes(4000)), "cannot be opened"),
        (foreign_database, "is no Salient store"),
        (newer_store, "has schema version 6, and this Salient reads 5"),
        (store_without_version, "has schema version none"),
    ],
    ids=["letter", "damaged", "foreign", "newer", "no version"],
)
def test_a_file_that_is_no_store_is_refused_and_left_byte_for_byte(path, make, sentence):
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=sentence):
        open_store(path)
    assert path.read_bytes() == before


def test_a_path_that_cannot_be_is_a_sentence_and_a_strange_one_is_taken_as_it_is(tmp_path):
    (tmp_path / "letter").write_text("a file, not a folder")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "letter" / "store.gpkg")
    strange = tmp_path / "new folder" / "what?#%20 Курськ.gpkg"
    open_store(strange).close()
    assert list(strange.parent.iterdir()) == [strange]


@pytest.mark.parametrize("shared", [True, False], ids=["one store", "a store each"])
def test_threads_that_import_at_once_lose_nothing_and_repeat_nothing(place, drawn_edition, shared):
    path = place.new()
    edition, report = drawn_edition
    stores = [open_store(path)] * 2 if shared else [open_store(path), open_store(path)]
    start, changed, faults = threading.Barrier(2), [], []

    def bring(store, own):
        start.wait()
        try:
            for n in range(8):
                own_day = edition.as_of + timedelta(days=100 * own + n)
                common_day = edition.as_of - timedelta(days=1 + n)
                store.import_edition(replace(edition, as_of=own_day), report, **NOW)
                result = store.import_edition(replace(edition, as_of=common_day), report, **NOW)
                changed.append(result.changed)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=bring, args=(s, own)) for own, s in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(changed) == 8
    assert len(stores[0].editions()) == len(stores[1].imports()) == 24
    for store in stores:
        store.close()
