"""What lies beside data: who made it, on what terms, how, and how to cite it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from geo.clock import local_date, stamp
from geo.maps.styles import BORDER_STATEMENT, CATEGORY_TITLES, DEFINITIONS, DEFINITIONS_ORIGIN
from geo.models import Category, EditionRecord, Source
from geo.publish.data_rows import DataRows

_METHOD = (
    "Coordinates are longitude and latitude in degrees (WGS84), to seven digits. Outlines are as "
    "the source published them; where they were not valid they were repaired at the import. km2 "
    "is the area on the WGS84 ellipsoid of each row by itself; rows may overlap one another, so "
    "sums count shared ground twice. A date without an edition is not filled in. In areas.csv "
    "and claims.csv a text that a spreadsheet would take for a formula has an apostrophe in "
    "front; areas-exact.csv has it letter for letter. In KML a sign that XML cannot hold is "
    "U+FFFD."
)


def readme(rows: DataRows, link: str, names: list[str]) -> str:
    """Return the README of an export.

    Parameters
    ----------
    rows : DataRows
    link : str
        The view on the map, as a part of an address.
    names : list of str
        Names of the data files.
    """
    shown = rows.editions
    sections = [
        "# Who holds what: data",
        f"{_period(shown)} {len(rows.areas):,} areas, {len(rows.claims):,} claims.",
        "Files: " + ", ".join(names) + ".",
        f"The view on the map: {link}",
        "## Sources",
        "\n\n".join(_source(source) for source in rows.sources),
    ]
    if rows.left_out:
        sections += [
            "## Left out",
            "\n".join(
                f"- {_line(s.title)}: forbids that its data is passed on. {_line(s.terms)}".rstrip()
                for s in rows.left_out
            ),
        ]
    sections += [
        "## Categories",
        "\n".join(f"- {CATEGORY_TITLES[c]}: {DEFINITIONS[c]}" for c in Category),
        DEFINITIONS_ORIGIN,
        "## Method",
        _METHOD,
        BORDER_STATEMENT,
    ]
    return "\n\n".join(sections) + "\n"


def citation(rows: DataRows) -> str:
    """Return the CITATION.cff of an export (format 1.2.0); all texts are quoted."""
    first = rows.sources[0]
    latest = rows.editions[-1]
    made = "Synthetic: drawn by rule, not surveyed. " if first.synthetic else ""
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"message: {_quoted('Cite the sources by these names; their terms are in the README.')}",
        f"title: {_quoted(f'{first.title}: who holds what. {_period(rows.editions)}')}",
        "authors:",
        *(f"  - name: {_quoted(source.publisher or source.title)}" for source in rows.sources),
        f"date-released: {local_date(latest.as_of, latest.source.time_zone).isoformat()}",
        f"version: {_quoted(latest.content_hash[:12])}",
        f"abstract: {_quoted(made + ' '.join(s.attribution for s in rows.sources))}",
    ]
    return "\n".join(lines) + "\n"


def _period(shown: Sequence[EditionRecord]) -> str:
    ends = [stamp(e.as_of, e.source.time_zone, e.time_precision) for e in (shown[0], shown[-1])]
    if len(shown) == 1:
        return f"Data as of {ends[0]}."
    return f"{len(shown)} editions, {ends[0]} to {ends[1]}."


def _source(source: Source) -> str:
    facts = {
        "Credit": source.attribution,
        "Licence": source.licence or "none stated",
        "Terms": source.terms,
        "Publisher": source.publisher,
        "Address": source.url,
        "Synthetic": "yes: drawn by rule, not surveyed" if source.synthetic else "",
    }
    told = [f"- {name}: {_line(value)}" for name, value in facts.items() if value]
    return "\n".join([f"### {_line(source.title)}", "", *told])


def _line(text: str) -> str:
    """Return text on one line, so that it starts no heading or list of its own."""
    return " ".join(text.split())


def _quoted(text: str) -> str:
    # A string of JSON is one of YAML.
    return json.dumps(text, ensure_ascii=False)
