"""Reads strangers' files in a child process that has no network, no other file and little memory.

The child stays for file after file; what kills it costs the file that did, and no other.
"""

from __future__ import annotations

import json
import os
import queue
import struct
import subprocess
import sys
import threading
import zoneinfo
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from geo.errors import ConfigurationError, SourceParseError
from geo.sources.child import receive, send
from geo.sources.features import Reading
from geo.sources.flatgeobuf import ENVIRONMENT
from geo.sources.limits import Limits
from geo.sources.packing import unpacked

_ROOT = Path(__file__).resolve().parent.parent.parent
_START_SECONDS = 60


class ChildProcess:
    """A child process that reads files; use it as a context manager.

    Parameters
    ----------
    limits : Limits
    module : str
        What runs in the child: it calls :func:`geo.sources.child.run`.
    """

    def __init__(self, limits: Limits, module: str) -> None:
        self.limits = limits
        self._module = module
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[list[bytes] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Return itself; the process starts with the first file."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process; a later file starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()

    def answer(self, name: str, data: bytes) -> list[bytes]:
        """Return what the child says of the bytes of a file, as frames.

        Parameters
        ----------
        name : str
            The file's own name, for messages and its ending; it is never opened.
        data : bytes

        Raises
        ------
        SourceParseError
            With the name, what is wrong, where, and what to do.
        """
        with self._lock:
            what = f"The file {shown_name(name)}"
            if len(data) > self.limits.megabytes * 1_000_000:
                raise SourceParseError(f"{what} {_too_large(len(data), self.limits)}")
            answer = self._ask(what, name, data)
            said = json.loads(answer[0])
            if "refused" in said:
                raise SourceParseError(f"{what} {said['refused']}")
            if "memory" in said:
                self.close()
                raise SourceParseError(f"{what} {self._over_memory()}")
            if "fault" in said:
                self.close()
                raise SourceParseError(
                    f"{what} cannot be read: it makes the reader of its format fail "
                    f"({said['fault']}). Open it in a GIS and save it anew."
                )
            return answer

    def _ask(self, what: str, name: str, data: bytes) -> list[bytes]:
        child = self._started()
        timer = threading.Timer(self.limits.seconds, child.kill)
        timer.start()
        try:
            send(_requests(child), name.encode("utf-8", "surrogateescape"), data)
        except BrokenPipeError:
            pass  # it died over it; the answer says so
        answer = self._answers.get()
        in_time = timer.is_alive()
        timer.cancel()
        if answer is not None:
            return answer
        code = child.wait()
        self.close()
        if not in_time:
            raise SourceParseError(
                f"{what} takes longer than {self.limits.seconds} seconds to read, which is the "
                "limit (seconds). Split it, or make it simpler."
            )
        if code in (-9, 137):
            raise SourceParseError(f"{what} {self._over_memory()}")
        raise SourceParseError(
            f"{what} ended the process that read it (code {code}). Open it in a GIS and save it "
            "anew."
        )

    def _over_memory(self) -> str:
        return (
            f"needs more than {self.limits.memory_mb} MB of memory to read, which is the limit "
            "(memory_mb). Split it."
        )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        child = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env=_environment(),
        )
        self._child, self._answers = child, queue.SimpleQueue()
        threading.Thread(target=_listen, args=(child.stdout, self._answers), daemon=True).start()
        setup = {"limits": asdict(self.limits), "readable": _readable()}
        send(_requests(child), json.dumps(setup).encode())
        timer = threading.Timer(_START_SECONDS, child.kill)
        timer.start()
        ready = self._answers.get()
        timer.cancel()
        if ready != [b"ready"]:
            self.close()
            raise ConfigurationError(
                "The process that reads files does not start. Run make setup, and see what "
                f"python -m {self._module} says."
            )
        return child


class Reader(ChildProcess):
    """Reads control areas, events and tables in a child process; use it as a context manager.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__(limits or Limits(), "geo.sources.child")

    def read_file(self, path: Path) -> tuple[Reading, bytes]:
        """Read a file, and return its bytes as well.

        Raises
        ------
        SourceParseError
            With the file's name, if it cannot be opened, is too large, or cannot be read.
        """
        data = file_bytes(path, self.limits)
        return self.read(path.name, data), data

    def read(self, name: str, data: bytes) -> Reading:
        """Read the bytes of a file.

        Parameters
        ----------
        name : str
            The file's own name, for messages and its ending; it is never opened.
        data : bytes

        Raises
        ------
        SourceParseError
            With the name, what is wrong, where, and what to do.
        """
        answer = self.answer(name, data)
        try:
            return unpacked(answer)
        except SourceParseError as error:
            raise SourceParseError(f"The file {shown_name(name)} {error}") from error


def _requests(child: subprocess.Popen[bytes]) -> BinaryIO:
    return cast(BinaryIO, child.stdin)


def _listen(stream: BinaryIO, answers: queue.SimpleQueue[list[bytes] | None]) -> None:
    """Hand over what the child says, and None when it says no more."""
    try:
        first = receive(stream)
        if first is not None:
            answers.put([first])
        while first is not None and (count := receive(stream)) is not None:
            parts = [receive(stream) for _ in range(int.from_bytes(count, "little"))]
            if None in parts:
                break
            answers.put([part for part in parts if part is not None])
    except (ValueError, OSError, struct.error, MemoryError):
        pass  # the stream was closed under it, or what came is no frame
    answers.put(None)


def file_bytes(path: Path, limits: Limits) -> bytes:
    """Return a file's bytes if there are not too many.

    Raises
    ------
    SourceParseError
        If it is missing, no file, not readable, or over the limit of size.
    """
    what = f"The file {shown_name(path.name)}"
    most = limits.megabytes * 1_000_000
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
            if len(data) > most:
                size = max(os.fstat(stream.fileno()).st_size, len(data))
                raise SourceParseError(f"{what} {_too_large(size, limits)}")
    except OSError as error:
        raise SourceParseError(f"{what} cannot be read: {error.strerror}.") from error
    return data


def _too_large(size: int, limits: Limits) -> str:
    return (
        f"has {size / 1e6:.0f} MB; the limit is {limits.megabytes} MB (megabytes). "
        "Split it by date."
    )


def shown_name(name: str) -> str:
    """Return a file's name as a message quotes it: a stranger's text, on one line, printable."""
    return repr(name.encode("utf-8", "backslashreplace").decode())


def _readable() -> list[str]:
    return [str(_ROOT / "geo"), sys.prefix, sys.base_prefix, *zoneinfo.TZPATH]


def _environment() -> dict[str, str]:
    kept = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PROJ_DATA", "PROJ_LIB")
    quiet = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PROJ_NETWORK": "OFF"}
    # Arrow's own allocators set memory aside that counts against the limit.
    plain = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
    own = {name: os.environ[name] for name in kept if name in os.environ}
    return own | quiet | plain | ENVIRONMENT
