"""The nouns of Salient: sources, editions, control areas, places, claims, import reports.

The vocabulary is fixed in ``docs/architecture.md``. All values are immutable; all instants are
aware and UTC; all geometry is WGS84, longitude before latitude.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shapely.geometry import MultiPolygon

from geo.clock import TimePrecision, zone_named
from geo.errors import ClockError, SchemaError

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
ACTOR = re.compile(r"[A-Z][A-Z0-9]{1,7}")
WHOLE, ELSEWHERE = "all", "elsewhere"
"""What stands for an oblast's name in the figures of the whole and of what lies in no oblast."""
MAX_TEXT = 2_000
"""Longest text, in characters, that is kept of one field of an imported row."""


class Category(StrEnum):
    """How sure it is that an area is held; the order is that of the legend."""

    ASSESSED = "assessed"
    ADVANCES = "advances"
    CLAIMED = "claimed"


class Kind(StrEnum):
    """What sort of presence a control area shows."""

    CONTROL = "control"
    ADVANCE = "advance"
    INCURSION = "incursion"
    COUNTEROFFENSIVE = "counteroffensive"
    INFILTRATION = "infiltration"
    PARTISAN = "partisan"
    REGAINED = "regained"
    PRE_2022 = "pre_2022"


class ClaimClass(StrEnum):
    """What a claimant does with a statement."""

    CLAIM = "claim"
    REPORT = "report"
    CONFIRM = "confirm"
    DENY = "deny"
    ESTIMATE = "estimate"
    NO_COMMENT = "no_comment"
    UNVERIFIED = "unverified"


class ClaimStatus(StrEnum):
    """What has become of a claim so far."""

    CLAIMED = "claimed"
    ASSESSED = "assessed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


class LinkKind(StrEnum):
    """What a claim's link leads to."""

    MEDIA = "media"
    GEOLOCATION = "geolocation"
    DOCUMENT = "document"


class PlacePrecision(StrEnum):
    """How exactly a claim says where."""

    EXACT = "exact"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who published, and on what terms."""

    id: str
    """Slug, unique in a store."""
    title: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    attribution: str
    """The credit line that every screen and export of its data carries."""
    redistribution: bool = True
    """Whether its data may leave Salient as data."""
    terms: str = ""
    """Terms that must be accepted before an import; empty when there are none."""
    synthetic: bool = False
    """Made up or derived by a rule, not surveyed; every screen and export says so."""
    time_zone: str = "UTC"
    """IANA zone in which the source speaks of time."""
    opens_at: datetime | None = None
    """The edition to open with; None means the latest."""

    def __post_init__(self) -> None:
        """Refuse an id that could not stand in a URL and a script, a missing credit, no zone."""
        problems = []
        if not SLUG.fullmatch(self.id):
            problems.append(f"the id {self.id!r} is not lower-case letters, digits and hyphens")
        if not self.title.strip():
            problems.append("the title is empty")
        if not self.attribution.strip():
            problems.append("the attribution is empty, and nothing is drawn without one")
        try:
            zone_named(self.time_zone)
        except ClockError:
            problems.append(f"its time zone {self.time_zone!r} is no IANA name like Europe/Kyiv")
        if problems:
            raise SchemaError("The source", problems)


@dataclass(frozen=True, kw_only=True)
class ControlArea:
    """One polygon of an edition."""

    category: Category
    actor: str
    """Party code such as ``RU`` or ``UA``: 2 to 8 capital letters and digits."""
    kind: Kind
    geometry: MultiPolygon
    label: str = ""
    """The source's own words for this polygon, as they came."""

    def __post_init__(self) -> None:
        """Refuse an actor code that is none."""
        if not ACTOR.fullmatch(self.actor):
            raise SchemaError(
                "The control area",
                [f"the actor {self.actor!r} is no party code of 2 to 8 capitals or digits"],
            )


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One source's whole picture of control at one instant."""

    source: Source
    as_of: datetime
    time_precision: TimePrecision = "instant"
    areas: Sequence[ControlArea]


@dataclass(frozen=True)
class RowNote:
    """What happened to one row of an import, or to several for the same reason."""

    row: str
    """Where it stood, as a person can find it: ``feature 12``."""
    reason: str
    rows: int = 1
    """Of how many rows this is said."""


def rows_of(notes: Sequence[RowNote]) -> int:
    """Return of how many rows some notes speak."""
    return sum(note.rows for note in notes)


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What became of every row that was read: read = kept + left out + duplicates."""

    file: str
    sha256: str
    read: int
    kept: int
    repaired: Sequence[RowNote] = ()
    """Kept, with something mended."""
    left_out: Sequence[RowNote] = ()
    duplicates: Sequence[RowNote] = ()
    """Rows that repeat another and are not kept a second time."""
    notes: Sequence[RowNote] = ()
    """Kept, without a place or a date, or with something to look at."""
    doubts: Sequence[str] = ()
    """What a person was asked about the file as a whole, and accepted."""

    def __post_init__(self) -> None:
        """Hold the balance; a report that loses a row is a fault of Salient's own."""
        left, twice = rows_of(self.left_out), rows_of(self.duplicates)
        if self.read != self.kept + left + twice:
            raise ValueError(
                f"{self.read} rows were read, but {self.kept} kept, {left} left out and {twice} "
                "duplicates do not add up to them."
            )


