"""The time machine in a browser: what the hand moves, what is drawn, and what is loaded."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from geo.archive import timeline_of
from geo.store import open_store
from geo.timeline import Timeline
from geo.timeline.grid import code_points
from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import NEW, OLD, MapPage


@pytest.fixture(scope="module")
def archive(drawn_archive: Path) -> Iterator[str]:
    with running_dashboard(drawn_archive) as found:
        yield found


@pytest.fixture
def squares(new_map: Callable[..., MapPage], archive: str) -> MapPage:
    return new_map(archive).open("/?source=drawn&at=2025-01-03")


def slider(tab: MapPage):
    return tab.frame.get_by_role("slider", name="Date")


def directed_edges(timeline: Timeline, position: int) -> dict[str, set[tuple[int, ...]]]:
    found: dict[str, set[tuple[int, ...]]] = {}
    edges = timeline.edges(position)
    start, end = (code_points(edges[side].to_numpy()) for side in ("start", "end"))
    for key, one, other in zip(edges["key"], start, end, strict=True):
        found.setdefault("|".join(timeline.keys[key]), set()).add((*one.tolist(), *other.tolist()))
    return found


@pytest.mark.parametrize("source", ["kursk-seed", "drawn"])
def test_the_decoder_in_the_browser_agrees_with_the_one_in_python(
    squares: MapPage, drawn_archive: Path, source: str
):
    store = open_store(drawn_archive)
    timeline, digest = timeline_of(store, source), store.derived.timelines()[source].hash
    store.close()
    decoded = squares.container.evaluate(
        """async (_, url) => {
          const timeline = await Salient.loadTimeline(url);
          const lon = (x) => Math.round((x * 360 - 180) * 1e5);
          const lat = (y) =>
            Math.round((Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI) * 1e5);
          return Array.from({ length: timeline.count }, (_, position) =>
            Object.fromEntries(timeline.areas(position).map((area) => [
              `${area.category}|${area.actor}|${area.kind}`,
              area.rings.flatMap(({ points }) =>
                Array.from({ length: points.length / 2 }, (_, i) => {
                  const j = (i + 1) % (points.length / 2);
                  return [2 * i, 2 * j].flatMap((k) => [lon(points[k]), lat(points[k + 1])]);
                })),
            ])));
        }""",
        f"/data/timelines/{digest}.bin",
    )
    assert len(decoded) == len(timeline.instants) > 3
    for position, areas in enumerate(decoded):
        expected = directed_edges(timeline, position)
        assert {key: {tuple(edge) for edge in edges} for key, edges in areas.items()} == expected
        for key, edges in areas.items():
            assert len(edges) == len(expected[key]), "an edge was drawn twice"


def test_a_timeline_of_another_version_is_refused_by_the_browser(squares: MapPage):
    squares.page.route(
        "**/data/timelines/other.bin", lambda route: route.fulfill(body=b"SALT\x02\x00")
    )
    said = squares.container.evaluate(
        "() => Salient.loadTimeline('/data/timelines/other.bin').catch((error) => error.message)"
    )
    assert "another version" in said


def test_keys_move_by_edition_week_and_to_the_ends_and_the_date_is_said(squares: MapPage):
    bar = slider(squares)
    bar.focus()
    for key, said in [
        ("ArrowRight", "10 Jan 2025, 12:00 UTC"),
        ("ArrowLeft", "3 Jan 2025, 12:00 UTC"),
        ("PageUp", "10 Jan 2025, 12:00 UTC"),
        ("PageDown", "3 Jan 2025, 12:00 UTC"),
        ("Home", "1 Jan 2025, 12:00 UTC"),
        ("PageUp", "8 Jan 2025. Carried forward from 3 Jan 2025, 12:00 UTC"),
        ("ArrowLeft", "3 Jan 2025, 12:00 UTC"),
        ("End", "12 Jan 2025, 12:00 UTC"),
    ]:
        bar.press(key)
        expect(bar).to_have_attribute("aria-valuetext", said)
    expect(squares.stamp).to_have_text("Data as of 12 Jan 2025, 12:00 UTC")
    squares.expect_link(lambda q: q.get("at") == "2025-01-12T12:00:00Z")


def test_a_day_without_an_edition_shows_the_last_one_and_says_so(
    squares: MapPage, new_map: Callable[..., MapPage], archive: str
):
    held = squares.area_pixels()
    bar = slider(squares)
    bar.focus()
    bar.press("PageUp")
    bar.press("PageDown")
    box_ = bar.bounding_box()
    assert box_ is not None
    # Twelve days on the bar; the sixth is 6 January.
    squares.page.mouse.click(box_["x"] + box_["width"] * 5 / 11, box_["y"] + box_["height"] / 2)
    expect(squares.stamp).to_have_text("6 Jan 2025")
    carried = squares.frame.locator(".carried")
    expect(carried).to_have_text("Carried forward from 3 Jan 2025, 12:00 UTC")
    assert (squares.area_pixels() == held).all()
    link = squares.expect_link(lambda q: q.get("at") == "2025-01-06")
    expect(squares.panel.first).to_contain_text("3 Jan 2025, 12:00 UTC")
    other = new_map(archive).open(f"/?source=drawn&at={link['at']}")
    expect(other.stamp).to_have_text("6 Jan 2025")
    expect(other.page.locator(".salient-sentence.note")).to_have_count(1)  # how to select


def test_dragging_follows_the_hand_and_loads_nothing(squares: MapPage):
    loaded = len(squares.requests)
    box_ = slider(squares).bounding_box()
    assert box_ is not None
    y = box_["y"] + box_["height"] / 2
    squares.page.mouse.move(box_["x"] + box_["width"] * 2 / 11, y)
    squares.page.mouse.down()
    seen = []
    for day in range(2, 12):
        squares.page.mouse.move(box_["x"] + 2 + (box_["width"] - 4) * day / 11, y)
        seen.append(squares.container.get_attribute("data-at"))
    squares.page.mouse.up()
    assert seen == [
        "2025-01-03T12:00:00Z", *(f"2025-01-0{day}" for day in range(4, 10)),
        "2025-01-10T12:00:00Z", "2025-01-11T12:00:00Z", "2025-01-12T12:00:00Z",
    ]  # fmt: skip
    data = [url for url in squares.requests[loaded:] if "/data/" in url]
    assert data == []


def test_play_goes_through_the_editions_loads_nothing_and_tells_the_page_where_it_rests(
    squares: MapPage,
):
    squares.frame.get_by_label("Speed").select_option("25")
    squares.page.evaluate("document.title = 'same'")
    loaded = len(squares.requests)
    squares.container.evaluate(
        """(container) => {
          window.seen = [];
          new MutationObserver(() => window.seen.push(container.dataset.at))
            .observe(container, { attributes: true, attributeFilter: ["data-at"] });
        }"""
    )
    slider(squares).focus()
    slider(squares).press("Space")
    expect(squares.frame.get_by_role("button", name="Play")).to_be_visible()
    expect(squares.stamp).to_contain_text("12 Jan 2025")
    seen = squares.container.evaluate("() => window.seen")
    assert seen == [f"2025-01-{day}T12:00:00Z" for day in (10, 11, 12)]
    assert [url for url in squares.requests[loaded:] if "/data/" in url] == []
    squares.expect_link(lambda q: q.get("at") == "2025-01-12T12:00:00Z")
    squares.frame.get_by_role("button", name="Play").click()
    expect(squares.frame.get_by_role("button", name="Pause")).to_be_visible()
    squares.frame.get_by_role("button", name="Pause").click()
    expect(squares.frame.get_by_role("button", name="Play")).to_be_visible()


def coloured(pixels: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return the mean opacity of the painted pixels within a part of the map."""
    return pixels[inside][:, 3].mean()


