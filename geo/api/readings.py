"""Route of the articles that are open: what a reading found, before anything of it is stored."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import packed, send
from geo.maps.article import OpenReadings

READINGS_URL = "/data/readings"


def reading_routes(readings: OpenReadings) -> list[Route]:
    """Return the route under which a map loads an article, each by its own word."""

    def answer(request: Request) -> Response:
        body = readings.get(request.path_params["token"])
        if body is None:
            return PlainTextResponse(
                "This article is no longer open. Read it once more.", status_code=404
            )
        return send(request, packed(body), "application/json", cache_control="no-store")

    return [Route(READINGS_URL + "/{token:str}.json", answer)]
