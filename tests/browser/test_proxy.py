"""Behind Debian's nginx, under a path: map, data, API and downloads, and nothing elsewhere."""

import gzip
import json
import os
import pwd
import shutil
import socket
import string
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from scripts.dashboard_server import ROOT, running_dashboard
from scripts.loopback import free_port, wait_for
from tests.browser.conftest import LOAD_MS, MapPage

SUB_PATH = "/salient"
_AROUND = string.Template("""
$user
pid $folder/nginx.pid;
error_log stderr;
events { }
http {
  access_log off;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  gzip on;
  gzip_types *;
  gzip_proxied any;
  include $folder/salient.conf;
}
""")


def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        if os.environ.get("SALIENT_SERVER_TESTS") == "required":
            pytest.fail("nginx is not installed, and here that counts as a failure.")
        pytest.skip("nginx is not installed: apt install nginx-light")
    return found


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def running_nginx(folder: Path, upstream: str, port: int) -> Iterator[str]:
    """Run nginx with the project's own template as a plain process; ends it by its process id."""
    program = nginx()
    template = string.Template((ROOT / "deploy" / "nginx.conf.template").read_text())
    (folder / "salient.conf").write_text(
        template.safe_substitute(
            SALIENT_LISTEN=f"127.0.0.1:{port}", SALIENT_UPSTREAM=upstream, SALIENT_PATH=SUB_PATH,
            SALIENT_TIMEOUT="1h",
        )
    )  # fmt: skip
    # As root its workers would be somebody who may not enter a test's folder.
    user = f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(_AROUND.substitute(user=user, folder=folder))
    said = folder / "said"
    with said.open("wb") as faults:
        process = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"],
            stdout=faults, stderr=faults,
        )  # fmt: skip
        try:
            settled = wait_for(lambda: answers(port) or process.poll() is not None, 60)
            if not settled or process.poll() is not None:
                pytest.fail(f"nginx did not start: {said.read_text()}")
            yield f"http://localhost:{port}{SUB_PATH}"
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def proxied(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a dashboard under a path, as nginx shows it."""
    folder = tmp_path_factory.mktemp("nginx")
    store = folder / "store.gpkg"
    shutil.copy(seeded_file, store)
    with (
        running_dashboard(store, sub_path=SUB_PATH) as behind,
        running_nginx(folder, urlsplit(behind).netloc, free_port()) as before,
    ):
        yield before


def get(address: str, **headers: str):
    """Return status, headers and body; a redirect is followed, an error is an answer."""
    asked = urllib.request.Request(
        address, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def hrefs(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value["href"],) if "href" in value else ()
        for part in value.values():
            yield from hrefs(part)
    elif isinstance(value, list):
        for part in value:
            yield from hrefs(part)


def test_data_is_packed_once_and_asked_for_again_by_its_etag(proxied: str):
    status, headers, body = get(f"{proxied}/data/index.json", Accept_Encoding="gzip")
    assert (status, headers.get_all("Content-Encoding")) == (200, ["gzip"])
    index = json.loads(gzip.decompress(body))
    again = get(f"{proxied}/data/index.json", If_None_Match=headers["ETag"])
    assert (again[0], again[2]) == (304, b"")
    timeline = f"{proxied}/data/timelines/{index['sources'][0]['timeline']}.bin"
    status, headers, body = get(timeline, Accept_Encoding="gzip")
    assert (status, headers.get_all("Content-Encoding")) == (200, ["gzip"])
    assert "immutable" in headers["Cache-Control"]
    ledger = json.loads(get(f"{proxied}/data/ledger.json")[2])
    for part in ("claims", "settled"):
        assert ledger[part].startswith(f"{SUB_PATH}/data/")
        assert get(proxied.removesuffix(SUB_PATH) + ledger[part])[0] == 200


def test_nothing_stands_outside_the_path(proxied: str):
    root = proxied.removesuffix(SUB_PATH)
    for path in ("/", "/data/index.json", "/api", "/_stcore/health", "/salientx/"):
        assert get(root + path)[0] == 404, path
    assert get(proxied)[0] == 200, "without the slash it is redirected"


def test_every_link_of_the_api_leads_back_through_the_proxy(proxied: str):
    for path in ("", "/collections", "/collections/claims/items?limit=5", "/conformance"):
        status, _, body = get(f"{proxied}/api{path}")
        assert status == 200
        links = list(hrefs(json.loads(body)))
        assert all(link.startswith(f"{proxied}/api") for link in links), links
    page = json.loads(body := get(f"{proxied}/api/collections/places/items?limit=50")[2])
    seen = 0
    while True:
        seen += page["numberReturned"]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        page = json.loads(get(following[0])[2])
    assert seen == 119, body[:200]
    document = json.loads(get(f"{proxied}/api/openapi.json")[2])
    assert document["servers"][0]["url"] == f"{proxied}/api"


def test_the_dashboard_works_there_and_asks_for_nothing_elsewhere(
    new_map: Callable[..., MapPage], proxied: str
):
    tab = new_map(proxied)
    sockets: list[str] = []
    tab.page.on("websocket", lambda opened: sockets.append(opened.url))
    tab.open("/")
    expect(tab.stamp).to_contain_text("5 Jan 2025")
    tab.frame.get_by_role("slider", name="Date").press("ArrowRight")
    expect(tab.stamp).to_contain_text("20 Jan 2025")
    tab.expect_link(lambda link: link.get("at", "").startswith("2025-01-20"))
    expect(tab.panel.first).to_contain_text("20 Jan 2025", timeout=LOAD_MS)
    assert urlsplit(tab.page.url).path.rstrip("/") == SUB_PATH
    tab.idle()
    tab.page.get_by_role("link", name="Publish this view").click()
    tab.page.wait_for_url(lambda url: urlsplit(url).path == f"{SUB_PATH}/publish", timeout=LOAD_MS)
    expect(tab.page.locator(".st-key-publish-preview img")).to_be_visible(timeout=LOAD_MS)
    tab.idle()
    with tab.page.expect_download(timeout=LOAD_MS) as waiting:
        tab.page.get_by_role("button", name="PNG", exact=True).click()
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
    tab.idle()
    # The other maps, each with addresses of its own.
    for page, root in (("claims", "[data-state]"), ("changes", ".salient-compare")):
        tab.page.get_by_role("link", name=page.title(), exact=True).click()
        tab.page.wait_for_url(lambda url, p=page: urlsplit(url).path == f"{SUB_PATH}/{p}")
        ready = tab.frame.locator(f"{root}[data-ready='true']")
        expect(ready).to_be_attached(timeout=LOAD_MS)
    asked = [urlsplit(url) for url in [*tab.requests, *sockets]]
    outside = [u.geturl() for u in asked if u.netloc and not u.path.startswith(f"{SUB_PATH}/")]
    assert outside == []
    assert [urlsplit(url).path for url in sockets] == [f"{SUB_PATH}/_stcore/stream"] * len(sockets)
    assert sockets
