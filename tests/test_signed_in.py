"""Routes closed to who has not signed in, sign-ins that end, and the way back to a view."""

import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.access import RULES, Person, Role, least_role
from geo.access.sessions import Sessions, sign_in_from
from geo.api import build_routes
from geo.api.signed_in import OPEN, AroundSignIn, closed
from geo.errors import ConfigurationError
from geo.store import open_store

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 1, 1, tzinfo=UTC)
VIC = Person("https://id.example vic", "vic@desk.example", "Vic")
NED = Person("https://id.example ned", "ned@desk.example", "Ned")
PEOPLE = {"vic": VIC, "ned": NED}


def who(cookies: Mapping[str, str], now: datetime) -> Person | None:
    return PEOPLE.get(cookies.get("person", ""))


@pytest.fixture(scope="module")
def store(seeded_file, tmp_path_factory):
    path = tmp_path_factory.mktemp("closed") / "store.gpkg"
    shutil.copy(seeded_file, path)
    opened = open_store(path)
    opened.team.give(VIC.email, Role.VIEWER, by="root", at=NOW)
    opened.team.welcome(VIC, at=NOW)
    yield opened
    opened.close()


def client(store, name: str = "") -> TestClient:
    app = Starlette(routes=closed(build_routes(lambda: store), who, lambda: store))
    return TestClient(app, cookies={"person": name} if name else {})


def paths() -> list[str]:
    return [route.path for route in build_routes(lambda: None)]


def example(path: str) -> str:
    """Return an address that a route answers, be it with 404."""
    return re.sub(r"\{\w+:\w+\}", "1", path).replace("{name}", "salient.js")


@pytest.mark.parametrize("path", paths())
def test_every_route_but_the_scripts_answers_only_who_may_see_things(store, path):
    address = example(path)
    outside = client(store).get(address)
    waiting = client(store, "ned").get(address)
    inside = client(store, "vic").get(address)
    if path.endswith(OPEN):
        assert outside.status_code == waiting.status_code == inside.status_code == 200
        return
    assert (outside.status_code, outside.headers["cache-control"]) == (401, "no-store")
    assert outside.text.startswith("Nobody is signed in.")
    assert waiting.status_code == 403
    assert "ned@desk.example has no role here yet" in waiting.text
    assert inside.status_code in (200, 400, 404)
    assert inside.headers["cache-control"].startswith("private, ")
    assert "public" not in inside.headers["cache-control"]
    assert "Cookie" in inside.headers["vary"]


def test_no_route_of_ours_changes_anything(store):
    """Reading is all that a request can do, so that a page elsewhere has nothing to forge."""
    for route in build_routes(lambda: store):
        assert set(route.methods) <= {"GET", "HEAD"}, route.path
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client(store, "vic").request(method, "/data/index.json")
        assert answer.status_code == 405


def test_under_a_path_of_its_own_the_same_is_closed(store):
    routes = build_routes(lambda: store, sub_path="/salient")
    outside = TestClient(Starlette(routes=closed(routes, who, lambda: store)))
    for route in routes:
        status = outside.get(example(route.path)).status_code
        assert status == (200 if route.path == "/salient/assets/{name}" else 401), route.path


def test_a_role_that_was_taken_closes_the_routes_at_once(store):
    store.team.give(NED.email, Role.EDITOR, by="root", at=NOW)
    store.team.welcome(NED, at=NOW)
    reader = client(store, "ned")
    assert reader.get("/data/index.json").status_code == 200
    store.team.take(NED.email, by="root", at=NOW)
    assert reader.get("/data/index.json").status_code == 403


def around(store, name: str = "", *, secure: bool = False) -> TestClient:
    def login(request):
        return RedirectResponse("https://id.example/authorize", status_code=302)

    def back(request):
        return RedirectResponse("/", status_code=302)

    def thing(request):
        return PlainTextResponse("done")

    app = Starlette(
        routes=[
            Route("/auth/login", login), Route("/oauth2callback", back),
            Route("/auth/logout", back),
            Route("/media/{name}", thing), Route("/static/media/{name}", thing),
            Route("/sub/media/{name}", thing),
            Route("/_stcore/upload_file/{a}/{b}", thing, methods=["PUT", "DELETE"]),
            Route("/_stcore/health", thing),
        ],
        middleware=[Middleware(AroundSignIn, who, lambda: store, secure=secure)],
    )  # fmt: skip
    return TestClient(
        app, "https://desk.example" if secure else "http://desk.example",
        cookies={"person": name} if name else {}, follow_redirects=False,
    )  # fmt: skip


def test_streamlits_own_files_and_uploads_are_closed_and_what_its_page_needs_is_not(store):
    for path, outside, viewer in (
        ("/media/a.png", 401, 200),
        ("/sub/media/a.png", 401, 200),
        ("/static/media/font.woff2", 200, 200),
        ("/_stcore/health", 200, 200),
    ):
        assert around(store).get(path).status_code == outside
        assert around(store, "vic").get(path).status_code == viewer
    for method in ("PUT", "DELETE"):
        path = "/_stcore/upload_file/1/2"
        assert around(store).request(method, path).status_code == 401
        assert around(store, "vic").request(method, path).status_code == 403
    assert around(store, "vic").get("/auth/logout").headers["clear-site-data"] == '"cache"'


