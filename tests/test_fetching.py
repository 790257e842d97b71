"""Addresses are reached on the user's word and only where they may lead."""

import gzip
import ipaddress
import os
import socket
import ssl
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import AddressRefused, SourceError
from geo.sources.addresses import (
    Reach,
    checked_addresses,
    parse_target,
    reach_of,
    shown,
    system_resolver,
)
from geo.sources.fetching import MAX_REDIRECTS, Fetcher, _unpacked
from tests.wire import PUBLIC, DrawnWire, certificate, send, serving


@pytest.fixture(autouse=True)
def wire(monkeypatch: pytest.MonkeyPatch) -> DrawnWire:
    """Stand between every test and the network."""
    drawn = DrawnWire()
    monkeypatch.setattr(socket, "create_connection", drawn)
    return drawn


def public(*_: object) -> list[str]:
    return [PUBLIC]


def own(**settings: object) -> Fetcher:
    """Return a fetcher that may reach this machine and never waits."""
    return Fetcher(allow_private=True, **{"sleep": lambda _: None, "seconds": 20, **settings})


# What stands in a link, and a word of the sentence that refuses it.
HOSTILE = [
    ("file:///etc/passwd", "only addresses that begin with http"),
    ("/vsicurl/http://127.0.0.1:8977/x", "only addresses that begin with http"),
    ("gopher://x", "only addresses that begin with http"),
    ("javascript:alert(1)", "only addresses that begin with http"),
    ("localhost:8501/x", "only addresses that begin with http"),
    ("", "only addresses that begin with http"),
    ("http://localhost/x", "this machine itself"),
    ("http://2130706433/x", "127.0.0.1, this machine itself"),
    ("http://0177.0.0.1/", "127.0.0.1, this machine itself"),
    ("http://0x7f.1/", "127.0.0.1, this machine itself"),
    ("http://127.1/", "127.0.0.1, this machine itself"),
    ("http://[::1]/", "this machine itself"),
    ("http://[::ffff:127.0.0.1]/", "this machine itself"),
    ("http://[::ffff:7f00:1]/", "this machine itself"),
    ("http://[64:ff9b::127.0.0.1]/", "this machine itself"),
    ("http://[2002:7f00:1::]/", "this machine itself"),
    ("http://[::127.0.0.1]/", "a reserved address"),
    ("http://[2001:0:53aa:64c:0:fbff:80ff:fffe]/", "a reserved address"),
    ("http://[64:ff9b:1::a00:1]/", "a reserved address"),
    ("http://[fe80::1%25lo]/", "link-local"),
    ("http://[fd00::1]/", "a private network"),
    ("http://[ff02::1]/", "multicast"),
    ("http://[::]/", "unspecified"),
    ("http://169.254.169.254/latest/meta-data", "link-local"),
    ("http://0.0.0.0/", "unspecified"),
    ("http://10.1.2.3/", "a private network"),
    ("http://100.64.0.1/", "a private network"),
    ("http://224.0.0.1/", "multicast"),
    ("http://255.255.255.255/", "a reserved address"),
    ("http://192.0.0.8/", "a reserved address"),
    ("http://rebind.example (A: public, then 127.0.0.1)", "a space"),
    ("http://public.example\\@127.0.0.1/", "a backslash"),
    ("http://public.example/\r\nHost: x", "control character"),
    ("http://user:hush@public.example/", "user name or password"),
    ("http://:hush@public.example/", "user name or password"),
    ("http:///x", "no host"),
    ("http://public.example:99999/", "cannot be read"),
    ("http://[::1/", "cannot be read"),
    ("http://public.example/" + 8_000 * "x", "the limit is 8000"),
]


@pytest.mark.parametrize(("url", "words"), HOSTILE, ids=[url[:40] for url, _ in HOSTILE])
def test_an_address_that_leads_astray_is_refused_before_anything_is_sent(url, words, wire):
    def resolve(host: str, port: int) -> list[str]:
        return public() if host.endswith(".example") else system_resolver(host, port)

    with pytest.raises(AddressRefused) as refused:
        Fetcher(resolve=resolve).get(url)
    assert words in str(refused.value)
    assert "hush" not in str(refused.value)
    assert len(str(refused.value)) < 500
    assert wire.dialled == []


def test_a_private_address_says_how_it_is_allowed_and_others_that_nothing_does():
    with pytest.raises(AddressRefused, match="--allow-private"):
        Fetcher().get("http://127.0.0.1/")
    for url in ("http://169.254.169.254/", "http://0.0.0.0/", "http://224.0.0.1/"):
        with pytest.raises(AddressRefused, match="No setting allows it"):
            own().get(url)


