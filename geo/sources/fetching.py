"""Content by address, on the user's word and only then.

The address that was checked is the one connected to, every redirect is checked anew, and nothing is
sent along but the name Salient. One limit of time stands over everything from the name's resolution
to the last byte, one of size over what is read and over what it unpacks to.
"""

from __future__ import annotations

import http.client
import queue
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.exceptions import HTTPError, InvalidHeader, ProtocolError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

from geo.errors import AddressRefused, SourceError
from geo.sources.addresses import (
    Address,
    Reach,
    Resolver,
    Target,
    checked_addresses,
    parse_target,
    reach_of,
    shown,
    system_resolver,
)
from geo.sources.connections import Line, connection_to

MAX_REDIRECTS = 5
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds before the second attempt, doubled each time; the longest that a server may ask for."""
_CHUNK = 64 * 1024
_HEADERS = {"User-Agent": "Salient", "Accept": "*/*", "Accept-Encoding": "gzip"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A 500 is tried again as well: of a GET nothing is done twice, and map services send it when busy.
_PASSING = frozenset({429, 500, 502, 503, 504})
_SIGN_IN = frozenset({401, 403, 407, 498, 499})
_BROKEN_OFF = (ConnectionError, http.client.IncompleteRead, ProtocolError, ssl.SSLEOFError)


@dataclass(frozen=True)
class Fetched:
    """What an address gave."""

    url: str
    """Where it came from in the end, after redirects."""
    status: int
    """HTTP status, 200 to 299."""
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes
    """Unpacked where it came gzipped."""


class _TryAgain(SourceError):
    """What may pass by itself, with the seconds that the server asks to wait."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(message)


