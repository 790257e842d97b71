"""The dashboard as a process of its own on loopback, for tests, benchmarks and screenshots."""

import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.loopback import free_port

ROOT = Path(__file__).resolve().parent.parent
_START_S = 60.0


@contextmanager
def running_dashboard(
    store: Path | str,
    script: str = "dashboard.py",
    *,
    sub_path: str = "",
    options: Sequence[str] = (),
) -> Iterator[str]:
    """Run ``streamlit run dashboard.py -- --store STORE`` on a free port until the block ends.

    Parameters
    ----------
    store : Path or str
        The GeoPackage or database to open; made and seeded if nothing is there.
    script : str
        Another app to run in its place, relative to the project.
    sub_path : str
        Where it stands, such as ``/salient``; empty for the root.
    options : sequence of str
        More for ``streamlit run``.

    Yields
    ------
    str
        The dashboard's address with its path, without a slash at the end.

    Raises
    ------
    RuntimeError
        If it does not answer; with what it printed.
    """
    port = free_port()
    command = [
        *(sys.executable, "-m", "streamlit", "run", script),
        *("--server.headless", "true", "--server.port", str(port)),
        *(("--server.baseUrlPath", sub_path) if sub_path else ()),
        *options,
        *("--", "--store", str(store)),
    ]
    with tempfile.TemporaryFile() as faults:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=faults
        )
        overdue = threading.Timer(_START_S, process.kill)
        overdue.start()
        try:
            address = f"http://localhost:{port}{sub_path}"
            # Streamlit prints its address once it listens; what ends without it did not start.
            if not any(b"URL" in line for line in process.stdout or ()):
                faults.seek(0)
                said = faults.read().decode(errors="replace")
                raise RuntimeError(f"The dashboard did not start:\n{said}")
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=_START_S).close()  # noqa: S310 - own address
            overdue.cancel()
            yield address
        finally:
            overdue.cancel()
            process.terminate()
            process.communicate(timeout=20)
