"""``python -m geo export``: a view as a file that is complete in itself; its ending says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from geo.analysis.editions import opening_edition
from geo.chosen_editions import edition_on, editions_of
from geo.cli.output import say
from geo.errors import ConfigurationError, NotInStore, StoreError
from geo.maps.layers import MapView
from geo.maps.links import edition_of, link_parameters, view_from_link
from geo.models import EditionRecord
from geo.publish import animation
from geo.publish.data_files import MAKERS, all_files, one_file, write_files, zipped
from geo.publish.data_rows import data_rows
from geo.publish.page import build_page, embed_snippet
from geo.publish.picture import FORMATS, LANGUAGES, draw_picture
from geo.publish.template import LAYOUTS
from geo.publish.wish import Wish, page_spec, picture_spec
from geo.store import Store
from geo.workspace import shared_store

_PICTURES = tuple(f".{name}" for name in FORMATS)
_PAGE, _ZIP = ".html", ".zip"
ENDINGS = (*_PICTURES, _PAGE, *animation.FORMATS, *MAKERS, _ZIP)


@dataclass(frozen=True)
class _Job:
    """What is to be written, and from what."""

    store: Store
    out: Path
    wish: Wish
    own: Sequence[EditionRecord]
    first: EditionRecord
    last: EditionRecord
    period: bool
    """Whether a period was asked for."""
    scale: float
    every: int | None


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--source", help="Id of a source, as `editions` lists it; else the opening one.")
@click.option("--at", help="2025-01-05, or an instant with its zone; else where the source opens.")
@click.option("--from", "first", help="First date of a page, a film or data.")
@click.option("--to", "last", help="Last date of them.")
@click.option("--since", help="What changed since: so many days before, or a day.")
@click.option("--compare", help="A picture of an earlier date beside it.")
@click.option("--hide", help="claimed, advances.RU, places, claims; with commas.")
@click.option("--layout", type=click.Choice(LAYOUTS), default="landscape", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--template", default="salient", show_default=True, help="A house style: name, file.")
@click.option("--title", help="Headline; made if it is not given, none if it is empty.")
@click.option("--deck", help="The sentence below the headline.")
@click.option("--credit", help="Whose map it is; sources are credited anyway.")
@click.option("--notes", help="What a reader must know; one note a line.")
@click.option("--scale", type=float, default=1, show_default=True, help="1 to 4, of PNG and film.")
@click.option("--every", type=click.IntRange(1), help="Days from frame to frame of a film.")
@click.pass_obj
def export_command(
    store: str | None,
    /,
    out: Path,
    source: str | None,
    at: str | None,
    first: str | None,
    last: str | None,
    since: str | None,
    compare: str | None,
    hide: str | None,
    scale: float,
    every: int | None,
    **looks: Any,
) -> None:
    """Write a view to OUT; its ending says what.

    .png, .svg and .pdf are pictures; .html is a page in one file; .gif and .mp4 are films of a
    period. .geojson, .gpkg, .parquet, .kml and .csv are data, with a README and a CITATION.cff
    beside them; .zip, or a folder's name without an ending, is all of these.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS and ending:
        raise ConfigurationError(
            f"{out.name!r} ends in none of {', '.join(ENDINGS)}: what to write is not known."
        )
    opened = shared_store(store)
    view, shown = _view(opened, {"source": source, "at": at, "since": since, "hide": hide})
    own = editions_of(opened, shown.source.id)
    start = edition_on(opened, shown.source.id, first) if first else own[0]
    end = edition_on(opened, shown.source.id, last) if last else own[-1]
    if start.as_of > end.as_of:
        raise ConfigurationError(f"{first or 'The first date'} is later than {last}. Swap them.")
    beside = edition_on(opened, shown.source.id, compare) if compare else None
    wish = Wish(view=view, beside=beside, **looks)
    job = _Job(opened, out, wish, own, start, end, bool(first or last), scale, every)
    if ending in _PICTURES:
        spec = picture_spec(opened, wish)
        write(out, draw_picture(spec).encoded(ending[1:], scale=scale))  # type: ignore[arg-type]
    elif ending == _PAGE:
        _page(job)
    elif ending in animation.FORMATS:
        _film(job)
    else:
        _data(job)


def _page(job: _Job) -> None:
    spec = page_spec(job.wish, job.own, job.first, job.last)
    write(job.out, build_page(job.store, spec))
    say("To show it in another page:")
    say(embed_snippet(spec, job.out.name))


def _film(job: _Job) -> None:
    days, every = animation.days_of(job.first, job.last, job.every)
    say(f"{len(days)} frames, one every {every} days." if every > 1 else f"{len(days)} frames.")
    specs = animation.frames(job.store, job.wish, job.own, days)
    write(job.out, animation.film(specs, job.out.suffix.lower(), job.scale))


def _data(job: _Job) -> None:
    period = [e for e in job.own if job.first.as_of <= e.as_of <= job.last.as_of]
    rows = data_rows(job.store, period if job.period else [edition_of(job.wish.view, job.own)])
    link = f"/?{urlencode(link_parameters(job.wish.view))}"
    for source in rows.left_out:
        say(f"Left out: {source.title} forbids that its data is passed on.", err=True)
    ending = job.out.suffix.lower()
    if ending == _ZIP:
        write(job.out, zipped(all_files(rows, link)))
        return
    folder = job.out.parent if ending else job.out
    files = one_file(rows, job.out, link) if ending else all_files(rows, link)
    for path in write_files(files, folder):
        say(f"Wrote {path} ({path.stat().st_size:,} bytes).")


def _view(store: Store, parameters: Mapping[str, str | None]) -> tuple[MapView, EditionRecord]:
    """Return the view that a command means; unlike in a link, what is not there is an error."""
    editions = store.editions()
    wanted = {name: value for name, value in parameters.items() if value}
    opening = opening_edition(editions)
    if opening is None:
        raise NotInStore("The store has no editions yet. Import one: python -m geo import --help")
    source = wanted.get("source", opening.source.id)
    editions_of(store, source)
    if "at" in wanted:
        edition_on(store, source, wanted["at"])
    view, notes = view_from_link(wanted, editions)
    for note in notes:
        say(f"Note: {note}", err=True)
    return view, edition_of(view, editions)


def write(out: Path, body: bytes) -> None:
    """Write a file, whole or not at all, and say so."""
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_bytes(body)
        beside.replace(out)
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror}.") from error
    say(f"Wrote {out} ({len(body):,} bytes).")
