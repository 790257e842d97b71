"""The same routes, closed to who has not signed in; and the way back to the view after sign-in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.access import Action, Person
from geo.access.sessions import CALLBACK
from geo.errors import GeoError, NotAllowed
from geo.store import Store

WhoAsks = Callable[[Mapping[str, str], datetime], Person | None]
"""Gives the person whom a request's cookies name, if their sign-in holds."""

OPEN = "/assets/{name}"
"""Scripts and styles, the same for everyone; the sign-in page needs none of them."""

_UPLOAD = re.compile(r"(?:^|/)_stcore/upload_file(?:/|$)")
# Files that were made for a session; not those of Streamlit itself, typefaces among them.
_MEDIA = re.compile(r"(?<!/static)/media(?:/|$)")
_NEXT = "salient_next"
_NEXT_SECONDS = 900
# A path of this server in plain ASCII, without a backslash; two slashes would begin a host.
_OWN_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")
_LONGEST_PATH = 3_000


class _Judge:
    def __init__(self, who: WhoAsks, get_store: Callable[[], Store]) -> None:
        self._who = who
        self._get_store = get_store

    def refusal(self, request: Request, action: Action) -> Response | None:
        """Return why a request is refused; None if it is not."""
        person = self._who(request.cookies, datetime.now(UTC))
        if person is None:
            said = "Nobody is signed in. Open the dashboard in this browser and sign in."
            return _said(401, said)
        try:
            self._get_store().team.standing(person).require(action)
        except NotAllowed as error:
            return _said(403, str(error))
        except GeoError as error:
            return _said(503, str(error))
        return None


class _Closed:
    """A route's app behind the question who asks; its answers are for that one reader."""

    def __init__(self, app: ASGIApp, judge: _Judge) -> None:
        self._app = app
        self._judge = judge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = await run_in_threadpool(self._judge.refusal, Request(scope), Action.VIEW)
        if refused is not None:
            await refused(scope, receive, send)
            return

        async def for_one(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A cache that many share must not hand on what one reader may see.
                kept = headers.get("cache-control", "no-cache")
                headers["cache-control"] = f"private, {kept.replace('public, ', '')}"
                headers.add_vary_header("Cookie")
            await send(message)

        await self._app(scope, receive, for_one)


def closed(routes: Sequence[Route], who: WhoAsks, get_store: Callable[[], Store]) -> list[Route]:
    """Return routes of which all but :data:`OPEN` answer only those who may see things.

    Parameters
    ----------
    routes : sequence of Route
    who : callable
        Gives the person whom cookies name at an instant.
    get_store : callable
        Gives the open store, whose stored roles decide at each request.

    Notes
    -----
    Without a sign-in the answer is 401, without the role 403, each with a sentence.
    """
    judge = _Judge(who, get_store)
    return [
        route if route.path.endswith(OPEN)
        else Route(route.path, _Closed(route.app, judge), methods=sorted(route.methods or ()))
        for route in routes
    ]  # fmt: skip


class AroundSignIn:
    """What stands around Streamlit's own routes where people sign in.

    Uploads and made files are closed to who has not signed in. A link that was opened signed out
    comes back to its view: the sign-in is asked for from the page itself, whose address the browser
    names, and the answer of the provider is sent on to it.

    Parameters
    ----------
    app : ASGI app
    who, get_store
        As of :func:`closed`.
    secure : bool
        Whether the dashboard is reached by https.
    """

    def __init__(
        self, app: ASGIApp, who: WhoAsks, get_store: Callable[[], Store], *, secure: bool
    ) -> None:
        self._app = app
        self._judge = _Judge(who, get_store)
        self._secure = "; Secure" if secure else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        path = scope.get("path", "")
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _UPLOAD.search(path) or _MEDIA.search(path):
            action = Action.READ_FILE if _UPLOAD.search(path) else Action.VIEW
            refused = await run_in_threadpool(self._judge.refusal, Request(scope), action)
            await (refused or self._app)(scope, receive, send)
        elif path.endswith("/auth/login"):
            await self._app(scope, receive, self._remembering(scope, send))
        elif path.endswith(CALLBACK):
            await self._app(scope, receive, self._returning(scope, send))
        elif path.endswith("/auth/logout"):
            await self._app(scope, receive, _forgetting(send))
        else:
            await self._app(scope, receive, send)

    def _remembering(self, scope: Scope, send: Send) -> Send:
        view = _view_of(Headers(scope=scope))

        async def remember(message: Message) -> None:
            if message["type"] == "http.response.start" and view:
                self._set_next(message, quote(view, safe=""), _NEXT_SECONDS)
            await send(message)

        return remember

    def _returning(self, scope: Scope, send: Send) -> Send:
        view = unquote(Request(scope).cookies.get(_NEXT, ""))

        async def go_on(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 302:
                if _is_own(view):
                    MutableHeaders(scope=message)["location"] = view
                self._set_next(message, "", 0)
            await send(message)

        return go_on

    def _set_next(self, message: Message, value: str, seconds: int) -> None:
        MutableHeaders(scope=message).append(
            "set-cookie",
            f"{_NEXT}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{self._secure}",
        )


def _forgetting(send: Send) -> Send:
    """Let the browser forget the data that it keeps of who signs out."""

    async def forget(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["clear-site-data"] = '"cache"'
        await send(message)

    return forget


def _view_of(headers: Headers) -> str:
    """Return path and query of the page that asks, if it is one of this server."""
    try:
        asking = urlsplit(headers.get("referer", ""))
    except ValueError:
        return ""
    view = asking.path + (f"?{asking.query}" if asking.query else "")
    return view if asking.netloc == headers.get("host") and _is_own(view) else ""


def _is_own(path: str) -> bool:
    return len(path) <= _LONGEST_PATH and _OWN_PATH.fullmatch(path) is not None


def _said(status: int, sentence: str) -> Response:
    return PlainTextResponse(sentence, status_code=status, headers={"Cache-Control": "no-store"})
