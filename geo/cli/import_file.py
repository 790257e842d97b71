"""``python -m geo import FILE``: an edition from a file, with an account of every row."""

from __future__ import annotations

import getpass
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from geo.clock import TimePrecision, parse_when, to_rfc3339
from geo.errors import ClockError, LicenceNotAccepted, SchemaError
from geo.models import Edition, ImportReport, RowNote, Source
from geo.sources.deepstate import DEEPSTATE, as_of_from_name, read_deepstate
from geo.sources.geojson import read_geojson
from geo.workspace import shared_store


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="deepstate, or a name of your own for the source.")
@click.option("--as-of", help="What instant the file describes: 2025-01-05 or 2025-01-05T13:30Z.")
@click.option("--zone", help="IANA zone of an --as-of that names none, and of the source's dates.")
@click.option("--attribution", help="Credit line of the source; its name when left out.")
@click.option("--licence", default="", help="Licence of the source, in words.")
@click.option("--category", help="For features that do not say: assessed, advances or claimed.")
@click.option("--actor", help="For features that do not say: RU, UA or another party code.")
@click.option("--kind", help="For features that do not say: control, advance, incursion ...")
@click.option("--accept-licence", is_flag=True, help="Accept the source's terms without a prompt.")
@click.pass_obj
def import_file(
    store: str | None,
    file: Path,
    source: str,
    as_of: str | None,
    zone: str | None,
    attribution: str | None,
    licence: str,
    category: str | None,
    actor: str | None,
    kind: str | None,
    accept_licence: bool,
) -> None:
    """Import control areas from a GeoJSON FILE or a DeepStateMap edition."""
    described = _source(source, attribution, licence, zone)
    instant, precision = _as_of(file, as_of, zone, described)
    if described == DEEPSTATE:
        rows = read_deepstate(file)
    else:
        rows = read_geojson(file, category=category, actor=actor, kind=kind)
    if not rows.areas:
        _print_report(rows.report)
        raise SchemaError(f"The file {file.name!r}", ["none of its features is a control area"])
    if described.terms and not accept_licence:
        click.echo(f"{described.title}: {described.terms}", err=True)
        if not _accepted():
            raise LicenceNotAccepted(described.title, described.terms)
    result = shared_store(store).import_edition(
        Edition(source=described, as_of=instant, time_precision=precision, areas=rows.areas),
        rows.report,
        recorded_at=datetime.now(UTC),
        recorded_by=_user(),
    )
    if not result.changed:
        click.echo(
            f"Nothing changed: {described.title} as of {to_rfc3339(instant)} is in the store "
            "already, just as in this file."
        )
        return
    click.echo(f"Imported {described.title} as of {to_rfc3339(instant)} from {file.name}.")
    _print_report(rows.report)


def _accepted() -> bool:
    try:
        return click.confirm("Do you accept these terms?", err=True)
    except click.Abort:  # the end of the input, as in a script that did not accept
        click.echo(err=True)
        return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return "unknown"


def _source(name: str, attribution: str | None, licence: str, zone: str | None) -> Source:
    if name.lower() == DEEPSTATE.id:
        return DEEPSTATE
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-")
    if not slug:
        raise SchemaError(
            f"The source name {name!r}", ["it has no Latin letter or digit to make an id from"]
        )
    return Source(
        id=slug,
        title=name,
        attribution=attribution or name,
        licence=licence,
        time_zone=zone or "UTC",
    )


def _as_of(
    file: Path, as_of: str | None, zone: str | None, source: Source
) -> tuple[datetime, TimePrecision]:
    if as_of is not None:
        return parse_when(as_of, zone or source.time_zone)
    named = as_of_from_name(file) if source == DEEPSTATE else None
    if named is None:
        raise ClockError(
            f"{file.name!r} does not say what instant it describes. Pass --as-of 2025-01-05 or "
            "--as-of 2025-01-05T13:30:00-05:00."
        )
    return named, "instant"


def _print_report(report: ImportReport) -> None:
    click.echo(
        f"Read {report.read} features: {report.kept} kept ({len(report.repaired)} of them "
        f"repaired), {len(report.left_out)} left out."
    )
    _print_notes("Repaired", report.repaired)
    _print_notes("Left out", report.left_out)


def _print_notes(title: str, notes: Sequence[RowNote]) -> None:
    for reason, count in Counter(note.reason for note in notes).most_common():
        rows = [note.row for note in notes if note.reason == reason]
        listed = ", ".join(rows[:5]) + (", ..." if count > 5 else "")
        click.echo(f"  {title} {count:>4}: {reason}  ({listed})")
