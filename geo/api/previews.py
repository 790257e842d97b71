"""Routes of what is about to be imported: an index and a timeline that no store has yet."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import packed, send
from geo.intake.preview import Previews

PREVIEW_PREFIX = "/data/previews"


def preview_routes(previews: Previews) -> list[Route]:
    """Return the routes under which a map loads a preview.

    Parameters
    ----------
    previews : Previews
        The open ones; each is reached only by its own word.
    """

    def answer(request: Request) -> Response:
        preview = previews.get(request.path_params["token"])
        if preview is None:
            return PlainTextResponse(
                "This preview is no longer open. Choose the file once more.", status_code=404
            )
        if request.path_params["name"] == "index.json":
            body = packed(json.dumps(preview.index, ensure_ascii=False).encode())
            return send(request, body, "application/json", cache_control="no-store")
        return send(request, preview.timeline, "application/octet-stream", cache_control="no-store")

    return [Route(PREVIEW_PREFIX + "/{token:str}/{name:str}", answer)]


def preview_urls(token: str, urls: dict[str, str]) -> dict[str, str]:
    """Return the map's addresses with those of a preview in place of the store's."""
    prefix = f"{PREVIEW_PREFIX}/{token}"
    return urls | {"index": f"{prefix}/index.json", "timelines": prefix}
