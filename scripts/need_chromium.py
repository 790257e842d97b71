"""Say which Chromium the browser tests use; install Playwright's own where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
VARIABLE = "SALIENT_CHROMIUM"


def find_chromium() -> str | None:
    """Return the path of a Chromium: the one named, the machine's, or Playwright's."""
    if chosen := os.environ.get(VARIABLE):
        return chosen if Path(chosen).is_file() else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and often not needed

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


if __name__ == "__main__":
    if find_chromium() is None:
        print("There is no Chromium on this machine; installing Playwright's ...", flush=True)
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        done = subprocess.run(command, check=False)
        if done.returncode or find_chromium() is None:
            sys.exit(
                "Chromium could not be installed. Install it by hand (Debian: apt install "
                f"chromium) or name one in {VARIABLE}."
            )
