"""What a worker of ``--workers`` loads first: Ctrl-C is not for it."""

from __future__ import annotations

import signal

from distributed import Worker


def dask_setup(worker: Worker) -> None:
    """Leave Ctrl-C to the command, by Dask's name for what is loaded first.

    A terminal sends it to the workers as well. One that fell by it was started anew by its nanny
    while the command was ending it, and either could wait for the other until time was up.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
