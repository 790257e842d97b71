"""The seed scenario as it lies in ``seeds/``: manifest, editions, places, claims."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from geo.clock import TimePrecision, parse_when
from geo.errors import ConfigurationError, GeoError, SchemaError
from geo.models import (
    Claim,
    ClaimClass,
    ClaimPlace,
    ClaimStatus,
    DatedText,
    Place,
    PlacePrecision,
    Quantity,
    Source,
)

SEED_SOURCE_ID = "kursk-seed"


@dataclass(frozen=True)
class SeedFile:
    """One file of the scenario as the manifest describes it."""

    path: Path
    sha256: str
    origin: str
    licence: str
    as_of: tuple[datetime, TimePrecision] | None


@dataclass(frozen=True)
class Manifest:
    """All that the scenario consists of; every hash was compared."""

    editions_source: Source
    claims_source: Source
    places_source: Source
    files: Sequence[SeedFile]

    @property
    def editions(self) -> list[SeedFile]:
        """The edition files, by instant."""
        dated = [f for f in self.files if f.path.parent.name == "editions" and f.as_of]
        return sorted(dated, key=lambda f: f.path.name)

    def file(self, name: str) -> SeedFile:
        """Return the file of that name."""
        return next(f for f in self.files if f.path.name == name)


def read_manifest(folder: Path) -> Manifest:
    """Read ``manifest.json`` and compare every file with its hash.

    Raises
    ------
    ConfigurationError
        If a file is missing or is not the one that was built.
    """
    try:
        document = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"The seed manifest cannot be read ({error}). Run python -m geo seed build."
        ) from error
    files = []
    for entry in document["files"]:
        path = folder / entry["path"]
        if not path.is_file() or file_hash(path) != entry["sha256"]:
            raise ConfigurationError(
                f"The seed file {entry['path']} is missing or differs from the manifest. "
                "Run python -m geo seed build."
            )
        as_of = parse_when(entry["as_of"]) if entry["as_of"] else None
        files.append(SeedFile(path, entry["sha256"], entry["origin"], entry["licence"], as_of))
    made = {name: _source(raw) for name, raw in document["sources"].items()}
    return Manifest(made["editions"], made["claims"], made["places"], tuple(files))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _source(raw: dict[str, Any]) -> Source:
    fields = dict(raw)
    if fields.get("opens_at"):
        fields["opens_at"] = parse_when(fields["opens_at"])[0]
    return Source(**fields)


def read_places(path: Path) -> list[Place]:
    """Read ``places.csv``.

    Raises
    ------
    SchemaError
        If a row has no origin, no coordinate or an id that another row has.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    problems = [f"{name!r} stands twice" for name in table["id"][table["id"].duplicated()]]
    problems += [f"{row['id']!r} has no origin" for _, row in table.iterrows() if not row["origin"]]
    if problems:
        raise SchemaError(f"The table {path.name}", problems)
    return [
        Place(
            **{
                **{str(key): value for key, value in row.items()},
                "alternates": tuple(filter(None, row["alternates"].split("|"))),
                "lon": float(row["lon"]),
                "lat": float(row["lat"]),
            }
        )
        for _, row in table.iterrows()
    ]


def read_claims(path: Path, dispatch: Path, source_id: str) -> list[Claim]:
    """Read ``claims.json``, with the words of the dispatch that carry each claim.

    Raises
    ------
    SchemaError
        With every claim that cannot be read.
    """
    words = dispatch.read_text(encoding="utf-8")
    claims, problems = [], []
    for raw in json.loads(path.read_text(encoding="utf-8"))["claims"]:
        try:
            claims.append(_claim(raw, words, source_id))
        except (GeoError, KeyError, ValueError, TypeError) as error:
            problems.append(f"{raw.get('id', '?')}: {error}")
    if problems:
        raise SchemaError(f"The file {path.name}", problems)
    return claims


def _claim(raw: dict[str, Any], words: str, source_id: str) -> Claim:
    who, span = raw["claimant"], raw["evidence"]
    published = _dated(raw["published_at"])
    if published is None:
        raise SchemaError("The claim", ["has no time of publication"])
    return Claim(
        id=raw["id"],
        claimant=who["name"],
        side=who["side"],
        role=who["role"],
        via=who.get("via") or "",
        claim_class=ClaimClass(raw["class"]),
        statement=raw["statement"],
        quantities=tuple(Quantity(**quantity) for quantity in raw["quantities"]),
        places=tuple(
            ClaimPlace(
                place=place["place"],
                role=place["role"],
                precision=PlacePrecision(place["precision"]),
            )
            for place in raw["places"]
        ),
        event_time=_dated(raw.get("event_time")),
        claimed_at=_dated(raw.get("claimed_at")),
        published_at=published,
        status=ClaimStatus(raw["status"]),
        basis=raw["basis"],
        note=raw.get("note") or "",
        evidence=words[span["start"] : span["end"]],
        context=_passage(words, span["start"], span["end"]),
        source=source_id,
    )


def _passage(words: str, start: int, end: int) -> str:
    """Return the paragraph, or paragraphs, in which some words stand."""
    begin = words.rfind("\n\n", 0, start)
    stop = words.find("\n\n", end)
    return words[begin + 2 if begin >= 0 else 0 : stop if stop >= 0 else len(words)].strip()


def _dated(raw: dict[str, Any] | None) -> DatedText | None:
    if raw is None:
        return None
    start, precision = parse_when(raw.get("from") or raw["at"])
    end, _ = parse_when(raw.get("to") or raw.get("at") or raw["from"])
    return DatedText(start=start, end=end, precision=precision)
