"""The dashboard as a process of its own on loopback, for tests, benchmarks and screenshots."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
_START_S = 60.0


@contextmanager
def running_dashboard(store: Path, script: str = "dashboard.py") -> Iterator[str]:
    """Run ``streamlit run dashboard.py -- --store STORE`` on a free port until the block ends.

    Parameters
    ----------
    store : Path
        The GeoPackage to open; made and seeded if it is not there.
    script : str
        Another app to run in its place, relative to the project.

    Yields
    ------
    str
        The dashboard's address, without a slash at the end.

    Raises
    ------
    RuntimeError
        If it does not answer; with what it printed.
    """
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "streamlit", "run", script),
        *("--server.headless", "true", "--server.port", str(port), "--", "--store", str(store)),
    ]
    with tempfile.TemporaryFile() as printed:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=printed, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://localhost:{port}"
            _wait(process, f"{address}/_stcore/health", printed)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], url: str, printed: IO[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    printed.seek(0)
    raise RuntimeError(f"The dashboard did not start:\n{printed.read().decode(errors='replace')}")
