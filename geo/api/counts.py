"""Routes of large sets of events: what is in a whole set, and tiles of counts; never the rows.

A URL holds the revision of the set, so that what it answers never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import FOR_EVER, send
from geo.errors import GeoError, NotInStore
from geo.maps.count_sets import CountSet, count_set, summary_of, tile_of

COUNTS_URL = "/data/counts"


def counts_payload(
    sets: dict[str, Any], counted: Iterable[CountSet], url: str = COUNTS_URL
) -> dict[str, Any]:
    """Return the sets of events that a map can show, those of counts after those of rows.

    Parameters
    ----------
    sets : dict
        As :func:`geo.maps.payloads.event_sets_payload` makes it. A set of counts of the same
        source stands back: the rows say more.
    counted : iterable of CountSet
    url : str
        Under which the routes of counts are.
    """
    known = {entry["id"] for entry in sets["sources"]}
    more = [
        {
            "id": found.source.id,
            "title": found.source.title,
            "attribution": found.source.attribution,
            "licence": found.source.licence,
            "count": found.count,
            "url": f"{url}/{found.source.id}/{found.revision}",
            "counted": True,
        }
        for found in counted
        if found.source.id not in known
    ]
    return {"sources": [*sets["sources"], *more]}


def count_routes(get_folder: Callable[[], Path | None]) -> list[Route]:
    """Return ``/data/counts/<source>/<revision>/summary.bin`` and ``.../<zoom>/<x>/<y>.bin``.

    Parameters
    ----------
    get_folder : callable
        Gives the folder of the sets of tiles, for each request.

    Notes
    -----
    Where a tile has no events the answer is 204.
    """

    def answered(make: Callable[[Request, CountSet], Response]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            path = request.path_params
            try:
                folder = get_folder()
                if folder is None:
                    raise NotInStore("There are no counts of events here.")
                return make(request, count_set(folder, path["source"], path["revision"]))
            except NotInStore as error:
                return PlainTextResponse(str(error), status_code=404)
            except GeoError as error:
                return PlainTextResponse(str(error), status_code=503)

        return endpoint

    def whole(request: Request, counts: CountSet) -> Response:
        body = summary_of(counts)
        return send(request, body, "application/octet-stream", cache_control=FOR_EVER)

    def tile(request: Request, counts: CountSet) -> Response:
        path = request.path_params
        body = tile_of(counts, path["zoom"], path["x"], path["y"])
        if body is None:
            return Response(status_code=204, headers={"Cache-Control": FOR_EVER})
        return send(request, body, "application/octet-stream", cache_control=FOR_EVER)

    base = COUNTS_URL + "/{source:str}/{revision:str}"
    return [
        Route(base + "/summary.bin", answered(whole)),
        Route(base + "/{zoom:int}/{x:int}/{y:int}.bin", answered(tile)),
    ]
