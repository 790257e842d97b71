"""The map as a reader has it: drawn, toggled, moved through time, linked to, clicked."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser, expect
from shapely.geometry import shape

from tests.browser.conftest import MapPage

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "editions"
MAIN_DAY = SEEDS / "2025-01-05T1830Z.geojson"
IFRAME = "iframe[title='streamlit_folium.st_folium']"


def ground(category: str, actor: str | None = None) -> shapely.Geometry:
    """Return what the seed's file says on its main day."""
    features = json.loads(MAIN_DAY.read_text(encoding="utf-8"))["features"]
    return shapely.union_all(
        [
            shape(f["geometry"])
            for f in features
            if f["properties"]["category"] == category
            and (actor is None or f["properties"]["actor"] == actor)
        ]
    )


def test_first_visit_shows_the_main_edition_with_its_stamp_marks_and_credits(tab: MapPage):
    tab.open()
    expect(tab.stamp).to_have_text("Data as of 5 Jan 2025, 1:30 p.m. ET (18:30 UTC)")
    expect(tab.frame.locator(".synthetic")).to_be_visible()
    credits = tab.frame.locator(".credits")
    expect(credits).to_contain_text("Salient seed, synthetic")
    expect(credits).to_contain_text("GeoNames (CC BY 4.0)")
    expect(credits).to_contain_text("Natural Earth")
    expect(credits).to_contain_text("Crimea is part of Ukraine")
    painted = (tab.area_pixels()[..., 3] > 0).mean()
    assert 0.02 < painted < 0.6
    assert len(np.unique(tab.background_pixels().reshape(-1, 4), axis=0)) > 2
    expect(tab.frame.locator(".place .name", has_text="Sudzha")).to_be_visible()


@pytest.mark.parametrize(
    ("token", "category", "actor"),
    [
        ("assessed", "assessed", None),
        ("advances", "advances", None),
        ("claimed", "claimed", None),
        ("assessed-UA", "assessed", "UA"),
        ("advances-RU", "advances", "RU"),
        ("claimed-UA", "claimed", "UA"),
    ],
)
def test_a_toggle_changes_its_own_pixels_and_no_others(
    tab: MapPage, token: str, category: str, actor: str | None
):
    tab.open()
    before, background = tab.area_pixels(), tab.background_pixels()
    tab.toggle(token)
    changed = (tab.area_pixels() != before).any(axis=2)
    lon, lat = tab.ground_of_pixels()
    own = ground(category, actor)
    pixel = abs(lon[0, 1] - lon[0, 0])
    near = shapely.contains_xy(own.buffer(4 * pixel), lon, lat)
    within = shapely.contains_xy(own.buffer(-2 * pixel), lon, lat)
    assert not (changed & ~near).any(), "a pixel changed outside the toggled areas"
    # A hatch and dots leave ground bare between the lines, a fill does not.
    assert changed[within].mean() > (0.98 if category == "assessed" else 0.25)
    assert (tab.background_pixels() == background).all()
    tab.toggle(token)
    assert (tab.area_pixels() == before).all(), "switching it on again does not restore the map"


def test_hiding_places_and_claims_takes_their_marks_and_leaves_the_areas(tab: MapPage):
    tab.open()
    before = tab.area_pixels()
    assert tab.frame.locator(".place").count() > 10
    assert tab.frame.locator(".claim").count() >= 1
    tab.toggle("places")
    expect(tab.frame.locator(".place")).to_have_count(0)
    tab.toggle("claims")
    expect(tab.frame.locator(".claim")).to_have_count(0)
    assert (tab.area_pixels() == before).all()


def test_another_date_redraws_in_the_same_iframe_and_keeps_pan_and_zoom(tab: MapPage):
    tab.open()
    tab.page.locator(IFRAME).evaluate("frame => { frame.contentWindow.witness = 'same' }")
    tab.frame.locator(".leaflet-control-zoom-in").click()
    link = tab.expect_link(lambda q: "c" in q)
    before = tab.area_pixels()
    for _ in range(3):
        tab.frame.get_by_role("button", name="Next edition").click()
    expect(tab.stamp).to_contain_text("20 Feb 2025")
    after = tab.expect_link(lambda q: q.get("at") == "2025-02-20T18:30:00Z")
    assert after["c"] == link["c"]
    assert (tab.area_pixels() != before).any()
    expect(tab.page.locator("td.number").first).to_be_visible()
    expect(tab.panel.first).to_contain_text("20 Feb 2025")
    assert tab.page.locator(IFRAME).count() == 1
    witness = tab.page.locator(IFRAME).evaluate("frame => frame.contentWindow.witness")
    assert witness == "same", "the map was rebuilt"


