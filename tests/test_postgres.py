"""What only a store on a server shows: its locks, its guards, its address, and copies both ways."""

import re
import socket
import subprocess
import sys
import threading
import traceback
import uuid

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.archive import refresh
from geo.errors import StoreError
from geo.keeping import back_up, copy_between, restore_from
from geo.store import Store, open_store
from geo.store.check import findings_of
from geo.store.engine import writing
from geo.store.postgres import BACKEND
from tests.places import Files, Schemas
from tests.test_store_changes import NOW, UNDO, bring, event, texts, work_on

pytestmark = pytest.mark.server


@pytest.fixture
def schemas(postgres, seeded_file) -> Schemas:
    return Schemas(postgres, seeded_file)


@pytest.fixture
def files(tmp_path, seeded_file) -> Files:
    return Files(tmp_path, seeded_file)


def fill(store: Store) -> None:
    """Bring rows into every table."""
    bring(store, *(event(str(n), lon=30 + n / 7, summary=f"\0{n}\x10 Бахмут") for n in range(30)),
          event("nowhere", lon=float("nan"), lat=float("nan"), day=0))  # fmt: skip
    bring(store, event("1", summary="said anew"), file="b.csv")
    work_on(store)
    refresh(store)


def everything(store: Store) -> list[object]:
    """Return what a store hands out."""
    return [
        store.history(), store.imports(), store.editions(), store.claims(), store.places(),
        store.reviews(), store.event_sets(), store.sources(), store.statuses(),
        store.mapping("columns"), store.derived.timelines(), store.derived.steps(),
        store.latest_entry(),
        [store.areas(record.content_hash).to_wkb().to_dict() for record in store.editions()],
        # A missing number is not equal to itself, but reads like itself.
        [repr(store.events(r.source.id).to_dict("records")) for r in store.event_sets()],
    ]  # fmt: skip


def test_a_store_goes_to_a_server_and_back_equal_to_the_byte(files, schemas):
    origin, there, back = files.seeded(), schemas.new(), files.new()
    store = open_store(origin)
    fill(store)
    first = copy_between(origin, there)
    second = copy_between(there, back)
    on_server, again = open_store(there), open_store(back)
    assert first == second == store.hash() == on_server.hash() == again.hash()
    assert everything(store) == everything(on_server) == everything(again)
    for opened in (store, on_server, again):
        assert opened.check() == []
        opened.close()
    # Every table as it was, the layers that GIS programs open too; not when it was laid out.
    own = [n for n in files.tables(origin) if not n.startswith(("gpkg_", "sqlite_"))]
    before, after = dict(files.dump(origin)), dict(files.dump(back))
    assert {name: before[name] for name in own} == {name: after[name] for name in own}


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90), texts), max_size=4),
                min_size=1, max_size=3), st.booleans())  # fmt: skip
def test_any_small_store_is_copied_both_ways(files, schemas, imports, undone):
    origin, there, back = files.new(), schemas.new(), files.new()
    store = open_store(origin)
    for rows in imports:
        said = (event(str(n), lon=lon, lat=lat, summary=s) for n, (lon, lat, s) in enumerate(rows))
        bring(store, *said, file=str(uuid.uuid4()))
    if undone:
        store.undo(1, **UNDO)
    store.close()
    assert copy_between(origin, there) == copy_between(there, back)
    shapes = "SELECT ST_AsBinary(geom), lon, lat FROM events WHERE geom IS NOT NULL ORDER BY fid"
    kept = files.ask(origin, "SELECT geom, lon, lat FROM events ORDER BY fid")
    assert [(b"GP\0\1\xe6\x10\0\0" + w, x, y) for w, x, y in schemas.ask(there, shapes)] == kept


def test_a_copy_goes_only_into_what_is_empty_and_leaves_nothing_where_it_fails(files, schemas):
    origin, full = files.seeded(), schemas.seeded()
    before = schemas.dump(full)
    with pytest.raises(StoreError, match=r"has rows already.*Nothing was changed"):
        copy_between(origin, full)
    assert schemas.dump(full) == before
    with pytest.raises(StoreError, match=r"no store none\.gpkg"):
        copy_between(origin.with_name("none.gpkg"), schemas.new())
    # A table that keeps something else than it is given: the copy is found out.
    target = schemas.new()
    open_store(target).close()
    schemas.ask(target, "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
                "NEW.claimant := 'another'; RETURN NEW; END$$; CREATE TRIGGER other BEFORE INSERT "
                "ON claims FOR EACH ROW EXECUTE FUNCTION other()")  # fmt: skip
    before = schemas.dump(target)
    with pytest.raises(StoreError, match="does not give back"):
        copy_between(origin, target)
    assert schemas.dump(target) == before
    schemas.ask(full, "DROP TABLE steps")
    new = files.new()
    with pytest.raises(StoreError, match=r'could not be used .*relation "steps" does not'):
        copy_between(full, new)
    assert not list(new.parent.glob(f"{new.name}*"))


