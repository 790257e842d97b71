"""``python -m geo check``, ``backup``, ``restore``, ``history`` and ``undo``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from geo.archive import refresh
from geo.cli.output import say
from geo.clock import to_rfc3339
from geo.errors import StoreError
from geo.keeping import back_up, restore_from
from geo.store.address import shown
from geo.workspace import shared_store, store_address, user_name


@click.command("check")
@click.pass_context
def check_command(ctx: click.Context) -> None:
    """Verify the store: file, guards, history, every content. Exit code 1 if a thing is wrong."""
    store = shared_store(ctx.obj)
    findings = store.check()
    for finding in findings:
        say(f"{finding.where}: {finding.sentence}")
    if findings:
        ctx.exit(1)
    number, digest = store.latest_entry()
    say(f"The store is whole. Latest entry of its history: {number}, {digest}.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup_command(store: str | None, file: Path) -> None:
    """Copy the store to a new FILE, while it may be in use."""
    shared_store(store)
    back_up(store_address(store), file)
    say(f"Copied {shown(store_address(store))} to {file.name}, {file.stat().st_size:,} bytes.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore_command(store: str | None, file: Path) -> None:
    """Put the store of FILE in the place of this one; the present one is copied beside it first."""
    opened = shared_store(store)
    kept = restore_from(opened, store_address(store), file, at=datetime.now(UTC), by=user_name())
    refresh(opened)
    say(f"Restored from {file.name}. What was there before lies in {kept.name}.")


@click.command("history")
@click.option("--limit", type=click.IntRange(1), default=30, help="How many entries, latest first.")
@click.pass_obj
def history_command(store: str | None, limit: int) -> None:
    """Show who did what when."""
    for entry in shared_store(store).history(limit):
        details = ", ".join(
            f"{name} {value}" for name, value in entry.details.items()
            if value is not None and name != "sha256"
        )  # fmt: skip
        say(
            f"{entry.id:>5}  {to_rfc3339(entry.at)}  {entry.by:<10} {entry.action:<8} "
            f"{entry.subject}: {details}"
        )


@click.command("undo")
@click.argument("import_id", metavar="IMPORT", type=int)
@click.option("--reason", required=True, help="Why, in words; it stays in the history.")
@click.pass_obj
def undo_command(store: str | None, import_id: int, reason: str) -> None:
    """Let the IMPORT of this number count no more. Nothing is deleted."""
    opened = shared_store(store)
    record = next((r for r in opened.imports() if r.id == import_id), None)
    if record is None:
        raise StoreError(f"There is no import {import_id}. See python -m geo history.")
    opened.undo(import_id, by=user_name(), at=datetime.now(UTC), reason=reason)
    refresh(opened)
    say(f"Import {import_id} ({record.file}) is undone. Importing the file again brings it back.")
