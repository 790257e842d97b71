"""A page in one file, opened from disk by a Chromium that may ask nobody for anything."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from shapely.geometry import MultiPolygon, box

from geo.archive import refresh
from geo.maps.layers import MapView
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.publish.page import PageSpec, build_page, embed_snippet
from geo.store import Store, open_store
from tests.browser.conftest import MapPage
from tests.browser.test_hostile import ALL, NOW, STRINGS, _add_claims

Opener = Callable[..., MapPage]


class OnePage(MapPage):
    """A file as a tab has it; the map is in no frame."""

    @property
    def frame(self) -> Page:
        return self.page

    def ready(self) -> None:
        super().ready()
        # By the name that the dashboard's frame has for its map.
        self.page.evaluate("window.map_div = Salient.page._map; null")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Return an opener of files; checks that each asked for nothing and that nothing failed."""
    made: list[tuple[MapPage, Path]] = []

    def opener(file: Path, **options: object) -> MapPage:
        context = browser.new_context(
            offline=True, **{"viewport": {"width": 1400, "height": 860}, **options}
        )
        context.route("**/*", lambda route: _only(route, file))
        tab = OnePage(context.new_page(), "")
        tab.page.on("console", lambda message: tab.faults.append(message.text))
        made.append((tab, file))
        tab.page.goto(file.as_uri())
        return tab

    yield opener
    for tab, file in made:
        asked = [url for url in tab.requests if not url.startswith("data:")]
        tab.page.context.close()
        assert asked == [file.as_uri()]
        assert tab.faults == []


def _only(route, file: Path) -> None:
    if route.request.url == file.as_uri():
        route.continue_()
    else:
        route.abort()


def page_of(store: Store, folder: Path, **changes: object) -> Path:
    source = changes.pop("source", "kursk-seed")
    own = [e for e in store.editions() if e.source.id == source]
    spec = PageSpec(**{"at": own[-1], "first": own[0], "last": own[-1], **changes})
    path = folder / "page.html"
    path.write_bytes(build_page(store, spec))
    (folder / "snippet.txt").write_text(embed_snippet(spec, "page.html"), encoding="utf-8")
    return path


def test_it_draws_steps_hides_and_tells_with_the_network_off(
    opened: Opener, seeded: Store, tmp_path: Path
):
    view = MapView(at="2025-01-05T18:30:00Z")
    file = page_of(
        seeded, tmp_path, title="Kursk & Sumy", deck="A deck", credit="A desk", view=view
    )
    tab = opened(file)
    tab.ready()
    expect(tab.page.locator("h1")).to_have_text("Kursk & Sumy")
    expect(tab.page.locator(".page-head p")).to_have_text("A deck")
    expect(tab.page.locator(".page-foot p")).to_have_text("A desk")
    expect(tab.stamp).to_have_text("Data as of 5 Jan 2025, 1:30 p.m. ET (18:30 UTC)")
    expect(tab.page.locator(".synthetic")).to_be_visible()
    expect(tab.page.locator("#show-tiles")).to_have_count(0)
    assert (tab.background_pixels()[..., 3] > 0).mean() > 0.99
    before = tab.area_pixels()
    assert (before[..., 3] > 0).any()
    for category in ("assessed", "advances", "claimed"):
        tab.toggle(category)
    assert not (tab.area_pixels()[..., 3] > 0).any()
    tab.toggle("assessed")
    tab.page.get_by_role("button", name="Next edition").click()
    expect(tab.stamp).to_contain_text("20 Jan 2025")
    assert not np.array_equal(tab.area_pixels(), before)
    # What is picked is told on a card, and told anew at another date.
    tab.click_ground(35.2, 51.23)
    card = tab.page.locator(".pick")
    expect(card.locator("h2")).to_have_text(re.compile(r"51\.23\d\d° N, 35\.20\d\d° E"))
    expect(card.locator("strong")).to_have_text(["Assessed: Ukrainian forces"])
    tab.page.locator(".timebar input").press("Home")
    expect(card).to_contain_text("no area that is shown covers this point")
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()
    tab.page.locator("#since").select_option("30")
    expect(tab.page.locator(".since .fine")).to_contain_text("Nothing as early as")


def test_nobody_looks_beyond_the_background(opened: Opener, seeded: Store, tmp_path: Path):
    tab = opened(page_of(seeded, tmp_path), viewport={"width": 390, "height": 844})
    tab.ready()
    for _ in range(12):
        tab.page.evaluate("map_div.zoomOut(1, { animate: false }); null")
    tab.page.evaluate("map_div.panBy([900, 900], { animate: false }); null")
    drawn = tab.background_pixels()[..., 3] > 0
    # The canvas is larger than what is in sight, by a part of it on each side.
    rows, columns = (int(size * 0.3 / 1.6) + 2 for size in drawn.shape)
    assert drawn[rows:-rows, columns:-columns].all()


def test_the_snippet_shows_it_in_another_page(browser: Browser, seeded: Store, tmp_path: Path):
    page_of(seeded, tmp_path, title="Kursk")
    snippet = (tmp_path / "snippet.txt").read_text(encoding="utf-8")
    host = tmp_path / "article.html"
    host.write_text(f"<!doctype html><meta charset=utf-8><p>Text</p>{snippet}", encoding="utf-8")
    tab = browser.new_context(offline=True).new_page()
    tab.goto(host.as_uri())
    frame = tab.frame_locator("iframe[title='Kursk']")
    expect(frame.locator("[data-ready=true]")).to_be_attached()
    expect(frame.locator(".stamp")).to_contain_text("Data as of")
    tab.context.close()


def test_strings_from_strangers_are_text_in_it(opened: Opener, seeded_file: Path, tmp_path: Path):
    path = tmp_path / "store.gpkg"
    shutil.copy(seeded_file, path)
    _add_claims(path)
    store = open_store(path)
    source = Source(id="areas", title=f"Source {ALL}", attribution=f"Credit {ALL}", licence=ALL)
    area = ControlArea(
        category=Category.CLAIMED, actor="RU", kind=Kind.CONTROL, label=ALL,
        geometry=MultiPolygon([box(35, 51, 35.8, 51.3)]),
    )  # fmt: skip
    store.import_edition(
        Edition(source=source, as_of=NOW, areas=[area]),
        ImportReport(file=ALL, sha256="f" * 64, read=1, kept=1), recorded_at=NOW, recorded_by=ALL,
    )  # fmt: skip
    refresh(store)
    words = {name: f"{name} {ALL}" for name in ("title", "deck", "credit", "notes")}
    tab = opened(page_of(store, tmp_path, source="areas", **words))
    store.close()
    tab.ready()
    assert tab.page.title() == words["title"]
    expect(tab.page.locator("h1")).to_have_text(words["title"])
    expect(tab.page.locator(".page-head p")).to_have_text(words["deck"])
    expect(tab.page.locator(".page-foot p")).to_have_text([words["notes"], words["credit"]])
    expect(tab.page.locator(".head .source-name")).to_have_text(f"Source {ALL}")
    credit = tab.page.locator(".credits").inner_text().replace("\n", " ")
    assert f"Credit {ALL}" in credit
    assert f"Licence: {ALL}" in credit
    tab.page.locator("[data-key='claim-hostile-claim']").click()
    expect(tab.page.locator(".pick h2").first).to_have_text(ALL)
    expect(tab.page.locator(".pick > p").first).to_have_text(f"Says {ALL}")
    expect(tab.page.locator(".pick dd", has_text=STRINGS[9]).first).to_have_text(STRINGS[9])
    assert tab.page.evaluate("window.ran === undefined")
