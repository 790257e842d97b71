"""A layer of an ArcGIS service, page by page, as one GeoJSON FeatureCollection."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.errors import FetchStopped, SourceError, SourceParseError
from geo.sources.addresses import shown
from geo.sources.arcgis_service import LayerInfo, Service, parse_service_address
from geo.sources.esri import to_geojson, with_dates
from geo.sources.fetching import Fetcher
from geo.sources.kept_pages import KeptPages
from geo.sources.limits import Limits

LIMITS = Limits()


@dataclass(frozen=True, kw_only=True)
class FetchedLayer:
    """A layer as it was at one time."""

    url: str
    """Of the layer, without a query."""
    name: str
    """The layer's own."""
    copyright: str
    """The layer's own words on whose it is; empty where it has none."""
    edited_at: datetime | None
    """When it was last edited: a hint at what the data describes, not more. Aware, UTC."""
    fetched_at: datetime
    """Aware, UTC."""
    rows: int
    features: bytes
    """A GeoJSON FeatureCollection (RFC 7946, EPSG:4326, longitude before latitude), ASCII. Date
    fields hold RFC 3339 text in UTC."""


def read_layer(
    url: str,
    fetcher: Fetcher,
    folder: Path,
    *,
    now: datetime,
    pace: float = 1.0,
    limits: Limits = LIMITS,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> FetchedLayer:
    """Read all rows of an ArcGIS layer, each exactly once.

    Parameters
    ----------
    url : str
        Of a layer (``.../FeatureServer/0``, with or without ``/query?where=...``), or of a service
        that has exactly one.
    fetcher : Fetcher
        Its limits hold for each request; a page is parsed in this process, so its megabytes should
        be few (64 are plenty).
    folder : Path
        Where pages are kept while the fetch goes on, one folder for each layer. A second call after
        one that failed or was stopped goes on there; what is kept is deleted at the end.
    now : datetime
        Aware; the time of the fetch.
    pace : float
        Least number of seconds from one request to the next.
    limits : Limits
        Of these: rows, and megabytes of all pages together.
    progress : callable
        Told the rows so far and in all, after each page.
    cancelled : callable
        Asked before each request; once it returns true the fetch stops.
    clock, sleep : callable
        A monotonic clock in seconds, and how to wait.

    Raises
    ------
    AddressRefused
        If the address, or one that it redirects to, may not be reached.
    FetchStopped
        If ``cancelled`` said so.
    SourceError
        If the service refuses, fails or contradicts itself: a page that repeats rows, is empty but
        promises more, has other rows than were counted; if the layer was edited since the fetch
        began; if it is over a limit.

    Notes
    -----
    Rows come ordered by object id with ``resultOffset`` where the layer can page. Where it cannot,
    all object ids are asked for first, and then rows by ranges of them.
    """
    address = parse_service_address(url)
    service = Service(
        fetcher, token=address.token, pace=pace, cancelled=cancelled, clock=clock, sleep=sleep
    )
    layer = service.layer(address)
    total = _count(service, layer, address.where)
    if total > limits.rows:
        raise SourceError(
            f"The layer {shown(layer.url)} has {total} rows; the limit is {limits.rows} (rows). "
            "Choose some with where."
        )
    edited = None if layer.edited_at is None else layer.edited_at.isoformat()
    kept = KeptPages(
        folder,
        {"layer": layer.url, "where": address.where, "last edit": edited, "rows": total},
    )
    rows = _Rows(service, layer, address.where, total)
    for page in kept.pages:
        rows.pass_over(json.loads(page))
    try:
        progress(rows.read, total)
        while (features := rows.next_page()) is not None:
            kept.add(json.dumps(features, allow_nan=False).encode("ascii"))
            if kept.size > limits.megabytes * 1e6:
                raise _Contradiction(
                    f"The layer {shown(layer.url)} has more than {limits.megabytes} MB, which is "
                    "the limit (megabytes). Choose some rows with where."
                )
            progress(rows.read, total)
        if _changed(service, layer, address.where, total):
            raise _Contradiction(
                f"The layer {shown(layer.url)} was changed while it was read. Nothing of it was "
                "kept. Fetch it again."
            )
    except FetchStopped as error:
        raise FetchStopped(
            f"The fetch of {shown(layer.url)} was stopped after {rows.read} of {total} rows. They "
            f"are kept in {str(folder)!r}, and the same fetch goes on there."
        ) from error
    except _Contradiction:
        kept.discard()
        raise
    content = b",".join(page[1:-1] for page in kept.pages)
    kept.discard()
    return FetchedLayer(
        url=layer.url,
        name=layer.name,
        copyright=layer.copyright,
        edited_at=layer.edited_at,
        fetched_at=now,
        rows=rows.read,
        features=b'{"type":"FeatureCollection","features":[' + content + b"]}",
    )


class _Contradiction(SourceError):
    """What makes the pages so far worthless."""


class _Rows:
    """The rows of a layer on their way in, by pages; each object id comes once."""

    def __init__(self, service: Service, layer: LayerInfo, where: str, total: int) -> None:
        self._service = service
        self._layer = layer
        self._where = where
        self._total = total
        self._shown = shown(layer.url)
        self._seen: set[int] = set()
        self._last: list[int] = []
        self._promised = False
        self._waiting: list[int] | None = None

    @property
    def read(self) -> int:
        """Return how many rows there are so far."""
        return len(self._seen)

    def pass_over(self, features: list[dict[str, Any]]) -> None:
        """Count rows that an earlier fetch has kept."""
        self._last = [feature["id"] for feature in features]
        self._seen.update(self._last)

    def next_page(self) -> list[dict[str, Any]] | None:
        """Return the next features, each with its object id as ``id``; None after the last."""
        if self.read >= self._total and not self._promised:
            return None
        which = self._by_offset() if self._layer.by_offset else self._by_ids()
        answer = self._service.ask(
            f"{self._layer.url}/query",
            {
                "outFields": "*",
                "outSR": 4326,
                "f": "geojson" if self._layer.geojson else "json",
                **which,
            },
        )
        properties = answer.get("properties")
        more = isinstance(properties, dict) and properties.get("exceededTransferLimit") is True
        self._promised = more or answer.get("exceededTransferLimit") is True
        features = [self._feature(feature) for feature in self._collection(answer)]
        if not features and not self._promised and self.read == self._total:
            return None
        self._check([feature["id"] for feature in features])
        self.pass_over(features)
        return features

    def _by_offset(self) -> dict[str, Any]:
        return {
            "where": self._where,
            "orderByFields": self._layer.id_field,
            "resultOffset": self.read,
            "resultRecordCount": self._layer.page,
        }

    def _by_ids(self) -> dict[str, Any]:
        name = self._layer.id_field
        if self._waiting is None:
            answer = self._service.ask(
                f"{self._layer.url}/query",
                {"where": self._where, "returnIdsOnly": "true", "f": "json"},
            )
            ids = answer.get("objectIds")
            if not isinstance(ids, list) or not all(type(each) is int for each in ids):
                raise SourceError(
                    f"The layer {self._shown} can neither page nor list its object ids. Download "
                    "it from its page and import the file."
                )
            self._waiting = sorted(set(ids))
        while self._waiting:
            wanted = [each for each in self._waiting[: self._layer.page] if each not in self._seen]
            if wanted:
                condition = f"{name}>{wanted[0] - 1} AND {name}<={wanted[-1]}"
                return {"where": f"({self._where}) AND {condition}"}
            del self._waiting[: self._layer.page]
        raise self._contradiction(f"counted {self._total} rows and lists {self.read} object ids")

    def _collection(self, answer: dict[str, Any]) -> list[Any]:
        if not self._layer.geojson:
            try:
                answer = to_geojson({**answer, "objectIdFieldName": self._layer.id_field})
            except SourceParseError as error:
                raise SourceError(
                    f"The page of {self._shown} after row {self.read} {error}."
                ) from error
        features, crs = answer.get("features"), json.dumps(answer.get("crs"))
        if not isinstance(features, list):
            raise SourceError(
                f"The page of {self._shown} after row {self.read} has no list of features. Check "
                "the address in a browser."
            )
        if crs != "null" and "4326" not in crs and "CRS84" not in crs:
            raise SourceError(
                f"The layer {self._shown} was asked for longitude and latitude (EPSG:4326) and "
                f"sent {crs[:80]}. Download it from its page and import the file."
            )
        return features

    def _feature(self, feature: object) -> dict[str, Any]:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties, dict):
            raise SourceError(
                f"The page of {self._shown} after row {self.read} has a feature without "
                "properties. Download it from its page and import the file."
            )
        number = properties.get(self._layer.id_field, feature.get("id"))
        if type(number) is not int:
            raise SourceError(
                f"The page of {self._shown} after row {self.read} has a feature without an object "
                f"id ({self._layer.id_field}), by which rows are told apart. Download it from its "
                "page and import the file."
            )
        return {
            "type": "Feature",
            "id": number,
            "geometry": feature.get("geometry"),
            "properties": with_dates(properties, self._layer.dates),
        }

    def _check(self, ids: list[int]) -> None:
        if not ids:
            says = "says that there is more" if self._promised else f"counted {self._total} rows"
            raise self._contradiction(f"sent an empty page after row {self.read} and {says}")
        if ids == self._last:
            raise self._contradiction(f"sent the page before row {self.read} a second time")
        times = Counter(ids)
        twice = sorted(each for each in times if each in self._seen or times[each] > 1)
        if twice:
            named = ", ".join(map(str, twice[:5]))
            raise self._contradiction(f"sent rows twice (object id {named})")
        if self.read + len(ids) > self._total:
            raise self._contradiction(
                f"counted {self._total} rows and sent {self.read + len(ids)} or more"
            )

    def _contradiction(self, what: str) -> _Contradiction:
        return _Contradiction(
            f"The layer {self._shown} {what}. It may be under change: nothing of it was kept. "
            "Fetch it again later, or download it from its page."
        )


def _count(service: Service, layer: LayerInfo, where: str) -> int:
    answer = service.ask(
        f"{layer.url}/query", {"where": where, "returnCountOnly": "true", "f": "json"}
    )
    count = answer.get("count")
    if type(count) is not int or count < 0:
        raise SourceError(
            f"The layer {shown(layer.url)} does not say how many rows it has. Download it from its "
            "page and import the file."
        )
    return count


def _changed(service: Service, layer: LayerInfo, where: str, total: int) -> bool:
    if layer.edited_at is None:
        return _count(service, layer, where) != total
    return service.layer(parse_service_address(layer.url)).edited_at != layer.edited_at
