"""Where a store is, a file or a database of a server; said to a person without its password."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from geo.errors import StoreError

Address = str | Path
"""A path, or ``postgresql://user@host:port/database``."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_SERVERS = ("postgresql", "postgres")


def is_server(address: Address) -> bool:
    """Return whether a store is a database of a server, not a file.

    Raises
    ------
    StoreError
        If it is an address of something that a store cannot be.

    Examples
    --------
    >>> is_server("postgresql://desk@db.example/salient"), is_server("data/salient.gpkg")
    (True, False)
    """
    scheme = _SCHEME.match(address) if isinstance(address, str) else None
    if scheme is None:
        return False
    if scheme[1] not in _SERVERS:
        raise StoreError(
            f"A store is a file or a database at postgresql://, and {scheme[1]}:// is neither. "
            "Give a path, or postgresql://user@host/database."
        )
    return True


def server_url(address: str) -> URL:
    """Return the address of a database in its parts.

    Raises
    ------
    StoreError
        If it cannot be read. What was given is not repeated: it may hold a password.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise StoreError(
            "The address of the database cannot be read. Write it as "
            "postgresql://user:password@host:port/database, with special characters of the "
            "password in percent codes."
        ) from None
    return url.set(drivername="postgresql+psycopg")


def shown(address: Address) -> str:
    """Return how a store is named to a person: a file by its name, a database without password.

    Examples
    --------
    >>> shown("postgresql://desk:secret@db.example/salient?password=secret")
    'postgresql://desk:***@db.example/salient?password=***'
    """
    if not is_server(address):
        return Path(address).name
    url = server_url(str(address)).set(drivername=_SERVERS[0])
    if "password" in url.query:
        url = url.update_query_dict({"password": "***"})
    return url.render_as_string(hide_password=True).replace("%2A", "*")


def without_secrets(said: str, address: str) -> str:
    """Return what a driver said with the password of an address replaced, if it repeats it."""
    url = server_url(address)
    for secret in (url.password, url.query.get("password")):
        if secret:
            said = said.replace(str(secret), "***")
    return said
