"""What reading an article takes and gives: a document, its toponyms, its attributed claims."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.gazetteer import Candidate
from geo.models import ClaimClass, DatedText, PlacePrecision, Quantity

Span = tuple[int, int]
"""Where something stands in a text: first character and the one after the last."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """An article as it is read."""

    id: str
    text: str
    """What every span counts in; never changed after it was read."""
    title: str = ""
    published: DatedText | None = None
    """None where nobody said; times like "on Saturday" are then not resolved."""
    outlet: str = ""
    """Domain or name of who published it; empty where unknown."""


class ToponymKind(StrEnum):
    """What a name does in its sentence."""

    PLACE = "place"
    """It says where: a dot on the map."""
    ACTOR = "actor"
    """A state, a capital or a seat that speaks or acts (``Kyiv said``): no dot."""
    PEOPLE = "people"
    """An adjective or a people (``Georgian``, ``Ohioans``): no dot."""
    PART = "part"
    """It stands in the name of an organisation (``Paris Police``): no dot."""
    SITE = "site"
    """A street or a building: it has the point of its town, and no dot."""


@dataclass(frozen=True, kw_only=True)
class Toponym:
    """A name of a place in a text, and which places it might be."""

    span: Span
    name: str
    """As it stands in the text."""
    candidates: tuple[Candidate, ...] = ()
    """Best first."""
    chosen: Candidate | None = None
    """None: found, but not told apart, or none of the candidates agrees with the text."""
    why: str = ""
    """Why it was chosen, or why none was, as a sentence."""
    kind: ToponymKind = ToponymKind.PLACE
    ground: str = ""
    """``facility`` or ``district`` where the name is that of one; the place chosen may then be the
    town by which it is called."""

    @property
    def on_map(self) -> bool:
        """Whether it puts a dot on the map."""
        return self.chosen is not None and self.kind is ToponymKind.PLACE


@dataclass(frozen=True, kw_only=True)
class PlaceRole:
    """A place of a claim and what the claim says it is to it."""

    toponym: Span
    """The span of a :class:`Toponym`."""
    role: str
    """``where``, ``target``, ``origin``, ``toward`` ..."""
    precision: PlacePrecision


@dataclass(frozen=True, kw_only=True)
class ArticleClaim:
    """What an article says that somebody says."""

    claimant: str
    """Canonical name; empty where the text leaves open who it is."""
    claimant_span: Span | None
    """The words that stand for the claimant beside the cue, be they a pronoun; ``claimant`` says
    who that is. None where the text names nobody."""
    cue_span: Span | None
    """``said``, ``according to``."""
    content_spans: tuple[Span, ...]
    """What is claimed, in one or more pieces."""
    claim_class: ClaimClass
    side: str = ""
    """Party code of the claimant; empty where none or unknown."""
    role: str = ""
    """What the claimant is: ``president``, ``air force``, ``governor`` ..."""
    via: str = ""
    """Through whom it was said, such as an outlet or a channel."""
    quoted: bool = False
    quantities: tuple[Quantity, ...] = ()
    places: tuple[PlaceRole, ...] = ()
    event_time: DatedText | None = None
    claimed_at: DatedText | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An article with what was found in it."""

    document: Document
    toponyms: tuple[Toponym, ...]
    claims: tuple[ArticleClaim, ...]
