"""A period as a film: one picture after another, no tweening, the stamp on every frame.

Time runs evenly: every so many days a frame, of the edition in force on that day. A day without an
edition shows the last one before it, and its stamp says so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from geo.analysis.editions import edition_at
from geo.clock import last_moment, local_date, parse_when
from geo.errors import ExportError
from geo.models import EditionRecord
from geo.publish.looks import bounds_of, shown_areas
from geo.publish.picture import DatedAreas, PictureSpec, draw_picture
from geo.publish.wish import Wish, picture_spec
from geo.store import Store

FORMATS = (".gif", ".mp4")
MOST_FRAMES = 366
_FRAMES = 60
"""About so many, unless the desk says otherwise."""
_PER_SECOND = 4
_LAST_HELD = 8
"""So many frames long the last one stays."""

_ROOM = 0.08
_LEAST_DEGREES = 0.25

Box = tuple[float, float, float, float]
Pixels = npt.NDArray[np.uint8]


def days_of(
    first: EditionRecord, last: EditionRecord, every: int | None = None
) -> tuple[list[date], int]:
    """Return the days of which there is a frame, the last among them, and their distance.

    Parameters
    ----------
    first, last : EditionRecord
        Of one source.
    every : int, optional
        Days from frame to frame; by default so many that there are about sixty frames.

    Raises
    ------
    ExportError
        If there would be more than :data:`MOST_FRAMES`.
    """
    zone = first.source.time_zone
    start, end = (local_date(edition.as_of, zone) for edition in (first, last))
    span = (end - start).days
    every = every or max(1, -(-span // _FRAMES))
    if span // every + 1 > MOST_FRAMES:
        raise ExportError(
            f"{span // every + 1:,} frames are more than {MOST_FRAMES}. Take a shorter period, or "
            "a frame every few days."
        )
    days = [start + timedelta(days=n) for n in range(0, span + 1, every)]
    return (days if days[-1] == end else [*days, end]), every


def frames(
    store: Store, wish: Wish, editions: Sequence[EditionRecord], days: Iterable[date]
) -> Iterator[PictureSpec]:
    """Yield the picture of each day, all of the same ground.

    Parameters
    ----------
    store : Store
    wish : Wish
        Its date is that of the last frame.
    editions : sequence of EditionRecord
        Of the wish's source, by time.
    days : iterable of date
        In the source's zone, none before the first edition.
    """
    whole = picture_spec(store, wish)
    source = whole.edition.record.source
    shown: list[tuple[date, EditionRecord]] = []
    for day in days:
        moment = last_moment(*parse_when(day.isoformat(), source.time_zone))
        record = edition_at(editions, source.id, moment)
        if record is None:
            raise ExportError(f"{source.title} has nothing as early as {day}.")
        shown.append((day, record))
    areas = {r.content_hash: store.areas(r.content_hash) for _, r in shown}
    box = _roomy(bounds_of(shown_areas(frame, wish.view.hide) for frame in areas.values()))
    for day, record in shown:
        of_day = local_date(record.as_of, source.time_zone) == day
        until = None if of_day else last_moment(*parse_when(day.isoformat(), source.time_zone))
        dated = DatedAreas(record=record, areas=areas[record.content_hash], carried_to=until)
        yield replace(whole, edition=dated, since=None, beside=None, box=box)


def _roomy(box: Box | None) -> Box | None:
    if box is None:
        return None
    west, south, east, north = box
    x, y = max(east - west, _LEAST_DEGREES) * _ROOM, max(north - south, _LEAST_DEGREES) * _ROOM
    return west - x, south - y, east + x, north + y


def film(
    specs: Iterable[PictureSpec],
    ending: str,
    scale: float = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """Return pictures as a GIF or an MP4 (H.264).

    Parameters
    ----------
    specs : iterable of PictureSpec
        At least one.
    ending : {".gif", ".mp4"}
    scale : float
        Pixels for each CSS pixel of the layout.
    progress : callable
        Told how many frames are drawn.
    """
    drawn: list[Pixels] = []
    for spec in specs:
        pixels = draw_picture(spec).pixels(scale)
        drawn.append(_fitted(pixels, drawn[0].shape if drawn else _even(pixels)))
        progress(len(drawn))
    return _gif(drawn) if ending == ".gif" else _mp4(drawn)


def _even(pixels: Pixels) -> tuple[int, ...]:
    # H.264 in its usual form halves the colour's resolution.
    height, width, depth = pixels.shape
    return height // 2 * 2, width // 2 * 2, depth


def _fitted(pixels: Pixels, shape: tuple[int, ...]) -> Pixels:
    """Return a picture of this shape: a longer legend may make a column longer."""
    fitted = np.full(shape, 255, np.uint8)
    height, width = (min(a, b) for a, b in zip(pixels.shape[:2], shape[:2], strict=True))
    fitted[:height, :width] = pixels[:height, :width]
    return fitted


def _gif(drawn: Sequence[Pixels]) -> bytes:
    from PIL import Image  # noqa: PLC0415 - the page starts without it

    # One palette for all frames, or colours flicker from one to the next.
    palette = Image.fromarray(np.concatenate([drawn[0], drawn[-1]])).quantize(128)
    pictures = [
        Image.fromarray(pixels).quantize(palette=palette, dither=Image.Dither.NONE)
        for pixels in drawn
    ]
    buffer = io.BytesIO()
    still = 1_000 // _PER_SECOND
    pictures[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=[still] * (len(pictures) - 1) + [still * _LAST_HELD],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def _mp4(drawn: Sequence[Pixels]) -> bytes:
    import av  # noqa: PLC0415 - a hundred megabytes that only this needs

    buffer = io.BytesIO()
    height, width, _ = drawn[0].shape
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": "18"}
        for pixels in [*drawn, *[drawn[-1]] * (_LAST_HELD - 1)]:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return buffer.getvalue()
