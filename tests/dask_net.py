"""A Dask scheduler and its workers as processes of their own on loopback, and their ends."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import GeoError
from scripts.loopback import wait_for

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180  # seconds; what is awaited takes some, on a machine with ten times its work a minute


def until(condition: Callable[[], object], what: str) -> object:
    """Wait for a condition and return what it says."""
    if found := wait_for(condition, PATIENCE):
        return found
    raise AssertionError(f"{what}: not within {PATIENCE} s")


class Net:
    """The processes; workers run in Salient's folder unless another is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def _start(self, module: str, *arguments: str, at: Path = ROOT, **more: str):
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        started = subprocess.Popen(
            [sys.executable, "-m", module, "--no-dashboard", "--host", "127.0.0.1", *arguments],
            cwd=at, stdout=log, stderr=log,
            env=os.environ | {"PYTHONPATH": str(at), "OMP_NUM_THREADS": "1"} | more,
        )  # fmt: skip
        log.close()
        self.processes.append(started)
        return started

    def scheduler(self, **more: str) -> None:
        file = self.folder / "scheduler.json"
        self._start(
            "distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(file), **more
        )

        def written() -> str:
            try:
                return json.loads(file.read_text())["address"]
            except (OSError, ValueError):
                return ""

        self.address = str(until(written, "the scheduler's address"))

    def worker(self, name: str, at: Path = ROOT, memory: str = "0"):
        return self._start(
            "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny",
            "--name", name, "--memory-limit", memory, "--local-directory", str(self.folder), at=at,
        )  # fmt: skip


@contextmanager
def net(folder: Path, workers: int = 0, **more: str) -> Iterator[Net]:
    """Start a scheduler and workers ``w0``, ``w1`` ...; end them all."""
    folder.mkdir(exist_ok=True)
    made = Net(folder)
    try:
        made.scheduler(**more)
        for number in range(workers):
            made.worker(f"w{number}")
        yield made
    finally:
        for process in made.processes:
            process.kill()
        for process in made.processes:
            process.wait()


# Asked of workers, which import this module for it: it must stay a light one.


def executing(dask_worker) -> int:
    return len(dask_worker.state.executing)


def held(dask_worker) -> int:
    return len(dask_worker.state.tasks)


def spilled(dask_worker) -> int:
    return int(dask_worker.data.spilled_total.disk)


def block(number: int) -> bytes:
    """Return 50 MB that do not compress to nothing."""
    return random.Random(number).randbytes(1 << 20) * 50


def refused_at_two(number: int) -> int:
    if number == 2:
        raise GeoError("Two cannot be done; try three.")
    return number


def deadly(number: int) -> int:
    """Kill the worker, as a system out of memory would."""
    os.kill(os.getpid(), signal.SIGKILL)
    return number
