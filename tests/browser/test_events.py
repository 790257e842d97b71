"""Events on the map: drawn where they are, filtered and counted in the browser, told on a click."""

import json
import re
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Locator, expect

from benchmarks.event_sets import generated_events
from geo.maps.event_words import TIME_PRECISIONS, time_precision
from geo.maps.events import in_order
from geo.models import Source
from geo.store import open_store
from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import MapPage
from tests.made_events import frame, import_events

HOSTILE = "{{7*191}} <img src=x onerror=window.top.ran=1> ${window.top.ran=1} ` </script> \\u003c"
LINKS = "https://example.org/a?b=<c>&d=1 javascript:1  http://example.org/2"
KNOWN = [
    {"event_type": "Battle", "lon": 35.6, "lat": 51.2, "day": "2025-01-01", "summary": HOSTILE,
     "place": HOSTILE, "actors": HOSTILE, "link": "javascript:window.top.ran=1", "fatalities": 2},
    *({"event_type": "Battle", "lon": 36.0, "lat": 51.5, "day": f"2025-01-0{day}",
       "geo_precision": "near", "link": LINKS} for day in (2, 3, 4)),
    {"event_type": "Shelling", "lon": 35.3, "lat": 51.6, "day": "2025-01-10",
     "geo_precision": "admin2"},
    {"event_type": "Protest", "lon": 35.8, "lat": 50.9, "day": "2024-12-01", "last": "2024-12-20"},
    {"event_type": "Shelling", "day": "2025-01-03"},
    {"event_type": "Protest", "lon": 35.5, "lat": 51.0, "geo_precision": "country",
     "day": "2025-01-03"},
    {"event_type": "Battle", "lon": 35.4, "lat": 50.8},
]  # fmt: skip
VIEW = "c=51.2,35.6,8.5"
ACCENT, DARK_ACCENT = (11, 110, 117), (92, 195, 203)


def known() -> pd.DataFrame:
    rows = []
    for number, row in enumerate(KNOWN):
        first, last = row.get("day"), row.get("last", row.get("day"))
        times = {"start": first, "end": f"{last}T23:59:59" if last else None}
        kept = {name: value for name, value in row.items() if name not in {"day", "last"}}
        rows.append({"id": f"E{number}", **times, **kept})
    return frame(rows)