def test_since_draws_what_was_gained_solid_and_what_was_lost_striped(squares: MapPage):
    squares.frame.locator("#since").select_option("7")
    expect(squares.frame.locator(".since .fine")).to_have_text("Nothing as early as 27 Dec 2024")
    squares.frame.locator("#since").select_option("1")
    expect(squares.frame.locator(".since .fine")).to_have_text(
        "Compared with 1 Jan 2025, 12:00 UTC"
    )
    squares.toggle("claimed")
    pixels = squares.area_pixels()
    lon, lat = squares.ground_of_pixels()
    margin = 4 * abs(lon[0, 1] - lon[0, 0])

    def within(shape: shapely.Geometry) -> np.ndarray:
        return pixels[shapely.contains_xy(shape.buffer(-margin), lon, lat)]

    gained, lost, kept = within(NEW - OLD), within(OLD - NEW), within(NEW & OLD)
    assert len(np.unique(gained, axis=0)) == 1, "gained is one solid colour"
    assert gained[0, 3] > 200
    assert len(np.unique(lost[:, :3], axis=0)) >= 2, "lost is striped"
    assert lost[:, 3].min() > 200
    assert kept[:, 3].max() < 120, "what did not change lies faint beneath"
    link = squares.expect_link(lambda q: q.get("since") == "1")
    assert link["hide"] == "claimed"
    card = squares.page.locator(".salient-card", has_text="Changes")
    expect(card).to_contain_text("From 1 Jan 2025, 12:00 UTC to 3 Jan 2025, 12:00 UTC")
    expect(card).to_contain_text("narrower than 25 m")


def test_since_a_date_of_ones_own(squares: MapPage):
    squares.frame.locator("#since").select_option("date")
    squares.frame.get_by_label("Date to compare with").fill("2025-01-01")
    squares.expect_link(lambda q: q.get("since") == "2025-01-01")
    expect(squares.frame.locator(".since .fine")).to_have_text(
        "Compared with 1 Jan 2025, 12:00 UTC"
    )
    slider(squares).focus()
    slider(squares).press("End")
    squares.expect_link(
        lambda q: q.get("at") == "2025-01-12T12:00:00Z" and q["since"] == "2025-01-01"
    )


def test_the_bar_says_what_the_edition_changed(squares: MapPage):
    readout = squares.frame.locator(".readout")
    expect(readout).to_have_text(re.compile(r"^Assessed: RU \+6\d\d −6\d\d km²$"))
    bars = squares.frame.locator("canvas.bars")
    painted = bars.evaluate(
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
        ".filter((v, i) => i % 4 === 3 && v > 100).length"
    )
    assert painted > 20
    slider(squares).focus()
    slider(squares).press("Home")
    expect(readout).to_have_text("First edition")


def test_a_timeline_that_cannot_be_loaded_is_said(new_map: Callable[..., MapPage], archive: str):
    tab = new_map(archive)
    tab.page.route("**/data/timelines/*.bin", lambda route: route.fulfill(status=404, body="gone"))
    tab.page.goto(archive)
    alert = tab.frame.get_by_role("alert")
    expect(alert).to_contain_text("answered 404")
    expect(alert.get_by_role("button", name="Try again")).to_be_visible()
