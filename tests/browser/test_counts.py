"""A large set of events on the map: drawn from tiles of counts, and never from rows."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from benchmarks.event_sets import generated_events
from geo.batch import crew
from geo.eventsets import partition, rows_of_table
from geo.maps.count_sets import make_counts
from geo.models import Source
from geo.store import open_store
from geo.workspace import counts_folder
from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import MapPage
from tests.browser.test_events import brush
from tests.made_events import import_events

HOSTILE = "{{7*191}} <img src=x onerror=window.top.ran=1> ${window.top.ran=1} ` </script>"
VIEW = "c=48.5,36,6"
# A point of the map, in pixels from its corner, where something is drawn that nothing covers.
MARK = """(container) => {
  const canvas = container.querySelector('.leaflet-events-pane canvas');
  const [free, box] = [container.getBoundingClientRect(), canvas.getBoundingClientRect()];
  const ratio = canvas.width / box.width;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let y = free.top + 2; y < free.bottom; y += 3)
    for (let x = free.left + 2; x < free.right; x += 3) {
      const [column, row] = [Math.round((x - box.left) * ratio), Math.round((y - box.top) * ratio)];
      const over = document.elementFromPoint(x, y);
      const covered = !over || over.closest('.card, .left, .leaflet-control-container, button');
      if (!covered && container.contains(over) && data[4 * (row * canvas.width + column) + 3] > 60)
        return { x: x - free.left, y: y - free.top };
    }
  return null;
}"""


@pytest.fixture(scope="module")
def counts_address(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a dashboard with the same events as rows and as counts."""
    folder = tmp_path_factory.mktemp("counts")
    path = folder / "store.gpkg"
    shutil.copy(seeded_file, path)
    events = generated_events(1_500, seed=1)
    store = open_store(path)
    import_events(store, Source(id="rows", title="Rows", attribution="Credit"), events)
    store.close()
    source = Source(id="counted", title=HOSTILE, attribution=f"Credit of {HOSTILE}")
    with crew() as alone:
        made = partition(rows_of_table(events), source, str(folder / "set"), alone)
        make_counts(made, counts_folder(str(path)), alone)
    with running_dashboard(path) as address:
        yield address


def panel(tab: MapPage) -> Locator:
    return tab.frame.locator(".events")


def said(tab: MapPage) -> list[str]:
    """What the panel counts: the whole, and each type."""
    # Every number has been set once the whole has.
    expect(panel(tab).locator(".counts")).to_contain_text("of 1,500 shown")
    return panel(tab).locator(".counts, [data-id] label").all_text_contents()


def cells_drawn(tab: MapPage) -> int:
    return int((tab._canvas(".leaflet-events-pane canvas")[:, :, 3] > 0).sum())


def requests_of(tab: MapPage, what: str) -> list[str]:
    return [url for url in tab.requests if what in url]


def test_counts_say_what_the_rows_say(new_map: Callable[..., MapPage], counts_address: str):
    dates = ":2024-01-01_2024-03-03"  # nine whole weeks
    rows = new_map(counts_address).open(f"/?events=rows{dates}&{VIEW}")
    counts = new_map(counts_address).open(f"/?events=counted{dates}&{VIEW}")
    assert said(counts) == said(rows)
    for tab in (rows, counts):
        panel(tab).get_by_label("Shelling").uncheck()
        panel(tab).locator("summary", has_text="How exactly placed").click()
        panel(tab).get_by_label("District only").uncheck()
        panel(tab).locator("#event-drawn").select_option("density")
    expect(panel(counts).locator(".counts")).to_have_text(
        panel(rows).locator(".counts").text_content() or "nothing"
    )
    assert said(counts) == said(rows)
    assert not requests_of(counts, "/data/events/")


def test_only_a_move_of_the_map_loads_tiles_and_a_filter_draws_without_the_server(
    new_map: Callable[..., MapPage], counts_address: str
):
    tab = new_map(counts_address).open(f"/?events=counted&{VIEW}")
    tab.idle()
    expect(panel(tab).locator(".source-name, option").filter(has_text="7*191")).to_have_count(1)
    drawn, asked = cells_drawn(tab), len(requests_of(tab, "/data/"))
    assert drawn > 1_000
    panel(tab).get_by_role("button", name="None").first.click()
    expect(panel(tab).locator(".counts")).to_contain_text("0of 1,500 shown")
    assert cells_drawn(tab) == 0
    panel(tab).get_by_role("button", name="All").first.click()
    expect(panel(tab).locator(".counts")).not_to_contain_text("0of 1,500 shown")
    assert cells_drawn(tab) == drawn
    brush(tab, 60, 90, 194)
    expect(panel(tab).locator(".counts")).to_contain_text("undated, not shown")
    assert cells_drawn(tab) not in (0, drawn)
    tab.expect_link(lambda q: q.get("events", "").startswith("counted:20"))
    assert len(requests_of(tab, "/data/")) == asked
    with tab.page.expect_response(lambda answer: "/data/counts/" in answer.url):
        tab.container.evaluate("() => window.map_div.setView([47.5, 37], 8, { animate: false })")
    assert len(requests_of(tab, "/data/counts/")) > asked - len(requests_of(tab, ".json"))


def test_a_click_on_a_mark_goes_closer_and_no_row_is_asked_for(
    new_map: Callable[..., MapPage], counts_address: str
):
    tab = new_map(counts_address).open(f"/?events=counted&{VIEW}")
    expect(panel(tab).get_by_role("button", name="List the events in sight")).to_be_hidden()
    expect(tab.frame.locator(".credits")).to_contain_text("Credit of {{7*191}} <img")
    zoom = "() => window.map_div.getZoom()"
    before = tab.container.evaluate(zoom)
    hit = tab.container.evaluate(MARK)
    assert hit, "a mark that no card covers"
    tab.container.click(position=hit)
    tab.page.wait_for_function(
        "([zoom]) => document.querySelector(\"iframe[title='streamlit_folium.st_folium']\")"
        ".contentWindow.map_div.getZoom() > zoom",
        arg=[before],
    )
    expect(tab.frame.locator(".event-card")).to_be_hidden()
    assert not requests_of(tab, "/data/events/")
    assert all(frame.evaluate("window.ran === undefined") for frame in tab.page.frames)
