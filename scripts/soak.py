"""Kills imports and migrations at random moments, and lets a crowd write and read at once.

``python -m scripts.soak --kills 500 --migrations 100 --seconds 60``. What it finds wrong is printed
and makes its exit code 1.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from geo.seeding import seed_store
from geo.store import open_store
from geo.store.schema import SCHEMA_VERSION
from tests.old_store import make_old_store

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_ROUND = 20


@dataclass
class Found:
    """What a soak has seen."""

    done: int = 0
    whole: int = 0
    """How often all of it was there afterwards."""
    none: int = 0
    wrong: list[str] = field(default_factory=list)

    def words(self) -> str:
        """Return the figures in one line."""
        return (
            f"{self.done} done: {self.whole} times all was there, {self.none} times nothing, "
            f"{len(self.wrong)} times something was wrong"
        )


def child(what: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a process of :mod:`scripts.soak_child` and wait until it is about to write."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.soak_child", what, *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if process.stdout is None or process.stdout.readline() != "ready\n":
        raise SystemExit(f"The child that should {what} did not start.")
    return process


def kill_at_random(process: subprocess.Popen[str], chance: random.Random, longest: float) -> bool:
    """End a process after a random while, and return whether it was still at work."""
    time.sleep(chance.uniform(0, longest))
    busy = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
    return busy


def kill_imports(folder: Path, kills: int, seed: int = 1) -> Found:
    """Kill an import of 30 editions and 3,000 events again and again; the store must stay whole."""
    chance, found = random.Random(seed), Found()
    path = folder / "store.gpkg"
    for number in range(kills):
        if number % _ROUND == 0:
            path = folder / f"store{number}.gpkg"  # else each check would take longer than the last
            store = open_store(path)
            seed_store(store, now=NOW)
            store.close()
        before = _content(path)
        process = child("import", str(path), f"kill-{number}")
        kill_at_random(process, chance, 0.35)
        _judge(path, before, found, f"import {number}")
    return found


def _content(path: Path) -> dict[str, int]:
    store = open_store(path)
    counts = {
        "editions": len(store.editions()),
        "events": sum(s.count for s in store.event_sets()),
        "imports": len(store.imports()),
        "entries": len(store.history()),
    }
    store.close()
    return counts


def _judge(path: Path, before: dict[str, int], found: Found, name: str) -> None:
    found.done += 1
    store = open_store(path)
    try:
        faults = [finding.sentence for finding in store.check()]
    finally:
        store.close()
    after = _content(path)
    came = {key: after[key] - before[key] for key in after}
    # The child imports editions first and events second, each in a transaction of its own.
    steps = [
        {"editions": 0, "events": 0, "imports": 0, "entries": 0},
        {"editions": 30, "events": 0, "imports": 1, "entries": 1},
        {"editions": 30, "events": 3000, "imports": 2, "entries": 2},
    ]
    if faults or came not in steps:
        found.wrong.append(f"{name}: {came} {faults}")
    elif came == steps[0]:
        found.none += 1
    else:
        found.whole += 1


def kill_migrations(folder: Path, kills: int, seed: int = 2) -> Found:
    """Kill the migration of a store of version 2; it must be of one version or the other, whole."""
    today = folder / "today.gpkg"
    store = open_store(today)
    seed_store(store, now=NOW)
    old = folder / "old.gpkg"
    make_old_store(old, store, today, "2")
    hashes = [edition.content_hash for edition in store.editions()]
    store.close()
    chance, found = random.Random(seed), Found()
    for number in range(kills):
        path = folder / f"victim{number}" / "store.gpkg"
        path.parent.mkdir()
        shutil.copy(old, path)
        kill_at_random(child("migrate", str(path)), chance, 0.45)
        found.done += 1
        migrated = _version(path) == str(SCHEMA_VERSION)
        store = open_store(path)
        faults = [finding.sentence for finding in store.check()]
        same = [edition.content_hash for edition in store.editions()] == hashes
        store.close()
        if faults or not same:
            found.wrong.append(f"migration {number}: {faults} {same}")
        elif migrated:
            found.whole += 1
        else:
            found.none += 1
        shutil.rmtree(path.parent)
    return found


def _version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT value FROM salient_meta").fetchone()[0])


def crowd(folder: Path, seconds: float, writers: int = 4, readers: int = 8) -> tuple[int, Found]:
    """Let processes write and read for a while; nothing may fail and nothing be lost."""
    path = folder / "crowd.gpkg"
    store = open_store(path)
    seed_store(store, now=NOW)
    before = len(store.imports())
    store.close()
    started = [
        child("write", str(path), str(number), str(seconds)) for number in range(writers)
    ] + [child("read", str(path), str(number), str(seconds)) for number in range(readers)]
    found = Found(done=len(started))
    wrote = 0
    for process in started:
        said, _ = process.communicate()
        answer = json.loads(said.splitlines()[-1]) if said.strip() else {"error": "no answer"}
        wrote += answer.get("wrote", 0)
        if process.returncode != 0 or "error" in answer:
            found.wrong.append(str(answer)[:300])
    store = open_store(path)
    kept = len(store.imports()) - before
    faults = [finding.sentence for finding in store.check()]
    store.close()
    if kept != wrote or faults:
        found.wrong.append(f"{wrote} were acknowledged and {kept} are there; {faults}")
    found.whole = found.done - len(found.wrong)
    return wrote, found


def main() -> None:
    """Run all three and print what was seen."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--migrations", type=int, default=100)
    options.add_argument("--seconds", type=float, default=60)
    chosen = options.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        runs: dict[str, Callable[[Path], Found]] = {
            "imports killed": lambda folder: kill_imports(folder, chosen.kills),
            "migrations killed": lambda folder: kill_migrations(folder, chosen.migrations),
        }
        for title, run in runs.items():
            folder = Path(name) / title
            folder.mkdir()
            found = run(folder)
            print(f"{title}: {found.words()}", flush=True)
            wrong += found.wrong
        wrote, found = crowd(Path(name), chosen.seconds)
        print(f"four writers and eight readers, {chosen.seconds:.0f} s: {wrote} imports, "
              f"{found.words()}")  # fmt: skip
        wrong += found.wrong
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
