"""Strings from strangers, through every door and onto every screen: shown exactly, never run."""

import csv
import io
import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from geo.models import (
    Claim,
    ClaimClass,
    ClaimPlace,
    DatedText,
    ImportReport,
    Place,
    PlacePrecision,
    Quantity,
    Source,
)
from geo.seeding import seed_store
from geo.store import open_store
from scripts.dashboard_server import ROOT, running_dashboard
from tests.browser.conftest import MapPage

# Whatever of these runs leaves window.ran behind, in the page or in the map's frame.
STRINGS = [
    "{{ 7*7 }}",
    "{% if %}",
    "{% raw %}",
    "{# note #}",
    "${window.top.ran=1}",
    "${1}",
    "a ` backtick",
    "`;window.top.ran=1;`",
    "</script><script>window.top.ran=1</script>",
    "<img src=x onerror=window.top.ran=1>",
    "<svg onload=window.top.ran=1>",
    "<iframe srcdoc='<script>top.ran=1</script>'>",
    "C:\\photos\\2019",
    "\\u003cscript\\u003e",
    "100 {% off",
    "'); window.top.ran=1; ('",
    '"; window.top.ran=1; "',
    "javascript:window.top.ran=1",
    "[link](javascript:window.top.ran=1)",
    "**bold** _it_ :material/home: $x^2$",
    "&lt;b&gt; &amp; &#123;",
]
ALL = " | ".join(STRINGS)
NOW = datetime(2025, 1, 12, tzinfo=UTC)
SQUARE = [[[35.0, 51.0], [35.4, 51.0], [35.4, 51.3], [35.0, 51.3], [35.0, 51.0]]]


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a dashboard whose store is full of them."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "area {{ 7*7 }} `${1}`.geojson"
    properties = {"category": "claimed", "actor": "RU", "kind": "control", "label": ALL}
    geometry = {"type": "Polygon", "coordinates": SQUARE}
    bad = {"type": "Feature", "properties": {"category": ALL}, "geometry": geometry}
    good = {"type": "Feature", "properties": properties, "geometry": geometry}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [good, bad]}))
    store = folder / "store.gpkg"
    command = [
        *(sys.executable, "-m", "geo", "--store", str(store), "import", str(file)),
        *("--source", f"Source {ALL}", "--as-of", "2025-01-10", "--licence", ALL),
        *("--attribution", f"Credit {ALL}"),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    _add_claims(store)
    with running_dashboard(store) as address:
        yield address


def _add_claims(path: Path) -> None:
    store = open_store(path)
    seed_store(store, now=NOW)
    source = Source(id="hostile", title=f"Claims {ALL}", attribution=ALL, licence=ALL)
    place = Place(
        id="hostile-place", name=STRINGS[9], name_uk=ALL, name_ru=ALL, alternates=(ALL,),
        feature_code="PPLA", country="RU", admin1="Kursk Oblast", lon=35.9, lat=51.2, origin=ALL,
    )  # fmt: skip
    when = DatedText(start=NOW, end=NOW)
    claim = Claim(
        id="hostile-claim", claimant=ALL, side="RU", role=ALL, via=ALL,
        claim_class=ClaimClass.CLAIM, statement=f"Says {ALL}",
        quantities=(Quantity(low=1, high=2, unit=STRINGS[0], what=ALL),),
        places=(ClaimPlace(place="hostile-place", role=ALL, precision=PlacePrecision.EXACT),),
        event_time=when, published_at=when, basis=ALL, note=ALL, evidence=ALL, source="hostile",
    )  # fmt: skip
    report = [ImportReport(file=ALL, sha256=n * 64, read=1, kept=1) for n in "01"]
    store.import_places([place], source, report[0], recorded_at=NOW, recorded_by=ALL)
    store.import_claims([claim], source, report[1], recorded_at=NOW, recorded_by=ALL)
    store.close()


def nothing_ran(tab: MapPage) -> bool:
    return all(frame.evaluate("window.ran === undefined") for frame in tab.page.frames)


def test_the_map_draws_and_shows_them_letter_for_letter(
    new_map: Callable[..., MapPage], hostile_address: str
):
    tab = new_map(hostile_address).open("/?source=source-" + _slug_tail(hostile_address))
    assert (tab.area_pixels()[..., 3] > 0).any()
    titles = tab.frame.locator(".head select option").all_text_contents()
    assert f"Source {ALL}" in titles
    assert f"Credit {ALL}" in tab.frame.locator(".credits").inner_text().replace("\n", " ")
    tab.click_ground(35.2, 51.15)
    expect(tab.panel.first.locator("dd", has_text="photos").first).to_have_text(ALL)
    assert nothing_ran(tab)


def _slug_tail(address: str) -> str:
    with urllib.request.urlopen(f"{address}/data/index.json") as answer:
        sources = json.load(answer)["sources"]
    return next(s["id"] for s in sources if s["id"].startswith("source-"))[len("source-") :]


def test_a_place_and_a_claim_made_of_them_can_be_clicked_and_read(
    new_map: Callable[..., MapPage], hostile_address: str
):
    tab = new_map(hostile_address).open("/?source=kursk-seed&c=51.2,35.9,10")
    place = tab.frame.locator(".place[data-key='place-hostile-place']")
    expect(place.locator(".name")).to_have_text(STRINGS[9])
    place.click()
    expect(tab.panel.first.locator("h3")).to_have_text(STRINGS[9])
    expect(tab.panel.first.locator("dd").nth(0)).to_have_text(ALL)
    tab.page.goto(f"{hostile_address}/?pick=claim:hostile-claim&c=51.2,35.9,10")
    tab.ready()
    expect(tab.panel.first.locator("h3")).to_have_text(ALL)
    expect(tab.panel.first.locator(".statement")).to_have_text(f"Says {ALL}")
    expect(tab.frame.locator(".claim.picked.exact")).to_have_count(1)
    assert nothing_ran(tab)


def test_the_tables_show_them_and_run_nothing(
    new_map: Callable[..., MapPage], hostile_address: str
):
    tab = new_map(hostile_address, viewport={"width": 2600, "height": 1400})

    def cells(page: str) -> list[str]:
        tab.page.goto(hostile_address + page)
        found = tab.page.locator("td[role=gridcell]")
        expect(found.filter(has_text="photos").first).to_be_attached()
        return found.all_text_contents()

    data = cells("/data")
    assert f"Source {ALL}" in data
    assert f"Credit {ALL}" in data
    assert nothing_ran(tab)


def test_the_claims_view_shows_them_and_runs_nothing(
    new_map: Callable[..., MapPage], hostile_address: str
):
    tab = new_map(hostile_address, viewport={"width": 1400, "height": 1300})
    tab.page.goto(f"{hostile_address}/claims?{urlencode({'q': STRINGS[9], 'claimant': ALL})}")
    view = tab.frame.locator(".salient-claims")
    expect(view).to_have_attribute("data-ready", "true")
    expect(view).to_have_attribute("data-shown", "1")
    row = tab.frame.locator(".rows .tr")
    expect(row.locator(".claimant b")).to_have_text(ALL)
    expect(row.locator(".statement")).to_have_text(f"Says {ALL}")
    expect(row.locator(".place")).to_have_text(STRINGS[9])
    expect(tab.frame.locator(".chip").first).to_contain_text(STRINGS[9])
    expect(tab.frame.locator(".chip").last).to_contain_text(f"Claimant: {ALL}")
    row.click()
    expect(tab.page.locator(".salient-card h3").first).to_have_text(f"{ALL} claims")
    tab.expect_link(lambda q: q.get("pick") == "claim:hostile-claim")
    figures = tab.page.locator(".salient-card dd").filter(has_text="1 to 2").first
    expect(figures).to_have_text(f"1 to 2 {STRINGS[0]} ({ALL})")
    assert nothing_ran(tab)


def test_the_changes_page_shows_them_and_runs_nothing(
    new_map: Callable[..., MapPage], hostile_address: str
):
    tab = new_map(hostile_address)
    tab.page.goto(f"{hostile_address}/changes?source=source-{_slug_tail(hostile_address)}")
    names = tab.frame.locator(".source-name")
    expect(names.first).to_have_text(f"Source {ALL}")
    credit = tab.frame.locator(".credits").inner_text().replace("\n", " ")
    assert f"Credit {ALL}" in credit
    charts = tab.page.locator(".stVegaLiteChart svg")
    expect(charts).to_have_count(3)
    expect(charts.first).to_contain_text("Source")
    tab.idle()
    assert nothing_ran(tab)
    tab.page.goto(f"{hostile_address}/changes?{urlencode({'source': ALL, 'mode': ALL, 'c': ALL})}")
    expect(tab.frame.locator(".salient-compare")).to_have_attribute("data-mode", "changes")
    assert nothing_ran(tab)


def test_a_hostile_link_is_shown_as_text_and_the_map_draws(
    new_map: Callable[..., MapPage], hostile_address: str
):
    query = urlencode({"source": ALL, "at": ALL, "hide": ALL, "pick": f"claim:{ALL}", "c": ALL})
    tab = new_map(hostile_address).open(f"/?{query}")
    expect(tab.page.locator(".salient-sentence.note").first).to_contain_text("{{ 7*7 }}")
    assert nothing_ran(tab)


def test_an_import_of_them_and_its_history_show_them_and_run_nothing(
    new_map: Callable[..., MapPage], hostile_address: str, tmp_path: Path
):
    tab = new_map(hostile_address, viewport={"width": 2600, "height": 1800})
    tab.page.goto(f"{hostile_address}/data?section=Import")
    table = tmp_path / "<img src=x onerror=window.top.ran=1>{{7*7}}.csv"
    rows = [["when", *STRINGS], ["2025-01-06", *reversed(STRINGS)]]
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    table.write_text(stream.getvalue())
    tab.page.set_input_files("input[type=file]", table)
    expect(tab.page.get_by_text("Which column is what?")).to_be_visible()
    tab.idle()
    tab.page.get_by_label("Date", exact=True).click()
    options = tab.page.get_by_role("option")
    expect(options.filter(has_text="photos").first).to_be_attached()
    assert STRINGS[0] in options.all_text_contents()
    tab.page.keyboard.press("Escape")
    features = [
        {
            "type": "Feature",
            "properties": {"category": text, "actor": text, "label": text},
            "geometry": {"type": "Polygon", "coordinates": SQUARE},
        }
        for text in STRINGS
    ]
    areas = tmp_path / "2025-01-06 **bold** `${window.top.ran=1}`.geojson"
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    tab.page.goto(f"{hostile_address}/data?section=Import")
    tab.page.set_input_files("input[type=file]", areas)
    expect(tab.page.get_by_text("none of its features is a control area")).to_be_visible()
    assert areas.name in tab.page.get_by_role("alert").last.inner_text()
    assert nothing_ran(tab)
    tab.page.goto(f"{hostile_address}/data?section=History")
    cells = tab.page.locator("td[role=gridcell]")
    expect(cells.filter(has_text="photos").first).to_be_attached()
    found = cells.all_text_contents()
    assert ALL in found
    assert any(text.startswith("area {{ 7*7 }} `${1}`") for text in found)
    assert nothing_ran(tab)


def test_no_table_offers_a_file_that_a_spreadsheet_would_run(
    new_map: Callable[..., MapPage], hostile_address: str
):
    tab = new_map(hostile_address)
    tab.page.goto(f"{hostile_address}/data")
    tab.page.locator(".stDataFrame").first.hover()
    toolbar = tab.page.locator("[data-testid=stElementToolbar]").first
    expect(toolbar.get_by_label("Search")).to_be_visible()
    expect(toolbar.get_by_label("Download as CSV")).to_have_count(1)
    expect(toolbar.get_by_label("Download as CSV")).to_be_hidden()
