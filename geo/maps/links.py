"""A view of the map as the parameters of a link, and back. A link comes from a stranger."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from geo.analysis.editions import edition_at, opening_edition
from geo.clock import last_moment, local_date, parse_when, to_rfc3339
from geo.errors import ClockError
from geo.maps.layers import MapView, Pick
from geo.maps.payloads import claim_time
from geo.models import ACTOR, SLUG, Category, Claim, EditionRecord, Place, PlacePrecision

PARAMETERS = ("source", "at", "since", "hide", "events", "pick", "c")
_CATEGORIES = "|".join(category.value for category in Category)
_HIDE = re.compile(rf"places|claims|(?:{_CATEGORIES})(?:\.{ACTOR.pattern})?")
_MAX_HIDDEN = 32
_DAY = r"\d{4}-\d{2}-\d{2}"
_EVENTS = re.compile(
    rf"(?:{SLUG.pattern})(?::(?:upto|[1-9]\d{{0,3}}|({_DAY})_({_DAY})))?", re.ASCII
)
_DAYS_BEFORE = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_ZOOMS = (3.0, 15.0)
_EXACT_ZOOM, _REGION_ZOOM = 11.0, 8.0


def view_from_link(
    parameters: Mapping[str, str], editions: Sequence[EditionRecord]
) -> tuple[MapView, list[str]]:
    """Read the view that a link asks for.

    Parameters
    ----------
    parameters : mapping of str to str
        The query of the URL; names other than :data:`PARAMETERS` are ignored.
    editions : sequence of EditionRecord
        In the order of :meth:`geo.store.Store.editions`.

    Returns
    -------
    view : MapView
        With ``source`` and ``at`` of an edition that exists, if any does.
    notes : list of str
        A sentence for each part of the link that could not be followed.
    """
    notes: list[str] = []
    wanted = parameters.get("source", "")
    edition = opening_edition(editions, wanted)
    if edition is None:
        edition = opening_edition(editions)
        if wanted:
            notes.append(
                f"The link asks for the source {wanted!r}, which this store does not have."
            )
    at = to_rfc3339(edition.as_of) if edition else ""
    if edition is not None and parameters.get("at"):
        at = _dated(parameters["at"], edition, editions, notes)
    view = MapView(
        source=edition.source.id if edition else "",
        at=at,
        since=_since(parameters.get("since", ""), notes),
        hide=_hidden(parameters.get("hide", ""), notes),
        events=_events(parameters.get("events", ""), notes),
        pick=_pick(parameters.get("pick", ""), notes),
    )
    return _centred(view, parameters.get("c", ""), notes), notes


def link_parameters(view: MapView) -> dict[str, str]:
    """Return the parameters of a link that opens exactly this view.

    Examples
    --------
    >>> link_parameters(MapView(source="kursk-seed", hide=("claimed",), lat=51.2, lon=35, zoom=9))
    {'source': 'kursk-seed', 'hide': 'claimed', 'c': '51.2,35,9'}
    """
    found = {"source": view.source, "at": view.at, "since": view.since}
    found |= {"hide": ",".join(view.hide), "events": view.events}
    if view.pick is not None:
        pick = view.pick
        body = f"{pick.lon:.5f},{pick.lat:.5f}" if pick.kind == "point" else pick.id
        found["pick"] = f"{pick.kind}:{body}"
    if view.lat is not None and view.lon is not None and view.zoom is not None:
        found["c"] = f"{view.lat:.6g},{view.lon:.6g},{view.zoom:.4g}"
    return {name: value for name, value in found.items() if value}


def edition_of(view: MapView, editions: Sequence[EditionRecord]) -> EditionRecord:
    """Return the edition that a view of :func:`view_from_link` shows."""
    zone = next(e.source.time_zone for e in editions if e.source.id == view.source)
    found = edition_at(editions, view.source, last_moment(*parse_when(view.at, zone)))
    assert found is not None, view  # noqa: S101 - a view is made of what there is
    return found


def baseline_of(view: MapView, editions: Sequence[EditionRecord]) -> EditionRecord | None:
    """Return the edition with which a view compares; None without one, or if none is so early."""
    if not view.since:
        return None
    zone = next(e.source.time_zone for e in editions if e.source.id == view.source)
    if _DAYS_BEFORE.fullmatch(view.since):
        shown = local_date(parse_when(view.at, zone)[0], zone)
        day = (shown - timedelta(days=int(view.since))).isoformat()
    else:
        day = view.since
    return edition_at(editions, view.source, last_moment(*parse_when(day, zone)))


def claim_view(
    claim: Claim, places: Mapping[str, Place], editions: Sequence[EditionRecord]
) -> MapView:
    """Return the view in which a claim is read on the map.

    Parameters
    ----------
    claim : Claim
    places : mapping of str to Place
        By id.
    editions : sequence of EditionRecord
        At least one; the last at or before the claim's time is shown, else the opening one.

    Returns
    -------
    MapView
        Centred on the claim's first place that is a point on the map, if there is one.
    """
    opening = opening_edition(editions)
    source = opening.source.id if opening else ""
    edition = edition_at(editions, source, claim_time(claim)) or opening
    view = MapView(
        source=source,
        at=to_rfc3339(edition.as_of) if edition else "",
        pick=Pick("claim", id=claim.id),
    )
    for where in claim.places:
        if where.precision is not PlacePrecision.COUNTRY and where.place in places:
            zoom = _EXACT_ZOOM if where.precision is PlacePrecision.EXACT else _REGION_ZOOM
            place = places[where.place]
            return replace(view, lat=place.lat, lon=place.lon, zoom=zoom)
    return view


def _dated(
    text: str, opening: EditionRecord, editions: Sequence[EditionRecord], notes: list[str]
) -> str:
    """Return the instant of the edition of a date, or the day if it has none of its own."""
    source = opening.source
    own = [edition for edition in editions if edition.source.id == source.id]
    try:
        instant, precision = parse_when(text, source.time_zone)
    except ClockError as error:
        notes.append(f"The link's date cannot be followed. {error}")
        return to_rfc3339(opening.as_of)
    found = edition_at(own, source.id, last_moment(instant, precision))
    if found is None:
        notes.append(f"{source.title} has nothing as early as {text!r}; this is its first edition.")
        return to_rfc3339(own[0].as_of)
    day = local_date(instant, source.time_zone)
    days = [local_date(edition.as_of, source.time_zone) for edition in own]
    if day > days[-1]:
        notes.append(f"{source.title} has nothing as late as {text!r}; this is its last edition.")
    elif day not in days:
        return day.isoformat()
    elif local_date(found.as_of, source.time_zone) != day:
        notes.append(f"{source.title} has no edition of {text!r}: the last one is carried forward.")
    return to_rfc3339(found.as_of)


def _since(text: str, notes: list[str]) -> str:
    if not text or _DAYS_BEFORE.fullmatch(text):
        return text
    try:
        instant, precision = parse_when(text)
    except ClockError:
        precision = "instant"
    if precision == "day":
        return instant.date().isoformat()
    notes.append(f"The link compares with {text!r}, which is neither a number of days nor a day.")
    return ""


def _events(text: str, notes: list[str]) -> str:
    found = _EVENTS.fullmatch(text)
    try:
        days = [parse_when(day)[0] for day in found.groups() if day] if found else []
    except ClockError:
        found = None
    if found is not None and days == sorted(days):
        return text
    if text:
        notes.append(f"The link's events {text!r} are no set of events with dates.")
    return ""


def hidden_of_link(text: str) -> tuple[str, ...]:
    """Return what a link's ``hide`` hides; what no map has is left out."""
    return _hidden(text, [])


