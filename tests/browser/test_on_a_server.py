"""The dashboard on PostgreSQL: the map, an edit, and what changed, in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from geo.store import open_store
from scripts.dashboard_server import running_dashboard
from tests.browser.conftest import MapPage
from tests.places import Schemas

pytestmark = pytest.mark.server


def test_map_edit_and_changes_on_a_database(postgres, seeded_file, new_map: Callable[..., MapPage]):
    store_address = Schemas(postgres, seeded_file).seeded()
    store = open_store(store_address)
    claim = store.claims()[0].id
    with_password = store_address.replace("salient@", "salient:s3cret@")
    with running_dashboard(with_password) as address:
        tab = new_map(address).open("/")
        assert (tab.area_pixels()[..., 3] > 0).any()
        page = tab.page
        page.goto(f"{address}/claims?section=Review&pick=claim:{claim}")
        expect(page.locator(".salient-line li")).to_have_count(1)
        page.keyboard.press("4")
        why = page.get_by_role("dialog").get_by_label("Why")
        why.fill("two films show otherwise")
        why.press("Enter")
        expect(page.get_by_text("The status denied is stored.")).to_be_visible()
        expect(page.locator(".salient-line li").nth(1)).to_contain_text("two films show otherwise")
        page.goto(f"{address}/changes?source=kursk-seed&d=Two+dates&from=2025-01-05&to=2025-03-12")
        compared = tab.frame.locator(".salient-compare")
        expect(compared).to_have_attribute("data-ready", "true")
        expect(compared.locator(".stamp").nth(1)).to_contain_text("12 Mar 2025")
        answer = page.request.get(
            f"{address}/api/collections/places/items?limit=5&bbox=30,48,40,54"
        )
        assert len(answer.json()["features"]) == 5
    assert [entry.status for entry in store.status_history(claim)] == ["claimed", "denied"]
    assert store.check() == []
    store.close()
