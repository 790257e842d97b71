"""Dask below :mod:`geo.batch`; imported only where workers are asked for."""

from __future__ import annotations

import itertools
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import dask.config
from distributed import (
    Client,
    Future,
    KilledWorker,
    LocalCluster,
    Security,
    wait,
)
from distributed.client import FutureCancelledError

from geo.batch.sameness import done, likeness, unwrapped
from geo.errors import BatchError

AHEAD = 6
"""Parts under way or waiting for each thread of the workers: enough that none is idle, and few
enough that neither parts nor results pile up."""
REACHED_SECONDS = 20.0
"""How long a scheduler, and then its first worker, is waited for."""
IDLE_SECONDS = 120
"""How long a run goes on without a worker that can work before it is given up."""
_LOOK_SECONDS = 1.0


class _Workers:
    """Workers of a Dask scheduler."""

    def __init__(self, client: Client, note: Callable[[str], None]) -> None:
        self._client = client
        self._note = note
        self._there = self._names()
        self._looked = time.monotonic()
        self._idle: float | None = None

    def run(self, function: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
        client, name = self._client, f"salient-{uuid4().hex[:12]}"
        theirs = likeness()
        ahead = AHEAD * max(1, sum(client.nthreads().values()))
        rest = enumerate(parts)
        waiting: deque[Future] = deque()
        try:
            while True:
                for number, part in itertools.islice(rest, ahead - len(waiting)):
                    # What was asked for first is done first, as its result is needed first.
                    waiting.append(
                        client.submit(
                            done, function, part, theirs,
                            key=f"{name}-{number}", pure=False, priority=-number,
                        )
                    )  # fmt: skip
                if not waiting:
                    return
                result = self._result(waiting[0])
                waiting.popleft()
                yield unwrapped(result)
        finally:
            # An error, Ctrl-C, or a reader who has enough: what nobody waits for is not done.
            if waiting and client.status == "running":
                client.cancel(list(waiting), force=True)

    def _result(self, future: Future) -> Any:
        self._look()
        while not future.done():
            with suppress(TimeoutError), self._client.as_current():
                wait([future], timeout=_LOOK_SECONDS)
            self._look()
        try:
            return future.result()
        except KilledWorker as error:
            raise BatchError(
                f"A part was given up: {error.allowed_failures + 1} workers died one after the "
                "other while they did it. Most often there is too little memory: give each worker "
                "more of it, or start fewer of them."
            ) from error
        except (ModuleNotFoundError, AttributeError) as error:
            raise BatchError(
                f"A worker does not have the same Salient as this process ({error}). Start workers "
                "in Salient's folder, with its packages."
            ) from error
        except (FutureCancelledError, OSError) as error:
            raise BatchError(
                "The scheduler of the workers cannot be reached any more. Look whether it still "
                "runs, and start the command again: it does all parts anew."
            ) from error

    def _names(self) -> set[str]:
        return set(self._client.scheduler_info(n_workers=-1)["workers"])

    def _look(self) -> None:
        """Tell who left and who came, once a second; give up where nobody is left."""
        if time.monotonic() - self._looked < _LOOK_SECONDS or self._client.status != "running":
            return
        self._looked = time.monotonic()
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        now = set(workers)
        if gone := len(self._there - now):
            were = "worker was lost; what it" if gone == 1 else "workers were lost; what they"
            self._note(f"{gone} {were} did is done again.")
        if new := len(now - self._there):
            self._note(f"{new} more at work: {len(now)} workers.")
        self._there = now
        # A worker whose memory is full of other things than results cannot spill its way out.
        if any(worker["status"] != "paused" for worker in workers.values()):
            self._idle = None
        elif self._idle is None:
            self._idle = time.monotonic()
        elif time.monotonic() - self._idle > IDLE_SECONDS:
            what = "no worker" if not now else "no worker with memory to work in"
            raise BatchError(
                f"There has been {what} for {IDLE_SECONDS} seconds. Start one, with more memory if "
                "that was short, and start the command again: it does all parts anew."
            )


@contextmanager
def local(count: int, note: Callable[[str], None]) -> Iterator[_Workers]:
    """Start so many worker processes on this machine; they end with the context."""
    # A scheduler does what it is sent. Without TLS every account of this machine could send; and
    # its pages for people are for nobody here.
    with (
        dask.config.set({f"distributed.{who}.http.routes": [] for who in ("scheduler", "worker")}),
        LocalCluster(
            n_workers=count, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address="127.0.0.1:0", security=Security.temporary(),
            silence_logs=logging.ERROR, preload=["geo.batch.undisturbed"],
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        note(f"{count} worker{'s' if count > 1 else ''} on this machine.")
        yield _Workers(client, note)


@contextmanager
def remote(
    address: str, note: Callable[[str], None], seconds: float = REACHED_SECONDS
) -> Iterator[_Workers]:
    """Use the workers of a scheduler that somebody runs, if it answers in so many seconds."""
    try:
        client = Client(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BatchError(
            f"No Dask scheduler answers at {address!r} ({error}). Write it as "
            "tcp://127.0.0.1:8786, and look whether it runs; tls:// needs certificates in Dask's "
            "configuration."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=seconds)
        except TimeoutError as error:
            raise BatchError(
                f"The scheduler at {address!r} has no workers. Start some in Salient's folder: "
                f"dask worker {address}"
            ) from error
        count = len(client.nthreads())
        note(f"{count} worker{'s' if count > 1 else ''} at {address}.")
        yield _Workers(client, note)
