"""Locks the process that reads strangers' files: no network, no files, little memory.

Called once, in the child, before anything heavy is imported.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

_FULL = 0.7

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.system", "os.fork", "os.posix_spawn", "os.spawn",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.kill", "shutil.", "tempfile.", "urllib.", "ftplib.", "smtplib.", "webbrowser.", "pty.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _Shut(OSError):
    """Raised into whatever code tries what a reader of files has no business with."""


def leave_network() -> bool:
    """Move this process into a network of its own, where not even loopback answers.

    Returns
    -------
    bool
        Whether the system allowed it. It does on Linux where users may make namespaces; elsewhere
        :func:`shut` still holds Python back, and no driver that asks a network is loaded.

    Notes
    -----
    Only possible while the process has one thread, so before numpy is imported.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory than that, and write no file; where the system can."""
    if sys.platform == "win32":
        return
    import resource

    most = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def was_full(megabytes: int) -> bool:
    """Return whether this process has come near its limit of memory.

    Arrow says of some failed allocations only that something failed.
    """
    if sys.platform == "win32":
        return False
    import resource

    most_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return bool(most_kib / 1024 > _FULL * megabytes)


def open_no_more() -> None:
    """Let this process open nothing further, in whatever language; what is open stays so."""
    if sys.platform == "win32":
        return
    import resource

    probe = os.dup(0)
    os.close(probe)
    # The lowest number that is free: the next file would need it.
    resource.setrlimit(resource.RLIMIT_NOFILE, (probe, probe))


def shut(*readable: str) -> None:
    """Forbid this process for good to open files, start programs or use sockets.

    Parameters
    ----------
    *readable : str
        Folders in which files may still be opened for reading: the installation's own.

    Notes
    -----
    An audit hook (PEP 578) sees what Python code does, not what a C library does by itself; the
    network namespace, the limits and the absence of drivers answer for those.
    """
    allowed = tuple(os.path.realpath(folder) + os.sep for folder in readable)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, int):
                return
            if not (flags or 0) & _WRITING and _real(path).startswith(allowed):
                return
            raise _Shut("A reader of imported files opens no other file.")
        if event.startswith(_FORBIDDEN):
            raise _Shut(f"A reader of imported files does not use {event}.")

    sys.addaudithook(hook)


def _real(path: Any) -> str:
    return os.path.realpath(os.fsdecode(path))
