"""What is shown instead of a page to who has not signed in, or has no role yet."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.access import Person
from geo.errors import GeoError
from geo.markup import encode
from ui import cached
from ui.messages import sentence
from ui.sign_in import claims, person, sign_in, sign_out

_CREED = "Who holds what, who only says so, and how we know."

_UNVERIFIED = (
    "Your provider does not say that your e-mail address was verified, so it does not count. Your "
    "account does."
)
_ANOTHER = (
    "Had you a role before, with another account? Then it is that account's, until an admin takes "
    "it away and gives it anew."
)


def let_in() -> bool:
    """Return whether a page may be shown; else show what there is to do about it."""
    how = sign_in()
    if how is None:
        return True
    who = person()
    if who is None:
        ended = "Your sign-in has ended. " if claims() else ""
        _ask(how.providers, f"{ended}Sign in to go on.")
        return False
    try:
        known = cached.store().team.welcome(who, at=datetime.now(UTC))
    except GeoError as error:
        sentence("error", str(error))
        return False
    if known.role is None:
        _no_role(who, unverified="email" in claims() and not who.email)
    return known.role is not None


def _ask(providers: tuple[str, ...], words: str) -> None:
    with _middle(420):
        st.html(
            "<h1 class='salient-gate'>Salient</h1>"
            f"<p class='salient-creed'>{encode(_CREED)}</p><p>{encode(words)}</p>"
        )
        for name in providers:
            label = f"Sign in with {name}" if name else "Sign in"
            if st.button(label, type="primary", width="stretch", key=f"sign-in-{name}"):
                # A sign-in that has ended would come back as it is.
                st.login(name or None)


def _middle(width: int) -> DeltaGenerator:
    across = st.container(horizontal_alignment="center")
    return across.container(key="gate", width=width)


def _no_role(who: Person, *, unverified: bool) -> None:
    words = who.email or who.subject
    with _middle(520):
        st.html(
            "<h1 class='salient-gate'>Salient</h1>"
            f"<p>You are signed in as <b>{encode(who.name or words)}</b>, and have no role here "
            "yet. An admin gives you one by these words:</p>"
        )
        st.code(words, language=None, wrap_lines=True)
        if unverified:
            sentence("note", _UNVERIFIED)
        elif who.email:
            sentence("note", _ANOTHER)
        again, out = st.columns(2)
        again.button("Look again", type="primary", width="stretch")
        if out.button("Sign out", width="stretch"):
            sign_out()
