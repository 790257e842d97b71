"""The Articles page in a browser: text and map tied both ways, decisions by key."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from geo.store import open_store
from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import MapPage

HOT, CURRENT = re.compile(r"\bhot\b"), re.compile(r"\bcurrent\b")
HOSTILE = (
    'Officials in Kursk said that <img src=x onerror="alert(1)"> {{7*7}} ${alert(2)} burned. '
    "</script><script>alert(3)</script> A lamp broke in Springfield."
)


@pytest.fixture(scope="module")
def store_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "store.gpkg"
    path.write_bytes(seeded_file.read_bytes())
    return path


@pytest.fixture(scope="module")
def served(store_file: Path) -> Iterator[str]:
    with running_dashboard(store_file) as found:
        yield found


class ArticlePage(MapPage):
    """The Articles page in one browser tab."""

    def ready(self) -> None:
        expect(self.root).to_have_attribute("data-ready", "true")

    @property
    def root(self) -> Locator:
        return self.frame.locator(".salient-article")

    @property
    def card(self) -> Locator:
        return self.frame.locator(".article-card")

    @property
    def count(self) -> Locator:
        return self.frame.locator(".article-foot .count")

    def name(self, text: str) -> Locator:
        return self.frame.locator(".article-text .name").filter(has_text=text).first

    def mark(self, text: str) -> Locator:
        return self.frame.locator(".article-mark").filter(has_text=text).first

    def press(self, *keys: str) -> None:
        for key in keys:
            self.frame.locator(".article-pane").press(key)

    def select(self, words: str) -> None:
        """Select words of the text, as a hand does."""
        self.frame.locator(".article-text .words").evaluate(
            """(body, words) => {
              const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
              for (let node; (node = walk.nextNode()); ) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                node.parentElement.scrollIntoView({ block: "center" });
                document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return;
              }
              throw new Error(`${words} does not stand there in one piece`);
            }""",
            words,
        )

    def paste(self, text: str, date: str = "", outlet: str = "") -> None:
        revision = self.root.get_attribute("data-revision")
        self.page.get_by_text("Paste", exact=True).click()
        field = self.page.get_by_label("Text of an article")
        # Each field is a run of the page of its own; the text comes last and opens the article.
        for label, said in (("Published", date), ("Outlet", outlet)):
            if said:
                expect(field).to_be_visible()
                self.page.get_by_label(label).fill(said)
                self.page.get_by_label(label).press("Enter")
                self.idle()
        field.fill(text)
        self.page.keyboard.press("Control+Enter")
        expect(self.root).not_to_have_attribute("data-revision", revision)
        self.ready()


@pytest.fixture
def articles(new_map: Callable[..., MapPage], served: str) -> ArticlePage:
    tab = new_map(served, viewport={"width": 1400, "height": 1150})
    page = ArticlePage.__new__(ArticlePage)
    page.__dict__ = tab.__dict__
    return page.open("/articles")


def test_a_name_and_its_mark_point_at_each_other(articles: ArticlePage):
    articles.name("Tambov province").hover()
    expect(articles.mark("Tambov province")).to_have_class(HOT)
    articles.mark("Tambov province").click()
    expect(articles.name("Tambov province")).to_have_class(CURRENT)
    expect(articles.card).to_contain_text("Tambov Oblast")
    articles.mark("Tambov province").hover()
    expect(articles.name("Tambov province")).to_have_class(HOT)
    # A capital that speaks is in the text, and is no dot.
    expect(articles.name("Kyiv")).to_have_attribute("data-state", "aside")
    expect(articles.mark("Kyiv")).to_have_count(0)


def test_a_statement_shows_its_words_its_claimant_and_its_places(articles: ArticlePage):
    articles.frame.locator(".article-text .cue").first.click()
    expect(articles.card).to_contain_text("Volodymyr Zelenskyy")
    expect(articles.card.locator(".statement")).to_contain_text("had taken two North Korean")
    expect(articles.frame.locator(".article-text .told").first).to_be_visible()
    expect(articles.mark("Kursk region")).to_have_class(CURRENT)


def stored(path: Path) -> tuple[int, set[str]]:
    """Return how many claims of articles a store has, and the ids of its places."""
    store = open_store(path)
    try:
        claims = [claim for claim in store.claims() if claim.source.startswith("article-")]
        return len(claims), {place.id for place in store.places()}
    finally:
        store.close()


def test_keys_accept_reject_and_undo_and_only_the_button_stores(
    articles: ArticlePage, store_file: Path
):
    expect(articles.count).to_have_text(re.compile(r"^\d+ names, \d+ claims to go\.$"))
    names, said = map(int, re.findall(r"\d+", articles.count.inner_text()))
    undo = articles.card.locator(".decide .undo")
    expect(undo).to_be_disabled()
    articles.press("a", "n", "a", "n", "r")
    expect(articles.count).to_have_text(
        f"{names - 2} names, {said - 1} claims to go. Accepted: 1 name, 1 claim. Rejected: 1 name."
    )
    articles.press("u")
    expect(articles.count).to_have_text(
        f"{names - 1} names, {said - 1} claims to go. Accepted: 1 name, 1 claim."
    )
    expect(articles.page.get_by_text("Accepted: 1 name and 1 claim.")).to_be_visible()
    claims, places = stored(store_file)
    assert claims == 0, "nothing reaches the store before a person stores it"
    articles.page.get_by_role("button", name="Store what is accepted").click()
    expect(articles.page.get_by_text("It can be undone under Data, History")).to_be_visible()
    assert stored(store_file) == (1, places), "Kursk is the store's own"


def test_a_single_mention_is_decided_by_itself(articles: ArticlePage):
    articles.paste("A lamp broke in Kursk. A door broke in Kursk. A wall broke in Kursk.")
    kursk = articles.frame.locator(".article-text .name")
    only = articles.card.locator(".scope button").nth(1)
    marks = articles.frame.locator(".article-mark")
    expect(kursk).to_have_count(3)
    expect(marks).to_have_count(1)
    kursk.nth(2).click(modifiers=["Shift"])
    expect(only).to_have_text("Only mention 3 of 3")
    expect(only).to_have_attribute("aria-pressed", "true")
    # The candidates of this one mention stand on the map.
    articles.frame.locator(".article-choice[aria-label*=': Kursk Oblast, RU']").click()
    expect(kursk.nth(2)).to_have_attribute("data-state", "accepted")
    expect(kursk.nth(0)).to_have_attribute("data-state", "proposed")
    expect(marks).to_have_count(2)
    expect(articles.frame.locator(".article-mark.wide")).to_have_attribute("data-state", "accepted")
    expect(articles.frame.locator(".article-mark.spot")).to_have_attribute("data-state", "proposed")
    # For all of them again: those that are open are accepted as proposed, and that one stays.
    articles.card.get_by_text("All 3 mentions").click()
    articles.press("a")
    expect(kursk.nth(0)).to_have_attribute("data-state", "accepted")
    expect(marks).to_have_count(2)
    articles.press("u")
    expect(kursk.nth(0)).to_have_attribute("data-state", "proposed")
    articles.press("u")
    expect(marks).to_have_count(1)
    expect(only).to_have_attribute("aria-pressed", "true")
    # By key: m goes on to the next mention, and from the last one to all again.
    articles.press("m")
    expect(only).to_have_attribute("aria-pressed", "false")
    articles.press("m", "m", "r")
    expect(only).to_have_text("Only mention 2 of 3")
    expect(kursk.nth(1)).to_have_attribute("data-state", "rejected")
    expect(kursk.nth(0)).to_have_attribute("data-state", "proposed")


def test_a_missed_name_is_added_by_hand_and_undone(articles: ArticlePage):
    articles.paste("Smoke rose over Vetrovka Polevaya, and Vetrovka Polevaya was silent.")
    expect(articles.card).to_contain_text("Select words in the text to add a place")
    articles.select("Vetrovka Polevaya")
    expect(articles.frame.locator(".article-offer")).to_contain_text("Vetrovka Polevaya")
    articles.press("s")
    field = articles.frame.get_by_role("combobox", name="Place to look up")
    expect(field).to_have_value("Vetrovka Polevaya")
    field.fill("Rylsk")
    expect(articles.card.locator(".found .candidate").first).to_contain_text("Рыльск")
    field.press("Enter")
    both = articles.frame.locator(".article-text .name.by-hand")
    expect(both).to_have_count(2)
    expect(both.first).to_have_attribute("data-state", "accepted")
    expect(articles.card).to_contain_text("added by hand")
    expect(articles.mark("Vetrovka Polevaya")).to_be_visible()
    articles.press("u")
    expect(both).to_have_count(0)
    expect(articles.mark("Vetrovka Polevaya")).to_have_count(0)
    # Once more by the button, and found by its own name in the gazetteer.
    articles.select("Vetrovka Polevaya")
    articles.frame.locator(".article-offer").click()
    field.fill("Коренево")
    expect(articles.card.locator(".found .candidate").first).to_contain_text("Korenevo")
    articles.card.locator(".found .candidate").first.click()
    expect(both).to_have_count(2)
    expect(articles.card).to_contain_text("Korenevo")


def test_enter_never_takes_a_place_of_the_name_that_stood_there_before(articles: ArticlePage):
    articles.paste("Smoke rose over Vetrovka Polevaya.")
    articles.select("Vetrovka Polevaya")
    articles.press("s")
    field = articles.frame.get_by_role("combobox", name="Place to look up")
    found = articles.card.locator(".found .candidate")
    field.fill("Rylsk")
    expect(found.first).to_contain_text("Рыльск")
    # The answer to the new name is held back, as on a slow line, while somebody presses Enter.
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    articles.page.route("**/gazetteer.json*", hold)
    field.fill("Коренево")
    field.press("Enter")
    expect(found).to_have_count(0)
    expect(field).to_be_visible()
    articles.page.unroute("**/gazetteer.json*")
    for route in held:
        route.continue_()


def test_what_is_stored_and_only_that_is_on_the_map_page(
    articles: ArticlePage, store_file: Path, served: str
):
    places = f"{served}/data/places.json"
    claims = f"{served}/data/claims.json"

    def on_map() -> tuple[set[str], int]:
        known = articles.page.request.get(places).json()
        said = articles.page.request.get(claims).json()
        return {place["name"] for place in known}, len(said)

    names, count = on_map()
    assert "Kursk" in names
    text = "Officials in Tyumen said that a mill in Tyumen had burned. Omsk was calm."
    articles.paste(text, "2025-01-12", "courier.example")
    articles.name("Tyumen").click()
    articles.press("a")
    articles.frame.locator(".article-text .cue").first.click()
    articles.press("a")
    expect(articles.page.get_by_text("Accepted: 1 name and 1 claim.")).to_be_visible()
    assert on_map() == (names, count), "accepted is not yet stored"
    articles.page.get_by_role("button", name="Store what is accepted").click()
    expect(articles.page.get_by_text("It can be undone under Data, History")).to_be_visible()
    more, claims_now = on_map()
    assert more - names == {"Tyumen"}
    assert claims_now == count + 1
    assert "1488754" in stored(store_file)[1]
    articles.page.goto(f"{served}/?pick=place:1488754")
    said = articles.panel.filter(has_text="Claims here or in this region (1)")
    expect(said).to_contain_text("a mill in Tyumen had burned")


def test_who_leaves_the_page_and_comes_back_finds_what_was_decided(articles: ArticlePage):
    # A name that no other test stores; what was stored is remembered for the outlet.
    articles.name("Tambov province").click()
    articles.press("a")
    expect(articles.count).to_contain_text("Accepted: 1 name.")
    articles.select("Telegram")
    articles.press("s")
    field = articles.frame.get_by_role("combobox", name="Place to look up")
    field.fill("Коренево")
    expect(articles.card.locator(".found .candidate").first).to_contain_text("Korenevo")
    field.press("Enter")
    expect(articles.count).to_contain_text("Accepted: 2 names.")
    expect(articles.page.get_by_text("Accepted: 2 names and 0 claims.")).to_be_visible()
    articles.page.get_by_role("link", name="Data").click()
    expect(articles.page.get_by_role("heading", name="From article to map")).to_have_count(0)
    articles.page.get_by_role("link", name="Articles").click()
    articles.ready()
    expect(articles.count).to_contain_text("Accepted: 2 names.")
    expect(articles.name("Telegram")).to_have_class(re.compile(r"\bby-hand\b"))
    expect(articles.mark("Telegram")).to_have_attribute("data-state", "accepted")
    expect(articles.page.get_by_text("Accepted: 2 names and 0 claims.")).to_be_visible()


def test_a_name_in_doubt_opens_its_candidates_on_map_and_in_a_list(articles: ArticlePage):
    articles.paste("A lamp broke in Springfield. Nobody said why.")
    expect(articles.name("Springfield")).to_have_attribute("data-state", "doubtful")
    choices = articles.frame.locator(".article-choice")
    listed = articles.card.locator(".candidate")
    expect(choices).to_have_count(listed.count())
    expect(choices.nth(1)).to_be_visible()
    expect(articles.mark("Springfield")).to_have_count(0)
    # The key that accepts places nothing here: it says that somebody has to choose.
    for key in ("a", "A", "a"):
        articles.press(key)
    expect(articles.count).to_contain_text("In doubt: choose")
    expect(articles.name("Springfield")).to_have_attribute("data-state", "doubtful")
    expect(articles.mark("Springfield")).to_have_count(0)
    articles.press("n", "p")
    expect(articles.count).to_contain_text("1 name, 1 in doubt to go.")
    choices.nth(0).click()
    expect(articles.name("Springfield")).to_have_attribute("data-state", "accepted")
    expect(listed.nth(0)).to_have_attribute("aria-pressed", "true")
    articles.press("u")
    expect(articles.name("Springfield")).to_have_attribute("data-state", "doubtful")
    articles.press("2")
    expect(articles.name("Springfield")).to_have_attribute("data-state", "accepted")
    expect(listed.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(articles.mark("Springfield")).to_be_visible()
    # Nobody said when it was published, and it does not get today's date.
    expect(articles.page.get_by_text("Nobody said when this was published")).to_be_visible()
    expect(articles.page.get_by_role("button", name="Store what is accepted")).to_be_disabled()


def test_a_hostile_text_stands_there_letter_for_letter(articles: ArticlePage):
    articles.paste(HOSTILE)
    expect(articles.frame.locator(".article-text .words")).to_have_text(HOSTILE)
    assert articles.frame.locator(".salient-article img").count() == 0
    for item in articles.frame.locator(".article-text [data-item]").all():
        item.click()
    assert articles.faults == []
