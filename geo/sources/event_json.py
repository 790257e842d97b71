"""Events that come as JSON, made a table of text as the readers of events take it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd

from geo.errors import SourceParseError
from geo.sources.geojson_geometry import kind_of
from geo.sources.incidents import INCIDENT_COLUMNS
from geo.sources.timemap import TIMEMAP_COLUMNS
from geo.sources.viina import BY_DAY_COLUMNS

_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_Rows = Iterator[tuple[str, list[str]]]


def table_of_json(document: object) -> pd.DataFrame | None:
    """Return the events of a parsed JSON document as a table of text.

    Parameters
    ----------
    document : object
        What :func:`json.loads` gives of VIINA's events by day, of a TimeMap's ``events.json``, its
        export or its ``api.json``, or of a list of incidents.

    Returns
    -------
    DataFrame or None
        Columns as the format of :mod:`geo.sources.event_formats` names them; the index says where
        each event stands (``2026-01-03, event 4``, ``item 12``). None if it is none of these.

    Raises
    ------
    SourceParseError
        If one of the events has another shape than the rest, with its place.
    """
    columns: tuple[str, ...]
    rows: _Rows
    if _is_by_day(document):
        columns, rows = BY_DAY_COLUMNS, _by_day(document)
    elif (items := _items(document, TIMEMAP_COLUMNS[:-1])) is not None:
        columns, rows = TIMEMAP_COLUMNS, _timemap(items, document)
    elif (items := _items(document, INCIDENT_COLUMNS)) is not None:
        columns, rows = INCIDENT_COLUMNS, _incidents(items)
    else:
        return None
    labels, values = zip(*rows, strict=True)
    return pd.DataFrame(
        list(values), columns=list(columns), index=pd.Index(labels, dtype="str"), dtype="str"
    )


def text_of_value(value: object) -> str:
    """Return a JSON value as text: letter for letter, numbers without an exponent, null as empty.

    Examples
    --------
    >>> text_of_value(7.42e-05), text_of_value(["a", "b"]), text_of_value(None)
    ('0.0000742', 'a b', '')
    """
    match value:
        case None:
            text = ""
        case str():
            text = value
        case float():
            text = format(Decimal(repr(value)), "f")
        case list() if all(isinstance(part, str) for part in value):
            text = " ".join(value)
        case _:
            text = json.dumps(value, ensure_ascii=False)
    # Half of a surrogate pair is no text; it stays as JSON writes it.
    return text.encode("utf-8", "backslashreplace").decode()


def _is_by_day(document: object) -> bool:
    if not isinstance(document, dict) or not all(map(_DAY.fullmatch, document)):
        return False
    first = next((day[0] for day in document.values() if isinstance(day, list) and day), None)
    return isinstance(first, list) and len(first) == len(BY_DAY_COLUMNS) - 1


def _by_day(document: Any) -> _Rows:
    for day, events in document.items():
        shown_day = _DAY.sub(r"\1-\2-\3", day)
        if not isinstance(events, list):
            raise SourceParseError(
                f"has a {kind_of(events)} under {shown_day}, where other days have lists of "
                "events. Correct it there."
            )
        for number, event in enumerate(events, start=1):
            label = f"{shown_day}, event {number}"
            if not isinstance(event, list) or len(event) != len(BY_DAY_COLUMNS) - 1:
                raise SourceParseError(
                    f"has another shape at {label}: an event is a list of longitude, latitude, "
                    "place, type, count of reports and addresses. Correct it there."
                )
            yield label, [day, *map(text_of_value, event)]


def _items(document: object, columns: tuple[str, ...]) -> list[Any] | None:
    """Return the list of objects if the first of them has these members and is no feature."""
    listed = document.get("events") if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], dict):
        return None
    return listed if set(columns) <= set(listed[0]) else None


def _numbered(items: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise SourceParseError(
                f"has a {kind_of(item)} as item {number}, where the others are objects. Correct "
                "it there."
            )
        yield f"item {number}", item


def _incidents(items: list[Any]) -> _Rows:
    for label, item in _numbered(items):
        yield label, [text_of_value(item.get(name)) for name in INCIDENT_COLUMNS]


def _timemap(items: list[Any], document: object) -> _Rows:
    published = document.get("sources") if isinstance(document, dict) else None
    paths = published if isinstance(published, dict) else {}
    for label, item in _numbered(items):
        said = [text_of_value(item.get(name)) for name in TIMEMAP_COLUMNS[:-2]]
        sources = _listed(item.get("sources"), "path", " ", paths)
        said_by_filters = _listed(item.get("associations", item.get("filters")), "value", "; ", {})
        yield label, [*said, sources, said_by_filters]


def _listed(entries: object, member: str, by: str, published: dict[str, Any]) -> str:
    """Return what the entries of a list say: a member of theirs, published paths, themselves."""
    if not isinstance(entries, list):
        return text_of_value(entries)
    texts = []
    for entry in entries:
        known = published.get(entry) if isinstance(entry, str) else None
        if isinstance(entry, dict) and member in entry:
            texts.append(text_of_value(entry[member]))
        elif isinstance(known, dict) and known.get("paths"):
            texts.append(text_of_value(known["paths"]))
        else:
            texts.append(text_of_value(entry))
    return by.join(texts)
