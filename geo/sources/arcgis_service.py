"""An ArcGIS service and how it is asked: its address, its pace, its layers, its ways to refuse.

Notes
-----
Format: ArcGIS REST API, "Feature Service", "Map Service" and "Query (Feature Service/Layer)". A
service answers most refusals with HTTP status 200 and an object ``error``.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from geo.clock import from_epoch
from geo.errors import ClockError, FetchStopped, SourceError, SourceParseError
from geo.sources.addresses import parse_target, shown
from geo.sources.esri import date_fields
from geo.sources.fetching import FIRST_WAIT, Fetcher

TRIES = 3
"""How often an answer is asked for anew that says the service is busy, or is no JSON."""
_LARGEST_PAGE = 2_000
_USUAL_PAGE = 1_000  # what ArcGIS allows where a layer does not say
_LAYER = re.compile(
    r"(?P<service>.+/(?:Feature|Map)Server)(?:/(?P<layer>\d+))?(?:/query)?/?", re.IGNORECASE
)
# Parameters of a query that choose rows or say something else than rows. ``where`` is obeyed.
_CHOOSING = (
    "geometry", "having", "historicMoment", "objectIds", "outStatistics", "text", "time",
)  # fmt: skip
_PASSING = frozenset({429, 500, 502, 503, 504})
_TOKEN = frozenset({498, 499})


@dataclass(frozen=True)
class ServiceAddress:
    """What an address of ArcGIS names."""

    service: str
    """Up to ``FeatureServer`` or ``MapServer``, without a query."""
    layer: int | None
    """None for the service as a whole."""
    where: str = "1=1"
    """The rows, as SQL of the service."""
    token: str = ""
    """A key that the user's address brought along; never shown, never kept."""


@dataclass(frozen=True)
class LayerInfo:
    """What a layer says of itself."""

    url: str
    """Without a query."""
    name: str
    copyright: str
    edited_at: datetime | None
    """When it was last edited; None where it does not say."""
    id_field: str
    dates: tuple[str, ...]
    """Names of the fields that hold an instant."""
    page: int
    """Rows to ask for at a time."""
    geojson: bool
    """Whether it is offered; else Esri JSON is asked for."""
    by_offset: bool
    """Whether it can page; else rows are asked for by ranges of object ids."""


def parse_service_address(url: str) -> ServiceAddress:
    """Take the address of an ArcGIS layer or service apart.

    Parameters
    ----------
    url : str
        Ending in ``FeatureServer``, ``MapServer``, with or without ``/0`` and ``/query?...``. Of a
        query, ``where`` and ``token`` are used and what only shapes the answer is not.

    Raises
    ------
    AddressRefused
        If it is no web address.
    SourceError
        If it is no address of such a service, or its query chooses rows in another way.
    """
    parts = urlsplit(parse_target(url).url)
    found = _LAYER.fullmatch(parts.path)
    if found is None:
        raise SourceError(
            f"The address {shown(url)} is no ArcGIS layer: it should end in FeatureServer/0 or "
            "MapServer/0. Copy the address of the layer from its page."
        )
    query = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
    chosen = [name for name in _CHOOSING if query.get(name.lower())]
    if chosen:
        raise SourceError(
            f"The query of {shown(url)} chooses rows by {', '.join(chosen)}, which is not obeyed. "
            "Leave that out, or choose rows with where."
        )
    layer = found["layer"]
    return ServiceAddress(
        f"{parts.scheme}://{parts.netloc}{found['service']}",
        None if layer is None else int(layer),
        query.get("where", "1=1"),
        query.get("token", ""),
    )