@given(st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address))
def test_no_spelling_of_an_address_reaches_further_than_the_address(address):
    number = int(address)
    parts = str(address).split(".")
    spellings = [
        str(address), str(number), hex(number), ".".join(f"0{int(part):o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}", f"[::ffff:{address}]", f"[64:ff9b::{address}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
    ]  # fmt: skip
    reach = reach_of(address)
    assert (reach is Reach.PUBLIC) <= address.is_global
    for spelling in spellings:
        target = parse_target(f"http://{spelling}/")
        if reach is Reach.PUBLIC:
            found = checked_addresses(target, system_resolver, allow_private=False)
            assert [reach_of(each) for each in found] == [Reach.PUBLIC]
        else:
            with pytest.raises(AddressRefused, match=reach):
                checked_addresses(target, system_resolver, allow_private=False)


@given(st.integers(0, 2**128 - 1) | st.integers(0, 2**40 - 1))
def test_a_public_ipv6_address_is_given_out_to_a_network(number):
    address = ipaddress.IPv6Address(number)
    if reach_of(address) is Reach.PUBLIC and not address.ipv4_mapped and not address.sixtofour:
        assert address in ipaddress.ip_network("2000::/3")
        assert address.is_global


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_target_or_refused(text):
    for url in (text, f"http://{text}", f"https://public.example/{text}"):
        try:
            target = parse_target(url)
        except AddressRefused:
            continue
        else:
            assert target.scheme in ("http", "https")
            assert target.path.startswith("/")
            assert target.path.isascii()
            assert target.host
            assert target.host.isascii()
            assert not set(target.path) & set(" \r\n\t#")


def test_a_message_shows_no_key():
    assert shown("https://me:hush@public.example/a?token=hush#hush") == "'https://public.example/a'"


def test_the_address_that_was_checked_is_the_one_connected_to(wire):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving(lambda to: send(to, b"inside")) as inside:
        with pytest.raises(SourceError, match="may not leave this machine"):
            Fetcher(resolve=lambda *_: next(answers)).get(f"http://rebind.example:{inside.port}/")
        assert wire.dialled == [PUBLIC]
        assert inside.asked == []
    assert next(answers) == ["127.0.0.1"]  # never asked for


def test_a_host_with_one_private_address_among_public_ones_is_refused(wire):
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1, an address of a private network"):
        Fetcher(resolve=lambda *_: [PUBLIC, "10.0.0.1"]).get("http://both.example/")
    assert wire.dialled == []


def test_a_host_without_an_address_is_said_to_have_none():
    def nothing(*_: object) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(SourceError, match=r"'http://no\.example/' has no address"):
        Fetcher(resolve=nothing).get("http://no.example/")
    with pytest.raises(SourceError, match="has no address"):
        Fetcher().get(f"http://{'x' * 70}.example/")


def test_what_is_sent_names_the_host_and_salient_and_nothing_else(wire, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(lambda to: send(to, b"map", X_Kind="drawn", Set_Cookie="a=b")) as server:
        wire.leads_to = server.port
        fetcher = Fetcher(resolve=public)
        for _ in range(2):
            fetched = fetcher.get("http://public.example/карта?a=1#part")
        assert server.headers[1] == {
            "Host": "public.example", "User-Agent": "Salient", "Accept": "*/*",
            "Accept-Encoding": "gzip",
        }  # fmt: skip
        assert server.asked[1] == "/%D0%BA%D0%B0%D1%80%D1%82%D0%B0?a=1"
    assert (fetched.status, fetched.body, fetched.headers["x-kind"]) == (200, b"map", "drawn")
    assert fetched.url == "http://public.example/%D0%BA%D0%B0%D1%80%D1%82%D0%B0?a=1"


def test_the_next_address_is_tried_where_one_is_dead(wire):
    with serving(lambda to: send(to, b"alive")) as server:
        fetcher = own(resolve=lambda *_: [PUBLIC, "127.0.0.1"])
        assert fetcher.get(server.url()).body == b"alive"
    assert wire.dialled == [PUBLIC, "127.0.0.1"]


def redirecting(to: BaseHTTPRequestHandler) -> None:
    """Redirect to what stands behind ``/to/``, or count down from ``/N``, or answer."""
    if to.path.startswith("/to/"):
        send(to, status=302, Location=unquote(to.path.removeprefix("/to/")))
    elif to.path != "/0":
        send(to, status=307, Location=str(int(to.path[1:]) - 1))
    else:
        send(to, b"end")


def test_redirects_are_followed_five_times():
    with serving(redirecting) as server:
        fetched = own().get(server.url(f"/{MAX_REDIRECTS}"))
        assert (fetched.body, fetched.url) == (b"end", server.url("/0"))
        with pytest.raises(SourceError, match="redirects more than 5 times"):
            own().get(server.url(f"/{MAX_REDIRECTS + 1}"))
        assert len(server.asked) == 2 * (MAX_REDIRECTS + 1)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1/", "this machine itself"),
        ("http://[::ffff:10.0.0.1]/", "a private network"),
        ("http://169.254.169.254/", "link-local"),
        ("//localhost/x", "this machine itself"),
        ("http://[::1", "which cannot be read"),
        ("file:///etc/passwd", "only addresses that begin with http"),
        ("gopher://x", "only addresses that begin with http"),
        ("http://me:hush@other.example/", "user name or password"),
    ],
)
@pytest.mark.parametrize("allow_private", [False, True])
def test_a_redirect_is_checked_like_the_first_address(wire, url, words, allow_private):
    def resolve(host: str, port: int) -> list[str]:
        return public() if host.endswith(".example") else system_resolver(host, port)

    with serving(redirecting) as server:
        wire.leads_to = server.port
        with pytest.raises(AddressRefused, match=words):
            Fetcher(allow_private, resolve=resolve).get(f"http://public.example/to/{url}")
        assert wire.dialled == [PUBLIC]


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """Return what a server of the host ``map.example`` shows, and the file that vouches for it."""
    held, key = certificate(tmp_path_factory.mktemp("tls"), "map.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(held, key)
    return context, held


def test_tls_verifies_the_name_of_the_host_not_the_address(tls, monkeypatch):
    context, held = tls
    names = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    fetcher = own(resolve=lambda *_: ["127.0.0.1"])
    with serving(redirecting, context) as server:
        with pytest.raises(SourceError, match=r"certificate of 'https://map\.example"):
            fetcher.get(f"https://map.example:{server.port}/0")
        monkeypatch.setenv("SSL_CERT_FILE", str(held))
        assert fetcher.get(f"https://map.example:{server.port}/0").body == b"end"
        with pytest.raises(SourceError, match="Hostname mismatch"):
            fetcher.get(f"https://other.example:{server.port}/0")
        with pytest.raises(AddressRefused, match=r"from https to 'http://map\.example/'"):
            fetcher.get(f"https://map.example:{server.port}/to/http://map.example/")
    assert set(names) == {"map.example", "other.example"}
    assert server.asked == ["/0", "/to/http://map.example/"]


def drip(to: BaseHTTPRequestHandler, before: bytes, drop: bytes) -> None:
    """Send the beginning, then one drop after another until the test ends."""
    to.wfile.write(before)
    while not to.server.ended.wait(0.02):
        to.wfile.write(drop)


HEAD = b"HTTP/1.1 200 OK\r\n"
SLOW = {
    "status": (b"", b"H"),
    "headers": (HEAD + b"A: ", b"a"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (HEAD + b"Content-Length: 100000\r\n\r\n", b"a"),
    "endless body": (HEAD + b"\r\n", b"a"),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "one chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n", b"a"),
    "chunk size": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "gzip": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b""), gzip.compress(b"")),
}


