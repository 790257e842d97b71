"""Whether sign-in is on and how; and which sign-ins still hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from geo.access.people import Person, person_from, signed_in_until
from geo.errors import ConfigurationError, SchemaError

CALLBACK = "/oauth2callback"
_LEAST_SECRET = 32
_NEEDED = ("client_id", "client_secret", "server_metadata_url")
_ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class SignIn:
    """How people sign in."""

    providers: tuple[str, ...]
    """Names of the providers; one empty name for the only one, which needs none."""
    secure: bool
    """Whether the dashboard is reached by https."""


def sign_in_from(auth: Mapping[str, Any]) -> SignIn | None:
    """Return how people sign in by the section ``[auth]`` of ``secrets.toml``; None without one.

    Raises
    ------
    ConfigurationError
        If the section is there and something in it is missing or weak: then nothing is served,
        rather than served to everyone. All problems are listed.
    """
    if not auth:
        return None
    problems = []
    redirect = str(auth.get("redirect_uri", ""))
    if not redirect.endswith(CALLBACK):
        problems.append(f"redirect_uri must be this dashboard's address and end in {CALLBACK}")
    if not _safe(redirect.replace("{port}", "1")):
        problems.append("redirect_uri must begin with https, but for localhost")
    if len(str(auth.get("cookie_secret", ""))) < _LEAST_SECRET:
        problems.append(f"cookie_secret must be a random text of {_LEAST_SECRET} letters or more")
    named = {name: part for name, part in auth.items() if isinstance(part, Mapping)}
    providers = {n: p for n, p in named.items() if n != "client_kwargs"} or {"": auth}
    for name, part in providers.items():
        where = f"[auth.{name}]" if name else "[auth]"
        problems += [f"{where} lacks {key}" for key in _NEEDED if not part.get(key)]
        if part.get("server_metadata_url") and not _safe(str(part["server_metadata_url"])):
            problems.append(f"server_metadata_url of {where} must begin with https")
    if problems:
        said = "; ".join(problems)
        raise ConfigurationError(
            f"Sign-in is set up in secrets.toml, but not whole: {said}. See docs/sign-in.md."
        )
    return SignIn(tuple(providers), secure=urlsplit(redirect).scheme == "https")


def _safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    here = parts.scheme == "http" and parts.hostname in _ON_THIS_MACHINE
    return bool(parts.hostname) and (parts.scheme == "https" or here)


class Sessions:
    """Which sign-ins were ended before their time; kept by this process until they would end."""

    def __init__(self) -> None:
        self._ended: dict[str, datetime] = {}
        self._lock = Lock()

    def person(self, claims: Mapping[str, Any], now: datetime) -> Person | None:
        """Return who signed in; None if the sign-in has ended or names nobody.

        Parameters
        ----------
        claims : mapping
            Of the token of this sign-in.
        now : datetime
            Aware.
        """
        try:
            person = person_from(claims)
        except SchemaError:
            return None
        with self._lock:
            if signed_in_until(claims) <= now or _key(claims) in self._ended:
                return None
        return person

    def end(self, claims: Mapping[str, Any], now: datetime) -> None:
        """End a sign-in, in every window of the browser and wherever its cookie was taken."""
        with self._lock:
            self._ended = {key: until for key, until in self._ended.items() if until > now}
            self._ended[_key(claims)] = signed_in_until(claims)


def _key(claims: Mapping[str, Any]) -> str:
    # What tells one sign-in of a person from the next.
    said = [claims.get(name) for name in ("iss", "sub", "iat", "nonce", "at_hash", "sid")]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