def test_a_link_opens_exactly_that_view_for_a_visitor_who_was_never_here(
    tab: MapPage, new_map: Callable[..., MapPage]
):
    tab.open()
    tab.toggle("claimed")
    tab.toggle("advances-RU")
    tab.frame.get_by_role("button", name="Previous edition").click()
    tab.frame.locator(".leaflet-control-zoom-in").click()
    tab.click_ground(35.25, 51.2)
    wanted = tab.expect_link(lambda q: "pick" in q and "c" in q and "claimed" in q.get("hide", ""))
    picture = tab.area_pixels()
    visitor = new_map().open("/?" + tab.page.url.partition("?")[2])
    expect(visitor.stamp).to_contain_text("20 Dec 2024")
    expect(visitor.frame.locator("#show-claimed")).not_to_be_checked()
    expect(visitor.frame.locator("#show-advances-RU")).not_to_be_checked()
    assert (visitor.area_pixels() == picture).all()
    expect(visitor.panel.first.locator("h3")).to_have_text(
        tab.panel.first.locator("h3").inner_text()
    )
    assert visitor.expect_link(lambda q: True) == wanted


def test_the_back_button_returns_to_the_view_before(tab: MapPage):
    tab.open()
    tab.frame.get_by_role("button", name="Next edition").click()
    tab.expect_link(lambda q: q.get("at") == "2025-01-20T18:30:00Z")
    tab.idle()
    tab.frame.get_by_role("button", name="Next edition").click()
    tab.expect_link(lambda q: q.get("at") == "2025-02-05T18:30:00Z")
    tab.idle()
    tab.page.evaluate("history.back()")
    expect(tab.stamp).to_contain_text("20 Jan 2025")


def test_quick_steps_end_on_the_last_one_and_the_map_does_not_jump_back(tab: MapPage):
    tab.open()
    slider = tab.frame.get_by_role("slider", name="Date")
    slider.focus()
    for _ in range(12):
        slider.press("ArrowLeft")
    expect(tab.stamp).to_contain_text("7 Aug 2024")
    tab.expect_link(lambda q: q.get("at") == "2024-08-07T17:30:00Z")
    tab.idle()
    expect(tab.stamp).to_contain_text("7 Aug 2024")
    expect(tab.panel.first).to_contain_text("7 Aug 2024")


def test_a_click_on_an_area_tells_who_what_when_how_sure_and_from_whom(tab: MapPage):
    tab.open("/?c=51.15,35.2,11")
    tab.click_ground(35.22, 51.13)
    card = tab.panel.first
    for words in (
        "Assessed", "Ukrainian forces", "incursion", "5 Jan 2025, 1:30 p.m. ET", "Salient seed",
    ):  # fmt: skip
        expect(card).to_contain_text(words)
    expect(tab.panel.nth(1)).to_contain_text("Claims about Kursk Oblast")
    expect(tab.panel.nth(1)).to_contain_text("US officials")


def test_a_click_on_a_place_tells_its_names_and_where_its_coordinate_is_from(tab: MapPage):
    tab.open()
    tab.frame.get_by_role("button", name="Sudzha", exact=True).click()
    card = tab.panel.first
    for words in ("Sudzha", "Суджа", "Kursk Oblast", "GeoNames"):
        expect(card).to_contain_text(words)


def test_a_click_on_a_claim_tells_the_claimant_first_and_the_others_there(tab: MapPage):
    tab.open("/?c=51.6,35.6,8")
    claim = tab.frame.locator(".claim.vague").first
    expect(claim).to_have_attribute("aria-label", "7 claims somewhere in Kursk Oblast")
    claim.click()
    expect(tab.panel.first).to_contain_text("Volodymyr Zelenskyy")
    expect(tab.panel.first).to_contain_text("2 soldiers")
    expect(tab.panel.nth(1)).to_contain_text("Other claims there (6)")


def test_a_claim_of_the_table_leads_to_the_map(tab: MapPage):
    tab.open("/?pick=claim:kursk-2025-01-11-20&c=52.7,41.7,8")
    expect(tab.panel.first).to_contain_text("Tambov Oblast")
    expect(tab.frame.locator(".claim.picked")).to_have_count(1)