class Service:
    """Asks one service, not more often than the pace, until it is told to stop.

    Parameters
    ----------
    fetcher : Fetcher
    token : str
        Sent with each request if it is not empty.
    pace : float
        Seconds between the beginnings of two requests.
    cancelled : callable
        Asked before each request.
    clock, sleep : callable
        A monotonic clock in seconds, and how to wait.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        token: str = "",
        pace: float = 1.0,
        cancelled: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._token = {"token": token} if token else {}
        self._pace = pace
        self._cancelled = cancelled
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    def ask(self, url: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request, an object without ``error``.

        Raises
        ------
        FetchStopped
            If the user stopped.
        SourceError
            If there is no answer, or it is a refusal, a page for people or no JSON object.
        """
        address = f"{url}?{urlencode({**parameters, **self._token})}"
        attempt, wait = 1, FIRST_WAIT
        while True:
            try:
                return self._once(address)
            except _Passing as error:
                if attempt == TRIES:
                    raise SourceError(f"{error} Try again later.") from error
            self._sleep(wait)
            attempt, wait = attempt + 1, wait * 2

    def _once(self, address: str) -> dict[str, Any]:
        if self._cancelled():
            raise FetchStopped(f"The fetch of {shown(address)} was stopped.")
        if (early := self._next - self._clock()) > 0:
            self._sleep(early)
        self._next = self._clock() + self._pace
        body = self._fetcher.get(address).body
        if body.lstrip()[:1] == b"<":
            raise SourceError(
                f"The service at {shown(address)} answers with a web page instead of data, "
                "as services do that want a sign-in. Open it in a browser; if it is open to all, "
                "copy its address anew."
            )
        try:
            answer = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise _Passing(
                f"The service at {shown(address)} sent JSON that cannot be read "
                f"({str(error)[:80]})."
            ) from error
        if not isinstance(answer, dict):
            raise _Passing(f"The service at {shown(address)} sent JSON that is no object.")
        if "error" in answer:
            raise _refusal(address, answer["error"])
        return answer

    def layer(self, address: ServiceAddress) -> LayerInfo:
        """Return what a layer says of itself; of a service, its only layer.

        Raises
        ------
        SourceError
            If the service has several layers or none, or the layer has no shapes or no object ids.
        """
        number = self._only_layer(address) if address.layer is None else address.layer
        url = f"{address.service}/{number}"
        told = self.ask(url, {"f": "json"})
        if not str(told.get("geometryType") or "").startswith("esriGeometry"):
            raise SourceError(
                f"The layer {shown(url)} has no shapes: it is a {str(told.get('type'))[:40]!r}. "
                "Give the address of one of the service's other layers."
            )
        id_field = _id_field(told)
        if id_field is None:
            raise SourceError(
                f"The layer {shown(url)} names no field of object ids, by which its pages could be "
                "told apart. Download it from its page and import the file."
            )
        abilities = told.get("advancedQueryCapabilities")
        most = told.get("maxRecordCount")
        return LayerInfo(
            url=url,
            name=str(told.get("name") or ""),
            copyright=str(told.get("copyrightText") or ""),
            edited_at=_edited_at(told),
            id_field=id_field,
            dates=tuple(date_fields(told.get("fields"))),
            page=min(most if isinstance(most, int) and most > 0 else _USUAL_PAGE, _LARGEST_PAGE),
            geojson="geojson" in str(told.get("supportedQueryFormats")).lower(),
            by_offset=isinstance(abilities, dict) and abilities.get("supportsPagination") is True,
        )

    def _only_layer(self, address: ServiceAddress) -> int:
        told = self.ask(address.service, {"f": "json"})
        layers = [
            (layer["id"], str(layer.get("name")))
            for layer in told.get("layers") or ()
            if isinstance(layer, dict) and isinstance(layer.get("id"), int)
        ]
        if not layers:
            raise SourceError(
                f"The service {shown(address.service)} lists no layer. Check its address."
            )
        if len(layers) > 1:
            listed = ", ".join(f"{number} {name[:80]!r}" for number, name in layers[:20])
            raise SourceError(
                f"The service {shown(address.service)} has {len(layers)} layers: {listed}. Add "
                f"the number of one to the address, as in {shown(address.service)[1:-1]}/"
                f"{layers[0][0]}."
            )
        return layers[0][0]


class _Passing(SourceError):
    """A refusal that may pass by itself."""


def _refusal(address: str, error: object) -> SourceError:
    told = error if isinstance(error, dict) else {}
    code, message = told.get("code"), str(told.get("message") or "no reason")[:120]
    if code in _TOKEN:
        return SourceError(
            f"The service at {shown(address)} is not open to all (it says {message!r}). Ask "
            "its publisher, or download the data where you are signed in and import the file."
        )
    if code in _PASSING:
        return _Passing(
            f"The service at {shown(address)} failed with {code} (it says {message!r})."
        )
    return SourceError(
        f"The service at {shown(address)} refuses the request with {str(code)[:20]} (it says "
        f"{message!r}). Check the address in a browser."
    )


def _id_field(told: dict[str, Any]) -> str | None:
    fields = told.get("fields")
    names = [
        told.get("objectIdField"),
        *(
            field.get("name")
            for field in (fields if isinstance(fields, list) else ())
            if isinstance(field, dict) and field.get("type") == "esriFieldTypeOID"
        ),
    ]
    # It becomes part of a condition in SQL of the service.
    return next((n for n in names if isinstance(n, str) and re.fullmatch(r"[\w.]+", n)), None)


def _edited_at(told: dict[str, Any]) -> datetime | None:
    editing = told.get("editingInfo")
    edited = editing.get("lastEditDate") if isinstance(editing, dict) else None
    if not isinstance(edited, int):
        return None
    try:
        instant = from_epoch(edited // 1000)
    except ClockError as error:
        raise SourceParseError(
            f"The layer says that it was last edited at {edited}, which is no time in milliseconds "
            "that can be read. Tell its publisher."
        ) from error
    return instant.replace(microsecond=edited % 1000 * 1000)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")
