"""Bringing one's own data in on the Data page, in a real browser, on a store of its own."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from shapely.geometry import box, mapping

from scripts.dashboard_server import running_dashboard
from tests.hostile_files import STRINGS

NAME = "{{7*191}} <img src=x onerror=window.__ran=1>"


@pytest.fixture
def page(browser: Browser, seeded_file: Path, tmp_path: Path) -> Iterator[Page]:
    store = tmp_path / "store.gpkg"
    shutil.copy(seeded_file, store)
    with running_dashboard(store) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.goto(f"{address}/data?section=Import")
        yield page
        assert page.evaluate("window.__ran") is None
        page.close()


def at_rest(page: Page) -> None:
    """Wait until a run of the page is over: an open list does not outlive one."""
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def drawn(folder: Path, name: str, *boxes: tuple[float, float, float, float]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"category": "claimed", "actor": "UA", "label": label},
            "geometry": mapping(box(*bounds)),
        }
        for bounds, label in zip(boxes, STRINGS, strict=False)
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_areas_are_shown_on_a_map_asked_about_stored_and_undone(page: Page, tmp_path: Path):
    path = drawn(tmp_path, "2025-01-06.geojson", (35, 51, 35.4, 51.3), (48.5, 37.9, 48.7, 38.1))
    page.set_input_files("input[type=file]", path)
    page.get_by_label("Its name").fill("Our desk")
    page.get_by_label("Its name").press("Tab")
    # A source of another name has a preview of its own; the one before it leaves when it stands.
    frame = page.frame_locator("[data-stale=false] iframe")
    expect(frame.get_by_text("Data as of 6 Jan 2025")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True).last).to_be_enabled()
    page.get_by_role("button", name="Import", exact=True).last.click()
    expect(page.get_by_text("Our desk as of 2025-01-06T00:00:00Z came in")).to_be_visible()
    page.get_by_text("History", exact=True).click()
    expect(page.get_by_text("Undo an import")).to_be_visible()
    at_rest(page)
    page.get_by_label("Import", exact=True).click()
    page.get_by_role("option").filter(has_text="2025-01-06.geojson").click()
    page.get_by_label("Why").fill("a trial")
    page.get_by_label("Why").press("Tab")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("is undone. Nothing was deleted")).to_be_visible()


def test_what_looks_wrong_must_be_answered_for(page: Page, tmp_path: Path):
    path = drawn(tmp_path, "2025-01-06.geojson", (48.5, 37.9, 48.7, 38.1))
    page.set_input_files("input[type=file]", path)
    expect(page.get_by_text("latitude and longitude look swapped")).to_be_visible()
    button = page.get_by_role("button", name="Import", exact=True).last
    expect(button).to_be_disabled()
    page.get_by_text("I have looked at this. It is right.").click()
    expect(button).to_be_enabled()


def test_a_broken_file_is_a_sentence_that_shows_its_name_letter_for_letter(
    page: Page, tmp_path: Path
):
    path = tmp_path / f"{NAME}.geojson".replace("/", "")
    path.write_text('{"type": "FeatureCollection",')
    page.set_input_files("input[type=file]", path)
    expect(page.get_by_role("alert").filter(has_text="is cut short")).to_be_visible()
    assert NAME in page.get_by_role("alert").first.inner_text()


def test_columns_that_were_named_once_stand_there_the_next_time(page: Page, tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text("wann,breite,laenge,was\n31/1/2024,51.1,35.2,=1+1\n1/2/2024,x,35.3,b\n")
    page.set_input_files("input[type=file]", path)
    for label, column in (
        ("Date", "wann"), ("Latitude", "breite"), ("Longitude", "laenge"),
        ("What happened", "was"), ("Its dates are written as", "D/M/Y"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).click()
        page.get_by_role("option", name=column, exact=True).click()
    expect(page.get_by_text("31 Jan 2024 to 1 Feb 2024")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).last.click()
    expect(page.get_by_text("2 events of My source came in")).to_be_visible()
    page.set_input_files("input[type=file]", path)
    expect(page.get_by_text("31 Jan 2024 to 1 Feb 2024")).to_be_visible()


def test_a_long_import_says_how_long_and_can_be_cancelled(page: Page, tmp_path: Path):
    paths = []
    for day in range(1, 29):
        # A comb of many teeth: an area that takes a while to read.
        teeth = [[30 + tooth / 400, 50 + (tooth % 2) / (day + 3)] for tooth in range(4_000)]
        ring = [*teeth, [41, 49], [29, 49], teeth[0]]
        feature = {
            "type": "Feature",
            "properties": {"category": "assessed", "actor": "RU"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        path = tmp_path / f"2024-02-{day:02}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        paths.append(path)
    page.set_input_files("input[type=file]", paths)
    expect(page.get_by_text(" left.")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Choose files to see what they hold.")).to_be_visible()
    page.goto(page.url.replace("Import", "History"))
    expect(page.get_by_text("Undo an import")).to_be_visible()
    expect(page.get_by_text("2024-02-")).to_have_count(0)