@pytest.fixture(scope="module")
def events_address(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a dashboard with a small known set and a larger one made by rule."""
    path = tmp_path_factory.mktemp("events") / "store.gpkg"
    shutil.copy(seeded_file, path)
    store = open_store(path)
    for source, title, made in (
        ("known", "Known events", known()),
        ("made", "Made events {{7*191}}", generated_events(4_000, seed=1)),
    ):
        import_events(
            store, Source(id=source, title=title, attribution=f"Credit of {source}"), made
        )
    store.close()
    with running_dashboard(path) as address:
        yield address


@pytest.fixture
def shown(new_map: Callable[..., MapPage], events_address: str) -> MapPage:
    """Return a tab that shows the known events."""
    return new_map(events_address).open(f"/?events=known&{VIEW}")


def panel(tab: MapPage) -> Locator:
    return tab.frame.locator(".events")


def counts(tab: MapPage) -> Locator:
    return panel(tab).locator(".counts")


def pixel(tab: MapPage, lon: float, lat: float, dx: int = 0) -> tuple[int, ...]:
    """Return the colour of the events' canvas where a point of the ground is, or right of it."""
    pixels = tab._canvas(".leaflet-events-pane canvas")
    lons, lats = tab.ground_of_pixels()
    row = int(np.abs(lats[:, 0] - lat).argmin())
    column = int(np.abs(lons[0] - lon).argmin())
    return tuple(int(v) for v in pixels[row, column + dx])


def near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return colour[3] > 200 and max(abs(a - b) for a, b in zip(colour, other, strict=False)) < 40


def brush(tab: MapPage, first: int, last: int, bars: int) -> None:
    canvas = panel(tab).locator(".histogram")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x = [box["x"] + (bar + 0.5) * box["width"] / bars for bar in (first, last)]
    y = box["y"] + box["height"] / 2
    tab.page.mouse.move(x[0], y)
    tab.page.mouse.down()
    tab.page.mouse.move(x[1], y, steps=8)
    tab.page.mouse.up()


def test_events_are_drawn_where_they_are_and_counted(shown: MapPage):
    expect(counts(shown)).to_have_text(
        "7of 9 shown1without a place, not drawn1by country only, not drawn"
        "1undated, among those shown"
    )
    assert near(pixel(shown, 35.6, 51.2), ACCENT), "an exact place is a full dot"
    assert not near(pixel(shown, 35.3, 51.6), ACCENT), "a district is hollow"
    ring = {pixel(shown, 35.3, 51.6, dx) for dx in (4, 5, 6)}
    assert any(near(colour, ACCENT) for colour in ring), "and has a ring"
    assert pixel(shown, 35.5, 51.0)[3] == 0, "the middle of a country is no place"
    assert pixel(shown, 35.0, 51.2)[3] == 0
    expect(shown.frame.locator(".credits")).to_contain_text("Credit of known")
    expect(shown.frame.locator(".credits")).not_to_contain_text("Credit of made")
    panel(shown).get_by_label("Show").uncheck()
    expect(shown.frame.locator(".credits")).not_to_contain_text("Credit of known")


def test_a_type_that_is_switched_off_goes_and_the_others_keep_their_numbers(shown: MapPage):
    battle = panel(shown).get_by_label("Battle")
    battle.uncheck()
    expect(counts(shown)).to_contain_text("2of 9 shown")
    assert pixel(shown, 35.6, 51.2)[3] == 0
    expect(panel(shown).locator("label", has_text="Battle").locator(".km2")).to_have_text("5")
    panel(shown).locator("summary", has_text="How exactly placed").click()
    panel(shown).get_by_label("District only").uncheck()
    expect(counts(shown)).to_contain_text("1of 9 shown")
    battle.check()
    expect(counts(shown)).to_contain_text("6of 9 shown")
    panel(shown).get_by_role("button", name="None").first.click()
    expect(counts(shown)).to_have_text("0of 9 shown")


def test_the_brush_chooses_dates_without_the_server_and_the_link_keeps_them(shown: MapPage):
    shown.idle()
    asked = len([url for url in shown.requests if "/data/" in url])
    brush(shown, 32, 34, 41)  # 2 to 4 January of 41 days from 1 December
    expect(counts(shown)).to_have_text(
        "3of 9 shown1without a place, not drawn1by country only, not drawn1undated, not shown"
    )
    assert pixel(shown, 35.6, 51.2)[3] == 0
    assert len([url for url in shown.requests if "/data/" in url]) == asked
    link = shown.expect_link(lambda q: q.get("events") == "known:2025-01-02_2025-01-04")
    expect(panel(shown).get_by_label("First date of events")).to_have_value("2025-01-02")
    shown.open(f"/?events={link['events']}&{VIEW}")
    expect(counts(shown)).to_contain_text("3of 9 shown")
    panel(shown).get_by_label("Last date of events").fill("2025-01-10")
    expect(counts(shown)).to_contain_text("4of 9 shown")
    panel(shown).locator("#event-dates").select_option("")
    expect(counts(shown)).to_contain_text("7of 9 shown")


def test_events_follow_the_date_of_the_map(shown: MapPage):
    dates = panel(shown).locator("#event-dates")
    dates.select_option("upto")
    expect(counts(shown)).to_contain_text("5of 9 shown")
    slider = shown.frame.get_by_role("slider", name="Date")
    slider.press("End")
    expect(counts(shown)).to_contain_text("6of 9 shown")
    slider.press("Home")
    expect(counts(shown)).to_contain_text("0of 9 shown")
    shown.open(f"/?events=known:7&at=2025-01-05T18:30:00Z&{VIEW}")
    expect(counts(shown)).to_contain_text("4of 9 shown")
    # An event of several days is in while one of its days is.
    shown.open(f"/?events=known:17&at=2025-01-05T18:30:00Z&{VIEW}")
    expect(counts(shown)).to_contain_text("5of 9 shown")


def test_a_click_tells_an_event_letter_for_letter_and_runs_nothing(shown: MapPage):
    shown.click_ground(35.6, 51.2)
    card = shown.frame.locator(".event-card")
    expect(card.locator("h3")).to_have_text("1 event here")
    expect(card.locator("h4")).to_have_text("Battle")
    texts = card.locator(".said").all_text_contents()
    assert texts == [HOSTILE, HOSTILE, "2", HOSTILE, "javascript:window.top.ran=1"]
    assert card.locator("a").count() == 0
    assert card.locator("img").count() == 0
    expect(card).to_contain_text("1 Jan 2025")
    expect(card).to_contain_text("Placed at the coordinates of the place itself.")
    expect(card.locator(".credit")).to_have_text("Credit of known")
    assert all(frame.evaluate("window.ran === undefined") for frame in shown.page.frames)
    # The ground below was not picked.
    expect(shown.page.locator(".salient-sentence.note").first).to_contain_text("Select an area")
    shown.page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_group_lists_its_events_latest_first_and_a_web_address_is_a_link(shown: MapPage):
    shown.click_ground(36.0, 51.5)
    card = shown.frame.locator(".event-card")
    expect(card.locator("h3")).to_have_text("3 events here")
    expect(card.locator(".when")).to_have_text([re.compile(f"{day} Jan 2025") for day in (4, 3, 2)])
    said = card.locator(".said", has=shown.page.locator("a")).first
    assert said.text_content() == LINKS
    assert said.locator("a").all_text_contents() == [
        "https://example.org/a?b=<c>&d=1", "http://example.org/2",
    ]  # fmt: skip
    link = said.locator("a").first
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("href", "https://example.org/a?b=%3Cc%3E&d=1")


@pytest.mark.parametrize(
    ("text", "followed"),
    [
        ("https://example.org/x", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://trusted.org@example.org/", False),
        ("https://example.org/ javascript:1", False),
        ("//example.org", False),
        ("https://", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_links(tab: MapPage, text: str, followed: bool):
    tab.open()
    found = tab.container.evaluate("(_, text) => Salient.webAddress(text)", text)
    assert (found is not None) == followed


def test_the_keyboard_lists_what_is_in_sight(shown: MapPage):
    button = panel(shown).get_by_role("button", name="List the events in sight")
    button.focus()
    shown.page.keyboard.press("Enter")
    card = shown.frame.locator(".event-card")
    expect(card.locator("h3")).to_be_focused()
    expect(card.locator("h3")).to_have_text("7 events in sight")
    expect(card.locator("article")).to_have_count(7)
    expect(card.locator(".when").last).to_contain_text("Undated")
    shown.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(panel(shown).locator("summary").first).to_be_focused()


def test_what_the_browser_counts_is_what_pandas_counts(
    new_map: Callable[..., MapPage], events_address: str
):
    tab = new_map(events_address).open(f"/?events=made&{VIEW}")
    with urllib.request.urlopen(f"{events_address}/data/events.json") as answer:
        url = next(s["url"] for s in json.load(answer)["sources"] if s["id"] == "made")
    events = in_order(generated_events(4_000, seed=1))
    first = (events["start"].dt.floor("D") - pd.Timestamp(0, tz="UTC")).dt.days
    last = (events["end"].dt.floor("D") - pd.Timestamp(0, tz="UTC")).dt.days
    how = [
        "undated" if pd.isna(days) else time_precision(precision, int(days))
        for precision, days in zip(events["time_precision"], last - first, strict=True)
    ]
    placed = events["lon"].notna()
    wide = events["geo_precision"] == "country"
    types = list(events["event_type"].value_counts().sort_index().sort_values(
        ascending=False, kind="stable").index)  # fmt: skip
    made = np.random.default_rng(2)
    for _ in range(12):
        no_types = made.choice(len(types), made.integers(0, 5), replace=False)
        no_times = made.choice(len(TIME_PRECISIONS), made.integers(0, 3), replace=False)
        ends = (
            sorted(made.integers(first.min() - 5, last.max() + 5, 2))
            if made.random() < 0.7
            else None
        )
        kept = ~events["event_type"].isin([types[i] for i in no_types])
        kept &= ~pd.Series(how).isin([TIME_PRECISIONS[i].id for i in no_times])
        if ends is not None:
            kept &= (first <= ends[1]) & (last >= ends[0])
        found = tab.container.evaluate(
            """async (_, [url, types, times, from, to]) => {
              const set = await Salient.loadEvents(`${url}.bin`);
              const off = { types: new Set(types), places: new Set(), times: new Set(times) };
              const found = set.select({ off, from, to });
              return [found.shown, found.placeless, found.tooWide];
            }""",
            [
                url,
                no_types.tolist(),
                no_times.tolist(),
                *([None] * 2 if ends is None else map(int, ends)),
            ],
        )
        assert found == [
            (kept & placed & ~wide).sum(), (kept & ~placed).sum(), (kept & placed & wide).sum(),
        ]  # fmt: skip


def test_groups_and_squares_hold_every_event_in_sight(
    new_map: Callable[..., MapPage], events_address: str
):
    tab = new_map(events_address).open("/?events=made&c=48.5,36,5")
    total = int(tab.container.get_attribute("data-events") or 0)
    assert total > 3_000
    marks = "() => window.map_div.salient._events._marks._marks.map((m) => m.count)"
    groups = tab.container.evaluate(marks)
    panel(tab).locator("#event-drawn").select_option("density")
    squares = tab.container.evaluate(marks)
    assert sum(groups) == sum(squares) == total
    assert 2 * len(groups) < len(squares)


def test_an_unknown_set_in_a_link_is_a_sentence_and_a_store_without_sets_has_no_panel(
    new_map: Callable[..., MapPage], events_address: str, tab: MapPage
):
    other = new_map(events_address).open(f"/?events=gone&{VIEW}")
    panel(other).locator("summary").first.click()
    expect(panel(other)).to_contain_text("events of gone, which this store does not have")
    expect(other.frame.locator("#show-events")).not_to_be_checked()
    other.toggle("events")
    expect(panel(other)).to_contain_text("shown")
    tab.open()
    expect(panel(tab)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_room_for_panel_and_list(
    new_map: Callable[..., MapPage], events_address: str, scheme: str
):
    tab = new_map(events_address, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    tab.open(f"/?events=known&{VIEW}")
    assert near(pixel(tab, 35.6, 51.2), DARK_ACCENT if scheme == "dark" else ACCENT)
    panel(tab).locator("summary").first.click()
    tab.frame.locator(".legend > summary").click()
    expect(panel(tab).locator("summary").first).to_be_visible()
    expect(panel(tab)).not_to_have_attribute("open", "")
    panel(tab).locator("summary").first.click()
    expect(tab.frame.locator(".legend")).not_to_have_attribute("open", "")
    panel(tab).get_by_role("button", name="List the events in sight").click()
    card = tab.frame.locator(".event-card")
    expect(card.locator("article").first).to_be_visible()
    frame_box, box = tab.container.bounding_box(), card.bounding_box()
    assert frame_box is not None
    assert box is not None
    assert box["x"] >= frame_box["x"]
    assert box["x"] + box["width"] <= frame_box["x"] + frame_box["width"]
    assert card.evaluate("n => n.scrollWidth <= n.clientWidth")
