"""Starlette routes: the map's scripts, the bundled background, and the store's data as JSON.

A timeline lives at a URL that holds the hash of its content, a set of events at one that holds its
revision, so a browser may keep both for ever.
Everything else is answered with an ETag and asked for again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import FOR_EVER, packed, send
from geo.api.counts import COUNTS_URL, count_routes, counts_payload
from geo.api.events import EVENTS_URL, event_routes
from geo.api.gazetteer import GAZETTEER_URL, gazetteer_route
from geo.api.ledger import LEDGER_URL, ledger_routes
from geo.api.ogc import ogc_routes
from geo.api.previews import preview_routes
from geo.api.readings import reading_routes
from geo.errors import ConfigurationError, GeoError, NotInStore
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.intake.preview import PREVIEWS
from geo.maps import payloads
from geo.maps.article import READINGS
from geo.maps.basemap import BASEMAP_FILE
from geo.maps.browser_files import ASSETS, read_asset
from geo.maps.count_sets import CountSet, count_sets
from geo.maps.layers import ASSETS_URL
from geo.maps.styles import style_table
from geo.store import Store

DATA_URLS = {
    "assets": ASSETS_URL,
    "styles": "/data/styles.json",
    "index": "/data/index.json",
    "places": "/data/places.json",
    "claims": "/data/claims.json",
    "basemap": "/data/basemap.json",
    "timelines": "/data/timelines",
    "events": f"{EVENTS_URL}.json",
    "ledger": LEDGER_URL,
    "gazetteer": GAZETTEER_URL,
}

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
}


def build_routes(
    get_store: Callable[[], Store],
    get_gazetteer: Callable[[], Gazetteer] = load_gazetteer,
    get_counts: Callable[[], Path | None] = lambda: None,
    *,
    sub_path: str = "",
) -> list[Route]:
    """Return the routes of the map.

    Parameters
    ----------
    get_store : callable
        Gives the open store; called for each request, so that a failed start can be retried.
    get_gazetteer : callable
        Gives the gazetteer; called at the first search.
    get_counts : callable
        Gives the folder of the tiles of large sets of events; None without one.
    sub_path : str
        Under which everything stands, such as ``/salient``; empty for the root.
    """

    def asset(request: Request) -> Response:
        name = request.path_params["name"]
        # Files are named there, one by one; a request never becomes a path.
        if name not in ASSETS:
            return PlainTextResponse("There is no such file.", status_code=404)
        try:
            body, media_type = _asset_body(name)
        except ConfigurationError as error:
            return PlainTextResponse(str(error), status_code=503)
        # A URL with a version is another URL when the file changes.
        keep = FOR_EVER if request.query_params.get("v") == assets_version() else "no-cache"
        return send(request, body, media_type, cache_control=keep)

    def basemap(request: Request) -> Response:
        return send(request, _basemap_body(), "application/json")

    def timeline(request: Request) -> Response:
        try:
            body = get_store().derived.timeline_payload(request.path_params["digest"])
        except NotInStore as error:
            return PlainTextResponse(str(error), status_code=404)
        except GeoError as error:
            return PlainTextResponse(str(error), status_code=503)
        return send(request, body, "application/octet-stream", cache_control=FOR_EVER)

    def counted() -> list[CountSet]:
        folder = get_counts()
        return [] if folder is None else count_sets(folder)

    def served(make: Callable[[Store], Any]) -> Callable[[Request], Response]:
        made: dict[object, bytes] = {}  # the last body, by the state of the store that it shows

        def endpoint(request: Request) -> Response:
            try:
                store = get_store()
                state = (store, store.revision(), store.derived.hashes(), *counted())
                body = made.get(state)
                if body is None:
                    value = make(store)
                    body = packed(
                        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
                    )
                    made.clear()
                    made[state] = body
            except GeoError as error:
                return PlainTextResponse(str(error), status_code=503)
            return send(request, body, "application/json")

        return endpoint

    makers: dict[str, Callable[[Store], Any]] = {
        "styles": lambda _: style_table(),
        "index": lambda store: payloads.index_payload(
            store.editions(),
            store.sources(),
            store.derived.timelines(),
            store.derived.steps(),
            {record.source.id for record in store.event_sets()},
        ),
        "places": lambda store: payloads.places_payload(store.places()),
        "claims": lambda store: payloads.claims_payload(store.claims(), store.places()),
        "events": lambda store: counts_payload(
            payloads.event_sets_payload(store.event_sets(), sub_path + EVENTS_URL),
            counted(),
            sub_path + COUNTS_URL,
        ),
    }
    routes = [
        Route(ASSETS_URL + "/{name}", asset),
        Route(DATA_URLS["basemap"], basemap),
        Route(DATA_URLS["timelines"] + "/{digest:str}.bin", timeline),
        *event_routes(get_store),
        *count_routes(get_counts),
        gazetteer_route(get_gazetteer),
        *ogc_routes(get_store, sub_path),
        *ledger_routes(get_store, sub_path),
        *(Route(DATA_URLS[name], served(make)) for name, make in makers.items()),
        *preview_routes(PREVIEWS, sub_path),
        *reading_routes(READINGS),
    ]
    return [Route(sub_path + route.path, route.endpoint) for route in routes]


@cache
def _asset_body(name: str) -> tuple[bytes, str]:
    return packed(read_asset(name)), _TYPES[Path(name).suffix]


@cache
def _basemap_body() -> bytes:
    return packed(BASEMAP_FILE.read_bytes())


@cache
def assets_version() -> str:
    """Return a short hash of the map's own scripts and styles.

    Raises
    ------
    ConfigurationError
        If the scripts that come from npm are not installed.
    """
    digest = hashlib.sha256()
    for name in ASSETS:
        digest.update(_asset_body(name)[0])
    return digest.hexdigest()[:12]