def write_twice(store):
    mapping = (
        "INSERT INTO mappings (name, version, body, saved_at, saved_by) VALUES ('a', 1, '', '', '')"
    )
    with writing(store._engine) as connection:
        for _ in range(2):
            connection.exec_driver_sql(mapping)


def test_rows_are_numbered_without_a_gap_after_what_was_rolled_back(schemas):
    address = schemas.new()
    store = open_store(address)
    bring(store, event("1"))
    for _ in range(3):
        with pytest.raises(StoreError, match="never overwritten"):
            write_twice(store)
    store.save_mapping("a", {}, by="A", at=NOW, based_on=0)
    assert schemas.ask(address, "SELECT id FROM mappings") == [(1,)]
    assert store.check() == []
    store.close()


def test_a_reader_waits_for_no_writer_and_sees_one_state(schemas):
    address = schemas.new()
    writer, reader = open_store(address), open_store(address)
    bring(writer, event("1"))
    with writing(writer._engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO mappings (name, version, body, saved_at, saved_by) "
            "VALUES ('a', 1, '{}', '', '')"
        )
        assert reader.mapping("a") == (0, {})  # while the lock is held
    assert reader.mapping("a") == (1, {})
    with reader._engine.connect() as connection:
        count = "SELECT count(*) FROM events"
        assert connection.exec_driver_sql(count).scalar() == 1
        bring(writer, event("2"), file="b.csv")
        assert connection.exec_driver_sql(count).scalar() == 1
    assert len(reader.events("desk")) == 2
    writer.close()
    reader.close()


def test_a_second_writer_waits_for_the_first(schemas):
    address = schemas.new()
    first, second = open_store(address), open_store(address)
    done = threading.Event()

    def write():
        bring(second, event("2"), file="b.csv")
        done.set()

    thread = threading.Thread(target=write)
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with writing(first._engine) as connection:
        thread.start()
        while not connection.exec_driver_sql(waiting).scalar():
            assert not done.is_set()
    thread.join()
    assert done.is_set()
    first.close()
    second.close()


TAMPERINGS = {
    "DROP TRIGGER events_no_update ON events": "events_no_update is missing",
    "ALTER TABLE events DISABLE TRIGGER events_no_delete": "events_no_delete is missing",
    "ALTER TABLE events ENABLE TRIGGER events_no_update": "events_no_update is missing",
    "DROP TRIGGER events_no_update ON events; CREATE TRIGGER events_no_update BEFORE UPDATE OF id "
    "ON events EXECUTE FUNCTION salient_append_only(); "
    "ALTER TABLE events ENABLE ALWAYS TRIGGER events_no_update": "events_no_update is missing",
    "CREATE OR REPLACE FUNCTION salient_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RETURN NEW; END$$": "blobs_no_delete is missing",
    "UPDATE events SET summary = 'other' WHERE fid = 3": "a row of event",
    "UPDATE events SET geom = ST_Translate(geom, 1e-9, 0) WHERE fid = 4": "a row of event",
    "UPDATE sources SET redistribution = NOT redistribution": "a row of",
    "UPDATE sources SET rowid = rowid + 100 WHERE rowid = 1": "a row of",
    "DELETE FROM claim_statuses WHERE id = 5": "a row of claim",
    "INSERT INTO mappings (name, version, body, saved_at, saved_by) VALUES ('b', 1, '{}', '', '')":
        "Rows of mappings were added",
    "DELETE FROM history WHERE id = 3": "entries were removed",
    "UPDATE history SET details = '{}' WHERE id = 3": "was changed after it was written",
    "UPDATE blobs SET data = data || 'x' WHERE id = 2": "is not what it added",
    "DELETE FROM sources WHERE id = 'desk'": "names a row|name a row of sources",
}  # fmt: skip


