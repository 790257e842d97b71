"""``python -m geo import FILE...``: editions from files, with an account of every row."""

from __future__ import annotations

import getpass
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from geo.archive import refresh
from geo.clock import TimePrecision, parse_when, to_rfc3339
from geo.errors import ClockError, LicenceNotAccepted, SchemaError
from geo.models import Edition, ImportReport, RowNote, Source
from geo.sources.deepstate import DEEPSTATE, as_of_from_name, read_deepstate
from geo.sources.geojson import read_geojson
from geo.sources.reading import ReadAreas
from geo.workspace import shared_store


@click.command("import")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
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
    files: tuple[Path, ...],
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
    """Import control areas from GeoJSON files or DeepStateMap editions, one edition a file.

    Each file is imported whole or not at all; the first that cannot be used ends the command, and
    those before it stay.
    """
    described = _source(source, attribution, licence, zone)
    if as_of is not None and len(files) > 1:
        raise SchemaError(
            "The option --as-of",
            [f"it names one instant, and there are {len(files)} files; import them one by one"],
        )
    imported = False
    try:
        for file in files:
            instant, precision = _as_of(file, as_of, zone, described)
            rows = _read(file, described, {"category": category, "actor": actor, "kind": kind})
            if described.terms and not accept_licence:
                click.echo(f"{described.title}: {described.terms}", err=True)
                if not _accepted():
                    raise LicenceNotAccepted(described.title, described.terms)
                accept_licence = True
            result = shared_store(store).import_edition(
                Edition(
                    source=described, as_of=instant, time_precision=precision, areas=rows.areas
                ),
                rows.report,
                recorded_at=datetime.now(UTC),
                recorded_by=_user(),
            )
            imported = True
            _print_result(result.changed, described, instant, file, rows.report)
    finally:
        # What came in can be drawn even if a later file could not be used.
        if imported:
            refresh(shared_store(store))


def _read(file: Path, source: Source, meaning: dict[str, str | None]) -> ReadAreas:
    rows = read_deepstate(file) if source == DEEPSTATE else read_geojson(file, **meaning)
    if not rows.areas:
        _print_report(rows.report)
        raise SchemaError(f"The file {file.name!r}", ["none of its features is a control area"])
    return rows


def _print_result(
    changed: bool, source: Source, instant: datetime, file: Path, report: ImportReport
) -> None:
    if not changed:
        click.echo(
            f"Nothing changed: {source.title} as of {to_rfc3339(instant)} is in the store "
            "already, just as in this file."
        )
        return
    click.echo(f"Imported {source.title} as of {to_rfc3339(instant)} from {file.name}.")
    _print_report(report)


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
