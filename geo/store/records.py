"""Between the nouns of :mod:`geo.models` and rows: JSON for what is nested, text for instants."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from geo.clock import TimePrecision, parse_when, to_rfc3339
from geo.models import (
    Claim,
    ClaimClass,
    ClaimPlace,
    ClaimStatus,
    DatedText,
    ImportReport,
    Link,
    LinkKind,
    Place,
    PlacePrecision,
    Quantity,
    Source,
)


@dataclass(frozen=True)
class ImportResult:
    """What an import did to the store."""

    changed: bool
    """False when the very same content was there already."""
    import_id: int


def source_row(source: Source) -> dict[str, Any]:
    """Return the row of a source."""
    row = asdict(source)
    row["opens_at"] = None if source.opens_at is None else to_rfc3339(source.opens_at)
    return row


def source_from(row: Any) -> Source:
    """Return the source of a row."""
    fields = dict(row._mapping)
    if fields["opens_at"] is not None:
        fields["opens_at"] = parse_when(fields["opens_at"])[0]
    return Source(**fields)


def place_from(row: Any) -> Place:
    """Return the place of a row."""
    fields = {k: v for k, v in row._mapping.items() if k not in {"fid", "import_id", "geom"}}
    fields["alternates"] = tuple(filter(None, fields["alternates"].split("|")))
    return Place(**fields)


def report_json(report: ImportReport) -> str:
    """Return an import report as JSON text."""
    return json.dumps(asdict(report), ensure_ascii=False)


def claim_json(claim: Claim) -> str:
    """Return all of a claim but its status, which has a history of its own, as JSON text."""
    body = asdict(claim)
    del body["status"]
    return json.dumps(body, ensure_ascii=False, default=_instant)


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return to_rfc3339(value)
    raise TypeError(f"{type(value).__name__} has no JSON form in the store.")


def claim_from(body: str, status: str) -> Claim:
    """Return the claim of its stored JSON and its latest status."""
    fields = json.loads(body)
    fields["claim_class"] = ClaimClass(fields["claim_class"])
    fields["quantities"] = tuple(Quantity(**q) for q in fields["quantities"])
    fields["places"] = tuple(
        ClaimPlace(**{**p, "precision": PlacePrecision(p["precision"])}) for p in fields["places"]
    )
    # Claims that were stored before there were links have none.
    fields["links"] = tuple(
        Link(kind=LinkKind(link["kind"]), url=link["url"]) for link in fields.get("links", ())
    )
    for clock in ("event_time", "claimed_at", "published_at"):
        if fields[clock] is not None:
            fields[clock] = _dated(**fields[clock])
    return Claim(**fields, status=ClaimStatus(status))


# The claims of one day share its dates, which then take neither time nor room for each of them.
@lru_cache(maxsize=8_192)
def _dated(start: str, end: str, precision: TimePrecision) -> DatedText:
    return DatedText(start=parse_when(start)[0], end=parse_when(end)[0], precision=precision)
