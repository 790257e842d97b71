"""``python -m geo read``: an article's places and who says what in it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click

from geo.articles import read_article
from geo.articles.as_json import kind_of, reading_json
from geo.articles.documents import ArticleFiles, document_of, published_of
from geo.articles.lines import Tables, read_lines
from geo.articles.nouns import Document, Reading, Toponym, ToponymKind
from geo.articles.resolve import unplaced
from geo.batch import crew, in_groups
from geo.cli.crew_options import crew_options, noted, progress
from geo.cli.output import say
from geo.clock import stamp
from geo.errors import ConfigurationError, GeoError, SourceError
from geo.gazetteer import Gazetteer
from geo.gazetteer.added import added_tables
from geo.intake.addresses import fetch_article, is_address
from geo.models import Place
from geo.workspace import gazetteer_folder, shared_gazetteer

_GROUP = 16  # lines a part: some tenths of a second, a hundred times what Dask takes for it


@click.command("read")
@click.argument("files", nargs=-1)
@click.option("--date", default="", help="When it was published: 2025-01-11; else as it says.")
@click.option("--outlet", default="", help="Who published it, such as its domain.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file.")
@click.option("--online", is_flag=True, help="Let addresses be fetched; they are asked now, once.")
@click.option("--allow-private", is_flag=True, help="Let an address be one of your own network.")
@click.option("--jsonl", type=click.Path(path_type=Path), help="Read a document from each line.")
@click.option("--out", type=click.Path(path_type=Path), help="Where --jsonl writes its lines.")
@crew_options
@click.pass_obj
def read_command(
    store: str | None,
    files: tuple[str, ...],
    date: str,
    outlet: str,
    as_json: bool,
    online: bool,
    allow_private: bool,
    jsonl: Path | None,
    out: Path | None,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Read articles: text, web pages, PDF and Word files. Nothing is stored.

    With --jsonl, each line has id, text and where known title, date, domain. A date that nobody
    gives stays open, and times such as "on Saturday" with it. --workers and --scheduler spread
    the lines over processes; what is written is the same.
    """
    if (jsonl is None) != (out is None) or bool(files) == (jsonl is not None):
        raise click.UsageError("Name files, or --jsonl IN.jsonl with --out OUT.jsonl.")
    if date:
        published_of(date)
    if (workers, scheduler) != (None, None) and jsonl is None:
        raise click.UsageError("--workers and --scheduler go with --jsonl.")
    failed = (
        _read_lines(
            jsonl, out, Tables.of(added_tables(gazetteer_folder(store))), workers, scheduler
        )
        if jsonl is not None and out is not None
        else _read_files(
            files, shared_gazetteer(store), date, outlet, as_json, online, allow_private
        )
    )
    if failed:
        sys.exit(2)


def _read_lines(
    source: Path, out: Path, tables: Tables, workers: int | None, scheduler: str | None
) -> int:
    """Read each line of a file and write its reading; what cannot be read is named, and left.

    Whoever looks at ``out`` sees nothing or all of it: it gets its name at the end.
    """
    failed = written = 0
    half = out.with_name(f"{out.name}.part")
    try:
        with (
            source.open("rb") as lines,
            half.open("wb") as target,
            crew(workers, scheduler, noted) as readers,
            progress("Reading", "lines") as tell,
        ):
            total = _count(lines)
            taken = 0
            groups = in_groups(enumerate(lines, 1), _GROUP)
            for readings in readers.run(partial(read_lines, tables), groups):
                for problem in readings.problems:
                    say(problem, err=True)
                target.write(readings.lines)
                written += readings.read
                failed += len(readings.problems)
                taken += readings.taken
                tell(taken, total)
        half.replace(out)
    except OSError as error:
        raise SourceError(
            f"{str(source)!r} cannot be read line by line into {str(out)!r}: {error}. Check both."
        ) from error
    finally:
        half.unlink(missing_ok=True)
    say(f"{written} read, {failed} not.", err=True)
    return failed


