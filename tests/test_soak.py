"""Short forms of the soak, and stores that cannot be written."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from geo.store import open_store
from scripts import soak

ROOT = Path(__file__).resolve().parent.parent


def test_an_import_that_is_killed_leaves_all_or_nothing(tmp_path):
    found = soak.kill_imports(tmp_path, 8, seed=5)
    assert (found.wrong, found.done) == ([], 8)
    assert found.whole + found.none == 8


def test_a_migration_that_is_killed_leaves_one_version_or_the_other(tmp_path):
    found = soak.kill_migrations(tmp_path, 4, seed=6)
    assert (found.wrong, found.done) == ([], 4)


def test_writers_and_readers_at_once_lose_nothing(tmp_path):
    wrote, found = soak.crowd(tmp_path, 2.0, writers=2, readers=3)
    assert found.wrong == []
    assert wrote > 2


PROGRAM = """
import sys
from geo.errors import StoreError
from geo.store import open_store
from scripts.soak_child import NOW, edition, report
from geo.models import Source
{before}
try:
    store = open_store(sys.argv[1])
    source = Source(id="desk", title="Desk", attribution="Desk")
    for number in range(200):
        store.import_edition(edition(source, number), report(str(number), 1),
                             recorded_at=NOW, recorded_by="me", original=bytes(range(256)) * 40)
except StoreError as error:
    print(error)
"""


def answer(path: Path, before: str = "", **more) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before), str(path)],
        cwd=ROOT, capture_output=True, text=True, check=True, **more,
    )  # fmt: skip
    return ended.stdout


def test_a_full_disk_is_a_sentence_and_what_was_there_is_whole(tmp_path):
    path = tmp_path / "store.gpkg"
    open_store(path).close()
    size = path.stat().st_size + 200_000
    # A file that may not grow further is what a full disk is to SQLite.
    limit = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    )
    said = answer(path, limit)
    assert "The store could not be written" in said
    assert "Nothing was changed. Check free disk space" in said
    store = open_store(path)
    assert store.check() == []
    assert 0 < len(store.editions()) < 200
    store.close()
    assert resource.RLIMIT_FSIZE is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="as another user the permission bits do")
def test_a_file_that_may_only_be_read_is_a_sentence_for_root_too(tmp_path):
    path = tmp_path / "store.gpkg"
    open_store(path).close()
    # Root passes over permission bits; a process that has given up root does not.
    tmp_path.chmod(0o755)
    path.chmod(0o444)
    said = answer(path, "import os; os.setgid(65534); os.setuid(65534)")
    assert "cannot be opened" in said
    assert "may write to it" in said
