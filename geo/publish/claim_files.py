"""Claims as files: tables, points, JSON by a schema, citations; what may not leave stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from geo.analysis.claims import claims_frame
from geo.clock import to_rfc3339
from geo.errors import RedistributionForbidden
from geo.ledger import StatusEntry
from geo.models import Claim, Place, PlacePrecision, Source
from geo.publish.claim_citations import bibtex, csl_json
from geo.publish.csv_files import lossless_csv, spreadsheet_csv

SCHEMA_VERSION = 2


@dataclass(frozen=True)
class ClaimRows:
    """What an export of claims holds, and what it may not hold."""

    claims: Sequence[Claim]
    places: Mapping[str, Place]
    sources: Mapping[str, Source]
    """Of the claims that are in it."""
    groups: Mapping[str, str]
    """By id of a claim the id of its group, if it has one."""
    histories: Mapping[str, Sequence[StatusEntry]]
    """By id of a claim every status that it had, first one first."""
    left_out: Sequence[str]
    """A sentence for each source that forbids that its data is passed on."""


def claim_rows(
    claims: Sequence[Claim],
    places: Mapping[str, Place],
    sources: Mapping[str, Source],
    groups: Mapping[str, str],
    statuses: Iterable[StatusEntry],
) -> ClaimRows:
    """Return what of some claims may be passed on.

    Parameters
    ----------
    claims : sequence of Claim
        As people settled them.
    places, sources
        By id.
    groups : mapping of str to str
        As :attr:`geo.analysis.groups.Groups.of_claim`.
    statuses : iterable of StatusEntry
        Of all claims, in the order in which they were set.

    Raises
    ------
    RedistributionForbidden
        If there are claims and none of them may be.
    """
    of_source: dict[str, int] = {}
    for claim in claims:
        of_source[claim.source] = of_source.get(claim.source, 0) + 1
    closed = [sources[name] for name in of_source if not sources[name].redistribution]
    free = [claim for claim in claims if sources[claim.source].redistribution]
    if closed and not free:
        raise RedistributionForbidden(closed[0].title, closed[0].terms)
    histories: dict[str, list[StatusEntry]] = {}
    for entry in statuses:
        histories.setdefault(entry.claim, []).append(entry)
    return ClaimRows(
        claims=free,
        places=places,
        sources={name: sources[name] for name in of_source if sources[name].redistribution},
        groups=groups,
        histories=histories,
        left_out=[
            f"Left out: {of_source[source.id]:,} claims of {source.title}, which forbids that its "
            "data is passed on."
            for source in closed
        ],
    )


def _table(rows: ClaimRows) -> pd.DataFrame:
    claims = rows.claims
    sources = [rows.sources[claim.source] for claim in claims]
    frame = claims_frame(claims, rows.places).assign(
        claimant_form=[claim.claimant_form for claim in claims],
        reliability=[claim.reliability for claim in claims],
        credibility=[claim.credibility for claim in claims],
        evidence=[claim.evidence for claim in claims],
        links=[" ".join(link.url for link in claim.links) for claim in claims],
        group=[rows.groups.get(claim.id, "") for claim in claims],
        source=[source.id for source in sources],
        attribution=[source.attribution for source in sources],
        licence=[source.licence for source in sources],
    )
    frame["published"] = [to_rfc3339(claim.published_at.start) for claim in claims]
    said = pd.DataFrame({"statement": rows.left_out}, dtype="str")
    return pd.concat([frame.astype("str"), said], ignore_index=True).fillna("")


def _record(claim: Claim, rows: ClaimRows) -> dict[str, Any]:
    record = asdict(claim)
    record["class"] = record.pop("claim_class")
    record["group"] = rows.groups.get(claim.id)
    record["history"] = [
        {name: getattr(entry, name) for name in ("status", "at", "by", "reason", "evidence")}
        for entry in rows.histories.get(claim.id, ())
    ]
    for where in record["places"]:
        place = rows.places.get(where["place"])
        where["name"] = None if place is None else place.name
    found: dict[str, Any] = json.loads(json.dumps(record, default=_plain))
    return found


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return to_rfc3339(value)
    raise TypeError(f"{type(value).__name__} has no JSON form in an export.")


def _sources(rows: ClaimRows) -> list[dict[str, Any]]:
    names = ("id", "title", "publisher", "url", "licence", "attribution", "synthetic")
    return [{name: getattr(source, name) for name in names} for source in rows.sources.values()]


def _json(rows: ClaimRows) -> str:
    whole = {
        "salient": "claims",
        "version": SCHEMA_VERSION,
        "left_out": list(rows.left_out),
        "sources": _sources(rows),
        "claims": [_record(claim, rows) for claim in rows.claims],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _geojson(rows: ClaimRows) -> str:
    """Return a feature for each place of each claim; one without a point has no geometry."""
    features = []
    for claim in rows.claims:
        record = _record(claim, rows)
        record["attribution"] = rows.sources[claim.source].attribution
        spots = [
            (rows.places[p.place], p)
            for p in claim.places
            if p.place in rows.places and p.precision is not PlacePrecision.COUNTRY
        ]
        if not spots:
            features.append({"type": "Feature", "geometry": None, "properties": record})
        features += [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
                "properties": record
                | {"place": place.name, "place_role": p.role, "place_precision": p.precision},
            }
            for place, p in spots
        ]
    whole = {
        "type": "FeatureCollection",
        "left_out": list(rows.left_out),
        "sources": _sources(rows),
        "features": features,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


CLAIM_FORMS: dict[str, tuple[str, str, Callable[[ClaimRows], str]]] = {
    "csv": ("claims.csv", "text/csv", lambda rows: spreadsheet_csv(_table(rows))),
    "csv-exact": ("claims-exact.csv", "text/csv", lambda rows: lossless_csv(_table(rows))),
    "geojson": ("claims.geojson", "application/geo+json", _geojson),
    "json": ("claims.json", "application/json", _json),
    "csl-json": (
        "claims.csl.json", "application/vnd.citationstyles.csl+json",
        lambda rows: csl_json(rows.claims, rows.sources, rows.left_out),
    ),
    "bibtex": (
        "claims.bib", "application/x-bibtex",
        lambda rows: bibtex(rows.claims, rows.sources, rows.left_out),
    ),
}  # fmt: skip
"""By the name of a form: name of the file, type, and what writes it."""