def test_every_control_is_reached_and_worked_by_keyboard(tab: MapPage):
    tab.open()
    tab.frame.locator("#show-assessed").focus()
    seen = set()
    for _ in range(45):
        name = tab.container.evaluate(
            "() => { const e = document.activeElement;"
            " return e.id || e.getAttribute('aria-label') || e.textContent.slice(0, 30); }"
        )
        seen.add(name)
        tab.page.keyboard.press("Tab")
    wanted = {
        "show-assessed", "show-assessed-UA", "show-advances", "show-claimed-RU", "show-places",
        "show-claims", "show-tiles", "Play", "Previous edition", "Next edition", "Date", "since",
    }  # fmt: skip
    assert wanted <= seen | {"show-assessed"}
    tab.frame.locator("#show-claimed").focus()
    tab.page.keyboard.press("Space")
    expect(tab.frame.locator("#show-claimed")).not_to_be_checked()
    expect(tab.frame.locator("#show-claimed")).to_be_focused()


def test_the_points_are_one_stop_and_arrows_walk_them(tab: MapPage):
    tab.open()
    stops = tab.frame.locator(".leaflet-labels-pane button[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    tab.page.keyboard.press("ArrowRight")
    tab.page.keyboard.press("Enter")
    tab.expect_link(lambda q: "pick" in q)


def test_labels_do_not_collide(tab: MapPage):
    tab.open()
    boxes = tab.frame.locator(".leaflet-labels-pane .name").evaluate_all(
        "names => names.map(n => { const b = n.getBoundingClientRect();"
        " return [n.textContent, b.left, b.top, b.right, b.bottom]; })"
    )
    assert len(boxes) > 10
    for i, (name, *a) in enumerate(boxes):
        for other, *b in boxes[i + 1 :]:
            apart = a[0] >= b[2] - 1 or b[0] >= a[2] - 1 or a[1] >= b[3] - 1 or b[1] >= a[3] - 1
            assert apart, f"{name} lies over {other}"


def test_dark_theme_darkens_the_map_and_keeps_the_same_areas(new_map: Callable[..., MapPage]):
    light, dark = new_map().open(), new_map(color_scheme="dark").open()
    expect(dark.container).to_have_attribute("data-theme", "dark")

    def brightness(tab: MapPage) -> float:
        return float(tab.background_pixels()[..., :3].mean())

    assert brightness(light) > 200
    assert brightness(dark) < 70
    drawn = [t.area_pixels()[..., 3] > 0 for t in (light, dark)]
    assert (drawn[0] != drawn[1]).mean() < 0.01


def test_a_phone_has_everything_without_scrolling_sideways(new_map: Callable[..., MapPage]):
    tab = new_map(viewport={"width": 390, "height": 844}, has_touch=True).open()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.container.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(tab.stamp).to_be_in_viewport()
    tab.frame.locator(".legend > summary").click()
    tab.toggle("claimed")
    expect(tab.frame.locator("#show-claimed")).not_to_be_checked()
    tab.frame.get_by_role("button", name="Next edition").click()
    expect(tab.stamp).to_contain_text("20 Jan 2025")


def test_a_map_that_cannot_load_says_so_and_offers_to_try_again(tab: MapPage):
    tab.page.route("**/data/index.json", lambda route: route.fulfill(status=503, body="busy"))
    tab.page.goto(tab.address)
    alert = tab.frame.get_by_role("alert")
    expect(alert).to_contain_text("could not load its data")
    expect(alert.get_by_role("button", name="Try again")).to_be_visible()


def test_a_background_that_cannot_load_is_said_and_the_areas_are_there(tab: MapPage):
    tab.page.route("**/data/basemap.json", lambda route: route.fulfill(status=503, body="busy"))
    tab.open()
    expect(tab.frame.get_by_role("alert")).to_contain_text("basemap.json answered 503")
    assert (tab.area_pixels()[..., 3] > 0).any()


def test_a_link_that_makes_no_sense_is_explained_and_the_map_still_draws(tab: MapPage):
    tab.open("/?source=nowhere&at=soon&hide=everything&pick=x:y&c=a,b")
    expect(tab.page.locator(".salient-sentence.note")).to_have_count(6)
    expect(tab.stamp).to_contain_text("5 Jan 2025")


def test_the_street_map_is_asked_for_only_once_it_is_chosen(browser: Browser, address: str):
    page = browser.new_page()
    page.route("https://**", lambda route: route.fulfill(status=204))
    tab = MapPage(page, address).open()
    assert not [url for url in tab.requests if url.startswith("https:")]
    with page.expect_request("https://tile.openstreetmap.org/**"):
        tab.toggle("tiles")
    expect(tab.frame.locator(".credits")).to_contain_text("OpenStreetMap contributors")
    tab.expect_link(lambda q: "tiles" not in "".join(q.values()))
    page.close()
