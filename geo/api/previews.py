"""Routes of what is about to be imported: editions or events that no store has yet."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import packed, send
from geo.intake.preview import Preview, Previews
from geo.maps.event_words import event_rows
from geo.maps.events import event_columns
from geo.maps.payloads import event_sets_payload
from geo.models import EventSetRecord

PREVIEW_PREFIX = "/data/previews"
_MOST_ROWS = 50


def preview_routes(previews: Previews, sub_path: str = "") -> list[Route]:
    """Return the routes under which a map loads a preview.

    Parameters
    ----------
    previews : Previews
        The open ones; each is reached only by its own word.
    sub_path : str
        Stands before the addresses that are told.
    """

    def answer(request: Request) -> Response:
        token, name = request.path_params["token"], request.path_params["name"]
        preview = previews.get(token)
        if preview is None:
            return PlainTextResponse(
                "This preview is no longer open. Choose the file once more.", status_code=404
            )
        body: bytes | None = None
        if name == "index.json" and preview.index is not None:
            body = _json(preview.index)
        elif name == "events.json":
            front = f"{sub_path}{PREVIEW_PREFIX}/{token}/events"
            body = _json(event_sets_payload(_sets(preview), front))
        elif name.startswith("events/") and preview.events is not None:
            body = _events(preview, preview.events, name.rpartition("/")[2])
        elif name == "timeline.bin" and preview.timeline:
            body = preview.timeline
        if body is None:
            return PlainTextResponse("There is no such part of a preview.", status_code=404)
        kind = "application/octet-stream" if name.endswith(".bin") else "application/json"
        return send(request, body, kind, cache_control="no-store")

    return [Route(PREVIEW_PREFIX + "/{token:str}/{name:path}", answer)]


def preview_urls(
    token: str, preview: Preview, urls: dict[str, str], sub_path: str = ""
) -> dict[str, str]:
    """Return the map's addresses with those of a preview in place of the store's."""
    prefix = f"{sub_path}{PREVIEW_PREFIX}/{token}"
    own = {"events": f"{prefix}/events.json"}
    if preview.index is not None:
        own |= {"index": f"{prefix}/index.json", "timelines": prefix}
    return urls | own


def _sets(preview: Preview) -> list[EventSetRecord]:
    if preview.events is None:
        return []
    record = EventSetRecord(
        source=preview.source,
        count=len(preview.events),
        first=None,
        last=None,
        revision="preview",
    )
    return [record]


def _events(preview: Preview, events: pd.DataFrame, name: str) -> bytes | None:
    zone = preview.source.time_zone
    if name == "preview.bin":
        return event_columns(events, zone)
    numbers = name.split(",")
    if len(numbers) > _MOST_ROWS or not all(n.isascii() and n.isdigit() for n in numbers):
        return None
    rows = [int(number) for number in numbers]
    return None if max(rows) >= len(events) else _json(event_rows(events, rows, zone))


def _json(value: Any) -> bytes:
    return packed(json.dumps(value, ensure_ascii=False).encode())
