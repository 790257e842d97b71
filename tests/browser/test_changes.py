"""The Changes page in a browser: three ways to see two pictures, charts that lead to the map."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import Locator, expect

from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import NEW, OLD, MapPage

TWO_DATES = "/changes?source=drawn&d=Two+dates&from=2025-01-01&to=2025-01-03"


@pytest.fixture(scope="module")
def archive(drawn_archive: Path) -> Iterator[str]:
    with running_dashboard(drawn_archive) as found:
        yield found


class ChangesPage(MapPage):
    """The Changes page in one browser tab."""

    def ready(self) -> None:
        expect(self.frame.locator(".salient-compare")).to_have_attribute("data-ready", "true")

    def mode(self, name: str) -> None:
        self.frame.locator(f"#mode-{name}").click()
        expect(self.frame.locator(".salient-compare")).to_have_attribute("data-mode", name)

    @property
    def container(self) -> Locator:
        return self.frame.locator(".first-map")

    def area_pixels(self) -> np.ndarray:
        return self.drawn()

    def drawn(self, pane: str = "areas", of: str = ".first-map") -> np.ndarray:
        return self._canvas(f"{of} .leaflet-{pane}-pane canvas")


@pytest.fixture
def changes(new_map: Callable[..., MapPage], archive: str) -> ChangesPage:
    tab = new_map(archive)
    page = ChangesPage.__new__(ChangesPage)
    page.__dict__ = tab.__dict__
    return page


def test_what_changed_is_gained_solid_lost_striped_and_the_rest_faint(changes: ChangesPage):
    changes.open(TWO_DATES)
    for stamp, day in zip(changes.frame.locator(".stamp").all(), ("1 Jan", "3 Jan"), strict=True):
        expect(stamp).to_have_text(f"{day} 2025, 12:00 UTC")
    changes.toggle("claimed-UA")
    pixels = changes.drawn()
    lon, lat = changes.ground_of_pixels()

    def within(shape: shapely.Geometry) -> np.ndarray:
        return pixels[shapely.contains_xy(shape.buffer(-0.02), lon, lat)]

    assert len(np.unique(within(NEW - OLD), axis=0)) == 1
    assert len(np.unique(within(OLD - NEW)[:, :3], axis=0)) >= 2
    assert within(NEW & OLD)[:, 3].max() < 120


def test_side_by_side_both_maps_move_together_and_show_their_own_picture(changes: ChangesPage):
    changes.open(TWO_DATES)
    changes.mode("side")
    second = changes.drawn(of=".second-map")
    assert (second[..., 3] > 0).any()
    assert second.shape != changes.drawn().shape or (second != changes.drawn()).any()
    centres = """() => {
      const maps = [window.map_div, window.map_div.salient._second];
      const [one, other] = maps.map((map) => map.getCenter());
      return [one.lat, one.lng, other.lat, other.lng];
    }"""
    before = changes.frame.locator("body").evaluate(centres)
    box_ = changes.frame.locator(".second-map").bounding_box()
    assert box_ is not None
    x, y = box_["x"] + 200, box_["y"] + 300
    changes.page.mouse.move(x, y)
    changes.page.mouse.down()
    changes.page.mouse.move(x + 90, y + 40, steps=5)
    changes.page.mouse.up()
    lat, lon, other_lat, other_lon = changes.frame.locator("body").evaluate(centres)
    pixel = 360 / 256 / 2 ** changes.container.evaluate("() => window.map_div.getZoom()")
    assert (lat, lon) == pytest.approx((other_lat, other_lon), abs=pixel)
    assert abs(lon - before[1]) > 0.01
    zooms = "() => [window.map_div, window.map_div.salient._second].map((m) => m.getZoom())"
    first = changes.frame.locator("body").evaluate(zooms)
    assert first[0] == first[1]
    changes.frame.locator(".second-map").dblclick(position={"x": 200, "y": 300})
    changes.page.wait_for_function(
        "([selector, before]) => { const frame = document.querySelector(selector).contentWindow;"
        " const maps = [frame.map_div, frame.map_div.salient._second];"
        " return maps.every((map) => map.getZoom() === before + 1); }",
        arg=["iframe[title='streamlit_folium.st_folium']", first[0]],
    )


def test_the_swipe_shows_the_earlier_picture_on_its_left(changes: ChangesPage):
    changes.open(TWO_DATES)
    changes.mode("swipe")
    handle = changes.frame.get_by_role("slider", name="Swipe")

    def widths() -> tuple[float, float]:
        return tuple(
            changes.frame.locator(f".leaflet-{pane}-pane").first.evaluate(
                "(pane) => { const [t, r, b, l] = pane.style.clip.match(/-?[\\d.]+/g).map(Number);"
                " return r - l; }"
            )
            for pane in ("before", "areas")
        )

    left, right = widths()
    assert left == pytest.approx(right, abs=1)
    handle.focus()
    handle.press("End")
    left, right = widths()
    assert right < 20 < left
    assert (changes.drawn("before")[..., 3] > 0).any()


def test_the_link_brings_mode_categories_and_place_back(
    changes: ChangesPage, new_map: Callable[..., MapPage], archive: str
):
    changes.open(TWO_DATES)
    changes.mode("swipe")
    changes.toggle("assessed-RU")
    link = changes.expect_link(lambda q: q.get("mode") == "swipe" and q.get("hide") and q.get("c"))
    assert link["hide"] == "assessed.RU"
    changes.idle()
    other = new_map(archive)
    other.page.goto(changes.page.url)
    root = other.frame.locator(".salient-compare")
    expect(root).to_have_attribute("data-ready", "true")
    expect(root).to_have_attribute("data-mode", "swipe")
    expect(other.frame.locator("#show-assessed-RU")).not_to_be_checked()
    assert other.frame.locator(".first-map").evaluate("() => window.map_div.getZoom()") == float(
        link["c"].split(",")[2]
    )


def test_other_dates_are_drawn_in_the_same_frame_and_keep_the_mode(changes: ChangesPage):
    changes.open(TWO_DATES)
    changes.mode("side")
    changes.expect_link(lambda q: q.get("mode") == "side")
    changes.frame.locator("body").evaluate("() => { window.witness = 'same' }")
    changes.page.get_by_role("radio", name="365").click()
    expect(changes.frame.locator(".later .stamp")).to_have_text("12 Jan 2025, 12:00 UTC")
    expect(changes.frame.locator(".salient-compare")).to_have_attribute("data-mode", "side")
    assert changes.frame.locator("body").evaluate("() => window.witness") == "same"


def test_two_sources_are_compared(changes: ChangesPage):
    changes.open(
        "/changes?source=drawn&from_source=kursk-seed&d=Two+dates&from=2025-01-05&to=2025-01-12"
    )
    names = changes.frame.locator(".source-name")
    expect(names.first).to_have_text("Kursk salient (synthetic)")
    expect(names.last).to_have_text("Drawn squares")
    expect(changes.frame.locator(".earlier .synthetic")).to_be_visible()
    expect(changes.frame.locator(".later .synthetic")).to_be_hidden()
    assert (changes.drawn()[..., 3] > 0).any()


def test_a_point_of_a_chart_leads_to_the_map_at_its_date(changes: ChangesPage):
    changes.open("/changes?source=drawn&archive=true")
    chart = changes.page.locator(".stVegaLiteChart")
    expect(chart).to_have_count(3)
    point = chart.first.locator("path[aria-roledescription='point']").first
    point.scroll_into_view_if_needed()
    point.click(force=True)
    changes.page.wait_for_url("**/?source=drawn&at=2025-01-*")
    container = changes.frame.locator(".leaflet-container")
    expect(container).to_have_attribute("data-ready", "true")
    expect(changes.stamp).to_contain_text("Jan 2025, 12:00 UTC")


def test_titles_say_source_date_and_method(changes: ChangesPage):
    changes.open("/changes?source=kursk-seed")
    chart = changes.page.locator(".stVegaLiteChart")
    for number, words in enumerate(("WGS84 ellipsoid", "7-day mean", "each with its own scale")):
        text = chart.nth(number).locator("svg")
        expect(text).to_contain_text("Kursk salient (synthetic), synthetic; data as of 12 Mar 2025")
        expect(text).to_contain_text(words)
