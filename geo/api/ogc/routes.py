"""Routes of the API under ``/api``: landing page, conformance, collections, features."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.api.answers import packed, send
from geo.api.ogc.asked import BadRequest, read_asked
from geo.api.ogc.collection import Collection, Page, open_sources
from geo.api.ogc.control_areas import CONTROL_AREAS
from geo.api.ogc.events import EVENTS
from geo.api.ogc.listed import CLAIMS, PLACES, SOURCES
from geo.api.ogc.openapi import openapi_document
from geo.clock import to_rfc3339
from geo.errors import GeoError, NotInStore
from geo.store import Store

API_URL = "/api"
COLLECTIONS = {c.id: c for c in (CONTROL_AREAS, EVENTS, CLAIMS, PLACES, SOURCES)}
CONFORMS_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}"
    for part in ("core", "oas30", "geojson")
)
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_JSON, _GEOJSON = "application/json", "application/geo+json"
_OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_Make = Callable[[Request, Store], dict[str, Any]]


def ogc_routes(get_store: Callable[[], Store], sub_path: str = "") -> list[Route]:
    """Return the routes of the API.

    Parameters
    ----------
    get_store : callable
        Gives the open store, for each request.
    sub_path : str
        Stands before ``/api`` in every link.
    """

    def answered(make: _Make, media_type: str, *, any_parameter: bool = False) -> Callable:
        def endpoint(request: Request) -> Response:
            request.state.front = f"{str(request.base_url).rstrip('/')}{sub_path}{API_URL}"
            try:
                if not any_parameter:
                    read_asked(request.query_params.multi_items(), {})
                body = make(request, get_store())
            except BadRequest as error:
                return _fault(400, "InvalidParameterValue", error)
            except NotInStore as error:
                return _fault(404, "NotFound", error)
            except GeoError as error:
                return _fault(503, "NotAvailable", error)
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            # A lone half of a pair in a stranger's text is no UTF-8; JSON has an escape for it.
            return send(request, packed(text.encode("utf-8", "backslashreplace")), media_type)

        return endpoint

    return [
        Route(API_URL, answered(_landing, _JSON)),
        Route(f"{API_URL}/", answered(_landing, _JSON)),
        Route(f"{API_URL}/openapi.json", answered(_openapi, _OPENAPI)),
        Route(f"{API_URL}/conformance", answered(_conformance, _JSON)),
        Route(f"{API_URL}/collections", answered(_collections, _JSON)),
        Route(f"{API_URL}/collections/{{name:str}}", answered(_described, _JSON)),
        Route(
            f"{API_URL}/collections/{{name:str}}/items",
            answered(_items, _GEOJSON, any_parameter=True),
        ),
        Route(f"{API_URL}/collections/{{name:str}}/items/{{item:path}}", answered(_item, _GEOJSON)),
    ]


def _fault(status: int, code: str, error: GeoError) -> Response:
    return JSONResponse({"code": code, "description": str(error)}, status_code=status)


def _at(request: Request, path: str = "") -> str:
    """Return the full address of a path, as this visitor reaches it."""
    return f"{request.state.front}{path}"


def _link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def _landing(request: Request, store: Store) -> dict[str, Any]:
    return {
        "title": "Salient",
        "description": "Who holds what, who only says so, and how we know.",
        "attribution": _credit(store),
        "links": [
            _link(_at(request, "/"), "self", _JSON, "This page"),
            _link(_at(request, "/openapi.json"), "service-desc", _OPENAPI, "The API described"),
            _link(_at(request, "/conformance"), "conformance", _JSON, "What it conforms to"),
            _link(_at(request, "/collections"), "data", _JSON, "What there is"),
        ],
    }


def _conformance(request: Request, store: Store) -> dict[str, Any]:
    return {"conformsTo": list(CONFORMS_TO)}


def _openapi(request: Request, store: Store) -> dict[str, Any]:
    return openapi_document(list(COLLECTIONS.values()), _at(request))


def _collections(request: Request, store: Store) -> dict[str, Any]:
    return {
        "links": [_link(_at(request, "/collections"), "self", _JSON, "What there is")],
        "collections": [_about(request, store, found) for found in COLLECTIONS.values()],
    }


def _described(request: Request, store: Store) -> dict[str, Any]:
    return _about(request, store, _named(request))


def _named(request: Request) -> Collection:
    name = request.path_params["name"]
    if name not in COLLECTIONS:
        listed = ", ".join(COLLECTIONS)
        raise NotInStore(f"There is no collection {name!r}. There are: {listed}.")
    return COLLECTIONS[name]


def _about(request: Request, store: Store, found: Collection) -> dict[str, Any]:
    front = _at(request, f"/collections/{found.id}")
    extent = found.extent(store)
    said: dict[str, Any] = {}
    if extent.bbox is not None:
        said["spatial"] = {"bbox": [list(map(float, extent.bbox))], "crs": _CRS84}
    if extent.first is not None or extent.last is not None:
        span = [None if at is None else to_rfc3339(at) for at in (extent.first, extent.last)]
        said["temporal"] = {"interval": [span], "trs": _GREGORIAN}
    return {
        "id": found.id,
        "title": found.title,
        "description": found.description,
        "attribution": _credit(store),
        "extent": said,
        "itemType": "feature",
        "crs": [_CRS84],
        "links": [
            _link(front, "self", _JSON, found.title),
            _link(f"{front}/items", "items", _GEOJSON, found.title),
            _link(
                _at(request, "/collections/sources/items"), "license", _GEOJSON, "Sources and terms"
            ),
        ],
    }


def _credit(store: Store) -> str:
    """Return the credit lines of all that is served."""
    return "; ".join(dict.fromkeys(s.attribution for s in open_sources(store).values()))


def _items(request: Request, store: Store) -> dict[str, Any]:
    found = _named(request)
    asked = read_asked(
        request.query_params.multi_items(), {n: found.properties[n] for n in found.queryables}
    )
    page = found.page(store, asked)
    front = _at(request, f"/collections/{found.id}/items")
    body: dict[str, Any] = {"type": "FeatureCollection", "features": page.features}
    if page.matched is not None:
        body["numberMatched"] = page.matched
    return body | {
        "numberReturned": len(page.features),
        "attribution": "; ".join(
            dict.fromkeys(f["properties"]["attribution"] for f in page.features)
        ),
        "licence": "; ".join(
            dict.fromkeys(filter(None, (f["properties"]["licence"] for f in page.features)))
        ),
        "links": _page_links(request, front, found, page),
    }


def _page_links(
    request: Request, front: str, found: Collection, page: Page
) -> list[dict[str, str]]:
    asked = [(n, v) for n, v in request.query_params.multi_items() if n != "after"]
    own = urlencode(request.query_params.multi_items())
    links = [_link(f"{front}?{own}" if own else front, "self", _GEOJSON, "This page")]
    if page.following:
        onward = urlencode([*asked, ("after", page.following)])
        links.append(_link(f"{front}?{onward}", "next", _GEOJSON, "The next page"))
    collection = _at(request, f"/collections/{found.id}")
    return [*links, _link(collection, "collection", _JSON, found.title)]


def _item(request: Request, store: Store) -> dict[str, Any]:
    found = _named(request)
    name = request.path_params["item"]
    feature = found.feature(store, name)
    if feature is None:
        raise NotInStore(f"There is no feature {name!r} in {found.id}, or it may not be passed on.")
    front = _at(request, f"/collections/{found.id}")
    return feature | {
        "links": [
            _link(f"{front}/items/{quote(name)}", "self", _GEOJSON, name),
            _link(front, "collection", _JSON, found.title),
        ]
    }
