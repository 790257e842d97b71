"""The seed scenario: built from its tables, and brought into a new store."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shapely.geometry import mapping

from geo.boundaries import oblast_named, read_oblasts
from geo.clock import parse_when, to_rfc3339
from geo.models import Claim, ControlArea, Edition, ImportReport, Place, Source
from geo.sources.geojson import read_geojson
from geo.sources.limits import Limits
from geo.sources.meaning import Defaults, areas_of
from geo.sources.seed import (
    SEED_SOURCE_ID,
    Manifest,
    SeedFile,
    file_hash,
    read_claims,
    read_manifest,
    read_places,
)
from geo.sources.settlements import control_on, read_settlements, settlement_cells
from geo.store import Store

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

_ZONE = "America/New_York"
_DAYS = (
    "2024-08-07", "2024-08-12", "2024-08-20", "2024-08-28", "2024-09-10", "2024-09-20",
    "2024-10-05", "2024-10-20", "2024-11-05", "2024-11-20", "2024-12-05", "2024-12-20",
    "2025-01-05", "2025-01-20", "2025-02-05", "2025-02-20", "2025-03-05", "2025-03-09",
    "2025-03-12",
)  # fmt: skip
_MAIN_DAY = "2025-01-05"
_TIME_OF_DAY = "13:30"

_PLACES_LICENCE = (
    "GeoNames CC BY 4.0; single points from Wikipedia, from Natural Earth (public domain) and as "
    "medians of posts that owlmaps/map-data lists, each named in its row"
)

_SOURCES = {
    "editions": Source(
        id=SEED_SOURCE_ID,
        title="Kursk salient (synthetic)",
        publisher="Salient",
        licence="Apache-2.0",
        attribution="Control areas: Salient seed, synthetic, cells around reported settlements",
        synthetic=True,
        time_zone=_ZONE,
        opens_at=parse_when(f"{_MAIN_DAY} {_TIME_OF_DAY}", _ZONE)[0],
    ),
    "claims": Source(
        id="kursk-dispatch",
        title="Salient seed dispatch, January 2025",
        publisher="Salient",
        licence="Apache-2.0",
        attribution="Claims: Salient seed dispatch, facts of a news article in words of our own",
        time_zone=_ZONE,
    ),
    "places": Source(
        id="kursk-places",
        title="Places of the Kursk salient",
        publisher="Salient, from GeoNames, Wikipedia and geolocated posts",
        url="https://www.geonames.org",
        licence=_PLACES_LICENCE,
        attribution="Places: GeoNames (CC BY 4.0) and others as named with each place",
    ),
}

_TABLES = {
    "settlements.csv": (
        "Compiled by Salient from public reports; coordinates as named in each row",
        f"Apache-2.0; coordinates: {_PLACES_LICENCE}",
        None,
    ),
    "places.csv": ("GeoNames and others, as named in each row", _PLACES_LICENCE, None),
    "dispatch.txt": ("Written by Salient", "Apache-2.0", "2025-01-11"),
    "claims.json": ("Statements of dispatch.txt, coded by Salient", "Apache-2.0", "2025-01-11"),
}


def build_seed(folder: Path = SEEDS) -> list[Path]:
    """Make the seed's editions from ``settlements.csv`` and write the manifest.

    Returns
    -------
    list of Path
        The edition files, one GeoJSON each, by date.

    Raises
    ------
    SchemaError
        If a table of the seed has a fault.
    """
    within = oblast_named(read_oblasts(), "Kursk Oblast")
    table = read_settlements(folder / "settlements.csv")
    cells = settlement_cells(table, within)
    (folder / "editions").mkdir(exist_ok=True)
    for old in (folder / "editions").glob("*.geojson"):
        old.unlink()
    written = []
    entries: list[dict[str, Any]] = []
    for name, (origin, licence, as_of) in _TABLES.items():
        entries.append(_entry(folder, folder / name, origin, licence, as_of))
    for day in _DAYS:
        instant = parse_when(f"{day} {_TIME_OF_DAY}", _ZONE)[0]
        local_day = instant.astimezone(ZoneInfo(_ZONE)).date()
        path = folder / "editions" / f"{instant:%Y-%m-%dT%H%MZ}.geojson"
        path.write_text(
            _edition_text(control_on(table, cells, local_day, within), instant), encoding="utf-8"
        )
        origin = "Made by python -m geo seed build from settlements.csv"
        entries.append(_entry(folder, path, origin, "Apache-2.0", to_rfc3339(instant)))
        written.append(path)
    sources = {name: _source_dict(source) for name, source in _SOURCES.items()}
    manifest = {"synthetic": True, "sources": sources, "files": entries}
    (folder / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return written


def _entry(
    folder: Path, path: Path, origin: str, licence: str, as_of: str | None
) -> dict[str, Any]:
    return {
        "path": path.relative_to(folder).as_posix(),
        "sha256": file_hash(path),
        "origin": origin,
        "licence": licence,
        "as_of": as_of,
    }


def _source_dict(source: Source) -> dict[str, Any]:
    fields = asdict(source)
    fields["opens_at"] = to_rfc3339(source.opens_at) if source.opens_at else None
    return fields


def _edition_text(areas: list[ControlArea], instant: datetime) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {
                "category": area.category.value,
                "actor": area.actor,
                "kind": area.kind.value,
                "label": area.label,
                "as_of": to_rfc3339(instant),
                "synthetic": True,
            },
            "geometry": mapping(area.geometry),
        }
        for area in areas
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def seed_store(store: Store, *, now: datetime, folder: Path = SEEDS) -> bool:
    """Bring the seed scenario into a store that does not have it.

    Parameters
    ----------
    store : Store
        What is in it stays as it is. A seeding that was cut short is completed.
    now : datetime
        Aware; recorded as the time of the import.
    folder : Path
        The seeds.

    Returns
    -------
    bool
        Whether anything was brought in.

    Raises
    ------
    ConfigurationError
        If the seeds are damaged.
    """
    # The claims come last, each import before them changes nothing the second time. What a person
    # has undone does not come back.
    if store.was_imported(_SOURCES["claims"].id):
        return False
    manifest = read_manifest(folder)
    for file in manifest.editions:
        assert file.as_of is not None  # noqa: S101 - Manifest.editions has only dated files
        # Salient's own files, whose hashes were compared: they need no process of their own.
        reading = read_geojson(file.path.read_bytes(), Limits())
        rows = areas_of(reading, Defaults().says, file.path.name, file.sha256)
        edition = Edition(source=manifest.editions_source, as_of=file.as_of[0], areas=rows.areas)
        store.import_edition(edition, rows.report, recorded_at=now, recorded_by="seed")
    places_file, claims_file = manifest.file("places.csv"), manifest.file("claims.json")
    places = read_places(places_file.path)
    store.import_places(
        places,
        manifest.places_source,
        _all_kept(places_file, places),
        recorded_at=now,
        recorded_by="seed",
    )
    claims = _claims(manifest, claims_file)
    store.import_claims(
        claims,
        manifest.claims_source,
        _all_kept(claims_file, claims),
        recorded_at=now,
        recorded_by="seed",
    )
    return True


def _claims(manifest: Manifest, file: SeedFile) -> list[Claim]:
    return read_claims(file.path, manifest.file("dispatch.txt").path, manifest.claims_source.id)


def _all_kept(file: SeedFile, rows: list[Place] | list[Claim]) -> ImportReport:
    return ImportReport(file=file.path.name, sha256=file.sha256, read=len(rows), kept=len(rows))
