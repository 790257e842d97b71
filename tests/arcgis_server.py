"""An ArcGIS service on loopback: it speaks the protocol, and fails in the ways asked for."""

import json
import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.wire import Server, send, serving

Faults = Callable[[str, dict[str, str]], Any]
PATH = "/arcgis/rest/services/Drawn/FeatureServer"


@dataclass
class Layer:
    """A layer of drawn squares, and how its service behaves."""

    rows: int = 7
    name: str = "Drawn control"
    copyright: str = "Drawn by the test"
    edited: int | None = 1736101800000  # 2025-01-05T18:30:00Z
    most: int = 3
    formats: str = "JSON, geoJSON, PBF"
    pages: bool = True
    id_field: str = "OBJECTID"
    first_id: int = 1
    step: int = 1
    """From one object id to the next."""
    flag_in: str = "properties"
    """Where GeoJSON says that there is more: ``properties``, ``top`` or, as in a bug, ``none``."""
    layers: tuple[tuple[int, str], ...] = ((0, "Drawn control"),)
    fault: Faults = lambda _path, _query: None
    """May answer instead: an object as JSON, bytes as they are, a number as a status."""
    change: Callable[[dict[str, str], dict[str, Any]], Any] = lambda _query, page: page
    """May change a page before it is sent."""
    queries: list[dict[str, str]] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        return [self.first_id + at * self.step for at in range(self.rows)]

    def about(self) -> dict[str, Any]:
        return {
            "currentVersion": 11.3, "id": 0, "name": self.name, "type": "Feature Layer",
            "geometryType": "esriGeometryPolygon", "copyrightText": self.copyright,
            "maxRecordCount": self.most, "supportedQueryFormats": self.formats,
            "objectIdField": self.id_field,
            "advancedQueryCapabilities": {"supportsPagination": self.pages},
            "editingInfo": {} if self.edited is None else {"lastEditDate": self.edited},
            "fields": [
                {"name": self.id_field, "type": "esriFieldTypeOID"},
                {"name": "EditDate", "type": "esriFieldTypeDate"},
                {"name": "label", "type": "esriFieldTypeString"},
            ],
        }  # fmt: skip

    def answer(self, path: str, query: dict[str, str]) -> Any:
        if path == PATH:
            layers = [{"id": number, "name": name} for number, name in self.layers]
            return {"serviceDescription": "", "layers": layers, "tables": []}
        if path == f"{PATH}/0":
            return self.about()
        assert path == f"{PATH}/0/query", path
        chosen = self._chosen(query["where"])
        if "returnCountOnly" in query:
            return {"count": len(chosen)}
        if "returnIdsOnly" in query:
            return {"objectIdFieldName": self.id_field, "objectIds": chosen[::-1] or None}
        assert self.pages == ("resultOffset" in query)
        assert (query["outSR"], query["outFields"]) == ("4326", "*")
        if self.pages:
            assert query["orderByFields"] == self.id_field
        start = int(query.get("resultOffset", 0))
        count = min(int(query.get("resultRecordCount", self.most)), self.most)
        page, more = chosen[start : start + count], start + count < len(chosen)
        made = self.geojson(page, more) if query["f"] == "geojson" else self.esri(page, more)
        return self.change(query, made)

    def geojson(self, ids: list[int], more: bool) -> dict[str, Any]:
        page: dict[str, Any] = {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "EPSG:4326"}},
            "features": [
                {
                    "type": "Feature",
                    "id": each,
                    "geometry": {"type": "Polygon", "coordinates": [square(each)]},
                    "properties": self.attributes(each),
                }
                for each in ids
            ],
        }
        if more and self.flag_in == "properties":
            page["properties"] = {"exceededTransferLimit": True}
        elif more and self.flag_in == "top":
            page["exceededTransferLimit"] = True
        return page

    def esri(self, ids: list[int], more: bool) -> dict[str, Any]:
        page = {
            "objectIdFieldName": self.id_field,
            "geometryType": "esriGeometryPolygon",
            "spatialReference": {"wkid": 4326, "latestWkid": 4326},
            "fields": self.about()["fields"],
            "features": [
                {"attributes": self.attributes(each), "geometry": {"rings": [square(each)[::-1]]}}
                for each in ids
            ],
        }
        return page | ({"exceededTransferLimit": True} if more else {})

    def attributes(self, number: int) -> dict[str, Any]:
        return {
            self.id_field: number,
            "EditDate": 1736101800000 + number * 1000,
            "label": f"Суджа {number}",
        }

    def _chosen(self, where: str) -> list[int]:
        # As much SQL as the reader writes.
        held = re.fullmatch(
            rf"\((.+)\) AND {self.id_field}>(-?\d+) AND {self.id_field}<=(\d+)", where
        )
        inner = held[1] if held else where
        if inner == f"{self.id_field}<4":
            chosen = [each for each in self.ids if each < 4]
        else:
            assert inner == "1=1", where
            chosen = self.ids
        if held:
            chosen = [each for each in chosen if int(held[2]) < each <= int(held[3])]
        return chosen


def square(number: int) -> list[list[float]]:
    """Return the ring of a square of its own for each object id, counterclockwise."""
    x, y = 35 + number % 100 / 100, 51 + number // 100 / 100
    return [[x, y], [x + 0.005, y], [x + 0.005, y + 0.005], [x, y + 0.005], [x, y]]


@contextmanager
def serving_layer(layer: Layer):
    """Serve a layer; yields the server and the layer's address."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(to.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        layer.queries.append(query)
        said = layer.fault(parts.path, query)
        said = layer.answer(parts.path, query) if said is None else said
        if isinstance(said, int):
            send(to, b"{}", said)
        elif isinstance(said, bytes):
            send(to, said)
        elif callable(said):
            said(to)
        else:
            send(to, json.dumps(said).encode(), Content_Type="application/json")

    with serving(answer) as server:
        yield server, address_of(server)


def address_of(server: Server) -> str:
    return server.url(f"{PATH}/0")
