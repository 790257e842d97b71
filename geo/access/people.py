"""Who a person is: what a provider of sign-in vouches for, and what is known of it here.

A person is the pair of issuer and subject, which a provider never gives to another. An e-mail
address counts only where the provider says that it was verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from geo.access.rules import RULES, Action, Role, allowed, least_role
from geo.errors import NotAllowed, SchemaError

SESSION = timedelta(hours=12)
"""How long a sign-in lasts: a working day. Then the provider is asked anew."""

_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Person:
    """Someone who signed in. What they may do is no part of it: that is asked of the store."""

    subject: str
    """Issuer and subject, with a space between."""
    email: str = ""
    """Verified, in small letters; empty if there is none."""
    name: str = ""
    """As the provider has it; shown, never decided upon."""


Doer = Person | str
"""Who does something: a person who signed in, or whoever works at this machine by their name."""


@dataclass(frozen=True)
class Standing:
    """What the store knows of a doer at this moment."""

    name: str
    """By which the history knows them."""
    role: Role | None
    local: bool = False
    """Whoever works at the machine itself has the file, and so may do everything."""

    def may(self, action: Action, owner: str | None = None) -> bool:
        """Return whether the doer may do it.

        Parameters
        ----------
        action : Action
        owner : str, optional
            Who did what it is done to; None if nobody did yet.
        """
        return self.local or allowed(self.role, action, own=owner in (None, self.name))

    def require(self, action: Action, owner: str | None = None) -> None:
        """Refuse what the doer may not do.

        Raises
        ------
        NotAllowed
            With what it takes.
        """
        if not self.may(action, owner):
            raise NotAllowed(self.why_not(action, owner))

    def why_not(self, action: Action, owner: str | None = None) -> str:
        """Return in a sentence why an action is refused."""
        own = owner in (None, self.name)
        words = RULES[action].words if action in RULES else "do this"
        whose = "" if own else f" that {owner} did"
        least = least_role(action, own=own)
        if self.role is None:
            return f"{self.name} has no role here yet, and may not {words}. Ask an admin for one."
        if least is None and own and RULES[action].others is not None:
            return f"Nobody may {words} where it is their own. Another admin can."
        if least is None:
            return f"Nobody may {words}{whose} from here. It is done at the shell of the server."
        return (
            f"It takes the role {least.value} to {words}{whose}. Yours is {self.role.value}; an "
            "admin can give you another."
        )


@dataclass(frozen=True)
class Member:
    """A person as the list of people has them."""

    who: str
    """E-mail address, or issuer and subject."""
    role: Role | None
    """None once it was taken away."""
    at: datetime
    """When the role was given or taken; aware."""
    by: str
    name: str
    """As the provider had it when they first signed in; empty before that."""
    since: datetime | None
    """When they first signed in; aware."""


def person_from(claims: Mapping[str, Any]) -> Person:
    """Return the person whom an ID token names.

    Parameters
    ----------
    claims : mapping
        Of a token that was verified: ``iss``, ``sub``, ``email``, ``email_verified``, ``name``.

    Raises
    ------
    SchemaError
        If issuer or subject is missing.

    Examples
    --------
    >>> told = {"iss": "https://id.example", "sub": "7", "email": "Ann@Desk.example"}
    >>> person_from(told | {"email_verified": True}).email
    'ann@desk.example'
    >>> person_from(told).email
    ''
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not (isinstance(issuer, str) and issuer.strip() and isinstance(subject, str) and subject):
        raise SchemaError("The sign-in", ["the provider named no issuer or no subject"])
    email = claims.get("email")
    verified = claims.get("email_verified") is True and isinstance(email, str)
    name = claims.get("name")
    return Person(
        subject=f"{issuer} {subject}",
        email=email.strip().casefold() if verified and isinstance(email, str) else "",
        name=name.strip() if isinstance(name, str) else "",
    )


def signed_in_until(claims: Mapping[str, Any]) -> datetime:
    """Return when a sign-in ends, counted from when the provider made the token.

    A token without a time of its own has ended.
    """
    made = claims.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float):
        return _LONG_AGO
    try:
        return datetime.fromtimestamp(made, UTC) + SESSION
    except (ValueError, OverflowError, OSError):  # no time that a calendar has
        return _LONG_AGO
