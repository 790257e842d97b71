"""``make screenshot``: the README's picture, and others to look at before a change is called done.

Writes ``docs/screenshot.png``; with ``ARGS=--all`` also phone, dark and grey ones, and the other
pages, into ``test-results/``.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect

from scripts.chromium import chromium
from scripts.dashboard_server import ROOT, running_dashboard

_DESKTOP, _PHONE = {"width": 1400, "height": 860}, {"width": 390, "height": 844}
_VIEWS = {
    "phone": ("/", _PHONE, "light"),
    "phone-dark": ("/", _PHONE, "dark"),
    "dark": ("/", _DESKTOP, "dark"),
    "claim": ("/?pick=claim:kursk-2025-01-11-01", _DESKTOP, "light"),
    "since": ("/?since=30&at=2025-03-09", _DESKTOP, "light"),
    "changes": ("/changes", {"width": 1400, "height": 2000}, "light"),
    "changes-side-dark": ("/changes?mode=side", _DESKTOP, "dark"),
    "changes-phone": ("/changes?mode=swipe", _PHONE, "light"),
    "claims": ("/claims", _DESKTOP, "light"),
    "articles": ("/articles", {"width": 1400, "height": 1100}, "light"),
    "articles-phone-dark": ("/articles", {"width": 390, "height": 1100}, "dark"),
    "data": ("/data", _DESKTOP, "light"),
}


def shoot(browser: Browser, url: str, viewport: dict[str, int], scheme: str, to: Path) -> None:
    """Save what a visitor sees at ``url`` once the page is at rest."""
    page = browser.new_page(viewport=viewport, color_scheme=scheme)
    page.goto(url)
    # A script run that has ended is what Streamlit itself marks.
    resting = page.locator(".stApp[data-test-script-state='notRunning']")
    expect(resting).to_be_attached(timeout=30_000)
    if "/claims" not in url and "/data" not in url:
        frame = page.frame_locator("iframe[title='streamlit_folium.st_folium']")
        expect(frame.locator("[data-ready='true']")).to_be_visible(timeout=30_000)
        if "/changes" in url:
            expect(page.locator(".stVegaLiteChart svg")).to_have_count(3, timeout=30_000)
    else:
        expect(page.locator("canvas").first).to_be_visible(timeout=30_000)
    page.screenshot(path=to)
    page.close()


def main() -> None:
    """Run the dashboard on a fresh store and photograph it."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        with running_dashboard(Path(folder) / "store.gpkg") as address:
            target = ROOT / "docs" / "screenshot.png"
            shoot(browser, address, _DESKTOP, "light", target)
            if "--all" not in sys.argv:
                return
            out = ROOT / "test-results"
            out.mkdir(exist_ok=True)
            Image.open(target).convert("L").save(out / "grey.png")
            for name, (link, viewport, scheme) in _VIEWS.items():
                shoot(browser, address + link, viewport, scheme, out / f"{name}.png")


if __name__ == "__main__":
    main()
