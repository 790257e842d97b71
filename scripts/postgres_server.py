"""Debian's PostgreSQL with PostGIS on loopback, for tests and benchmarks; gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path
from urllib.parse import quote

import psycopg

from geo.errors import ConfigurationError
from scripts.loopback import free_port, wait_for

_OWNER = "postgres"
_USER = "salient"
_PATIENCE_S = 60.0
_TRIES = 5


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None if it or PostGIS is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    extensions = list(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    return found[-1].parent if found and extensions else None


class PostgresServer:
    """A server in a temporary folder on a free port; every store gets a schema of its own.

    Parameters
    ----------
    careful : bool
        Whether a commit waits for the disk, as one of a GeoPackage does; tests need not.

    Raises
    ------
    ConfigurationError
        If it does not start.
    """

    def __init__(self, *, careful: bool = False) -> None:
        found = programs()
        if found is None:
            raise ConfigurationError(
                "PostgreSQL with PostGIS is not installed. On Debian: apt-get install postgresql "
                "postgresql-postgis."
            )
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="salient-pg-"))
        try:
            self._lay_out()
            self.port = self._start("on" if careful else "off")
            with psycopg.connect(self.url(driver=False), autocommit=True) as connection:
                connection.execute("CREATE EXTENSION postgis")
        except BaseException:
            self.stop()
            raise

    def url(self, schema: str | None = None, *, driver: bool = True) -> str:
        """Return an address of the server; of one schema in it, where it is named."""
        base = f"postgresql://{_USER}@127.0.0.1:{self.port}/postgres"
        if schema is None or not driver:
            return base
        return f"{base}?options={quote(f'-csearch_path={schema},public')}"

    def new_store(self) -> str:
        """Make an empty schema, and return the address of the store that it can become."""
        schema = f"s{uuid.uuid4().hex}"
        with psycopg.connect(self.url(driver=False), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        return self.url(schema)

    def stop(self) -> None:
        """End the server, and remove all that it kept."""
        process = getattr(self, "_process", None)
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is to last
            process.wait(_PATIENCE_S)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _command(self, program: str, *arguments: str) -> list[str]:
        # It ends with whoever started it, however that ended; and PostgreSQL refuses to be root.
        owner = [f"--reuid={_OWNER}", f"--regid={_OWNER}", "--clear-groups"]
        start = ["setpriv", "--pdeathsig", "QUIT", *(owner if os.geteuid() == 0 else [])]
        return [*start, str(self._programs / program), *arguments]

    def _lay_out(self) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam(_OWNER)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        done = subprocess.run(
            self._command(
                "initdb", "-D", str(self._folder / "data"), "-U", _USER, "--auth=trust",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
            ),
            cwd=self._folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise ConfigurationError(f"PostgreSQL could not be laid out: {done.stderr.strip()}")

    def _start(self, fsync: str) -> int:
        for _ in range(_TRIES):
            port = free_port()
            with (self._folder / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    self._command(
                        "postgres", "-D", str(self._folder / "data"), "-p", str(port),
                        "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                        "-c", f"fsync={fsync}", "-c", f"full_page_writes={fsync}",
                        "-c", "max_connections=200", "-c", "dynamic_shared_memory_type=mmap",
                    ),
                    cwd=self._folder, stdout=log, stderr=subprocess.STDOUT,
                )  # fmt: skip
            if self._answers(port):
                return port
        said = (self._folder / "log").read_text(errors="replace")[-600:]
        raise ConfigurationError(f"PostgreSQL did not start: {said}")

    def _answers(self, port: int) -> bool:
        def settled() -> str:
            if self._process.poll() is not None:
                return "ended"
            try:
                psycopg.connect(
                    f"postgresql://{_USER}@127.0.0.1:{port}/postgres", connect_timeout=5
                ).close()
            except psycopg.OperationalError:
                return ""
            return "answers"

        return wait_for(settled, _PATIENCE_S) == "answers"