def test_every_tampering_of_a_database_is_found(schemas):
    store = open_store(schemas.seeded())
    fill(store)
    assert store.check() == []
    guarded = [name.rpartition("_no_")[::2] for name in BACKEND.triggers()]
    for sql, sentence in TAMPERINGS.items():
        with store._engine.connect().execution_options(salient_writes=True) as connection:
            if sql.startswith(("UPDATE", "DELETE", "INSERT")):
                for table, _ in guarded:
                    connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                connection.exec_driver_sql(sql)
                for table, _ in guarded:
                    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
                for table, verb in guarded:
                    connection.exec_driver_sql(
                        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_{verb}"
                    )
            else:
                connection.exec_driver_sql(sql)
            found = [finding.sentence for finding in findings_of(connection)]
        assert re.search(sentence, " ".join(found)), (sql, found)
    assert store.check() == []
    store.close()


def test_a_store_goes_on_after_the_server_dropped_its_connections(schemas, postgres):
    address = schemas.new()
    store = open_store(address)
    bring(store, event("1"))
    with psycopg.connect(address) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'salient'"
        )
    assert len(store.events("desk")) == 1
    bring(store, event("2"), file="b.csv")
    assert store.check() == []
    store.close()


def test_what_is_no_store_or_cannot_be_one_is_a_sentence_without_the_password(schemas, postgres):
    foreign = schemas.new()
    schemas.ask(foreign, "CREATE TABLE diary (day date)")
    newer = schemas.new()
    open_store(newer).close()
    schemas.ask(newer, "UPDATE salient_meta SET value = '99'")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        dead = f"127.0.0.1:{nobody.getsockname()[1]}"
        own = f"127.0.0.1:{postgres.port}"
        schemas.ask(postgres.url(), "CREATE ROLE desk LOGIN")
        with psycopg.connect(postgres.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bare OWNER desk")
            connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE "
                               "template0")  # fmt: skip
        cases = {
            foreign: "is no Salient store: it has the table 'diary'",
            newer: "has schema version 99, and this Salient reads",
            f"postgresql://desk:s3cret@{dead}/x": r"desk:\*\*\*@.* could not be used",
            f"postgresql://desk@{dead}/x?password=s3cret": "could not be used",
            f"postgresql://desk:s3cret@{own}/none": 'database "none" does not exist',
            f"postgresql://desk:s3cret@{own}/bare": "has no PostGIS .*CREATE EXTENSION postgis",
            f"postgresql://salient:s3cret@{own}/latin": "keeps text as LATIN1",
            f"postgresql://salient@{own}/postgres?options=-csearch_path%3Dnone": "not there",
            "postgresql://desk:s3cret@host:port/x": "cannot be read. Write it as",
            "mysql://desk:s3cret@host/x": "mysql:// is neither",
        }
        for address, sentence in cases.items():
            with pytest.raises(StoreError, match=sentence) as caught:
                open_store(address)
            said = "".join(traceback.format_exception(caught.value))
            assert "s3cret" not in said


def test_a_backup_of_a_database_is_a_file_and_a_database_is_not_replaced(schemas, tmp_path):
    address = schemas.seeded()
    store = open_store(address)
    copy = tmp_path / "copy.gpkg"
    back_up(address, copy)
    kept = open_store(copy)
    assert kept.hash() == store.hash()
    kept.close()
    with pytest.raises(StoreError, match=r"copy.gpkg is there already"):
        back_up(address, copy)
    with pytest.raises(StoreError, match=r"is a database, and what is in it is not replaced"):
        restore_from(store, address, copy, at=NOW, by="A")
    assert store.check() == []
    store.close()


def test_a_database_of_an_older_version_is_brought_over_and_is_whole(schemas):
    address = schemas.seeded()
    schemas.ask(address, "DROP TABLE people, roles")
    schemas.ask(address, "UPDATE salient_meta SET value = '4' WHERE key = 'schema_version'")
    store = open_store(address, now=NOW)
    assert [(entry.action, entry.details["from"]) for entry in store.history(1)] == [
        ("migrate", "4")
    ]
    assert store.check() == []
    bring(store, event("1"))
    assert store.check() == []
    store.close()


def test_nothing_of_a_server_is_loaded_for_a_store_in_a_file(tmp_path):
    code = (
        "import sys; from geo.store import open_store; open_store(sys.argv[1]).close(); "
        "assert 'psycopg' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.gpkg")], check=True)
