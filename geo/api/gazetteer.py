"""The route that the map's search box asks: places by name, forgiving of spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import packed, send
from geo.articles.as_json import kind_of
from geo.errors import GeoError
from geo.gazetteer import Candidate, Gazetteer, Near
from geo.gazetteer.kinds import kind_in_words
from geo.gazetteer.search import LONGEST

GAZETTEER_URL = "/data/gazetteer.json"

_LIMIT = 7
_NEAR = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")
_ZOOMS = {"PCL": 5, "TER": 6, "ADM1": 8, "ADM2": 9, "CON": 3, "RGN": 6, "SEA": 6, "OCN": 4}
_PLACE_ZOOM = 12
_CITY_ZOOM = 11
_CITY = 100_000


def gazetteer_route(get_gazetteer: Callable[[], Gazetteer]) -> Route:
    """Return the route.

    Parameters
    ----------
    get_gazetteer : callable
        Gives the gazetteer; called at the first question, so that no start waits for it.

    Notes
    -----
    ``q`` is what was typed, of which the first hundred characters count; ``near`` is the middle of
    the map as latitude and longitude, and anything else is as if it were not there.
    """

    def search(request: Request) -> Response:
        text = request.query_params.get("q", "")[:LONGEST]
        spot = _NEAR.fullmatch(request.query_params.get("near", ""))
        near = Near(lon=float(spot[2]), lat=float(spot[1])) if spot else None
        try:
            gazetteer = get_gazetteer()
            found = gazetteer.search(text, limit=_LIMIT, near=near)
            places = [_described(gazetteer, one) for one in found]
        except GeoError as error:
            return PlainTextResponse(str(error), status_code=503)
        body = json.dumps({"places": places}, ensure_ascii=False, separators=(",", ":"))
        return send(request, packed(body.encode()), "application/json")

    return Route(GAZETTEER_URL, search)


def _described(gazetteer: Gazetteer, one: Candidate) -> dict[str, Any]:
    place = one.place
    parents = [parent.place.name for parent in gazetteer.parents(one)]
    code = place.feature_code
    zoom = _ZOOMS.get(code, _ZOOMS.get(code[:3]))
    if zoom is None:
        zoom = _CITY_ZOOM if one.population >= _CITY else _PLACE_ZOOM
    return {
        "id": place.id,
        "name": place.name,
        "local": place.name_uk if place.country == "UA" else place.name_ru,
        "kind": kind_of(code, one.population),
        "what": ", ".join([kind_in_words(code, one.population), *parents]),
        "people": one.population,
        "lon": place.lon,
        "lat": place.lat,
        "zoom": zoom,
    }