@pytest.mark.parametrize("kind", SLOW)
def test_one_limit_of_time_stands_over_every_byte(kind):
    with serving(lambda to: drip(to, *SLOW[kind])) as server:
        began = time.monotonic()
        with pytest.raises(SourceError, match=r"took longer than 0\.3 seconds"):
            own(seconds=0.3).get(server.url())
        assert 0.3 <= time.monotonic() - began < 3.0


def test_a_server_that_says_nothing_ends_at_the_limit():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for scheme in ("http", "https"):
            began = time.monotonic()
            with pytest.raises(SourceError, match=r"took longer than 0\.2 seconds"):
                own(seconds=0.2).get(f"{scheme}://127.0.0.1:{port}/")
            assert time.monotonic() - began < 3.0


def test_a_resolver_that_hangs_ends_at_the_limit():
    with serving(send) as server:

        def hangs(*_: object) -> list[str]:
            server.ended.wait(5)
            return public()

        with pytest.raises(SourceError, match=r"took longer than 0\.1 seconds"):
            Fetcher(seconds=0.1, resolve=hangs).get("http://slow.example/")


def test_redirects_and_attempts_share_one_limit_of_time():
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with serving(lambda to: send(to, status=503)) as server:
        fetcher = own(seconds=10, tries=99, clock=lambda: now[0], sleep=sleep)
        with pytest.raises(SourceError, match=r"answered 503\. It was given up"):
            fetcher.get(server.url())
        assert len(server.asked) == 4  # at 0, 1, 3 and 7 seconds; 15 would be too late


