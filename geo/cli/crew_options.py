"""The options of commands that can be spread over workers, and what is seen of their progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from geo.cli.output import say

_SECONDS = 10.0


def crew_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--workers`` and ``--scheduler`` to a command."""
    scheduler = click.option(
        "--scheduler", metavar="ADDRESS",
        help="Dask scheduler whose workers do it: tcp://127.0.0.1:8786.",
    )  # fmt: skip
    workers = click.option(
        "--workers", type=int, metavar="N", help="Do it with so many processes of this machine."
    )
    return workers(scheduler(command))


def noted(said: str) -> None:
    """Tell on standard error who works."""
    say(said, err=True)


@contextmanager
def progress(label: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far it is: a bar in a terminal, else a line every ten seconds and at the end.

    Parameters
    ----------
    label, unit : str
        What is done, and what is counted: "Reading", "articles".

    Yields
    ------
    callable
        To be told how many of how many are done.
    """
    began = shown = time.monotonic()
    seen = written = (0, 0)
    bar: Any = None

    def told(done: int, total: int) -> None:
        nonlocal seen, shown, bar
        seen = (done, total)
        if sys.stderr.isatty():
            if bar is None:
                bar = click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True)
                bar.__enter__()
            bar.update(done - bar.pos)
        elif time.monotonic() - shown >= _SECONDS:
            shown = time.monotonic()
            line(done, total)

    def line(done: int, total: int) -> None:
        nonlocal written
        written = (done, total)
        rate = done / max(time.monotonic() - began, 1e-3)
        left = f", {(total - done) / rate:,.0f} s left" if done and done < total else ""
        say(f"{label}: {done:,} of {total:,} {unit}, {rate:,.0f} a second{left}", err=True)

    try:
        yield told
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
        elif seen != written:
            line(*seen)
