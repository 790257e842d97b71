"""The review by keyboard alone, on a claim that a stranger wrote to do harm."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.models import ImportReport
from geo.store import open_store
from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import LOAD_MS, MapPage
from tests.browser.test_hostile import ALL, NOW

HOSTILE = "a-hostile-claim"


@pytest.fixture(scope="module")
def own_store(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "store.gpkg"
    shutil.copy(seeded_file, path)
    store = open_store(path)
    claim = replace(
        store.claims()[0], id=HOSTILE, claimant=f"Speaker {ALL}", statement=ALL, role=ALL,
        evidence=ALL, context=f"Before. {ALL} After.", note=ALL,
    )  # fmt: skip
    source = next(s for s in store.sources() if s.id == claim.source)
    report = ImportReport(file="hostile.json", sha256="1" * 64, read=1, kept=1)
    store.import_claims([claim], source, report, recorded_at=NOW, recorded_by="test")
    store.close()
    return path


@pytest.fixture(scope="module")
def review_address(own_store: Path) -> Iterator[str]:
    with running_dashboard(own_store) as address:
        yield address


def test_a_hostile_claim_is_reviewed_by_key_and_shown_letter_for_letter(
    review_address: str, own_store: Path, new_map: Callable[..., MapPage]
):
    view = new_map(review_address)
    page = view.page
    page.goto(f"{review_address}/claims?section=Review&pick=claim:{HOSTILE}")
    expect(page.locator("mark")).to_have_text(ALL)
    expect(page.locator(".salient-card .statement")).to_have_text(ALL)
    view.idle()  # a key that is pressed while the page is still being made is lost
    page.keyboard.press("4")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("p b")).to_have_text(f"Speaker {ALL} claims")
    why = dialog.get_by_label("Why")
    expect(why).to_be_visible()
    for _ in range(4):
        if why.evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(why).to_be_focused()
    page.keyboard.type(ALL)
    page.keyboard.press("Enter")
    expect(page.locator(".salient-line li").nth(1)).to_contain_text(ALL)
    expect(page.get_by_text("The status denied is stored.")).to_be_visible()
    view.idle()
    page.keyboard.press("u")
    expect(page.locator(".salient-line li").nth(2)).to_contain_text("Takes back")
    view.idle()
    page.keyboard.press("n")
    expect(page.locator(".salient-card h3").first).to_have_text("Volodymyr Zelenskyy claims")
    # The dialog of a merger lists claimants, the hostile one among them.
    view.idle()
    page.keyboard.press("m")
    dialog.get_by_role("combobox").click()
    expect(page.get_by_role("option").filter(has_text="Speaker {{ 7*7 }}")).to_be_visible(
        timeout=LOAD_MS
    )
    page.keyboard.press("Escape")
    assert page.evaluate("window.ran") is None
    store = open_store(own_store)
    assert [e.status for e in store.status_history(HOSTILE)] == ["claimed", "denied", "claimed"]
    store.close()
