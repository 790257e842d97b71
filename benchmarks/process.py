"""What a process of this machine takes: memory and time, as Linux counts them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit


def server_of(address: str) -> int:
    """Return the process id of the dashboard at an address.

    Raises
    ------
    RuntimeError
        If none of this machine's processes is it.
    """
    port = str(urlsplit(address).port).encode()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = command.read_bytes().split(b"\0")
        except OSError:  # it ended meanwhile
            continue
        if b"streamlit" in words and port in words:
            return int(command.parent.name)
    raise RuntimeError(f"No server on port {port.decode()} was found.")


def resident_mib(pid: int) -> float:
    """Return resident memory in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def cpu_s(pid: int) -> float:
    """Return seconds of CPU that a process has taken so far, in user and system mode."""
    # The name in brackets may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
