"""Control areas and claims as the rows of data files: each row says from whom and on what terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.claims import claims_frame
from geo.clock import last_moment, to_rfc3339
from geo.errors import RedistributionForbidden
from geo.geometry import areas_km2
from geo.maps.payloads import CLAIM_WINDOW_DAYS, claim_time
from geo.models import EditionRecord, Source
from geo.store import Store

DIGITS = 7
"""Of coordinates in degrees: a centimetre, which is what RFC 7946 advises as the most."""
COLUMNS = (
    "source", "source_title", "as_of", "time_precision", "category", "actor", "kind", "label",
    "km2", "synthetic", "attribution", "licence",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class DataRows:
    """What an export holds, and what it may not hold."""

    areas: gpd.GeoDataFrame
    """:data:`COLUMNS` and ``geometry``: multipolygons, EPSG:4326, outer rings counterclockwise."""
    claims: pd.DataFrame
    """As :func:`geo.analysis.claims.claims_frame` has them, with ``source`` and ``attribution``."""
    editions: Sequence[EditionRecord]
    sources: Sequence[Source]
    """Of which there is something in the rows."""
    left_out: Sequence[Source]
    """Which forbid redistribution."""


def data_rows(store: Store, editions: Sequence[EditionRecord]) -> DataRows:
    """Return the rows of some editions of one source, and the claims of their time.

    Parameters
    ----------
    store : Store
    editions : sequence of EditionRecord
        At least one, by time.

    Raises
    ------
    RedistributionForbidden
        If nothing is left that may be passed on.
    """
    source = editions[0].source
    frames = [_areas(store, edition) for edition in editions] if source.redistribution else []
    claims, claimed = _claims(store, editions)
    free = [s for s in claimed if s.redistribution]
    claims = claims[claims["source"].isin([s.id for s in free])]
    if not frames and claims.empty:
        raise RedistributionForbidden(source.title, source.terms)
    areas = pd.concat(frames, ignore_index=True) if frames else _no_areas()
    concerned = [source, *(s for s in claimed if s.id != source.id)]
    return DataRows(
        areas=areas,
        claims=claims.reset_index(drop=True),
        editions=editions,
        sources=[s for s in concerned if s.redistribution],
        left_out=[s for s in concerned if not s.redistribution],
    )


def _no_areas() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {name: pd.Series(dtype="str") for name in COLUMNS}, geometry=[], crs="EPSG:4326"
    )


def _areas(store: Store, edition: EditionRecord) -> gpd.GeoDataFrame:
    source = edition.source
    frame = store.areas(edition.content_hash)
    geometry = [right_handed(shape) for shape in frame.geometry]
    said = {
        "source": source.id,
        "source_title": source.title,
        "as_of": to_rfc3339(edition.as_of),
        "time_precision": edition.time_precision,
        "synthetic": source.synthetic,
        "attribution": source.attribution,
        "licence": source.licence,
    }
    rows = frame.drop(columns="geometry").assign(
        **said, km2=areas_km2(frame.geometry.to_numpy()).round(3)
    )
    return gpd.GeoDataFrame(rows[list(COLUMNS)], geometry=geometry, crs="EPSG:4326")


def right_handed(shape: BaseGeometry) -> BaseGeometry:
    """Return an area with outer rings counterclockwise and holes clockwise, as RFC 7946 asks."""
    parts = [shapely.geometry.polygon.orient(part, 1.0) for part in shapely.get_parts(shape)]
    return shapely.MultiPolygon(parts)


def _claims(store: Store, editions: Sequence[EditionRecord]) -> tuple[pd.DataFrame, list[Source]]:
    window = pd.Timedelta(days=CLAIM_WINDOW_DAYS)
    start = editions[0].as_of - window
    end = last_moment(editions[-1].as_of, editions[-1].time_precision) + window
    found = [c for c in store.claims() if start <= claim_time(c) <= end]
    by_id = {source.id: source for source in store.sources()}
    frame = claims_frame(found, {place.id: place for place in store.places()})
    frame["published"] = [to_rfc3339(claim.published_at.start) for claim in found]
    frame = frame.assign(
        source=[claim.source for claim in found],
        attribution=[by_id[claim.source].attribution for claim in found],
        licence=[by_id[claim.source].licence for claim in found],
    )
    return frame, [by_id[name] for name in dict.fromkeys(claim.source for claim in found)]
