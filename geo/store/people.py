"""People and their roles, as rows that are added; read anew for each decision.

A role is given to an e-mail address or to an account (issuer and subject). The first account that
signs in with the address, verified, takes the role up; from then on the role is that account's,
so that an address which changes hands takes no role along. After the role was taken away and given
once more, another account may take it up.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from geo.access import Doer, Member, Person, Role, Standing
from geo.clock import parse_when, to_rfc3339
from geo.errors import NotAllowed, NotInStore, StoreError
from geo.store import schema

PEOPLE_ONLY = "salient_people_only"
"""Option of an engine: nothing is done but by people who signed in."""


def standing_of(connection: Connection, doer: Doer) -> Standing:
    """Return by which name the history knows a doer, and their role at this moment.

    Raises
    ------
    NotAllowed
        If only people who signed in may do anything, and the doer is none.
    """
    if isinstance(doer, str):
        if connection.get_execution_options().get(PEOPLE_ONLY, False):
            raise NotAllowed("Nobody is signed in. Sign in, and do it once more.")
        return Standing(doer, None, local=True)
    email = _email_of(connection, doer.subject)
    whose = [doer.subject] if email is None else [doer.subject, email]
    given = _latest(connection, whose)
    role = Role(given.role) if given is not None and given.role else None
    # Without an address that is theirs alone, what they do bears their account.
    return Standing(email or (doer.subject if role else doer.email or doer.subject), role)


def waiting(connection: Connection, person: Person) -> int | None:
    """Return the number of a role that a person could take up; None if none waits for them."""
    given = _latest(connection, [person.email]) if person.email else None
    if given is None or not given.role:
        return None
    people = schema.people.c
    taken = connection.execute(
        select(people.id)
        .where(people.email == person.email, people.role_id > _ended(connection, person.email))
        .limit(1)
    ).one_or_none()
    return int(given.id) if taken is None else None


def take_up(connection: Connection, person: Person, *, at: datetime) -> bool:
    """Bind a role that waits for a person's e-mail address to their account."""
    role_id = waiting(connection, person)
    if role_id is None:
        return False
    connection.execute(
        schema.people.insert(),
        {
            "subject": person.subject,
            "email": person.email,
            "name": person.name,
            "role_id": role_id,
            "seen_at": to_rfc3339(at),
        },
    )
    return True


def set_role(
    connection: Connection, who: str, role: Role | None, *, at: datetime, by: str
) -> str | None:
    """Append which role is whose, and return what it was before."""
    before = _latest(connection, [who])
    old = before.role if before is not None else ""
    if role is None and not old:
        raise NotInStore(f"{who} has no role. See python -m geo people.")
    if role is not None and old == role.value:
        raise StoreError(f"{who} is {role.value} already. Nothing was changed.")
    connection.execute(
        schema.roles.insert(),
        {
            "who": who,
            "role": "" if role is None else role.value,
            "set_at": to_rfc3339(at),
            "set_by": by,
        },
    )
    return old or None


def members(connection: Connection) -> list[Member]:
    """Return everyone to whom a role was ever given, by name, with what holds now."""
    newest = select(func.max(schema.roles.c.id)).group_by(schema.roles.c.who)
    rows = connection.execute(
        select(schema.roles).where(schema.roles.c.id.in_(newest)).order_by(schema.roles.c.who)
    ).all()
    return [_member(connection, row) for row in rows]


def _member(connection: Connection, row: Any) -> Member:
    people = schema.people.c
    known = connection.execute(
        select(schema.people)
        .where(people.email == row.who, people.role_id > _ended(connection, row.who))
        .order_by(people.id.desc())
        .limit(1)
    ).one_or_none()
    return Member(
        who=row.who,
        role=Role(row.role) if row.role else None,
        at=parse_when(row.set_at)[0],
        by=row.set_by,
        name="" if known is None else known.name,
        since=None if known is None else parse_when(known.seen_at)[0],
    )


def _email_of(connection: Connection, subject: str) -> str | None:
    """Return the address whose role an account took up, if that still holds."""
    people = schema.people.c
    known = connection.execute(
        select(people.email, people.role_id)
        .where(people.subject == subject)
        .order_by(people.id.desc())
        .limit(1)
    ).one_or_none()
    if known is None or known.role_id <= _ended(connection, known.email):
        return None
    return str(known.email)


def _ended(connection: Connection, who: str) -> int:
    """Return the number of the row that last took a role away, 0 if none did."""
    roles = schema.roles.c
    return int(
        connection.execute(
            select(func.max(roles.id)).where(roles.who == who, roles.role == "")
        ).scalar()
        or 0
    )


def _latest(connection: Connection, whose: list[str]) -> Any:
    roles = schema.roles.c
    return connection.execute(
        select(schema.roles).where(roles.who.in_(whose)).order_by(roles.id.desc()).limit(1)
    ).one_or_none()


def engine_for_people(engine: Engine) -> Engine:
    """Return the same engine, on which nothing is done but by people who signed in."""
    return engine.execution_options(**{PEOPLE_ONLY: True})


def normal(who: str) -> str:
    """Return an e-mail address or account as it is compared.

    Raises
    ------
    StoreError
        If it is neither.
    """
    plain = who.strip()
    if "://" in plain and " " in plain:
        return plain
    name, at, domain = plain.partition("@")
    if not (name and at and domain) or len(plain.split()) != 1:
        raise StoreError(
            f"{who!r} is neither an e-mail address nor an account. Give ann@desk.example, or "
            "issuer and subject with a space between, as the sign-in page shows them."
        )
    return plain.casefold()
