"""The Publish page in a browser: from the map to a file, and the settings of tomorrow."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.store import open_store
from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import LOAD_MS, MapPage


@pytest.fixture(scope="module")
def own_store(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("publish") / "store.gpkg"
    shutil.copy(seeded_file, path)
    return path


@pytest.fixture(scope="module")
def publishing(own_store: Path) -> Iterator[str]:
    with running_dashboard(own_store) as address:
        yield address


def at_rest(tab: MapPage) -> None:
    """Wait until the run is over: it draws a picture, which a busy machine takes its time for."""
    app = tab.page.locator(".stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def test_from_a_view_of_the_map_to_files(
    new_map: Callable[..., MapPage], publishing: str, own_store: Path, tmp_path: Path
):
    tab = new_map(publishing).open("/?source=kursk-seed&at=2025-01-12&hide=claimed")
    tab.page.get_by_role("link", name="Publish this view").click()
    picture = tab.page.locator(".st-key-publish-preview img")
    expect(picture).to_be_visible()
    assert "at=2025-01-12" in tab.page.url
    # True size: a pixel of the layout is a pixel of the screen.
    sizes = picture.evaluate("i => [i.naturalWidth, i.getBoundingClientRect().width]")
    assert sizes[0] == 1200
    assert abs(sizes[1] - 1200) <= 2  # with its border
    tab.page.get_by_text("Portrait", exact=True).click()
    tab.page.wait_for_function(
        "document.querySelector('.st-key-publish-preview img')?.naturalWidth === 900",
        timeout=LOAD_MS,
    )
    at_rest(tab)
    for label, start in (("PNG", b"\x89PNG"), ("Page in one file", b"<!doctype html>")):
        with tab.page.expect_download(timeout=LOAD_MS) as waiting:
            tab.page.get_by_role("button", name=label, exact=True).click()
        assert waiting.value.suggested_filename.startswith("kursk-seed-2025-01-05.")
        waiting.value.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_bytes().startswith(start)
        at_rest(tab)
    store = open_store(own_store)
    assert store.mapping("publish")[1]["layout"] == "portrait"
    store.close()
    again = new_map(publishing)
    again.page.goto(f"{publishing}/publish")
    expect(again.page.locator(".st-key-publish-preview img")).to_be_visible()
    chosen = again.page.get_by_role("radio", name="Portrait")
    expect(chosen).to_have_attribute("aria-checked", "true")
