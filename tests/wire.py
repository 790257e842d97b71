"""A world for tests of fetching: real servers on loopback, and the wire that leads to them."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PUBLIC = "93.184.216.34"
"""A public address, on which no test ever calls: the drawn wire leads elsewhere."""


class Server(ThreadingHTTPServer):
    """A server that keeps the paths it was asked for and lets go of slow answers at its end."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.ended = threading.Event()
        asked, headers = self.asked, self.headers

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked.append(self.path)
                headers.append(dict(self.headers.items()))
                with suppress(ConnectionError):
                    answer(self)
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, *_: object) -> None:
        """Say nothing about a client that hung up, which is what many tests make it do."""

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving(
    answer: Callable[[BaseHTTPRequestHandler], None], tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    server = Server(answer)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def send(
    to: BaseHTTPRequestHandler, body: bytes = b"", status: int = 200, **headers: str | int
) -> None:
    """Answer with a status, headers (``_`` for ``-``) and a body."""
    to.send_response(status)
    for name, value in {"Content-Length": len(body), **headers}.items():
        to.send_header(name.replace("_", "-"), str(value))
    to.end_headers()
    to.wfile.write(body)


class DrawnWire:
    """Stands where the operating system connects: notes the address, and leads to loopback."""

    def __init__(self) -> None:
        self.dialled: list[str] = []
        self.leads_to: int | None = None
        self._connect = socket.create_connection

    def __call__(self, address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
        host = address[0]
        self.dialled.append(host)
        if host.startswith("127."):
            return self._connect(address, *rest, **more)
        if self.leads_to is None:
            raise OSError("a test may not leave this machine")
        return self._connect(("127.0.0.1", self.leads_to), *rest, **more)


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Make a certificate for a host name and its key; both are thrown away with the folder."""
    held, key = folder / f"{host}.pem", folder / f"{host}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
         "-keyout", str(key), "-out", str(held)],
        check=True, capture_output=True,
    )  # fmt: skip
    return held, key