def centre_of_link(text: str) -> tuple[float, float, float] | None:
    """Return latitude, longitude and zoom of a link's ``c``, or None if it is on no map."""
    view = _centred(MapView(), text, [])
    if view.lat is None or view.lon is None or view.zoom is None:
        return None
    return view.lat, view.lon, view.zoom


def _hidden(text: str, notes: list[str]) -> tuple[str, ...]:
    tokens = {token for token in text.split(",") if token}
    known = {token for token in tokens if _HIDE.fullmatch(token)}
    if known != tokens or len(known) > _MAX_HIDDEN:
        notes.append("The link hides something that this map does not have.")
    return tuple(sorted(known)[:_MAX_HIDDEN])


def _pick(text: str, notes: list[str]) -> Pick | None:
    kind, _, body = text.partition(":")
    if kind in {"place", "claim"} and SLUG.fullmatch(body):
        return Pick(kind, id=body)
    if kind == "point":
        numbers = _numbers(body, 2)
        if numbers is not None and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90:
            return Pick("point", lon=round(numbers[0], 5), lat=round(numbers[1], 5))
    if text:
        notes.append("The link selects something that cannot be on a map.")
    return None


def _centred(view: MapView, text: str, notes: list[str]) -> MapView:
    if not text:
        return view
    numbers = _numbers(text, 3)
    if numbers is None or abs(numbers[0]) > 85 or abs(numbers[1]) > 180:
        notes.append("The link's centre is not on the map.")
        return view
    zoom = min(max(numbers[2], _ZOOMS[0]), _ZOOMS[1])
    return replace(view, lat=numbers[0], lon=numbers[1], zoom=zoom)


def _numbers(text: str, count: int) -> list[float] | None:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else None
