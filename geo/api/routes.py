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
from geo.api.events import EVENTS_URL, event_routes
from geo.api.previews import preview_routes
from geo.errors import ConfigurationError, GeoError, NotInStore
from geo.intake.preview import PREVIEWS
from geo.maps import payloads
from geo.maps.basemap import BASEMAP_FILE
from geo.maps.layers import SCRIPTS
from geo.maps.styles import style_table
from geo.store import Store

_OWN = Path(__file__).resolve().parent.parent / "maps" / "assets"
_NPM = Path(__file__).resolve().parent.parent.parent / "node_modules"

DATA_URLS = {
    "styles": "/data/styles.json",
    "index": "/data/index.json",
    "places": "/data/places.json",
    "claims": "/data/claims.json",
    "basemap": "/data/basemap.json",
    "timelines": "/data/timelines",
    "events": f"{EVENTS_URL}.json",
}

# Files are named here, one by one; a request never becomes a path.
_NPM_ASSETS = {
    "leaflet.js": _NPM / "leaflet" / "dist" / "leaflet.js",
    "leaflet.css": _NPM / "leaflet" / "dist" / "leaflet.css",
    **{
        f"source-sans-{subset}.woff2": _NPM
        / "@fontsource-variable"
        / "source-sans-3"
        / "files"
        / f"source-sans-3-{subset}-wght-normal.woff2"
        for subset in ("latin", "latin-ext", "cyrillic")
    },
}
_BUNDLE = (
    _NPM / "supercluster" / "dist" / "supercluster.min.js",
    *(_OWN / name for name in SCRIPTS),
)
_ASSETS = {
    "salient.css": (_OWN / "salient.css",),
    "salient.js": _BUNDLE,
    **{name: (path,) for name, path in _NPM_ASSETS.items()},
}
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
}


def build_routes(get_store: Callable[[], Store]) -> list[Route]:
    """Return the routes of the map.

    Parameters
    ----------
    get_store : callable
        Gives the open store; called for each request, so that a failed start can be retried.
    """

    def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
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

    def served(make: Callable[[Store], Any]) -> Callable[[Request], Response]:
        made: dict[object, bytes] = {}  # the last body, by the state of the store that it shows

        def endpoint(request: Request) -> Response:
            try:
                store = get_store()
                state = (store, store.revision(), store.derived.hashes())
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
            store.editions(), store.sources(), store.derived.timelines(), store.derived.steps()
        ),
        "places": lambda store: payloads.places_payload(store.places()),
        "claims": lambda store: payloads.claims_payload(store.claims(), store.places()),
        "events": lambda store: payloads.event_sets_payload(store.event_sets(), EVENTS_URL),
    }
    return [
        Route("/assets/{name}", asset),
        Route(DATA_URLS["basemap"], basemap),
        Route(DATA_URLS["timelines"] + "/{digest:str}.bin", timeline),
        *event_routes(get_store),
        *(Route(DATA_URLS[name], served(make)) for name, make in makers.items()),
        *preview_routes(PREVIEWS),
    ]


@cache
def _asset_body(name: str) -> tuple[bytes, str]:
    try:
        body = b"\n;".join(path.read_bytes() for path in _ASSETS[name])
    except OSError as error:
        raise ConfigurationError(
            f"The browser asset {name} is not installed. Run make setup."
        ) from error
    return packed(body), _TYPES[Path(name).suffix]


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
    for name in _ASSETS:
        digest.update(_asset_body(name)[0])
    return digest.hexdigest()[:12]
