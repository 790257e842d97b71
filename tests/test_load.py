"""The crowd of ``make load`` does what browsers do and sees what goes wrong; garbage is found."""

import asyncio
import gc
import itertools
import os
import shutil
import weakref
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from benchmarks.crowd import crowd
from benchmarks.load import grown
from benchmarks.process import cpu_s, resident_mib, server_of
from benchmarks.viewer import Account, Viewer
from scripts.dashboard_server import running_dashboard
from ui import garbage


def run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: where browser tests ran before, this one has a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def address(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = tmp_path_factory.mktemp("load") / "store.gpkg"
    shutil.copy(seeded_file, store)
    with running_dashboard(store) as found:
        yield found


def test_a_viewer_opens_steps_and_changes_pages(address: str):
    account = Account()

    async def look() -> None:
        person = Viewer(address, account)
        await person.open()
        assert len(person.instants) == 19
        await person.step(person.instants[3])
        await person.go("claims")
        await person.go("")
        await person.step(person.instants[4])
        await person.close()

    run_apart(look())
    assert account.faults == {}
    assert (len(account.reruns), len(account.pages)) == (2, 3)
    # What it had when it came back, it did not load again.
    assert account.answers[304] >= 10
    assert account.received > 10_000


def test_a_step_that_the_page_does_not_follow_is_a_fault(address: str):
    account = Account()

    async def look() -> None:
        person = Viewer(address, account)
        await person.open()
        await person.step("1999-01-01T00:00:00Z")
        await person.close()

    run_apart(look())
    assert list(account.faults) == ["the page did not follow to 1999-01-01T00:00:00Z"]


def test_a_crowd_comes_in_looks_around_and_leaves(address: str, capsys: pytest.CaptureFixture[str]):
    account = run_apart(crowd(address, 2, 2.0, think=0.1))
    assert account.faults == {}
    assert account.reruns or account.pages
    assert capsys.readouterr().out == "open\n"


def test_reruns_are_counted_and_their_memory_is_read(address: str):
    found = run_apart(grown(address, reruns=16, warm_up=8))
    assert found["faults"] == {}
    assert found["milliseconds"]["step to end of script"]["n"] > 0
    server = server_of(address)
    kept = found["sizes"]["server after 16 more, MiB"]
    assert kept == pytest.approx(resident_mib(server), rel=0.5)
    assert cpu_s(server) > 0.1
    assert resident_mib(os.getpid()) > 10


class Ring:
    """Holds itself, so that only a search finds that nobody else does."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def from_the_first_run(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(garbage, "_runs", itertools.count(1))
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("from_the_first_run")
def test_what_lives_on_is_not_searched_after_each_run():
    gc.unfreeze()
    garbage.set_aside()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10


@pytest.mark.usefixtures("from_the_first_run")
def test_what_became_garbage_while_set_aside_is_found_later():
    ring = Ring()
    seen = weakref.ref(ring)
    garbage.set_aside()
    del ring
    gc.collect()
    assert seen() is not None, "set aside, it is not searched"
    for _ in range(3):
        garbage.set_aside()
    assert seen() is None
