"""An edition out of files: read, given meaning, compared with the edition before it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import shapely

from geo.clock import TimePrecision, to_rfc3339
from geo.errors import SchemaError
from geo.figures import area_figures
from geo.intake.files import Item, Read
from geo.models import ControlArea, Edition, ImportReport, RowNote, Source
from geo.sources.features import Feature, Reading
from geo.sources.meaning import Meaning, ReadAreas, areas_of
from geo.store import PreparedEdition, prepare

JUMP = 0.10
"""Change of an edition's whole area against the one before it, above which a person is asked."""
_THEATRE = (20.0, 43.0, 66.0, 70.0)
"""West, south, east, north of Ukraine and European Russia: where longitude and latitude, if they
were swapped, would be told from one another."""


@dataclass(frozen=True)
class PlannedEdition:
    """An edition as it would be stored."""

    source: Source
    prepared: PreparedEdition
    """With the file; of several files a zip archive of them."""
    report: ImportReport
    crs: str
    """The coordinate systems of its files."""

    @property
    def km2(self) -> float:
        """Return the area of all categories, parties and kinds added up."""
        return sum(figure.km2 for figure in self.prepared.figures)


def plan_edition(
    read_item: Read,
    items: Sequence[Item],
    source: Source,
    says: Callable[[Feature], Meaning],
    as_of: tuple[datetime, TimePrecision],
    keep: Callable[[bytes], Callable[[], bytes]] | None = None,
) -> PlannedEdition:
    """Read the files of an edition and return what would be stored.

    Parameters
    ----------
    read_item : callable
        Such as :func:`geo.intake.files.read_with` returns.
    items : sequence of Item
        One file, or the layers of one day.
    source : Source
    says : callable
        What a feature is, of a dialect or of defaults.
    as_of : (datetime, precision)
        The instant that the edition describes.
    keep : callable, optional
        As :func:`geo.store.prepare` takes it.

    Raises
    ------
    SourceParseError
        If a file cannot be read.
    SchemaError
        If none of the rows is a control area.
    """
    read = []
    contents: dict[str, bytes] = {}
    systems = set()
    for item in items:
        reading, data = read_item(item)
        contents[item.name] = data
        systems.add(reading.crs)
        digest = hashlib.sha256(data).hexdigest()
        rows = areas_of(reading, says, item.name, digest)
        doubts = (*rows.report.doubts, *doubts_of(reading))
        read.append(replace(rows, report=replace(rows.report, doubts=doubts)))
    whole = read[0] if len(read) == 1 else _together(read)
    edition = Edition(source=source, as_of=as_of[0], time_precision=as_of[1], areas=whole.areas)
    if not whole.areas and whole.report.read:
        raise NoAreas(whole.report)
    original = next(iter(contents.values())) if len(read) == 1 else _zipped(contents)
    prepared = prepare(edition, area_figures(whole.areas), whole.report.file, original, keep)
    return PlannedEdition(source, prepared, whole.report, ", ".join(sorted(systems)))


class NoAreas(SchemaError):
    """None of a file's rows is a control area; the report says why, row by row."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        super().__init__(f"The file {report.file!r}", ["none of its features is a control area"])


def _together(read: Sequence[ReadAreas]) -> ReadAreas:
    """Return the layers of one day as one edition; of a layer that came twice, the larger."""
    largest: dict[frozenset[tuple[str, ...]], ReadAreas] = {}
    for rows in read:
        layer = frozenset((a.category.value, a.actor, a.kind.value) for a in rows.areas)
        if layer not in largest or len(rows.areas) > len(largest[layer].areas):
            largest[layer] = rows
    areas: list[ControlArea] = []
    repaired: list[RowNote] = []
    left_out: list[RowNote] = []
    doubts: list[str] = []
    for rows in read:
        file = rows.report.file
        doubts += rows.report.doubts
        left_out += [RowNote(f"{file}, {n.row}", n.reason) for n in rows.report.left_out]
        used = any(rows is kept for kept in largest.values())
        if used:
            areas += rows.areas
            repaired += [RowNote(f"{file}, {n.row}", n.reason) for n in rows.report.repaired]
            continue
        reason = "is of a layer that another file of this day holds with more areas"
        numbers = range(1, len(rows.areas) + 1)
        left_out += [RowNote(f"{file}, area {number}", reason) for number in numbers]
        doubts.append(f"Two files hold the same layer of that day; {file!r} is the smaller.")
    digest = hashlib.sha256("".join(r.report.sha256 for r in read).encode()).hexdigest()
    report = ImportReport(
        file=" + ".join(rows.report.file for rows in read),
        sha256=digest,
        read=sum(rows.report.read for rows in read),
        kept=len(areas),
        repaired=tuple(repaired),
        left_out=tuple(left_out),
        doubts=tuple(doubts),
    )
    return ReadAreas(areas, report)


def _zipped(contents: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in contents.items():
            # A fixed date: the same files make the same bytes.
            archive.writestr(zipfile.ZipInfo(name), data)
    return sink.getvalue()


def doubts_of(reading: Reading) -> list[str]:
    """Return what looks wrong with where a file's features lie, each as a sentence."""
    if not reading.features:
        return []
    doubts = []
    shapes = [feature.geometry for feature in reading.features]
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    west, south, east, north = _THEATRE
    inside = x0 >= west and x1 <= east and y0 >= south and y1 <= north
    if not inside and y0 >= west and y1 <= east and x0 >= south and x1 <= north:
        doubts.append(
            f"Its features lie at longitude {x0:.2f} to {x1:.2f} and latitude {y0:.2f} to "
            f"{y1:.2f}. The other way around they would lie in Ukraine or Russia: latitude and "
            "longitude look swapped."
        )
    origin = shapely.box(-1e-9, -1e-9, 1e-9, 1e-9)
    for feature in reading.features:
        if feature.geometry.intersects(origin):
            doubts.append(
                f"{feature.row.capitalize()} lies at 0, 0 in the Gulf of Guinea, where unknown "
                "places often end up."
            )
            break
    return doubts


def doubts_against(planned: PlannedEdition, before: float | None, now: datetime) -> list[str]:
    """Return what looks wrong with an edition beside those of its source.

    Parameters
    ----------
    planned : PlannedEdition
    before : float or None
        Area in km2 of the edition before it, None if it is the first.
    now : datetime
        Aware.
    """
    doubts = []
    as_of = to_rfc3339(planned.prepared.as_of)
    if before and abs(planned.km2 - before) > JUMP * before:
        doubts.append(
            f"As of {as_of} it holds {planned.km2:,.0f} km2, and the edition before it "
            f"{before:,.0f} km2: a jump of {(planned.km2 - before) / before:+.0%}."
        )
    if not planned.prepared.figures:
        doubts.append(f"As of {as_of} it holds no area at all.")
    if planned.prepared.as_of > now:
        doubts.append(f"It is said to be as of {as_of}, which is in the future.")
    return doubts
