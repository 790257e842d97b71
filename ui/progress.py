"""A bar for what takes a while: how far it is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

_SHOWN_AFTER = 0.5  # seconds; what is done by then needs no bar


@contextmanager
def progress(
    what: str, cancel: Callable[[], None] | None = None
) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while the block runs; yields what is told how much is done, and of how much.

    Parameters
    ----------
    what : str
        Such as ``Reading``; of each bar of a page another.
    cancel : callable, optional
        Puts away what led here. It is called when its button is pressed: the page is drawn anew,
        and the block ends where it next tells.
    """
    place, bar = st.empty(), None
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal bar
        seconds = time.monotonic() - began
        if total < 2 or seconds < _SHOWN_AFTER:
            return
        if bar is None:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.empty()
                if cancel is not None:
                    st.button("Cancel", key=f"cancel_{what}", on_click=cancel)
        left = time_left(done, total, seconds)
        bar.progress(min(done / total, 1.0), text=f"{what}, {done:,} of {total:,}. {left}")

    try:
        yield tell
    finally:
        place.empty()


def time_left(done: int, total: int, seconds: float) -> str:
    """Return how long the rest will take at the pace so far, in words.

    >>> time_left(10, 40, 20.0)
    'About 60 s left.'
    >>> time_left(1, 1_000, 1.0)
    'About 17 min left.'
    """
    if not done:
        return ""
    left = seconds / done * (total - done)
    return f"About {left:.0f} s left." if left < 100 else f"About {left / 60:.0f} min left."
