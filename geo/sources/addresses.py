"""Which addresses of the network are reached on a user's word, and which never.

A link may come from a stranger, and the machine it is opened on stands inside a network that
trusts it. So an address is judged by where it leads, after its name was resolved, and never by how
it is written: ``2130706433``, ``0177.0.0.1`` and ``127.1`` are all the same machine.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from geo.errors import AddressRefused, SourceError

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""From a host name and a port to numeric addresses; raises OSError where there are none."""

MAX_CHARACTERS = 8_000
_PORTS = {"http": 80, "https": 443}

# From the IANA registries of special-purpose addresses (RFC 6890 and what updates it), because
# Python 3.11's ``is_global`` says yes to some. In IPv6 only 2000::/3 is given out to networks.
_PRIVATE = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
_RESERVED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "3fff::/20",
    )
)  # fmt: skip
_GIVEN_OUT_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")


class Reach(StrEnum):
    """What sort of address it is, in the words of a message."""

    PUBLIC = "a public address"
    LOOPBACK = "this machine itself"
    PRIVATE = "an address of a private network"
    LINK_LOCAL = "a link-local address, where cloud services keep their keys"
    MULTICAST = "a multicast address, which is no machine"
    UNSPECIFIED = "an unspecified address, which is no machine"
    RESERVED = "a reserved address, which no public server has"


OWN = frozenset({Reach.LOOPBACK, Reach.PRIVATE})
"""What may be reached where private addresses are allowed; all others but public ones never are."""


@dataclass(frozen=True)
class Target:
    """An address in its parts."""

    scheme: str
    """``http`` or ``https``."""
    host: str
    """A name in ASCII, or an address without brackets."""
    port: int
    path: str
    """With the query, percent-encoded; begins with a slash."""
    url: str
    """The whole in its normal form, without a fragment."""

    @property
    def shown(self) -> str:
        """Return the address as a message shows it: its query may hold a key and is left out."""
        return shown(self.url)


def shown(url: str) -> str:
    """Return an address fit for a message: without user, password, query and fragment."""
    bare = re.sub(r"^([a-z0-9+.-]*:)?//[^/?#]*@", r"\1//", url.strip(), flags=re.IGNORECASE)
    bare = re.split(r"[?#]", bare, maxsplit=1)[0]
    return repr(bare if len(bare) <= 200 else bare[:199] + "…")


def parse_target(url: str) -> Target:
    """Take an address apart; refuse what is no plain web address.

    Parameters
    ----------
    url : str
        As a user typed it or as a server redirects to it; absolute.

    Raises
    ------
    AddressRefused
        If the scheme is not http or https, there is a user name, no host, or an unusable character.
    """
    address = url.strip()
    scheme = address.partition(":")[0].lower()
    if scheme not in _PORTS:
        raise AddressRefused(
            f"The address {shown(address)} is not reached: only addresses that begin with "
            "http:// or https:// are. Choose a file of this machine as a file."
        )
    if len(address) > MAX_CHARACTERS:
        raise AddressRefused(
            f"The address {shown(address)} has {len(address)} characters; the limit is "
            f"{MAX_CHARACTERS}."
        )
    if re.search(r"[\s\\\x00-\x1f\x7f]", address):
        raise AddressRefused(
            f"The address {shown(address)} has a space, a backslash or a control character in it. "
            "Copy it anew."
        )
    try:
        parts = parse_url(address)
    except LocationParseError as error:
        raise AddressRefused(
            f"The address {shown(address)} cannot be read. Check the host name and the port."
        ) from error
    if parts.auth is not None:
        raise AddressRefused(
            f"The address {shown(address)} has a user name or password in it, and Salient signs in "
            "nowhere. Leave them out, or download the file and import it."
        )
    host = (parts.host or "").removeprefix("[").removesuffix("]")
    if not host:
        raise AddressRefused(f"The address {shown(address)} has no host. Copy it anew.")
    port = _PORTS[scheme] if parts.port is None else parts.port
    return Target(scheme, host, port, parts.request_uri, parts._replace(fragment=None).url)


def reach_of(address: Address) -> Reach:
    """Return what sort of address it is; one that wraps another counts as the one inside.

    Parameters
    ----------
    address : IPv4Address or IPv6Address

    Notes
    -----
    Wrappings undone: IPv4-mapped (RFC 4291), 6to4 (RFC 3056), NAT64 (RFC 6052). Teredo
    (RFC 4380), IPv4-compatible and local-use NAT64 addresses (RFC 8215) are no server's and count
    as reserved whatever they wrap.

    Examples
    --------
    >>> reach_of(ip_address("::ffff:10.0.0.1")).name
    'PRIVATE'
    """
    inner = _inside(address)
    given_out = isinstance(inner, IPv4Address) or inner in _GIVEN_OUT_V6
    kinds = {
        Reach.UNSPECIFIED: inner.is_unspecified,
        Reach.MULTICAST: inner.is_multicast,
        Reach.LOOPBACK: inner.is_loopback,
        Reach.LINK_LOCAL: inner.is_link_local,
        Reach.PRIVATE: any(inner in network for network in _PRIVATE),
        Reach.RESERVED: any(inner in network for network in _RESERVED),
        Reach.PUBLIC: inner.is_global and given_out,
    }
    return next((kind for kind, so in kinds.items() if so), Reach.RESERVED)


def _inside(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the operating system for the addresses of a host; numeric forms resolve to themselves."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def checked_addresses(target: Target, resolve: Resolver, *, allow_private: bool) -> list[Address]:
    """Resolve a host once and return its addresses, every one of which may be reached.

    Parameters
    ----------
    target : Target
    resolve : callable
        Such as :func:`system_resolver`.
    allow_private : bool
        Whether this machine and private networks may be reached as well.

    Raises
    ------
    AddressRefused
        If any address is one that may not be reached, even where others are public.
    SourceError
        If the host has no address.
    """
    nowhere = SourceError(
        f"The host of {target.shown} has no address. Check its spelling, and whether this machine "
        "is online."
    )
    try:
        found = [ip_address(text) for text in resolve(target.host, target.port)]
    except (OSError, UnicodeError) as error:
        raise nowhere from error
    if not found:
        raise nowhere
    for address in found:
        reach = reach_of(address)
        if reach is Reach.PUBLIC or (allow_private and reach in OWN):
            continue
        step = (
            "If the server is yours, give its own address and allow private addresses for this "
            "import (--allow-private)."
            if reach in OWN
            else "No setting allows it. If the data is meant to be public, ask its publisher."
        )
        raise AddressRefused(
            f"The address {target.shown} is not reached: it leads to {address}, {reach}. {step}"
        )
    return found
