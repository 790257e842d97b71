"""Chromium as tests, benchmarks and screenshots start it: headless, without a network."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from scripts.need_chromium import VARIABLE, find_chromium

_FLAGS = (
    "--no-sandbox",  # CI runs as root, where Chromium has no sandbox to offer
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    # No name but the server's own resolves: what works here works with the cable unplugged.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium and close it when the block ends.

    Raises
    ------
    RuntimeError
        If there is none; the tests that need it fail, they are not skipped.
    """
    path = find_chromium()
    if path is None:
        raise RuntimeError(f"There is no Chromium. Run make test, or name one in {VARIABLE}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()