def sent_back(store, view: str) -> str:
    reader = around(store)
    reader.get("/auth/login", headers={"referer": f"http://desk.example{view}"})
    return reader.get("/oauth2callback").headers["location"]


def test_a_sign_in_comes_back_to_the_view_that_asked_for_it(store):
    view = "/claims?section=Review&pick=claim%3Aa;b&q=%D0%9A%D1%83%D1%80%D1%81%D0%BA"
    assert sent_back(store, view) == view
    reader = around(store, secure=True)
    kept = reader.get("/auth/login", headers={"referer": "https://desk.example/data"})
    assert "HttpOnly; SameSite=Lax; Secure" in kept.headers["set-cookie"]
    assert reader.get("/oauth2callback").headers["location"] == "/data"
    assert reader.get("/oauth2callback").headers["location"] == "/"  # once


@pytest.mark.parametrize(
    "referer",
    [
        "https://elsewhere.example/data", "http://desk.example//elsewhere.example/",
        "http://desk.example/\\elsewhere.example", "http://desk.example@elsewhere.example/x", "",
        "http://[", "http://desk.example/" + "a" * 4_000, "javascript:alert(1)",
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(store, referer):
    reader = around(store)
    reader.get("/auth/login", headers={"referer": referer} if referer else {})
    assert reader.get("/oauth2callback").headers["location"] == "/"


@given(st.text(max_size=40))
def test_whatever_stands_in_the_cookie_the_way_leads_to_this_server(store, said):
    reader = around(store)
    reader.cookies.set("salient_next", quote(said, safe=""))
    location = reader.get("/oauth2callback").headers["location"]
    parts = urlsplit(location)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert location.startswith("/")


class TestSessions:
    CLAIMS = {  # noqa: RUF012
        "iss": "https://id.example", "sub": "vic", "iat": NOW.timestamp(), "nonce": "a",
    }  # fmt: skip

    def test_it_holds_for_a_working_day(self):
        sessions = Sessions()
        late = NOW + timedelta(hours=11, minutes=59)
        assert sessions.person(self.CLAIMS, late) == Person("https://id.example vic")
        assert sessions.person(self.CLAIMS, NOW + timedelta(hours=12)) is None
        assert sessions.person({}, NOW) is None

    def test_one_that_was_ended_stays_ended_and_the_next_one_holds(self):
        sessions = Sessions()
        sessions.end(self.CLAIMS, NOW)
        assert sessions.person(self.CLAIMS, NOW) is None
        again = self.CLAIMS | {"nonce": "b"}
        assert sessions.person(again, NOW) is not None
        sessions.end(again, NOW + timedelta(days=1))
        assert sessions.person(self.CLAIMS, NOW) is not None  # long over, so no longer kept


class TestSettings:
    WHOLE = {  # noqa: RUF012
        "redirect_uri": "https://desk.example/oauth2callback",
        "cookie_secret": "k" * 32,
        "client_id": "salient",
        "client_secret": "s",
        "server_metadata_url": "https://id.example/.well-known/openid-configuration",
    }

    def test_without_a_section_nobody_has_to_sign_in(self):
        assert sign_in_from({}) is None

    def test_one_provider_or_several(self):
        found = sign_in_from(self.WHOLE)
        assert (found.providers, found.secure) == (("",), True)
        named = {n: self.WHOLE[n] for n in ("redirect_uri", "cookie_secret")} | {
            name: {n: v for n, v in self.WHOLE.items() if "_u" not in n or n.startswith("server")}
            for name in ("google", "keycloak")
        }
        assert sign_in_from(named).providers == ("google", "keycloak")
        assert sign_in_from(self.WHOLE | {"client_kwargs": {"prompt": "login"}}).providers == ("",)
        local = self.WHOLE | {"redirect_uri": "http://localhost:{port}/oauth2callback"}
        assert not sign_in_from(local).secure

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"redirect_uri": ""}, "redirect_uri must be this dashboard's address"),
            ({"redirect_uri": "http://desk.example/oauth2callback"}, "must begin with https"),
            ({"cookie_secret": "xxx"}, "a random text of 32 letters or more"),
            ({"client_secret": ""}, r"\[auth\] lacks client_secret"),
            ({"server_metadata_url": "http://id.example/x"}, "must begin with https"),
            ({"server_metadata_url": "https://["}, "must begin with https"),
        ],
    )
    def test_what_is_not_whole_is_refused_and_not_served_to_everyone(self, change, words):
        with pytest.raises(ConfigurationError, match=words):
            sign_in_from(self.WHOLE | change)


def test_the_table_of_roles_in_the_documents_is_that_of_the_code():
    page = (ROOT / "docs" / "sign-in.md").read_text(encoding="utf-8")

    def least(action, own):
        role = least_role(action, own=own)
        return "nobody" if role is None else role.value

    rows = [
        f"| {rule.words} | {least(action, True)} | {least(action, False)} |"
        for action, rule in RULES.items()
    ]
    assert "\n".join(rows) in page