class Fetcher:
    """Fetches content by address.

    Parameters
    ----------
    allow_private : bool
        Whether this machine and private networks may be reached. A redirect from a public server
        into them is refused even then.
    seconds : float
        For one :meth:`get` with all its redirects, attempts and waits.
    megabytes : float
        Of one body, as sent and as unpacked.
    tries : int
        How often what may pass by itself is attempted.
    resolve : callable
        From host and port to numeric addresses.
    clock, sleep : callable
        A monotonic clock in seconds, and how to wait.

    Notes
    -----
    No proxy of the environment is used, no cookie is kept and no credential is sent. Certificates
    are verified against the authorities of the operating system, for the host's name.
    """

    def __init__(
        self,
        allow_private: bool = False,
        *,
        seconds: float = 60.0,
        megabytes: float = 256.0,
        tries: int = 4,
        resolve: Resolver = system_resolver,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._allow_private = allow_private
        self._seconds = seconds
        self._megabytes = megabytes
        self._tries = tries
        self._resolve = resolve
        self._clock = clock
        self._sleep = sleep

    def get(self, url: str) -> Fetched:
        """Fetch an address.

        Parameters
        ----------
        url : str
            http or https, absolute.

        Raises
        ------
        AddressRefused
            If the address, or one that it redirects to, may not be reached.
        SourceError
            If the host has no address, the connection or its certificate fails, the answer is no
            success, or it is over a limit.
        """
        deadline = self._clock() + self._seconds
        wait = FIRST_WAIT
        attempt = 1
        while True:
            try:
                return self._follow(url, deadline)
            except _TryAgain as error:
                pause = wait if error.wait is None else error.wait
                too_long = pause > LONGEST_WAIT or self._clock() + pause >= deadline
                if attempt == self._tries or too_long:
                    later = f"in {pause:.0f} seconds" if pause > LONGEST_WAIT else "later"
                    raise SourceError(f"{error} It was given up. Try again {later}.") from error
            self._sleep(pause)
            attempt, wait = attempt + 1, min(wait * 2, LONGEST_WAIT)

    def _follow(self, url: str, deadline: float) -> Fetched:
        here, allow_private = parse_target(url), self._allow_private
        for _ in range(MAX_REDIRECTS + 1):
            addresses = self._checked(here, allow_private, deadline)
            answer = self._exchange(here, addresses, deadline)
            if isinstance(answer, Fetched):
                return answer
            try:
                there = parse_target(urljoin(here.url, answer))
            except ValueError as error:
                raise AddressRefused(
                    f"The address {here.shown} redirects to {shown(answer)}, which cannot be read. "
                    "Tell its publisher."
                ) from error
            if (here.scheme, there.scheme) == ("https", "http"):
                raise AddressRefused(
                    f"The address {here.shown} redirects from https to {there.shown}, which anyone "
                    "on the way could change. Ask the publisher for an https address."
                )
            if any(reach_of(address) is Reach.PUBLIC for address in addresses):
                allow_private = False
            here = there
        raise SourceError(
            f"The address {shown(url)} redirects more than {MAX_REDIRECTS} times. Open it in a "
            "browser and copy the address it ends at."
        )

    def _checked(self, target: Target, allow_private: bool, deadline: float) -> list[Address]:
        # The system's resolver cannot be told to stop; one that hangs is left behind.
        answers: queue.SimpleQueue[list[Address] | SourceError] = queue.SimpleQueue()

        def check() -> None:
            try:
                found = checked_addresses(target, self._resolve, allow_private=allow_private)
                answers.put(found)
            except SourceError as error:
                answers.put(error)

        threading.Thread(target=check, daemon=True).start()
        try:
            answer = answers.get(timeout=max(0.0, deadline - self._clock()))
        except queue.Empty:
            raise self._over_time(target) from None
        if isinstance(answer, SourceError):
            raise answer
        return answer

    def _exchange(
        self, target: Target, addresses: Sequence[Address], deadline: float
    ) -> Fetched | str:
        """Return what the target answers, or the address that it redirects to."""
        with closing(Line(addresses, target.port, deadline - self._clock())) as line:
            try:
                with closing(connection_to(target, line)) as connection:
                    connection.request(
                        "GET", target.path, headers=_HEADERS,
                        preload_content=False, decode_content=False,
                    )  # fmt: skip
                    with closing(connection.getresponse()) as response:
                        answer = self._answer(target, response, line)
            except ssl.SSLCertVerificationError as error:
                raise SourceError(
                    f"The certificate of {target.shown} does not hold: {error.verify_message}. "
                    "Nothing was fetched. Check the address and this machine's clock."
                ) from error
            except (zlib.error, EOFError) as error:
                raise SourceError(
                    f"The answer of {target.shown} is packed wrongly ({error}). Download it with a "
                    "browser and import the file."
                ) from error
            except (OSError, http.client.HTTPException, HTTPError) as error:
                if line.over:
                    raise self._over_time(target) from error
                if isinstance(error, _BROKEN_OFF) and not isinstance(error, ConnectionRefusedError):
                    raise _TryAgain(f"The connection to {target.shown} broke off.") from error
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise SourceError(
                    f"The connection to {target.shown} failed: {reason}. Check the address, and "
                    "whether this machine is online."
                ) from error
        return answer

    def _answer(self, target: Target, response: BaseHTTPResponse, line: Line) -> Fetched | str:
        status = response.status
        location = response.headers.get("Location")
        if status in _REDIRECTS and location:
            return location
        if status in _PASSING:
            wait = _asked_to_wait(response.headers.get("Retry-After"))
            raise _TryAgain(f"The server of {target.shown} answered {status}.", wait)
        if status in _SIGN_IN:
            raise SourceError(
                f"The server of {target.shown} answered {status}: it wants a sign-in, and Salient "
                "signs in nowhere. Download the data with a browser and import the file."
            )
        if not 200 <= status < 300:
            raise SourceError(
                f"The server of {target.shown} answered {status}. Check the address in a browser."
            )
        packing = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packing not in ("identity", "gzip", "x-gzip"):
            raise SourceError(
                f"The answer of {target.shown} is packed as {packing[:40]!r}, which was not asked "
                "for. Download it with a browser and import the file."
            )
        chunks = self._within(target, _sent(response), line)
        if packing != "identity":
            chunks = self._within(target, _unpacked(chunks), line)
        body = b"".join(chunks)
        return Fetched(target.url, status, response.headers, body)

    def _within(self, target: Target, chunks: Iterable[bytes], line: Line) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self._megabytes * 1e6:
                raise SourceError(
                    f"The answer of {target.shown} is larger than {self._megabytes:g} MB, which is "
                    "the limit. Nothing of it was kept. Ask for a part of it."
                )
            if line.over:
                break
            yield chunk
        # A connection that the clock has closed looks like one that has come to its end.
        if line.over:
            raise self._over_time(target)

    def _over_time(self, target: Target) -> SourceError:
        return SourceError(
            f"The address {target.shown} took longer than {self._seconds:g} seconds and was given "
            "up. Try again later, or download it with a browser and import the file."
        )


def _sent(response: BaseHTTPResponse) -> Iterator[bytes]:
    while chunk := response.read1(_CHUNK, decode_content=False):
        yield chunk


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip in pieces of a bounded size, so that a bomb is met by the limit, not the memory.

    Notes
    -----
    RFC 1952; several members one after another are one content.
    """
    unzip = zlib.decompressobj(wbits=31)
    for sent in chunks:
        waiting = sent
        while waiting:
            if unzip.eof:
                unzip = zlib.decompressobj(wbits=31)
            yield unzip.decompress(waiting, _CHUNK)
            waiting = unzip.unconsumed_tail or unzip.unused_data
    while piece := unzip.decompress(b"", _CHUNK):
        yield piece
    if not unzip.eof:
        raise EOFError("it breaks off")


def _asked_to_wait(header: str | None) -> float | None:
    if header is None:
        return None
    try:
        return float(Retry().parse_retry_after(header))
    except (InvalidHeader, ValueError, OverflowError):
        return None
