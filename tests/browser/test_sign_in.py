"""Sign-in end to end: a provider of OpenID Connect on loopback, a real server, a real Chromium."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.access import Role
from geo.store import Store, open_store
from scripts.dashboard_server import running_dashboard
from scripts.sign_in_provider import running_provider, secrets_toml
from tests.browser.conftest import LOAD_MS
from tests.browser.test_proxy import SUB_PATH, free_port, nginx, running_nginx

SECRET = "a secret of forty letters, for tests only"
NAMES = ("ada", "abe", "vic", "ned", "una")
CLAIM = "claim:kursk-2025-01-11-01"
REVIEW = f"/claims?section=Review&pick={CLAIM}"


@dataclass
class Desk:
    """A dashboard where people sign in."""

    address: str
    store: Store
    issuer: str


@pytest.fixture(scope="module")
def desk(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    path, secrets = folder / "store.gpkg", folder / "secrets.toml"
    shutil.copy(seeded_file, path)
    store = open_store(path)
    now = datetime.now(UTC)
    for name, role in (("ada", Role.ADMIN), ("abe", Role.ANALYST), ("vic", Role.VIEWER)):
        store.team.give(f"{name}@desk.example", role, by="root", at=now)
    store.team.give("una@desk.example", Role.ADMIN, by="root", at=now)
    users = [
        {
            "sub": name,
            "email": f"{name}@desk.example",
            "email_verified": name != "una",
            "name": name.capitalize(),
        }
        for name in NAMES
    ]
    with running_provider(users) as issuer:
        secrets.write_text(secrets_toml(issuer, SECRET))
        with running_dashboard(path, options=["--secrets.files", str(secrets)]) as address:
            yield Desk(address, store, issuer)
    store.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Return what opens a browser of its own, without a cookie."""
    contexts = []

    def opened() -> Page:
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.set_default_timeout(LOAD_MS)
        return page

    yield opened
    for context in contexts:
        context.close()


def come_in(page: Page, desk: Desk, name: str, link: str = "/account") -> None:
    page.goto(desk.address + link)
    page.get_by_role("button", name="Sign in").click()
    # The provider's page names a style sheet elsewhere; nothing of it is waited for.
    page.wait_for_url("**/oauth2/authorize**", wait_until="commit")
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{desk.address}/**", wait_until="commit")


def status_of(page: Page, desk: Desk, path: str) -> int:
    return page.request.get(desk.address + path).status


def said(page: Page, words: str) -> None:
    expect(page.locator(".salient-sentence").filter(has_text=words)).to_be_visible(timeout=LOAD_MS)


def set_to_disputed(page: Page, reason: str) -> None:
    page.get_by_role("button", name="Disputed").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why").fill(reason)
    dialog.get_by_role("button", name="Set to disputed").click()


def test_signed_out_there_is_a_button_and_no_data(desk, window):
    page = window()
    for path in ("/data/index.json", "/data/claims.json", "/api/collections", "/media/x.png"):
        answer = page.request.get(desk.address + path)
        assert (answer.status, answer.text()[:20]) == (401, "Nobody is signed in.")
    upload = page.request.put(f"{desk.address}/_stcore/upload_file/a/b", data="x")
    assert upload.status == 401
    requests: list[str] = []
    page.on("response", lambda answer: requests.append(f"{answer.status} {answer.url}"))
    page.goto(desk.address + REVIEW)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Claims", exact=True)).to_have_count(0)
    expect(page.locator(".salient-card")).to_have_count(0)
    # Nothing that the page itself needs is closed, its typeface among it.
    assert not [line for line in requests if line.startswith("401")]


def test_a_viewer_comes_back_to_the_view_sees_it_and_changes_nothing(desk, window):
    page = window()
    before = desk.store.reviewed_claims()
    come_in(page, desk, "vic", REVIEW)
    page.wait_for_url(desk.address + REVIEW, wait_until="commit")
    said(page, "It takes the role analyst to set the status of a claim. Yours is viewer")
    expect(page.get_by_role("button", name="Disputed")).to_have_count(0)
    page.goto(f"{desk.address}/data?section=Import")
    said(page, "It takes the role analyst to import")
    expect(page.locator("input[type=file]")).to_have_count(0)
    page.goto(f"{desk.address}/articles")
    said(page, "It takes the role analyst to have a file or an address read")
    page.goto(f"{desk.address}/claims")
    expect(page.locator("iframe").first).to_be_visible()
    expect(page.get_by_text("Save or remove a view")).to_have_count(0)
    answer = page.request.get(f"{desk.address}/data/index.json")
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-cache")
    upload = page.request.put(f"{desk.address}/_stcore/upload_file/a/b", data="x")
    assert (upload.status, upload.text()[:29]) == (403, "It takes the role analyst to ")
    assert desk.store.reviewed_claims() == before


def test_what_an_analyst_does_bears_the_name_until_the_role_is_gone(desk, window):
    page = window()
    come_in(page, desk, "abe", REVIEW)
    expect(page.get_by_role("button", name="Merge claimant")).to_be_disabled()
    set_to_disputed(page, "two films of the same day")
    said(page, "The status disputed is stored")
    entry = desk.store.history(1)[0]
    assert (entry.action, entry.by) == ("status", "abe@desk.example")
    expect(page.locator(".salient-line")).to_contain_text("abe@desk.example")
    # Gone in the store, and so at the very next step of the page that stands open.
    desk.store.team.take("abe@desk.example", by="root", at=datetime.now(UTC))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("have no role here yet")).to_be_visible(timeout=LOAD_MS)
    assert desk.store.history(1)[0].by == "root"
    assert status_of(page, desk, "/data/index.json") == 403


def test_an_admin_gives_a_role_and_signs_out_of_every_window(desk, window):
    ned, ada = window(), window()
    come_in(ned, desk, "ned", "/data")
    expect(ned.get_by_text("have no role here yet")).to_be_visible()
    assert status_of(ned, desk, "/data/index.json") == 403
    come_in(ada, desk, "ada")
    expect(ada.get_by_role("heading", name="People")).to_be_visible()
    ada.get_by_role("textbox", name="Who").fill("ned@desk.example")
    ada.get_by_role("button", name="Give", exact=True).click()
    said(ada, "ned@desk.example is viewer from now on")
    entry = desk.store.history(1)[0]
    assert (entry.action, entry.by) == ("role", "ada@desk.example")
    ned.get_by_role("button", name="Look again").click()
    expect(ned.get_by_role("heading", name="Sources")).to_be_visible()
    assert status_of(ned, desk, "/data/index.json") == 200

    other = ada.context.new_page()
    other.set_default_timeout(LOAD_MS)
    other.goto(desk.address + REVIEW)
    expect(other.get_by_role("button", name="Disputed")).to_be_visible()
    kept = ada.context.cookies(desk.address)
    ada.get_by_role("button", name="Sign out").click()
    ada.wait_for_url("**/oauth2/end_session**", wait_until="commit")
    assert status_of(ada, desk, "/data/index.json") == 401
    other.get_by_role("button", name="Next unreviewed").click()
    expect(other.get_by_text("Your sign-in has ended.")).to_be_visible(timeout=LOAD_MS)
    ada.context.add_cookies(kept)  # as whoever had copied them would
    assert status_of(ada, desk, "/data/index.json") == 401


