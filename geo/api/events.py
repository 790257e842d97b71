"""Routes of the events on the map: a set as columns, and the texts of a few of its events.

Both URLs hold the revision of the set, so that what they answer never changes.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import FOR_EVER, packed, send
from geo.errors import GeoError, NotInStore
from geo.maps.event_words import event_rows
from geo.maps.events import event_columns, in_order
from geo.store import Store

EVENTS_URL = "/data/events"
MOST_ROWS = 50
"""Events whose texts can be asked for at once."""
_ROWS = re.compile(rf"\d{{1,9}}(?:,\d{{1,9}}){{0,{MOST_ROWS - 1}}}", re.ASCII)
_KEPT_SETS = 2


@dataclass(frozen=True)
class _Sheet:
    """A set of events in the order of its rows on the map."""

    events: pd.DataFrame
    zone: str
    columns: bytes


class _Sheets:
    """The sets that were asked for last; each is read from the store and coded once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Store, str, str], _Sheet] = OrderedDict()
        self._lock = Lock()

    def sheet(self, store: Store, source: str, revision: str) -> _Sheet:
        # A second reader waits for the first: two readings at once would take longer, and twice
        # the memory.
        with self._lock:
            record = next((s for s in store.event_sets() if s.source.id == source), None)
            if record is None or str(record.revision) != revision:
                raise NotInStore(
                    "The store does not have this set of events any more. Reload the page."
                )
            key = (store, source, revision)
            if key not in self._kept:
                events = in_order(store.events(source))
                zone = record.source.time_zone
                self._kept[key] = _Sheet(events, zone, event_columns(events, zone))
                while len(self._kept) > _KEPT_SETS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


def event_routes(get_store: Callable[[], Store]) -> list[Route]:
    """Return the routes ``/data/events/<source>/<revision>.bin`` and ``.../<revision>/<rows>``.

    Parameters
    ----------
    get_store : callable
        Gives the open store, for each request.

    Notes
    -----
    ``<rows>`` are at most :data:`MOST_ROWS` positions, separated by commas.
    """
    sheets = _Sheets()

    def answered(make: Callable[[Request, _Sheet], Response]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            path = request.path_params
            try:
                return make(request, sheets.sheet(get_store(), path["source"], path["revision"]))
            except (NotInStore, IndexError) as error:
                said = str(error) if isinstance(error, GeoError) else "There is no such event."
                return PlainTextResponse(said, status_code=404)
            except GeoError as error:
                return PlainTextResponse(str(error), status_code=503)

        return endpoint

    def columns(request: Request, sheet: _Sheet) -> Response:
        return send(request, sheet.columns, "application/octet-stream", cache_control=FOR_EVER)

    def rows(request: Request, sheet: _Sheet) -> Response:
        asked = request.path_params["rows"]
        if not _ROWS.fullmatch(asked):
            said = f"Ask for at most {MOST_ROWS} rows by their numbers, separated by commas."
            return PlainTextResponse(said, status_code=404)
        found = event_rows(sheet.events, [int(number) for number in asked.split(",")], sheet.zone)
        body = packed(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())
        return send(request, body, "application/json", cache_control=FOR_EVER)

    return [
        Route(EVENTS_URL + "/{source:str}/{revision:str}.bin", answered(columns)),
        Route(EVENTS_URL + "/{source:str}/{revision:str}/{rows:str}", answered(rows)),
    ]
