"""Who works here: the person who signed in, or, where nobody has to, whoever runs the dashboard."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config
from streamlit.auth_util import get_origin_from_redirect_uri, get_secrets_auth_section
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from geo.access import Action, Doer, Person, Standing
from geo.access.sessions import Sessions, SignIn, sign_in_from
from geo.errors import ConfigurationError, NotAllowed
from geo.workspace import user_name
from ui import cached
from ui.messages import sentence

SESSIONS = Sessions()


@cache
def sign_in() -> SignIn | None:
    """Return how people sign in, None where nobody has to; settled once, when the server starts.

    Raises
    ------
    ConfigurationError
        If it is set up and not whole, or a file of secrets cannot be read.
    """
    files = [path for path in config.get_option("secrets.files") if Path(path).exists()]
    if files and not secrets_singleton.load_if_toml_exists():
        raise ConfigurationError(
            f"{Path(files[0]).name} cannot be read, so that nobody knows whether people have to "
            "sign in. Correct it, or take it away."
        )
    how = sign_in_from(get_secrets_auth_section().to_dict())
    if how is not None and config.get_option("server.trustedUserHeaders"):
        raise ConfigurationError(
            "Sign-in is set up, and server.trustedUserHeaders lets a request name its person as "
            "well. Take one of the two away."
        )
    return how


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the provider said of whoever sends these cookies; None if nobody signed them."""
    raw = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    if not raw:
        return None
    try:
        claims = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("is_logged_in") is not True:
        return None
    return claims if claims.get("origin") == get_origin_from_redirect_uri() else None


def who_asks(cookies: Mapping[str, str], now: datetime) -> Person | None:
    """Return the person whom cookies name, if their sign-in holds."""
    claims = claims_of(cookies)
    return None if claims is None else SESSIONS.person(claims, now)


def claims() -> dict[str, Any]:
    """Return what the provider said of whoever has this page open; empty if nobody signed in."""
    said = dict(st.user.to_dict())
    return said if said.get("is_logged_in") is True else {}


def person() -> Person | None:
    """Return who has this page open, if their sign-in holds at this moment."""
    said = claims()
    return SESSIONS.person(said, datetime.now(UTC)) if said else None


def doer() -> Doer:
    """Return who does what is done now; every change bears them.

    Raises
    ------
    NotAllowed
        If people have to sign in, and the sign-in has ended.
    """
    if sign_in() is None:
        return user_name()
    found = person()
    if found is None:
        raise NotAllowed("Your sign-in has ended. Load the page anew and sign in.")
    return found


def standing() -> Standing:
    """Return by which name the history knows who has this page open, and what they are now.

    Raises
    ------
    NotAllowed
        As :func:`doer`.
    """
    return cached.store().team.standing(doer())


def may(action: Action, owner: str | None = None) -> bool:
    """Return whether who has this page open may do something; the store judges once more."""
    return standing().may(action, owner)


def may_or_say(action: Action) -> bool:
    """Return the same as :func:`may`, and say in a sentence what it takes."""
    try:
        standing().require(action)
    except NotAllowed as error:
        sentence("note", str(error))
        return False
    return True


def judged(make: Callable[[], bytes | str]) -> Callable[[], bytes | str]:
    """Return what makes a file, asking once more at that moment whether the reader may have it."""
    by, store = doer(), cached.store()

    def made() -> bytes | str:
        store.team.standing(by).require(Action.EXPORT)
        return make()

    return made


def sign_out() -> None:
    """End the sign-in here, in other windows too, and at the provider if it has a way."""
    SESSIONS.end(claims(), datetime.now(UTC))
    st.logout()
