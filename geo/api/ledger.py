"""Routes of the Claims page: all claims as columns, and what people settled of them.

Both live at addresses that hold the hash of their content, so that a browser may keep them for
ever; the list of the two addresses is asked for each time.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.api.answers import FOR_EVER, packed, send
from geo.errors import GeoError
from geo.ledger import settled_names
from geo.maps.claim_columns import CodedClaims, claim_columns, settled_columns
from geo.store import Store

LEDGER_URL = "/data/ledger.json"
_BODIES = "/data/ledger"
_KEPT = 4


class _Ledger:
    """The claims of the store that was asked last, coded once for each state of them."""

    def __init__(self, sub_path: str) -> None:
        self._front = sub_path + _BODIES
        self._lock = Lock()
        self._coded: tuple[object, CodedClaims] | None = None
        self._listed: tuple[object, bytes] | None = None
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    def listing(self, store: Store) -> bytes:
        """Return the addresses of both tables, as gzip of JSON."""
        # A second reader waits for the first: two at once would take longer, and twice the memory.
        with self._lock:
            revision = (store, store.revision())
            if self._listed is None or self._listed[0] != revision:
                coded = self._claims(store)
                names = settled_names(store.reviews())
                settled = settled_columns(coded, store.statuses(), names)
                urls = {
                    "count": len(coded.ids),
                    "claims": self._keep(coded.body),
                    "settled": self._keep(settled),
                }
                self._listed = (revision, packed(json.dumps(urls).encode()))
            return self._listed[1]

    def body(self, digest: str) -> bytes | None:
        """Return a table by its hash; None if it is none of the last ones."""
        with self._lock:
            return self._bodies.get(digest)

    def _claims(self, store: Store) -> CodedClaims:
        state = (store, store.claims_state())
        if self._coded is None or self._coded[0] != state:
            self._coded = None  # the old ones make room before the new ones are read
            places = {place.id: place for place in store.places()}
            sources = {source.id: source for source in store.sources()}
            self._coded = (state, claim_columns(store.each_claim(), places, sources))
        return self._coded[1]

    def _keep(self, body: bytes) -> str:
        digest = hashlib.sha256(body).hexdigest()[:32]
        self._bodies[digest] = body
        self._bodies.move_to_end(digest)
        while len(self._bodies) > _KEPT:
            self._bodies.popitem(last=False)
        return f"{self._front}/{digest}.bin"


def ledger_routes(get_store: Callable[[], Store], sub_path: str = "") -> list[Route]:
    """Return the routes ``/data/ledger.json`` and ``/data/ledger/<hash>.bin``.

    Parameters
    ----------
    get_store : callable
        Gives the open store, for each request.
    sub_path : str
        Stands before the addresses that are told.
    """
    ledger = _Ledger(sub_path)

    def listing(request: Request) -> Response:
        try:
            return send(request, ledger.listing(get_store()), "application/json")
        except GeoError as error:
            return PlainTextResponse(str(error), status_code=503)

    def table(request: Request) -> Response:
        body = ledger.body(request.path_params["digest"])
        if body is None:
            said = "The claims have changed meanwhile. Reload the page."
            return PlainTextResponse(said, status_code=404)
        return send(request, body, "application/octet-stream", cache_control=FOR_EVER)

    return [Route(LEDGER_URL, listing), Route(_BODIES + "/{digest:str}.bin", table)]
