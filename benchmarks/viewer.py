"""A viewer without a browser, which speaks Streamlit's protobuf over its WebSocket.

It fetches what a browser would fetch. A hundred of them cost less than one Chromium.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_LIMIT_S = 60.0
_FOUND_IN_PAGE = re.compile(r"""(?:src|href)="\./(static/[^"]+)\"""")
# What the map page loads, in the words of geo.api.DATA_URLS.
_MAP_FILES = (
    "assets/leaflet.js", "assets/leaflet.css", "assets/salient.js", "assets/salient.css",
    "data/styles.json", "data/index.json", "data/places.json", "data/claims.json",
    "data/events.json", "data/basemap.json",
)  # fmt: skip
_SETTLED = (0, 3)  # a script, or a fragment of one, ran to its end


@dataclass
class Account:
    """What a crowd saw, added up."""

    reruns: list[float] = field(default_factory=list)
    """Milliseconds from the message to the end of the script, of steps on the map."""
    pages: list[float] = field(default_factory=list)
    """The same, of changes of page."""
    faults: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    """HTTP answers by status."""
    received: int = 0
    """Bytes over the WebSockets."""

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return {
            "reruns": self.reruns,
            "pages": self.pages,
            "faults": dict(self.faults),
            "answers": {str(status): n for status, n in self.answers.items()},
            "received": self.received,
        }


class Viewer:
    """One session on the dashboard at an address, such as ``http://localhost:8501``."""

    def __init__(self, address: str, account: Account) -> None:
        self._address = address
        self._account = account
        # The server closes what is idle for 5 s; a browser then asks again, this client would fail.
        idle = httpx2.Limits(keepalive_expiry=2)
        self._http = httpx2.AsyncClient(base_url=f"{address}/", timeout=_LIMIT_S, limits=idle)
        self._etags: dict[str, str] = {}
        self._socket: ClientConnection | None = None
        self._pages: dict[str, str] = {}
        self._page = ""
        self._query = ""
        self._map_id = ""
        self._kept: dict[str, ForwardMsg] = {}
        self._source = ""
        self.instants: list[str] = []
        """Of the editions of the source with which the map opens."""

    async def open(self) -> None:
        """Open the map page, and fetch all that it needs."""
        page = await self._fetch("")
        await asyncio.gather(*(self._fetch(name) for name in set(_FOUND_IN_PAGE.findall(page))))
        parts = urlsplit(self._address)
        self._socket = await connect(
            f"ws://{parts.netloc}{parts.path}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            origin=f"{parts.scheme}://{parts.netloc}",  # type: ignore[arg-type]
            max_size=None,
            compression=None,
            open_timeout=_LIMIT_S,
        )
        await self._run(self._account.pages)
        await self.fetch_map()

    async def fetch_map(self) -> None:
        """Fetch the map's files as a browser does that may have them already."""
        bodies = await asyncio.gather(*(self._fetch(name) for name in _MAP_FILES))
        index = bodies[_MAP_FILES.index("data/index.json")]
        if index:
            source = json.loads(index)["sources"][0]
            self._source = source["id"]
            self.instants = [edition["at"] for edition in source["editions"]]
            # Lives at an address that never changes: a browser asks for it once.
            await self._fetch(f"data/timelines/{source['timeline']}.bin")

    async def step(self, at: str) -> None:
        """Do what the map does when the hand rests on a date: tell the server, await the panel."""
        link = {"source": self._source, "at": at}
        await self._run(self._account.reruns, {"link": link, "revision": 0})
        if parse_qs(self._query).get("at") != [at]:
            self._account.faults[f"the page did not follow to {at}"] += 1

    async def go(self, page: str) -> None:
        """Go to another page by its part of the address; empty for the map."""
        self._page = self._pages[page]
        self._query = ""
        await self._run(self._account.pages)
        if not page:
            await self.fetch_map()

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()
        await self._http.aclose()

    async def _fetch(self, path: str) -> str:
        """Return a file as text; empty if this viewer has it already."""
        known = self._etags.get(path)
        answer = await self._http.get(path, headers={"If-None-Match": known} if known else {})
        self._account.answers[answer.status_code] += 1
        if answer.status_code not in (200, 304):
            self._account.faults[f"{path} answered {answer.status_code}"] += 1
        if answer.status_code != 200:
            return ""
        self._etags[path] = answer.headers.get("etag", "")
        return answer.text if path.endswith((".json", "")) else ""

    async def _run(self, times: list[float], report: dict[str, Any] | None = None) -> None:
        """Ask for a run of the page and read until it has ended."""
        assert self._socket is not None
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash = self._query, self._page
        state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone = "UTC"
        state.context_info.url = f"{self._address}/"
        if report is not None:
            widget = state.widget_states.widgets.add()
            widget.id, widget.json_value = self._map_id, json.dumps(report)
        started = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        try:
            async with asyncio.timeout(_LIMIT_S):
                while not await self._read():
                    pass
        except TimeoutError:
            self._account.faults["a run took more than a minute"] += 1
            return
        times.append((time.perf_counter() - started) * 1000)

    async def _read(self) -> bool:
        """Take one message of the server; say whether it ends the run."""
        assert self._socket is not None
        data = await self._socket.recv(decode=False)
        self._account.received += len(data)
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "ref_hash":
            kept = self._kept.get(message.ref_hash)
            if kept is None:
                self._account.faults["the server named a message that it never sent"] += 1
                return False
            message = kept
        elif message.metadata.cacheable:
            self._kept[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._pages = {p.url_pathname * (not p.is_default): p.page_script_hash
                           for p in message.navigation.app_pages}  # fmt: skip
            self._page = self._page or message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._see(message.delta.new_element)
        elif kind == "script_finished":
            if message.script_finished not in _SETTLED:
                self._account.faults[f"a script ended with {message.script_finished}"] += 1
            return True
        return False

    def _see(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self._account.faults[f"an exception on the page: {element.exception.type}"] += 1
        elif kind == "component_instance" and self._page == self._pages.get(""):
            self._map_id = element.component_instance.id
