"""Who does the parts of a piece of work, and the plain loop where nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Protocol, TypeVar

from geo.errors import BatchError

Part = TypeVar("Part")
Result = TypeVar("Result")
_MOST_WORKERS = 1024


class Crew(Protocol):
    """Those who work."""

    def run(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """Do every part, and give what came of them in the order of the parts.

        Parameters
        ----------
        function : callable
            A function of a module of Salient, or a ``functools.partial`` of one: workers import it
            by its name. It may be called twice for a part, where a worker was lost, so that it
            must answer the same and leave nothing behind that a second call would double.
        parts : iterable
            Taken as they are needed. Values that can be pickled, small enough for a message:
            some megabytes at most.

        Raises
        ------
        GeoError
            What the function raises, with the sentence it has in this process.
        BatchError
            If the workers cannot be reached, have another version of Salient, or are all lost.
        """
        ...


class Here:
    """Nobody but this process."""

    def run(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """Do the parts one after the other, each when its result is asked for."""
        return map(function, parts)


ALONE = Here()
"""Nobody but this process."""


def crew(
    workers: int | None = None,
    scheduler: str | None = None,
    note: Callable[[str], None] = lambda said: None,
) -> AbstractContextManager[Crew]:
    """Return who will work, as a context manager that sends them home at its end.

    Parameters
    ----------
    workers : int, optional
        So many processes are started on this machine, which talk over loopback by TLS with
        certificates made for this run.
    scheduler : str, optional
        Address of a Dask scheduler: ``tcp://10.0.0.5:8786``, ``tls://...``. The files of TLS are
        those of Dask's own configuration.
    note : callable
        Told in a sentence who works, and when a worker was lost.

    Raises
    ------
    BatchError
        If both are asked for, the number of workers is none, Dask is not installed, or nobody is
        at the address.

    Examples
    --------
    >>> with crew() as alone:
    ...     list(alone.run(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    if workers is None and scheduler is None:
        return nullcontext(ALONE)
    if workers is not None and scheduler is not None:
        raise BatchError(
            f"Workers of this machine ({workers}) and a scheduler ({scheduler!r}) were both asked "
            "for. Choose one."
        )
    if workers is not None and not 1 <= workers <= _MOST_WORKERS:
        raise BatchError(
            f"{workers} workers cannot be started; ask for 1 to {_MOST_WORKERS:,}. A worker for "
            "each core of the machine is most."
        )
    try:
        from geo.batch.dasked import local, remote
    except ImportError as error:
        raise BatchError(
            f"Workers need Dask, which is not installed here ({error}). Run make setup, or leave "
            "--workers and --scheduler out."
        ) from error
    return local(workers, note) if workers is not None else remote(scheduler or "", note)


def in_groups(values: Iterable[Part], size: int) -> Iterator[list[Part]]:
    """Return values as lists of so many; the last may be shorter.

    Examples
    --------
    >>> list(in_groups("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(values)
    while group := list(islice(rest, size)):
        yield group
