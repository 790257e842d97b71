"""Connections that go to an address already checked, and end when their time is over."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from urllib3.connection import HTTPConnection, HTTPSConnection

from geo.sources.addresses import Address, Target

_CONNECT_SECONDS = 10.0  # so that one dead address of several leaves time for the others


class Line:
    """A connection to one of the checked addresses, closed when its time is over.

    A socket's own timeout begins anew with every byte. This one does not, whatever the other side
    sends or leaves out: during the handshake, the headers or the body.

    Parameters
    ----------
    addresses : sequence of IPv4Address or IPv6Address
        Where to connect, in the order to try.
    port : int
    seconds : float
        From now on, for everything.
    """

    def __init__(self, addresses: Sequence[Address], port: int, seconds: float) -> None:
        self._addresses = addresses
        self._port = port
        self._ends = time.monotonic() + seconds
        self._handle: socket.socket | None = None
        self._timer = threading.Timer(max(0.0, seconds), self._end)
        self._timer.daemon = True

    @property
    def over(self) -> bool:
        """Say whether the time is over."""
        return time.monotonic() >= self._ends

    def dial(self) -> socket.socket:
        """Connect to the first address that answers; no name is resolved here.

        Raises
        ------
        OSError
            If none answers.
        """
        for number, address in enumerate(self._addresses, start=1):
            left = self._ends - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                made = socket.create_connection(
                    (str(address), self._port), timeout=min(left, _CONNECT_SECONDS)
                )
            except OSError:
                if number == len(self._addresses):
                    raise
            else:
                made.settimeout(None)
                # TLS takes the socket over under another object; the handle stays ours.
                self._handle = made.dup()
                self._timer.start()
                return made
        raise OSError("no address")

    def close(self) -> None:
        """End the watch; the connection itself is closed by whoever uses it."""
        self._timer.cancel()
        if self._handle is not None:
            self._timer.join()
            self._handle.close()

    def _end(self) -> None:
        if self._handle is not None:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)


class _Http(HTTPConnection):
    def __init__(self, target: Target, line: Line) -> None:
        super().__init__(target.host, target.port)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.dial()


class _Https(HTTPSConnection):
    def __init__(self, target: Target, line: Line) -> None:
        # The host's name stays the one that TLS asks for and verifies.
        super().__init__(target.host, target.port, ssl_context=ssl.create_default_context())
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.dial()


def connection_to(target: Target, line: Line) -> HTTPConnection:
    """Return a connection, not open yet, that will dial the line and speak to the target's host."""
    return _Https(target, line) if target.scheme == "https" else _Http(target, line)