PACKED = {
    "/plain": (b"a" * 2_000_000, "identity"),
    "/bomb": (gzip.compress(bytes(50_000_000), 1), "gzip"),
    "/gzip": (gzip.compress(b"a" * 700_000), "gzip"),
    "/two": (gzip.compress(b"north ") + gzip.compress(b"south"), "GZIP"),
    "/cut": (gzip.compress(os.urandom(5_000))[:-900], "gzip"),
    "/none": (b"north", "gzip"),
    "/brotli": (b"north", "br"),
    "/twice": (gzip.compress(gzip.compress(b"north")), "gzip, gzip"),
}


def packed(to: BaseHTTPRequestHandler) -> None:
    body, packing = PACKED[to.path]
    send(to, body, Content_Encoding=packing)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/plain", "larger than 1 MB"),
        ("/bomb", "larger than 1 MB"),
        ("/cut", "packed wrongly"),
        ("/none", "packed wrongly"),
        ("/brotli", "packed as 'br'"),
        ("/twice", "packed as 'gzip, gzip'"),
    ],
)
def test_a_body_too_large_or_packed_wrongly_is_refused(path, words):
    with serving(packed) as server, pytest.raises(SourceError, match=words):
        own(megabytes=1).get(server.url(path))


def test_a_body_within_the_limit_arrives_whole():
    with serving(packed) as server:
        assert own(megabytes=1).get(server.url("/gzip")).body == b"a" * 700_000
        assert own().get(server.url("/two")).body == b"north south"
        assert len(own().get(server.url("/plain")).body) == 2_000_000


@given(st.binary(max_size=300), st.integers(1, 40))
def test_packed_content_comes_out_as_it_went_in(content, step):
    sent = gzip.compress(content) + gzip.compress(content)
    chunks = [sent[at : at + step] for at in range(0, len(sent), step)]
    assert b"".join(_unpacked(chunks)) == content + content


class Busy:
    """Answers with each of some statuses once, or hangs up at a 0, and then with a body."""

    def __init__(self, *statuses: int, **headers: str) -> None:
        self.statuses = list(statuses)
        self.headers = headers

    def __call__(self, to: BaseHTTPRequestHandler) -> None:
        status = self.statuses.pop(0) if self.statuses else 200
        if status:
            send(to, b"at last", status, **(self.headers if status != 200 else {}))


@pytest.mark.parametrize(
    ("busy", "waits"),
    [
        (Busy(503, 502, 504), [1, 2, 4]),
        (Busy(500), [1]),
        (Busy(0, 0), [1, 2]),
        (Busy(429, Retry_After="7"), [7]),
        (Busy(429, Retry_After="yesterday"), [1]),
        (Busy(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), [0]),
    ],
)
def test_what_may_pass_is_waited_for(busy, waits):
    slept = []
    with serving(busy) as server:
        assert own(sleep=slept.append, seconds=60).get(server.url()).body == b"at last"
        assert slept == waits
        assert len(server.asked) == len(waits) + 1


@pytest.mark.parametrize(
    ("busy", "words", "asked"),
    [
        (Busy(503, 503, 503, 503), r"answered 503\. It was given up\. Try again later", 4),
        (Busy(0, 0, 0, 0), r"broke off\. It was given up", 4),
        (Busy(429, Retry_After="3600"), "answered 429.* Try again in 3600 seconds", 1),
        (Busy(404), "answered 404", 1),
        (Busy(304), "answered 304", 1),
        (Busy(302), "answered 302", 1),
        (Busy(401), "answered 401: it wants a sign-in", 1),
        (Busy(499), "answered 499: it wants a sign-in", 1),
    ],
)
def test_what_does_not_pass_is_said(busy, words, asked):
    with serving(busy) as server:
        with pytest.raises(SourceError, match=words):
            own(seconds=60).get(server.url())
        assert len(server.asked) == asked


@pytest.mark.parametrize("chunked", [False, True])
def test_an_answer_cut_short_is_no_answer(chunked):
    def cut(to: BaseHTTPRequestHandler) -> None:
        how = (
            b"Transfer-Encoding: chunked\r\n\r\n9\r\n" if chunked else b"Content-Length: 9\r\n\r\n"
        )
        to.wfile.write(HEAD + how + b"half")

    with serving(cut) as server:
        with pytest.raises(SourceError, match="broke off"):
            own().get(server.url())
        assert len(server.asked) == 4


def test_a_closed_port_is_said_at_once():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(SourceError, match="failed: Connection refused"):
        own().get(f"http://127.0.0.1:{port}/")
