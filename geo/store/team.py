"""The verbs about people: what they may do, and who gives them which role; ``store.team``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from geo.access import Action, Doer, Member, Person, Role, Standing
from geo.store import people
from geo.store.history import append_sign_in, recorded


class Team:
    """The people of a store.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        As :func:`geo.store.engine.open_engine` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def standing(self, doer: Doer) -> Standing:
        """Return by which name the history knows a doer, and their role at this moment.

        Raises
        ------
        NotAllowed
            If only people who signed in may do anything, and the doer is none.
        """
        with self._engine.connect() as connection:
            return people.standing_of(connection, doer)

    def members(self) -> list[Member]:
        """Return everyone to whom a role was ever given, by name."""
        with self._engine.connect() as connection:
            return people.members(connection)

    def welcome(self, person: Person, *, at: datetime) -> Standing:
        """Let a person who signed in take up a role that waits for their address, if one does.

        Parameters
        ----------
        person : Person
        at : datetime
            Aware.
        """
        with self._engine.connect() as connection:
            if people.waiting(connection, person) is None:
                return people.standing_of(connection, person)
        append_sign_in(self._engine, person, at=at)
        return self.standing(person)

    def give(self, who: str, role: Role, *, by: Doer, at: datetime) -> None:
        """Give a role.

        Parameters
        ----------
        who : str
            E-mail address, or issuer and subject with a space between.
        role : Role
        by : Person or str
        at : datetime
            Aware.

        Raises
        ------
        NotAllowed
            If ``by`` may not; nobody changes their own role.
        StoreError
            If ``who`` is neither, or has the role.
        """
        self._set(who, role, Action.GIVE_ROLE, by=by, at=at)

    def take(self, who: str, *, by: Doer, at: datetime) -> None:
        """Take a person's role away; it counts from their next step on.

        Raises
        ------
        NotAllowed
            As of :meth:`give`.
        NotInStore
            If the person has no role.
        """
        self._set(who, None, Action.TAKE_ROLE, by=by, at=at)

    def _set(self, who: str, role: Role | None, needs: Action, *, by: Doer, at: datetime) -> None:
        who = people.normal(who)
        with recorded(self._engine, "role", at=at, by=by, needs=needs) as change:
            own = who == change.by or (isinstance(by, Person) and who in (by.subject, by.email))
            change.concerns(change.by if own else who)
            old = people.set_role(change.connection, who, role, at=at, by=change.by)
            change.subject = f"role of {who}"
            change.details = {"old": old, "new": None if role is None else role.value}
