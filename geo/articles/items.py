"""What of a reading a person decides on: names with all their mentions, and claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from geo.articles.context import km
from geo.articles.nouns import Reading, Span, Toponym, ToponymKind
from geo.articles.resolve import unplaced
from geo.gazetteer import Candidate

CLOSE = 1.0
"""Scores of two candidates that are nearer than this leave a name in doubt."""
APART_KM = 25.0
"""Candidates nearer than this, such as a town and its district, are no matter of doubt."""
NOWHERE = ""
"""In the place of a place's id: that a name is no place."""
BY_HAND = "Added by hand."
_MOST_CANDIDATES = 9

PlaceOf = Callable[[str], Candidate | None]
"""From the id of a place to the place, such as :meth:`geo.gazetteer.Gazetteer.by_id`."""


@dataclass(frozen=True)
class Name:
    """A name of a text that means one thing, wherever it stands, unless a person says otherwise."""

    text: str
    """As it stands in the article."""
    kind: ToponymKind
    spans: tuple[Span, ...]
    """Its mentions."""
    candidates: tuple[Candidate, ...]
    """Best first; few enough for the keys 1 to 9."""
    proposed: str | None
    """Id of the place that is proposed; :data:`NOWHERE`; None where nothing is."""
    why: str
    doubtful: bool = False
    """Whether a person has to choose: it was not told apart, or two are nearly as likely."""
    remembered: bool = False
    """Whether it is proposed because of what was decided for an earlier article of the outlet."""
    by_hand: bool = False
    """Whether the reading missed it, and a person added it."""


@dataclass(frozen=True)
class Known:
    """What a name meant in earlier articles of an outlet."""

    places: tuple[str, ...]
    """Ids, :data:`NOWHERE` among them; several where it meant now this, now that."""
    said: str
    """Who settled it and when, as a sentence."""
    missed: bool = False
    """Whether the reading had missed it, so that it is looked for in the text."""


@dataclass(frozen=True)
class Decided:
    """What a person decided, by number: the reading's names, then those that were added."""

    names: Mapping[int, str] = field(default_factory=dict)
    """Of a name with all its mentions: the id of its place, or :data:`NOWHERE`."""
    mentions: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The same of one mention, by the numbers of name and mention; it stands above the name's."""
    claims: Mapping[int, bool] = field(default_factory=dict)
    """Of a claim: whether it is kept."""
    added: Mapping[int, Name] = field(default_factory=dict)
    """Names that the reading missed."""
    found: Mapping[str, Candidate] = field(default_factory=dict)
    """Places that were looked up in the gazetteer, by id."""


@dataclass(frozen=True)
class Mention:
    """One mention of a name, and what was decided on it."""

    name: Name
    number: int
    """Which of the name's mentions, from 0."""
    decided: bool
    place: Candidate | None
    """What it means, where that was decided."""

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return self.name.spans[self.number]


def names_of(
    reading: Reading, remembered: Mapping[str, Known], place_of: PlaceOf = lambda _: None
) -> list[Name]:
    """Return the names of a reading, each once, in the order of the text.

    Parameters
    ----------
    reading : Reading
    remembered : mapping of str to Known
        By name in small letters.
    place_of : callable
        Finds a place that was chosen for a name and is none of its candidates.
    """
    groups: dict[tuple[str, str, str], list[Toponym]] = {}
    for toponym in reading.toponyms:
        chosen = toponym.chosen.place.id if toponym.chosen is not None else ""
        key = (toponym.name.casefold(), chosen, toponym.kind.value)
        groups.setdefault(key, []).append(toponym)
    names = [_name(group, remembered.get(key[0]), place_of) for key, group in groups.items()]
    taken = [span for name in names for span in name.spans]
    for text, known in remembered.items():
        missed = _missed(reading.document.text, text, known, place_of, taken)
        if missed is not None:
            names.append(missed)
            taken += missed.spans
    return sorted(names, key=lambda name: name.spans[0])


def _name(mentions: Sequence[Toponym], known: Known | None, place_of: PlaceOf) -> Name:
    first = mentions[0]
    spans = tuple(toponym.span for toponym in mentions)
    every = {c.place.id: c for toponym in mentions for c in toponym.candidates}
    chosen = first.chosen.place.id if first.chosen is not None else None

    def name(proposed: str | None, why: str, **flags: bool) -> Name:
        # What is proposed is shown, wherever it stands among the candidates.
        ranked = sorted(every, key=lambda id: id != proposed)[:_MOST_CANDIDATES]
        order = [id for id in every if id in ranked]
        candidates = tuple(every[id] for id in order)
        return Name(first.name, first.kind, spans, candidates, proposed, why, **flags)

    # What was settled about a place says nothing of the same name where it is a party.
    if first.kind is not ToponymKind.PLACE:
        return name(None, unplaced(first.kind))
    if known is not None:
        ids = [id for id in known.places if id != NOWHERE]
        looked_up = {id: every.get(id) or place_of(id) for id in ids}
        if all(looked_up.values()):
            every = {id: one for id, one in looked_up.items() if one is not None} | every
            if len(known.places) == 1:
                return name(known.places[0], known.said, remembered=True)
            return name(None, known.said, remembered=True, doubtful=True)
    doubtful = in_doubt(first)
    return name(None if doubtful else chosen, first.why, doubtful=doubtful)


def in_doubt(toponym: Toponym) -> bool:
    """Tell whether a person has to choose the place of a name.

    Parameters
    ----------
    toponym : Toponym

    Returns
    -------
    bool
        Whether it is a place that was not told apart, or for which another candidate is nearly as
        likely as the chosen one, and elsewhere. A party, a people or a part of a name is in none.
    """
    if toponym.kind is not ToponymKind.PLACE:
        return False
    first = toponym.chosen
    return first is None or any(
        first.score - other.score < CLOSE and _elsewhere(first, other)
        for other in toponym.candidates
        if other.place.id != first.place.id
    )


def _elsewhere(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates would be drawn as different things: far apart, or a region."""
    codes = {candidate.place.feature_code == "ADM1" for candidate in (one, other)}
    points = [(c.place.lat, c.place.lon) for c in (one, other)]
    return len(codes) > 1 or km(*points) > APART_KM


def _missed(
    text: str, name: str, known: Known, place_of: PlaceOf, taken: Sequence[Span]
) -> Name | None:
    """Return a name that a person once added by hand, where it stands in this text again."""
    place = place_of(known.places[0]) if known.missed and len(known.places) == 1 else None
    if place is None:
        return None
    spans = tuple(
        match.span()
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if not match[0][0].islower()
        and not any(match.start() < end and start < match.end() for start, end in taken)
    )
    if not spans:
        return None
    return Name(
        text[slice(*spans[0])], ToponymKind.PLACE, spans, (place,), place.place.id, known.said,
        remembered=True, by_hand=True,
    )  # fmt: skip


def mentions_of(names: Sequence[Name], decided: Decided) -> list[Mention]:
    """Return every mention with what was decided on it, those of added names too.

    Parameters
    ----------
    names : sequence of Name
        Of the reading.
    decided : Decided
        All ids in it are of candidates or of places that were found.
    """
    found = []
    for number, name in [*enumerate(names), *decided.added.items()]:
        places = {c.place.id: c for c in name.candidates} | dict(decided.found)
        for mention in range(len(name.spans)):
            id = decided.mentions.get((number, mention), decided.names.get(number))
            place = places[id] if id else None
            found.append(Mention(name, mention, id is not None, place))
    return sorted(found, key=lambda mention: mention.span)