def _count(lines: BinaryIO) -> int:
    """Return how many lines a file has, and go back to its start."""
    count, last = 0, b"\n"
    while block := lines.read(1 << 20):
        count += block.count(b"\n")
        last = block[-1:]
    lines.seek(0)
    return count + (last != b"\n")


def _read_files(
    names: tuple[str, ...],
    gazetteer: Gazetteer,
    date: str,
    outlet: str,
    as_json: bool,
    online: bool,
    private: bool,
) -> int:
    failed = 0
    with ArticleFiles() as files:
        for name in names:
            try:
                document = _document(name, files, date, outlet, online, private)
                reading = read_article(_dated(document, as_json), gazetteer)
            except GeoError as error:
                failed += 1
                say(f"Error: {error}", err=True)
                continue
            if as_json:
                click.echo(json.dumps(reading_json(reading), ensure_ascii=False))
            else:
                say("\n".join(_words(reading)))
    return failed


def _document(
    name: str, files: ArticleFiles, date: str, outlet: str, online: bool, private: bool
) -> Document:
    if not is_address(name):
        return document_of(files.read_file(Path(name)), name, date=date, outlet=outlet)
    if not online:
        raise ConfigurationError(
            f"{name!r} is an address, and no request leaves this machine unasked. Add --online to "
            "have it fetched, once; its owner sees that you ask."
        )
    content = fetch_article(name, files, allow_private=private)
    return document_of(content, name, date=date, outlet=outlet)


def _dated(document: Document, as_json: bool) -> Document:
    """Ask whoever sits there for a date that nobody gave; never make one up."""
    if document.published is not None:
        return document
    if not as_json and sys.stdin.isatty():
        said = click.prompt(
            f"When was {document.id!r} published (2025-01-11; empty: unknown)",
            default="", show_default=False, err=True,
        )  # fmt: skip
        return replace(document, published=published_of(said)) if said else document
    say(
        f"{document.id!r} does not say when it was published. Times in it stay open; --date says.",
        err=True,
    )
    return document


def _words(reading: Reading) -> Iterator[str]:
    document = reading.document
    when = "date unknown"
    if document.published is not None:
        when = stamp(document.published.start, precision=document.published.precision)
    yield f"{document.title or document.id} ({document.outlet or 'outlet unknown'}, {when})"
    yield f"Places ({len(reading.toponyms)}):"
    placed = [toponym for toponym in reading.toponyms if toponym.on_map]
    rest = [toponym for toponym in reading.toponyms if not toponym.on_map]
    for line, times in Counter(_placed(toponym) for toponym in placed).items():
        yield f"  {line}{_times(times)}"
    for line, times in Counter(_unplaced(toponym) for toponym in rest).items():
        yield f"  {line}{_times(times)}"
    yield f"Who says what ({len(reading.claims)}):"
    for claim in reading.claims:
        text = " ... ".join(document.text[a:b] for a, b in claim.content_spans)
        cue = document.text[slice(*claim.cue_span)] if claim.cue_span else ""
        named = claim.claimant or "somebody"
        via = f" via {claim.via}" if claim.via else ""
        kind = claim.claim_class.value.replace("_", " ")
        yield f"  {named}{via} [{kind}: {cue}]: {' '.join(text.split())}"


def _placed(toponym: Toponym) -> str:
    assert toponym.chosen is not None  # noqa: S101 - of those that have one
    place = toponym.chosen.place
    kind = kind_of(place.feature_code, toponym.chosen.population)
    return f"{toponym.name}: {kind}, {_place(place)}. {toponym.why}"


def _unplaced(toponym: Toponym) -> str:
    if toponym.kind is not ToponymKind.PLACE:
        return f"{toponym.name}: not placed. {unplaced(toponym.kind)}"
    others = "; ".join(_place(candidate.place) for candidate in toponym.candidates[:3])
    candidates = f" Might be: {others}." if others else ""
    return f"{toponym.name}: not placed. {toponym.why}{candidates}"


def _times(count: int) -> str:
    return f" ({count} times)" if count > 1 else ""


def _place(place: Place) -> str:
    return f"{place.name}, {place.admin1 or place.country} ({place.lat:.3f}, {place.lon:.3f})"
