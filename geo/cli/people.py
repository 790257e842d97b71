"""``python -m geo people``: who may do what, where people sign in."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from geo.access import Role
from geo.cli.output import say
from geo.clock import to_rfc3339
from geo.workspace import shared_store, user_name


@click.group("people", invoke_without_command=True)
@click.pass_context
def people_command(ctx: click.Context) -> None:
    """List who has which role, and who gave it. Roles count where people sign in."""
    if ctx.invoked_subcommand is not None:
        return
    members = shared_store(ctx.obj).team.members()
    if not members:
        say("Nobody has a role yet. Give one: python -m geo people give admin ann@desk.example")
    for member in members:
        role = "none" if member.role is None else member.role.value
        came = "not yet signed in" if member.since is None else f"since {to_rfc3339(member.since)}"
        say(f"{role:<8} {member.who:<32} {member.name:<20} {came}; by {member.by}")


@people_command.command()
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.argument("who")
@click.pass_obj
def give(store: str | None, role: str, who: str) -> None:
    """Give a ROLE to WHO: an e-mail address, or issuer and subject with a space between."""
    shared_store(store).team.give(who, Role(role), by=user_name(), at=datetime.now(UTC))
    say(f"{who} is {role} from now on.")


@people_command.command()
@click.argument("who")
@click.pass_obj
def remove(store: str | None, who: str) -> None:
    """Take the role of WHO away; it counts from their next step on."""
    shared_store(store).team.take(who, by=user_name(), at=datetime.now(UTC))
    say(f"{who} has no role any more.")
