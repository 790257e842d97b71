"""What is measured in a real Chromium: steps through time, toggles, first visits, memory."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.process import resident_mib, server_of

PROBES = (Path(__file__).parent / "probes.js").read_text(encoding="utf-8").rstrip(";\n")
IFRAME = "iframe[title='streamlit_folium.st_folium']"
SIZE = {"width": 1400, "height": 950}
_KEY_REPEAT_S = 1 / 30  # what a held key does
_POINTER_S = 1 / 250  # between what a fast mouse reports
_MOST_STEPS = 400
_VISITS, _TOGGLES, _REBUILDS = 12, 60, 15
_MIB = 1024 * 1024

Figures = dict[str, list[float]]


def measure_ours(browser: Browser, address: str, source: str) -> tuple[Figures, dict[str, float]]:
    """Return times in milliseconds and memory in MiB, of the dashboard at an address."""
    found: Figures = {"first visit, warm server": []}
    for number in range(_VISITS):
        page = browser.new_context(viewport=SIZE).new_page()
        body = _open(page, address, source)
        # The first visit of a server also fills its caches; the bar is for a warm one.
        if number:
            found["first visit, warm server"].append(
                body.evaluate(
                    "() => performance.timeOrigin - window.top.performance.timeOrigin"
                    " + Number(document.querySelector('.leaflet-container').dataset.readyAt)"
                )
            )
        if number < _VISITS - 1:
            page.context.close()
    for how, drive in (("held key", hold_key), ("pointer drag", _drag)):
        body.evaluate(f"() => ({PROBES}).watch()")
        drive(page)
        seen = body.evaluate(f"() => ({PROBES}).stop()")
        found[f"step by {how}, script"] = seen["script"]
        found[f"step by {how}, frame interval"] = seen["intervals"]
    found["toggle, click to pixels"] = body.evaluate(f"(_, n) => ({PROBES}).toggles(n)", _TOGGLES)
    used = memory(browser, page, address)
    page.context.close()
    return found, used


def measure_naive(browser: Browser, address: str, source: str) -> list[float]:
    """Return the steps of the documented way, in milliseconds."""
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{address}/?source={source}")
    drawn = page.frame_locator(IFRAME).locator("path.leaflet-interactive").first
    drawn.wait_for(timeout=120_000, state="attached")
    found = page.evaluate(f"(n) => ({PROBES}).rebuilds(n)", _REBUILDS)
    page.close()
    return found


def _open(page: Page, address: str, source: str) -> Locator:
    page.goto(f"{address}/?source={source}")
    ready = page.frame_locator(IFRAME).locator(".leaflet-container[data-ready='true']")
    expect(ready).to_be_visible(timeout=60_000)
    return page.frame_locator(IFRAME).locator("body")


def hold_key(page: Page) -> None:
    """Step through the dates, from the first on, as a held key does."""
    slider = page.frame_locator(IFRAME).get_by_role("slider", name="Date")
    slider.focus()
    slider.press("Home")
    # No further than the last edition: there a press draws what is drawn already.
    editions = slider.evaluate("() => window.map_div.salient._calendar.editions.length")
    for _ in range(min(_MOST_STEPS, editions - 1)):
        page.keyboard.down("ArrowRight")  # a second down without an up is a repeat
        time.sleep(_KEY_REPEAT_S)
    page.keyboard.up("ArrowRight")


def _drag(page: Page) -> None:
    box = page.frame_locator(IFRAME).get_by_role("slider", name="Date").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    # There and back across the whole archive, a pixel at a time.
    for there in (*range(int(box["width"])), *reversed(range(int(box["width"])))):
        page.mouse.move(box["x"] + 2 + there, y)
        time.sleep(_POINTER_S)
    page.mouse.up()


def memory(browser: Browser, page: Page, address: str) -> dict[str, float]:
    """Return resident memory of the tab's process and of the server, and the tab's script heap."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    renderers = [resident_mib(p["id"]) for p in processes if p["type"] == "renderer"]
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return {
        "tab, resident": max(renderers),
        "tab, script heap": metrics["JSHeapUsedSize"] / _MIB,
        "server, resident": resident_mib(server_of(address)),
    }