def test_an_address_that_was_not_verified_gives_no_role(desk, window):
    page = window()
    come_in(page, desk, "una")
    expect(page.get_by_text("have no role here yet")).to_be_visible()
    said(page, "does not say that your e-mail address was verified")
    expect(page.locator("[data-testid=stCode]")).to_contain_text(f"{desk.issuer} una")


@pytest.mark.parametrize(
    ("change", "secret", "status"),
    [
        ({}, SECRET, 200),
        ({}, "another secret of forty letters or so....", 401),
        ({"iat": time.time() - 13 * 3600}, SECRET, 401),
        ({"origin": "https://elsewhere.example"}, SECRET, 401),
        ({"is_logged_in": False}, SECRET, 401),
        ({"iss": "https://elsewhere.example"}, SECRET, 403),
        ({"sub": ""}, SECRET, 401),
    ],
    ids=["as it is", "forged", "13 hours old", "another server's", "out", "other issuer", "nobody"],
)
def test_a_cookie_counts_only_as_the_server_signed_it_and_while_it_holds(
    desk, window, change, secret, status
):
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    from geo.access import Person

    vic = Person(f"{desk.issuer} vic", "vic@desk.example", "Vic")
    desk.store.team.welcome(vic, at=datetime.now(UTC))
    told = {
        "iss": desk.issuer, "sub": "vic", "iat": time.time(), "origin": desk.address,
        "is_logged_in": True, "provider": "default",
    }  # fmt: skip
    cookie = create_signed_value(secret, "_streamlit_user", json.dumps(told | change)).decode()
    page = window()
    page.context.add_cookies([{"name": "_streamlit_user", "value": cookie, "url": desk.address}])
    assert status_of(page, desk, "/data/index.json") == status


def test_behind_the_proxy_under_a_path_a_sign_in_comes_back_to_its_view(
    seeded_file, tmp_path, window
):
    nginx()
    path, secrets, port = tmp_path / "store.gpkg", tmp_path / "secrets.toml", free_port()
    shutil.copy(seeded_file, path)
    store = open_store(path)
    store.team.give("vic@desk.example", Role.VIEWER, by="root", at=datetime.now(UTC))
    vic = {"sub": "vic", "email": "vic@desk.example", "email_verified": True, "name": "Vic"}
    options = ["--secrets.files", str(secrets)]
    with running_provider([vic]) as issuer:
        secrets.write_text(secrets_toml(issuer, SECRET, f"http://localhost:{port}{SUB_PATH}"))
        with (
            running_dashboard(path, sub_path=SUB_PATH, options=options) as behind,
            running_nginx(tmp_path, urlsplit(behind).netloc, port) as address,
        ):
            desk, page = Desk(address, store, issuer), window()
            for closed in ("/data/index.json", "/api/collections", "/media/x.png"):
                assert status_of(page, desk, closed) == 401, closed
            come_in(page, desk, "vic", REVIEW)
            page.wait_for_url(address + REVIEW, wait_until="commit")
            said(page, "Yours is viewer")
            assert status_of(page, desk, "/data/index.json") == 200
            page.goto(f"{address}/account")
            page.get_by_role("button", name="Sign out").click()
            page.wait_for_url("**/oauth2/end_session**", wait_until="commit")
            assert status_of(page, desk, "/data/index.json") == 401
            page.goto(address + REVIEW)
            expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    store.close()
