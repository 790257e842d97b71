"""What runs in the child process: one file after another comes in as bytes, and goes out read.

Started by :mod:`geo.sources.reader` as ``python -m geo.sources.child``. Frames come in on standard
input and go out on standard output: a length of eight bytes, then as many bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from geo.sources import sandbox

if TYPE_CHECKING:
    from geo.sources.limits import Limits

Answer = Callable[[str, bytes, "Limits"], list[bytes | memoryview]]

_LENGTH = struct.Struct("<Q")


def send(stream: BinaryIO, *parts: bytes | memoryview) -> None:
    """Write frames, one for each part."""
    for part in parts:
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """Read a frame; None when the stream ended."""
    head = _exactly(stream, _LENGTH.size)
    return None if head is None else _exactly(stream, _LENGTH.unpack(head)[0])


def _exactly(stream: BinaryIO, size: int) -> bytes | None:
    content = stream.read(size)
    return content if len(content) == size else None


def serve(prepare: Callable[[], Answer]) -> None:
    """Answer file after file until the input ends.

    Parameters
    ----------
    prepare : callable
        Imports and opens all that reading needs, and returns the function that reads a file: from
        its name, its bytes and the limits to the frames of the answer. Called when the process has
        no network and its limit of memory, and before it may open no more.
    """
    sandbox.leave_network()
    requests, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the frames
    setup = json.loads(receive(requests) or b"{}")
    sandbox.limit_memory(setup["limits"]["memory_mb"])
    read = prepare()
    from geo.errors import GeoError
    from geo.sources.limits import Limits

    sandbox.shut(*setup["readable"])
    sandbox.open_no_more()
    limits = Limits(**setup["limits"])
    send(answers, b"ready")
    while (name := receive(requests)) is not None:
        data = receive(requests)
        if data is None:
            return
        try:
            answer = read(name.decode("utf-8", "surrogateescape"), data, limits)
        except GeoError as error:
            answer = [json.dumps({"refused": str(error)}).encode()]
        except MemoryError:
            answer = [json.dumps({"memory": True}).encode()]
        except Exception as error:
            # A fault of a library over hostile bytes ends neither the process nor the import.
            fault = f"{type(error).__name__}: {error}"
            full = sandbox.was_full(limits.memory_mb)
            answer = [json.dumps({"memory": True} if full else {"fault": fault[:300]}).encode()]
        send(answers, len(answer).to_bytes(4, "little"), *answer)
        del data, answer


def run(prepare: Callable[[], Answer]) -> None:
    """Be the child process: :func:`serve`, and end without tidying."""
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        serve(prepare)
    sys.stderr.flush()
    os._exit(0)  # nothing to tidy, and no destructor of a library over hostile bytes is run


def _of_maps() -> Answer:
    # Only now, in a process without a network: GDAL takes its settings at this import.
    from geo.sources.packing import packed
    from geo.sources.recognise import read_bytes, warm

    warm()
    return lambda name, data, limits: packed(read_bytes(name, data, limits))


if __name__ == "__main__":
    run(_of_maps)
