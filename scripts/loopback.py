"""Starting a server on loopback: a port that is free, and waiting until something is so."""

import socket
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_EVERY_S = 0.02


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], T], patience_s: float) -> T:
    """Ask again and again until something is so.

    For other processes that say nothing when they are ready; what says so is listened to instead.

    Parameters
    ----------
    condition : callable
        Truthy once it is so.
    patience_s : float
        For how long, in seconds.

    Returns
    -------
    object
        What the condition gave last; falsy if the time was over.
    """
    end = time.monotonic() + patience_s
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(_EVERY_S)
    return found