@dataclass(frozen=True, kw_only=True)
class Place:
    """A gazetteer entry."""

    id: str
    name: str
    name_uk: str = ""
    name_ru: str = ""
    alternates: Sequence[str] = ()
    feature_code: str
    """GeoNames feature code: ``PPL``, ``PPLA``, ``PPLC``, ``ADM1``, ``PCLI`` ..."""
    country: str
    admin1: str = ""
    lon: float
    lat: float
    origin: str
    """Where the coordinate comes from and on what terms."""


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A count as a claimant gives it; ``low == high`` when exact, None when open."""

    low: float | None
    high: float | None
    unit: str
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimPlace:
    """Where a claim says something happened."""

    place: str
    """Id of a :class:`Place`."""
    role: str
    precision: PlacePrecision


@dataclass(frozen=True, kw_only=True)
class DatedText:
    """A time as a text gives it: from, to (both inclusive) and how exactly."""

    start: datetime
    end: datetime
    precision: TimePrecision = "day"


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something outside Salient that bears on a claim."""

    kind: LinkKind
    url: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement by a claimant."""

    id: str
    claimant: str
    """Canonical name."""
    claimant_form: str = ""
    """How the source calls the claimant; empty if just so."""
    side: str
    role: str
    via: str = ""
    claim_class: ClaimClass
    statement: str
    quantities: Sequence[Quantity] = ()
    places: Sequence[ClaimPlace] = ()
    event_time: DatedText | None = None
    claimed_at: DatedText | None = None
    published_at: DatedText
    status: ClaimStatus = ClaimStatus.CLAIMED
    basis: str = ""
    note: str = ""
    evidence: str = ""
    """The words of the source that carry the claim."""
    context: str = ""
    """The passage in which these words stand, letter for letter; empty if it was not kept."""
    links: Sequence[Link] = ()
    reliability: str = ""
    """Of the source by the Admiralty scale, ``A`` to ``F``; empty: not graded."""
    credibility: str = ""
    """Of the content by the Admiralty scale, ``1`` to ``6``; empty: not graded."""
    source: str
    """Id of the :class:`Source`."""


@dataclass(frozen=True, kw_only=True)
class AreaFigure:
    """The dissolved area of one (category, actor, kind) of an edition."""

    category: str
    actor: str
    kind: str
    km2: float


@dataclass(frozen=True, kw_only=True)
class EditionRecord:
    """An edition without its geometry."""

    id: int
    source: Source
    as_of: datetime
    time_precision: TimePrecision
    content_hash: str
    areas: tuple[AreaFigure, ...]


@dataclass(frozen=True)
class ChangeFigure:
    """What one party held before and after, and what it gained and lost; areas in km2."""

    category: str
    actor: str
    oblast: str
    """Name of an oblast, ``all`` for the whole, ``elsewhere`` for what lies in no oblast."""
    before: float
    after: float
    gained: float
    lost: float
    net: float
    removed: float
    """What the rule on slivers left out of gained and lost."""


@dataclass(frozen=True, kw_only=True)
class EditionStep:
    """What an edition changed against the one before it of its source."""

    previous: str
    """Content hash of the edition before; empty for the first, of which nothing is known before."""
    figures: tuple[ChangeFigure, ...]


@dataclass(frozen=True)
class TimelineRecord:
    """A source's timeline without its payload."""

    hash: str
    """Of the payload; part of its URL."""
    editions: tuple[str, ...]
    """Content hashes of the editions in it, by time."""


@dataclass(frozen=True)
class Undo:
    """That an import no longer counts, and who said so."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class HistoryEntry:
    """One change of what the store hands out."""

    id: int
    at: datetime
    by: str
    action: str
    """``import``, ``undo``, ``status``, ``review``, ``mapping``, ``migrate`` or ``restore``."""
    subject: str
    details: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class EventSetRecord:
    """The events of one source without the events themselves."""

    source: Source
    count: int
    first: datetime | None
    """Start of the earliest event; None when all are undated."""
    last: datetime | None
    """End of the latest event; None when all are undated."""
    revision: str
    """Changes with every import or undo that touches the set; part of its URL."""


@dataclass(frozen=True, kw_only=True)
class ImportRecord:
    """One import as the history shows it."""

    id: int
    source_id: str
    file: str
    sha256: str
    recorded_at: datetime
    recorded_by: str
    report: dict[str, Any]
    undone: Undo | None = None
