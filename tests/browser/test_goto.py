"""The search box on the map, by keyboard and by hand."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HOSTILE_PLACE


def box(tab):
    return tab.frame.get_by_role("combobox", name="Go to a place")


def options(tab):
    return tab.frame.locator("#goto-list [role=option]")


def centre(tab):
    return tab.container.evaluate(
        """() => {
          const { lat, lng } = window.map_div.getCenter();
          return [lat, lng, window.map_div.getZoom()];
        }"""
    )


def test_a_place_is_gone_to_by_keyboard_in_any_script(tab):
    tab.open()
    asked = [url for url in tab.requests if "gazetteer" in url]
    assert not asked, "a first visit does not wait for the gazetteer"
    field = box(tab)
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("Тамбов")
    expect(options(tab).first).to_contain_text("Tambov")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "goto-0")
    expect(options(tab).first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(tab.frame.locator(".goto-label")).to_have_text("Tambov")
    expect(options(tab).first).to_be_hidden()
    tab.expect_link(lambda link: link.get("c", "").startswith("52.7"))
    lat, lon, zoom = centre(tab)
    assert (lat, lon) == (pytest.approx(52.736, abs=0.01), pytest.approx(41.441, abs=0.01))
    assert zoom >= 10
    # Emptying the field takes the mark away.
    field.fill("")
    expect(tab.frame.locator(".goto-label")).to_have_count(0)
    assert not tab.faults


def test_a_slip_is_forgiven_a_click_goes_there_and_escape_closes(tab):
    tab.open()
    field = box(tab)
    field.press_sequentially("Kramatrosk")
    expect(options(tab).first).to_contain_text("Kramatorsk")
    field.press("Escape")
    expect(options(tab).first).to_be_hidden()
    expect(field).to_have_value("Kramatrosk")
    field.press("ArrowDown")
    options(tab).first.click()
    expect(tab.frame.locator(".goto-label")).to_have_text("Kramatorsk")
    field.fill("qwzxkvbn qqq")
    expect(tab.frame.locator(".goto-none")).to_contain_text("Nothing is called that")
    assert not tab.faults


def test_a_hostile_name_is_shown_letter_for_letter(tab):
    tab.open()
    box(tab).press_sequentially("Ztestovo")
    name = options(tab).first.locator(".goto-name")
    expect(name).to_have_text(HOSTILE_PLACE)
    box(tab).press("Enter")
    expect(tab.frame.locator(".goto-label")).to_have_text(HOSTILE_PLACE)
    expect(tab.frame.locator(".goto img, .goto-mark img")).to_have_count(0)
    assert not tab.faults
