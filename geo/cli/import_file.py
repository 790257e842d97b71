"""``python -m geo import PATH...``: what a person has, with an account of every row."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from geo.articles.documents import ArticleFiles
from geo.cli.output import say
from geo.clock import parse_when
from geo.errors import GeoError, LicenceNotAccepted, SchemaError
from geo.intake.addresses import fetch_item, is_address
from geo.intake.articles import dry_article, is_article
from geo.intake.chosen import Chosen, choose
from geo.intake.dry_run import dry_run
from geo.intake.editions import NoAreas
from geo.intake.files import Item, find_files, read_with
from geo.intake.outcome import Outcome, refused
from geo.intake.plan import Plan, plan_any
from geo.intake.reports import condensed
from geo.intake.store_it import remembered, store_plan
from geo.models import ImportReport, RowNote, Source, rows_of
from geo.sources.limits import Limits
from geo.sources.mapped import ColumnMapping
from geo.sources.meaning import Defaults
from geo.sources.reader import Reader
from geo.workspace import own_path, shared_store, user_name

_DOUBTS = 30
_LISTED = 12  # reasons that are printed under one title
_AS_OF = "What instant the file describes: 2025-01-05 or 2025-01-05T13:30Z."


@click.command("import")
@click.argument("paths", metavar="PATH|ADDRESS...", nargs=-1, required=True)
@click.option("--source", help="deepstate, deepstate-daily, isw, or a name of your own.")
@click.option("--as-of", help=_AS_OF)
@click.option("--zone", help="IANA zone of an --as-of that names none, and of the source's dates.")
@click.option("--attribution", help="Credit line of the source; its name when left out.")
@click.option("--licence", default="", help="Licence of the source, in words.")
@click.option("--category", help="For features that do not say: assessed, advances or claimed.")
@click.option("--actor", help="For features that do not say: RU, UA or another party code.")
@click.option("--kind", help="For features that do not say: control, advance, incursion ...")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="WHAT=NAME",
    help="For a table of events: date=when, lon=x, lat=y, event_type=kind, summary=note ...",
)
@click.option("--dates", metavar="FORM", help="How it writes dates: ISO, D/M/Y, M/D/Y, epoch ms.")
@click.option(
    "--limit", "limits", multiple=True, metavar="NAME=N", help="Such as vertices=5000000."
)
@click.option("--dry-run", "dry", is_flag=True, help="Read and say what would be; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON; for a dry run.")
@click.option("--allow-private", is_flag=True, help="Let an address be one of your own network.")
@click.option("--accept-licence", is_flag=True, help="Accept the source's terms without a prompt.")
@click.option("--accept-doubts", is_flag=True, help="Import what looks wrong without a prompt.")
@click.pass_context
def import_file(
    ctx: click.Context,
    paths: tuple[str, ...],
    source: str | None,
    as_of: str | None,
    zone: str | None,
    attribution: str | None,
    licence: str,
    category: str | None,
    actor: str | None,
    kind: str | None,
    columns: tuple[str, ...],
    dates: str | None,
    limits: tuple[str, ...],
    dry: bool,
    as_json: bool,
    allow_private: bool,
    accept_licence: bool,
    accept_doubts: bool,
) -> None:
    """Import files, a folder of dated files in order of date, or what is at an address.

    GeoJSON, GeoPackage, zipped shapefile, KML, KMZ, GeoParquet, FlatGeobuf, CSV; a layer of an
    ArcGIS service. With --dry-run all of it is read and shown, and nothing is stored.
    """
    meaning = Defaults(category, actor, kind)
    allowed = Limits().with_settings(limits)
    if dry:
        chosen = choose(source, zone=zone, defaults=meaning) if source else None
        outcomes = _dry_run(paths, chosen, allowed, ctx.obj, allow_private)
        worst = 0
        for outcome in outcomes:
            say(json.dumps(outcome.as_json()) if as_json else outcome.message)
            worst = 2 if outcome.outcome == "reject" else worst
        ctx.exit(worst)
    if source is None:
        raise SchemaError("The import", ["pass --source, so that the map can say whose data it is"])
    chosen = choose(source, attribution=attribution, licence=licence, zone=zone, defaults=meaning)
    instant = None if as_of is None else parse_when(as_of, zone or chosen.source.time_zone)
    _licence_gate(chosen.source, accept_licence)
    items = _items(paths, allowed, ctx.obj, allow_private)
    if instant is not None and len(items) > 1:
        raise SchemaError(
            "The option --as-of",
            ["it names one instant, and there are several files; import them one by one"],
        )
    store = shared_store(ctx.obj)
    now = datetime.now(UTC)
    name = Path(paths[0]).name if len(paths) == 1 else f"{len(paths)} files"
    mapping = _mapping(columns, dates)
    try:
        with Reader(allowed) as reader, _progress("Reading", len(items)) as progress:
            plan = plan_any(
                name,
                read_with(reader),
                items,
                chosen,
                [e for e in store.editions() if e.source.id == chosen.source.id],
                now,
                as_of=instant,
                said=lambda names: mapping or remembered(store, names),
                progress=progress,
            )
    except NoAreas as error:
        _print_report(error.report)
        raise
    _demand_yes(plan, accept_doubts)
    with _progress("Storing and comparing", 2 * len(plan.editions)) as progress:
        result = store_plan(store, plan, now=now, by=user_name(), progress=progress)
    _print_result(result.changed, plan)


def _items(
    paths: Sequence[str], limits: Limits, store: str | None, allow_private: bool
) -> tuple[Item, ...]:
    """Return the files that are meant; what is at an address is fetched now."""
    addresses = [path for path in paths if is_address(path)]
    files = [Path(path) for path in paths if not is_address(path)]
    folder = own_path(store).parent / "fetching"
    fetched = [
        fetch_item(
            address,
            folder,
            allow_private=allow_private,
            now=datetime.now(UTC),
            limits=limits,
            progress=_print_rows,
        )
        for address in addresses
    ]
    return (*fetched, *(find_files(files).items if files else ()))


def _print_rows(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\rFetched {done} of {total} rows", nl=done >= total, err=True)


def _dry_run(
    paths: Sequence[str],
    chosen: Chosen | None,
    limits: Limits,
    store: str | None,
    allow_private: bool,
) -> Iterator[Outcome]:
    with Reader(limits) as reader, ArticleFiles() as articles:
        for path in paths:
            try:
                items = _items([path], limits, store, allow_private)
            except GeoError as error:
                yield refused(error)
                continue
            for item in items:
                if is_article(item):
                    yield dry_article(articles, item, limits)
                else:
                    yield dry_run(read_with(reader), item, chosen)


def _licence_gate(source: Source, accepted: bool) -> None:
    if not source.terms or accepted:
        return
    say(f"{source.title}: {source.terms}", err=True)
    if not _confirmed("Do you accept these terms?"):
        raise LicenceNotAccepted(source.title, source.terms)


def _demand_yes(plan: Plan, accepted: bool) -> None:
    if not plan.editions and plan.events is None:
        raise SchemaError(f"{plan.report.file!r}", [d.rstrip(".") for d in plan.doubts[:5]])
    for doubt in plan.doubts[:_DOUBTS]:
        say(doubt, err=True)
    if len(plan.doubts) > _DOUBTS:
        say(f"... and {len(plan.doubts) - _DOUBTS} more.", err=True)
    if plan.doubts and not accepted and not _confirmed("Import it all the same?"):
        listed = [doubt.rstrip(".") for doubt in plan.doubts[:3]]
        more = len(plan.doubts) - len(listed)
        raise SchemaError(
            f"The file {plan.report.file!r}",
            [
                *listed,
                *([f"and {more} more"] if more else []),
                "look at it, and import it with --accept-doubts if it is right",
            ],
        )


@contextmanager
def _progress(label: str, count: int) -> Iterator[Callable[[int, int], None]]:
    """Show how far it is and how long it will still take; nothing where nobody looks."""
    if count < 2 or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=count, label=label, file=sys.stderr) as bar:
        yield lambda done, total: bar.update(done - bar.pos)


def _mapping(columns: Sequence[str], dates: str | None) -> ColumnMapping | None:
    """Return what --column and --dates say; None if they say nothing."""
    if not columns and dates is None:
        return None
    said = dict(column.split("=", 1) for column in columns if "=" in column)
    if len(said) < len(columns):
        raise SchemaError("The option --column", ["write it as --column date=when"])
    return ColumnMapping.from_dict(said | ({"date_format": dates} if dates else {}))


def _confirmed(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort:  # the end of the input, as in a script that did not accept
        say(err=True)
        return False


def _print_result(changed: bool, plan: Plan) -> None:
    if not changed:
        say(f"Nothing changed: {plan.words()} is in the store already, just as in this file.")
        return
    say(f"Imported {plan.words()} from {plan.report.file}.")
    _print_report(plan.report)


def _print_report(report: ImportReport) -> None:
    say(
        f"Read {report.read} rows: {report.kept} kept ({rows_of(report.repaired)} of them "
        f"repaired), {rows_of(report.left_out)} left out."
    )
    _print_notes("Repaired", report.repaired)
    _print_notes("Left out", report.left_out)
    _print_notes("Duplicate", report.duplicates)
    _print_notes("To look at", report.notes)


def _print_notes(title: str, notes: Sequence[RowNote]) -> None:
    by_reason: dict[str, list[RowNote]] = {}
    for note in notes:
        by_reason.setdefault(note.reason, []).append(note)
    for reason, group in list(by_reason.items())[:_LISTED]:
        rows = [note.row for note in (condensed(group) if len(group) > 5 else group)]
        listed = ", ".join(rows[:5]) + (", ..." if len(rows) > 5 else "")
        say(f"  {title} {rows_of(group):>4}: {reason}  ({listed[:200]})")
    if len(by_reason) > _LISTED:
        more = len(by_reason) - _LISTED
        say(f"  and {more} more reasons: see the Data page, History.")
