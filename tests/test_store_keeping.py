"""A store that is checked, copied, put back, tampered with, and brought to a later version."""

import random
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.access import Person, Role
from geo.archive import refresh
from geo.errors import StoreError
from geo.keeping import back_up, restore_from
from geo.store import open_store
from geo.store.file import BACKEND
from geo.store.schema import APPEND_ONLY, history
from tests.old_store import make_old_store
from tests.test_store_changes import bring, event, work_on

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def path(seeded_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "store.gpkg"
    shutil.copy(seeded_file, path)
    return path


@pytest.fixture
def full(path: Path) -> Path:
    """Return a store with rows in every table."""
    store = open_store(path)
    bring(store, *(event(str(n)) for n in range(30)))
    work_on(store)
    store.team.give("ann@desk.example", Role.ANALYST, by="A", at=NOW)
    store.team.welcome(Person("https://id.example 7", "ann@desk.example", "Ann"), at=NOW)
    store.close()
    return path


def findings(path: Path) -> list[str]:
    store = open_store(path)
    found = [finding.sentence for finding in store.check()]
    store.close()
    return found


def tampered(path: Path, change) -> None:
    """Change a file behind the store's back, with its guards away for the moment."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name in BACKEND.triggers():
            connection.execute(f"DROP TRIGGER {name}")
        change(connection)
        for sql in BACKEND.triggers().values():
            connection.execute(sql)


def test_of_a_hundred_random_tamperings_a_hundred_are_found(full, tmp_path):
    assert findings(full) == []
    chance = random.Random(7)
    missed = []
    for number in range(100):
        victim = tmp_path / f"{number}.gpkg"
        shutil.copy(full, victim)
        table = chance.choice([*APPEND_ONLY, history]).name
        kind = chance.choice(["change", "change", "delete", "add"])
        said = [f"{kind} in {table}"]

        def change(db, table=table, kind=kind, said=said):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            rows = [row[0] for row in db.execute(f"SELECT rowid FROM {table}")]
            row, column = chance.choice(rows), chance.choice(columns)
            if kind == "delete":
                db.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
            elif kind == "change":
                (old,) = db.execute(
                    f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)
                ).fetchone()
                new = (
                    (old or 0) + 1_000
                    if isinstance(old, int | float | None)
                    else (old + (b"x" if isinstance(old, bytes) else "x"))
                )
                said.append(f"{column} of row {row}: {str(old)[:40]} to {str(new)[:40]}")
                db.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (new, row))
            else:
                names = ", ".join(f'"{name}"' for name in columns)
                values = [
                    None if name in ("id", "fid", "rowid") and isinstance(value, int) else value
                    for name, value in zip(
                        columns,
                        db.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,)).fetchone(),
                        strict=True,
                    )
                ]
                values = [f"{v}x" if isinstance(v, str) and n in ("id", "name") else v
                          for n, v in zip(columns, values, strict=True)]  # fmt: skip
                if table == "edition_areas":
                    values[0] += 900
                elif table == "undos":
                    values[1] = 5
                elif table == "reviews":
                    values[columns.index("version")] += 1
                marks = ", ".join("?" for _ in columns)
                db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)

        tampered(victim, change)
        if not findings(victim):
            missed.append(": ".join(said))
        for leftover in tmp_path.glob(f"{number}.gpkg*"):
            leftover.unlink()
    assert missed == []


def test_a_guard_that_is_gone_and_a_cut_history_are_found(full):
    with closing(sqlite3.connect(full, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_no_update")
    assert any("events_no_update is missing" in sentence for sentence in findings(full))
    tampered_again = full.with_name("cut.gpkg")
    shutil.copy(full, tampered_again)
    with closing(sqlite3.connect(tampered_again, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER history_no_delete")
        connection.execute("DELETE FROM history WHERE id = 3")
    assert any("entries were removed" in sentence for sentence in findings(tampered_again))


def test_a_damaged_content_is_a_sentence_when_it_is_asked_for(path):
    store = open_store(path)
    record = store.editions()[0]
    store.close()
    tampered(path, lambda db: db.execute("UPDATE blobs SET data = zeroblob(40)"))
    store = open_store(path)
    with pytest.raises(StoreError, match=r"damaged .*Run python -m geo check"):
        store.areas(record.content_hash)
    store.close()


def test_a_copy_is_made_while_others_write_and_never_over_a_file(full, tmp_path):
    store, stop, wrote = open_store(full), threading.Event(), []

    def write():
        while not stop.is_set():
            wrote.append(bring(store, event(f"w{len(wrote)}"), file=f"{len(wrote)}.csv"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            back_up(full, tmp_path / f"copy{number}.gpkg")
    finally:
        stop.set()
        writer.join()
    assert wrote
    for number in range(3):
        assert findings(tmp_path / f"copy{number}.gpkg") == []
    with pytest.raises(StoreError, match=r"copy0.gpkg is there already"):
        back_up(full, tmp_path / "copy0.gpkg")
    assert list(tmp_path.glob("*.part")) == []
    store.close()


def test_a_store_is_put_back_under_those_who_have_it_open(full, tmp_path):
    back_up(full, tmp_path / "copy.gpkg")
    store, reader = open_store(full), open_store(full)
    bring(store, event("new"), file="new.csv")
    assert len(reader.events("desk")) == 31
    kept = restore_from(store, full, tmp_path / "copy.gpkg", at=NOW, by="A")
    assert len(reader.events("desk")) == len(store.events("desk")) == 30
    assert store.history(1)[0].action == "restore"
    assert store.check() == []
    before = open_store(kept)
    assert len(before.events("desk")) == 31
    for opened in (store, reader, before):
        opened.close()
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_what_is_no_whole_store_is_not_put_back(full, tmp_path):
    store = open_store(full)
    letter = tmp_path / "letter.gpkg"
    letter.write_text("This is a letter.")
    bad = tmp_path / "bad.gpkg"
    back_up(full, bad)
    tampered(bad, lambda db: db.execute("UPDATE imports SET file = 'other' WHERE id = 1"))
    for file, words in ((letter, "could not be copied"), (bad, "is not whole"),
                        (tmp_path / "none.gpkg", "no file none.gpkg")):  # fmt: skip
        with pytest.raises(StoreError, match=words):
            restore_from(store, full, file, at=NOW, by="A")
    assert store.check() == []
    assert len(store.events("desk")) == 30
    store.close()


@pytest.mark.parametrize("version", ["1", "2", "3", "4"])
def test_a_store_of_an_older_version_comes_over_whole_after_a_copy(
    seeded, seeded_file, tmp_path, version
):
    path = tmp_path / "old.gpkg"
    make_old_store(path, seeded, seeded_file, version)
    store = open_store(path, now=NOW)
    assert store.editions() == seeded.editions()
    for record in seeded.editions():
        mine, theirs = store.areas(record.content_hash), seeded.areas(record.content_hash)
        assert mine.equals(theirs)
    assert store.claims() == seeded.claims()
    assert store.places() == seeded.places()
    assert [r.file for r in store.imports()] == [r.file for r in seeded.imports()]
    assert store.check() == []
    migrations = [entry for entry in store.history() if entry.action == "migrate"]
    assert [(entry.action, entry.details["from"]) for entry in migrations] == [("migrate", version)]
    refresh(store)
    assert store.derived.timelines() == seeded.derived.timelines()
    store.close()
    copy = tmp_path / f"old.v{version}-20260101T000000Z.gpkg"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT value FROM salient_meta").fetchone() == (version,)
        table = "blobs" if version in ("3", "4") else "shapes"
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
    again = open_store(path)
    assert len(again.editions()) == len(seeded.editions())
    again.close()


def test_an_older_store_that_is_damaged_is_left_as_it_is(seeded, seeded_file, tmp_path):
    path = tmp_path / "old.gpkg"
    make_old_store(path, seeded, seeded_file, "2")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER area_rows_no_update")
        connection.execute("UPDATE area_rows SET label = 'other' WHERE id = 1")
    with pytest.raises(StoreError, match=r"is damaged in this store.*Nothing was changed"):
        open_store(path, now=NOW)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT value FROM salient_meta").fetchone() == ("2",)
        assert connection.execute("SELECT count(*) FROM shapes").fetchone()[0] > 0
