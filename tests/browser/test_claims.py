"""The linked view of the claims: what is selected in one of the three, the others follow."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from benchmarks.claim_sets import generated_claims, generated_places
from geo.analysis.search import LETTERS, fold
from geo.models import ClaimStatus, ImportReport, Source
from geo.store import open_store
from scripts.dashboard_server import running_dashboard
from scripts.loopback import wait_for
from tests.browser.conftest import MapPage

NOW = datetime(2025, 1, 12, tzinfo=UTC)
COUNT = 4_000


class Claims:
    """The claims page in one browser tab."""

    def __init__(self, tab: MapPage) -> None:
        self.tab = tab

    def open(self, query: str = "") -> "Claims":
        self.tab.page.goto(f"{self.tab.address}/claims{query}")
        expect(self.view).to_have_attribute("data-ready", "true")
        return self

    @property
    def view(self) -> Locator:
        return self.tab.frame.locator(".salient-claims")

    @property
    def rows(self) -> Locator:
        return self.tab.frame.locator(".rows .tr")

    @property
    def picked(self) -> Locator:
        return self.tab.frame.locator(".rows .tr[aria-selected='true']")

    def choose(self, facet: str, value: str) -> None:
        box = self.tab.frame.locator(f".facet[data-id='{facet}']")
        if not box.evaluate("node => node.open"):
            box.locator("summary").click()
        box.locator(f"input[value='{value}']").click()

    def call(self, script: str, *args: object):
        """Run a function of the live view in the frame."""
        return self.view.evaluate(f"(_, args) => ({script})(window.map_div.salient, ...args)", args)

    def shown(self, count: int) -> None:
        expect(self.view).to_have_attribute("data-shown", str(count))


class _HeldLine:
    """The line between page and server, on which the server's answers can be held up.

    Playwright hands over what passes while the page is asked something.
    """

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self._held: list[str | bytes] | None = None
        self._page_end: WebSocketRoute | None = None
        page.route_web_socket("**/_stcore/stream", self._joined)

    def _joined(self, page_end: WebSocketRoute) -> None:
        server_end = page_end.connect_to_server()
        self._page_end = page_end

        def ask(message: str | bytes) -> None:
            self.asked += 1
            server_end.send(message)

        def answer(message: str | bytes) -> None:
            if self._held is None:
                page_end.send(message)
            else:
                self._held.append(message)

        page_end.on_message(ask)
        server_end.on_message(answer)

    def hold(self) -> None:
        self._held = []

    def holds(self, part: bytes) -> bool:
        return any(part in message for message in self._held or () if isinstance(message, bytes))

    def release(self) -> None:
        held, self._held = self._held or [], None
        for message in held:
            self._page_end.send(message)


@pytest.fixture(scope="module")
def store_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("claims") / "store.gpkg"
    shutil.copy(seeded_file, path)
    store = open_store(path)
    source = Source(id="made-claims", title="Claims made by rule", attribution="Made by rule")
    places = generated_places()[:60]
    report = [ImportReport(file="made", sha256=n * 64, read=1, kept=1) for n in "12"]
    store.import_places(places, source, report[0], recorded_at=NOW, recorded_by="t")
    claims = generated_claims(COUNT, places)
    store.import_claims(claims, source, report[1], recorded_at=NOW, recorded_by="t")
    store.close()
    return path


@pytest.fixture(scope="module")
def claims_address(store_file: Path) -> Iterator[str]:
    with running_dashboard(store_file) as address:
        yield address


@pytest.fixture
def claims(new_map: Callable[..., MapPage], claims_address: str) -> Claims:
    return Claims(new_map(claims_address, viewport={"width": 1400, "height": 1100}))


def test_a_row_that_is_clicked_is_marked_on_the_map_and_in_the_timeline(claims: Claims):
    claims.open("?src=made-claims&c=30,10,9")
    claims.rows.nth(2).click()
    expect(claims.rows.nth(2)).to_have_attribute("aria-selected", "true")
    pick = claims.view.get_attribute("data-pick")
    assert pick.startswith("made-")
    point, inside, day = claims.call(
        "(s) => [s._marks._picked && [s._marks._picked.lng, s._marks._picked.lat],"
        " s._map.getBounds().contains(s._marks._picked), s._time._histogram._picked]"
    )
    store_claim = claims.call("(s) => { const p = s._set.head.places[s._set.places(s._row)[0]];"
                              " return [p[3], p[4], s._set.first[s._row]]; }")  # fmt: skip
    assert point == store_claim[:2], "the map rings the claim's place"
    assert inside, "the map went to the place, which it did not show before"
    assert day == store_claim[2], "the timeline shows the claim's day"
    claims.tab.expect_link(lambda q: q.get("pick") == f"claim:{pick}")
    expect(claims.tab.page.locator(".salient-card h3").first).to_be_visible()


def test_a_mark_that_is_clicked_selects_its_claims_in_table_and_timeline(claims: Claims):
    claims.open("?src=made-claims&place=made-3")
    at, count = claims.call(
        "(s) => { const m = s._marks._marks[0]; const c = L.DomUtil.getPosition("
        "s._marks.layer._container); const p = s._map.layerPointToContainerPoint("
        "[c.x + m.x, c.y + m.y]); return [[p.x, p.y], m.count]; }"
    )
    claims.tab.container.click(position={"x": at[0], "y": at[1]})
    expect(claims.picked).to_be_visible()
    lit = claims.call("(s) => [...s._set.lit].map((row) => s._set.places(row, true))")
    assert len(lit) == count > 1
    expect(claims.tab.frame.locator(".group")).to_contain_text(f"{count} selected together")
    assert claims.rows.locator("xpath=self::*[contains(@class, ' lit')]").count() > 1
    assert sum(claims.call("(s) => [...s._time._histogram._lit]")) == count
    first = claims.call("(s) => Math.max(...[...s._set.lit].map((row) => s._set.first[row]))")
    assert claims.call("(s) => s._set.first[s._row]") == first, "the latest is picked"


def test_a_bar_that_is_clicked_selects_its_claims_and_the_table_scrolls_to_them(claims: Claims):
    claims.open("?src=made-claims")
    canvas = claims.tab.frame.locator(".histogram")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.3, "y": box["height"] - 6})
    expect(claims.picked).to_be_in_viewport()
    lit, days, marks, at = claims.call(
        "(s) => [s._set.lit.size, [...s._set.lit].map((row) => s._set.first[row]),"
        " s._marks._marks.filter((m) => m.lit).length, s._table._body.scrollTop]"
    )
    assert lit > 1
    assert max(days) - min(days) < 8, "of one week, which is a bar"
    assert marks > 0, "their marks stand out on the map"
    assert at > 1_000, "the table went to them"
    claims.shown(COUNT)


def test_a_drag_across_the_timeline_is_a_period_in_the_link(claims: Claims):
    claims.open("?src=made-claims")
    box = claims.tab.frame.locator(".histogram").bounding_box()
    y = box["y"] + 30
    claims.tab.page.mouse.move(box["x"] + 100, y)
    claims.tab.page.mouse.down()
    claims.tab.page.mouse.move(box["x"] + 300, y, steps=8)
    claims.tab.page.mouse.up()
    period = claims.call("(s) => s._time.link")
    claims.tab.expect_link(lambda q: q.get("period") == period)
    first, last = period.split("_")
    days = claims.call(
        "(s) => [...s._table._rows].map((r) =>"
        " [Salient.dateOf(s._set.first[r]), Salient.dateOf(s._set.last[r])])"
    )
    assert 0 < len(days) < COUNT
    assert all(start <= last and end >= first for start, end in days)
    claims.tab.frame.get_by_role("button", name="All dates").click()
    claims.shown(COUNT)


def test_filters_count_go_into_the_link_and_the_back_button_takes_them_away(
    claims: Claims, store_file: Path
):
    store = open_store(store_file)
    every = [c for c in store.claims() if c.source == "made-claims"]
    store.close()
    claims.open("?src=made-claims")
    claims.choose("side", "RU")
    expected = [c for c in every if c.side == "RU"]
    claims.shown(len(expected))
    claims.tab.expect_link(lambda q: q.get("side") == "RU")
    claims.choose("status", "disputed")
    claims.shown(sum(c.status is ClaimStatus.DISPUTED for c in expected))
    other = claims.tab.frame.locator(".facet[data-id='side'] .row", has_text="UA")
    disputed = [c for c in every if c.status is ClaimStatus.DISPUTED]
    expect(other.locator(".number")).to_have_text(f"{sum(c.side == 'UA' for c in disputed):,}")
    claims.tab.expect_link(lambda q: q.get("status") == "disputed")
    claims.tab.idle()
    claims.tab.page.evaluate("history.back()")
    claims.shown(len(expected))
    claims.tab.page.evaluate("history.back()")
    claims.shown(len(every))
    claims.tab.expect_link(lambda q: "side" not in q and q["src"] == "made-claims")


def test_words_of_three_scripts_are_found_as_the_texts_have_them(claims: Claims, store_file: Path):
    store = open_store(store_file)
    every = store.claims()
    store.close()
    claims.open()
    box = claims.tab.frame.get_by_label("Search claims")
    for claim in (
        next(c for c in every if c.evidence[:1] > "가"),
        next(c for c in every if "а" < c.evidence[:1] < "я" and "ь" in c.evidence.split()[0]),
        next(c for c in every if "Kursk" in c.statement),
    ):
        text = claim.evidence if claim.source == "made-claims" else "KURSK"
        typed = text.split()[0].upper().replace("Ь", "")
        box.fill(typed)
        expect(claims.tab.frame.locator(".chip").first).to_contain_text(typed)
        found = claims.call("(s, id) => [s._result.shown, !s._set.fails[s._set.rowOf(id)]]",
                            claim.id)  # fmt: skip
        assert found[1], typed
        assert 0 < found[0] < len(every)


def test_browser_and_server_fold_every_letter_alike(claims: Claims):
    claims.open()
    ranges = [(0x20, 0x250), (0x370, 0x530), (0x1E00, 0x1F00), (0x2010, 0x2190),
              (0xAC00, 0xAC80), (0x1100, 0x1200), (0xFF00, 0xFFF0)]  # fmt: skip
    letters = [chr(code) for start, end in ranges for code in range(start, end)]
    texts = [*letters, "ПІВНІЧНА Корея", "10,000 і 12\u202f000", "ΟΔΥΣΣΕΥΣ", "북한군 İ"]
    folded = claims.call("(_, texts, letters) => texts.map((t) => Salient.fold(t, letters))",
                         texts, LETTERS)  # fmt: skip
    assert [t for t, own in zip(texts, folded, strict=True) if own != fold(t)] == []


def test_the_keyboard_walks_the_table_and_the_timeline(claims: Claims):
    claims.open("?src=made-claims")
    grid = claims.tab.frame.get_by_role("grid", name="Claims")
    grid.focus()
    for _ in range(3):
        grid.press("ArrowDown")
    expect(claims.picked).to_have_attribute("aria-rowindex", "4")
    assert grid.get_attribute("aria-activedescendant") == claims.picked.get_attribute("id")
    assert grid.get_attribute("aria-rowcount") == str(COUNT + 1)
    grid.press("End")
    expect(claims.picked).to_have_attribute("aria-rowindex", str(COUNT + 1))
    expect(claims.picked).to_be_in_viewport()
    assert claims.rows.count() < 60, "only the rows in sight are in the document"
    pick = claims.view.get_attribute("data-pick")
    claims.tab.expect_link(lambda q: q.get("pick") == f"claim:{pick}")
    spoken = claims.tab.frame.locator(".top > .visually-hidden")
    expect(spoken).to_contain_text(claims.picked.locator(".claimant b").inner_text())
    claims.tab.frame.get_by_role("button", name="Claimant").click()
    head = claims.tab.frame.get_by_role("columnheader", name="Claimant")
    expect(head).to_have_attribute("aria-sort", "ascending")
    names = claims.call("(s) => [...s._table._rows].map((r) => s._set.row(r).claimant)")
    assert names == sorted(names, key=str.casefold)
    slider = claims.tab.frame.get_by_role("slider", name="Timeline of claims")
    slider.focus()
    slider.press("ArrowRight")
    expect(claims.tab.frame.locator(".group")).to_be_visible()
    slider.press("Escape")
    expect(claims.picked).to_have_count(0)


def test_what_matches_nothing_is_a_sentence_with_a_way_out(claims: Claims):
    claims.open("?claimant=Nobody+at+all")
    nothing = claims.tab.frame.locator(".nothing")
    expect(nothing).to_contain_text("No claim matches. Take a word or a filter away.")
    expect(claims.tab.frame.locator(".chip")).to_contain_text("Nobody at all (not in this store)")
    nothing.get_by_role("button", name="Clear all filters").click()
    claims.shown(COUNT + 24)
    expect(nothing).to_be_hidden()


def test_claims_that_cannot_be_loaded_are_said(claims: Claims):
    claims.tab.page.route("**/data/ledger/*.bin", lambda route: route.fulfill(status=503))
    claims.tab.page.goto(f"{claims.tab.address}/claims")
    expect(claims.tab.frame.get_by_role("alert")).to_contain_text("answered 503")


def test_a_status_that_is_set_meanwhile_is_shown_without_loading_the_claims_again(
    claims: Claims, store_file: Path
):
    claims.open("?status=withdrawn")
    before = int(claims.view.get_attribute("data-shown"))
    loaded = len([url for url in claims.tab.requests if ".bin" in url])
    store = open_store(store_file)
    claim = next(c for c in store.claims() if c.status is ClaimStatus.ASSESSED)
    store.set_claim_status(
        claim.id, ClaimStatus.WITHDRAWN, by="A", at=NOW, reason="taken back",
        based_on=store.status_version(claim.id),
    )  # fmt: skip
    store.close()
    claims.rows.first.click()
    claims.shown(before + 1)
    assert len([url for url in claims.tab.requests if ".bin" in url]) == loaded + 1


def test_a_view_is_saved_opened_replaced_and_removed(claims: Claims):
    claims.open("?src=made-claims&side=RU")
    shown = claims.view.get_attribute("data-shown")
    page = claims.tab.page
    kept = page.get_by_text("Morning", exact=True)

    def named(name: str, button: str) -> None:
        page.get_by_role("button", name="Save or remove a view").click()
        page.get_by_role("textbox", name="Name").fill(name)
        page.get_by_role("textbox", name="Name").press("Enter")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".salient-sentence").first).to_contain_text(f"The view {name} is")
        claims.tab.idle()

    named("Morning", "Save")
    claims.open()
    claims.shown(COUNT + 24)
    kept.click()
    expect(claims.view).to_have_attribute("data-shown", shown)
    claims.tab.expect_link(lambda q: q.get("side") == "RU")
    claims.choose("side", "RU")
    claims.shown(COUNT)
    claims.tab.expect_link(lambda q: "side" not in q)
    named("Morning", "Replace")
    claims.open("?side=UA")
    kept.click()
    claims.shown(COUNT)
    named("Morning", "Remove")
    expect(page.get_by_text("No saved views yet.")).to_be_visible()


def test_what_the_frame_reports_while_a_view_is_opened_does_not_close_it(
    claims: Claims, store_file: Path
):
    store = open_store(store_file)
    store.save_mapping("claims view: Evening", {"side": ["RU"]}, by="A", at=NOW, based_on=0)
    store.close()
    page = claims.tab.page
    line = _HeldLine(page)
    claims.open()
    claims.shown(COUNT + 24)
    claims.tab.idle()
    line.hold()
    page.get_by_text("Evening", exact=True).click()
    assert wait_for(lambda: page.title() and line.holds(b"side=RU"), 30)
    # The map settles while the answer is under way: the report comes with the URL of before.
    asked = line.asked
    claims.view.evaluate("() => Streamlit.setComponentValue({ link: {}, revision: 0, again: 1 })")
    assert wait_for(lambda: page.title() and line.asked > asked, 30)
    line.release()
    claims.tab.expect_link(lambda q: q.get("side") == "RU")
    claims.tab.idle()
    expect(claims.tab.frame.locator(".chip")).to_contain_text("Side: RU")


def test_on_a_phone_table_and_map_are_one_below_the_other(
    new_map: Callable[..., MapPage], claims_address: str
):
    claims = Claims(new_map(claims_address, viewport={"width": 390, "height": 1400})).open()
    table = claims.tab.frame.locator("section.table").bounding_box()
    ground = claims.tab.frame.locator("section.map").bounding_box()
    assert ground["y"] >= table["y"] + table["height"]
    assert min(table["width"], ground["width"]) > 340
    assert claims.view.evaluate("node => node.scrollWidth <= node.clientWidth")
    claims.tab.frame.locator(".filters > summary").click()
    claims.choose("side", "RU")
    expect(claims.tab.frame.locator(".chip")).to_contain_text("Side: RU")
