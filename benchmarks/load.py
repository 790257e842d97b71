"""``python -m benchmarks.load [--store FILE]``: many viewers at once, and many reruns.

The crowd speaks Streamlit's protobuf over WebSockets (``benchmarks/crowd.py``); one real Chromium
is the probe. Crowd, Chromium and server share the cores of this machine, so that what is measured
is the worse for it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from benchmarks.browser import IFRAME, SIZE
from benchmarks.figures import measured_here, timing
from benchmarks.process import cpu_s, resident_mib, server_of
from benchmarks.run import RESULTS, write_table
from benchmarks.viewer import Account, Viewer
from scripts.chromium import chromium
from scripts.dashboard_server import ROOT, running_dashboard

_LIMIT_MS = 60_000
_SESSIONS = 4
_WARM_UP, _RERUNS, _BLOCK = 1_000, 10_000, 1_000
_OTHER_PAGE = 20
_READ_MEMORY_AFTER_S = 2.0

# Presses an arrow on the slider of the map; ends when the panel beside it says another date.
_STEP = """
(key) => new Promise((done, failed) => {
  const frame = document.querySelector("iframe[title='streamlit_folium.st_folium']");
  const slider = frame.contentDocument.querySelector(".track input[type=range]");
  const stamps = () =>
    [...document.querySelectorAll(".salient-card")].map((card) => card.textContent).join("|");
  const before = stamps();
  const drawn = frame.contentDocument.querySelector(".stamp").textContent;
  const start = performance.now();
  slider.dispatchEvent(new frame.contentWindow.KeyboardEvent("keydown", { key, bubbles: true }));
  if (frame.contentDocument.querySelector(".stamp").textContent === drawn) { done(null); return; }
  const look = () => {
    const waited = performance.now() - start;
    if (stamps() !== before) done(waited);
    else if (waited > 60000) failed(new Error("the panel did not follow for a minute"));
    else requestAnimationFrame(look);
  };
  look();
})
"""


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store to serve; else the seed scenario")
    parser.add_argument("--viewers", type=int, nargs="*", default=[1, 25, 50])
    parser.add_argument("--seconds", type=float, default=90, help="that a crowd is measured")
    parser.add_argument("--reruns", type=int, default=_RERUNS, help="to see whether memory grows")
    parser.add_argument("--keep", action="store_true", help="write the figures into the docs")
    asked = parser.parse_args()
    found: dict[str, dict[str, Any]] = {}
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as temporary:
        store = asked.store or Path(temporary) / "load.gpkg"
        # Seeded by another process: what that leaves free in memory would hide what viewers take.
        command = [sys.executable, "-m", "geo", "--store", str(store), "editions"]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        if asked.viewers:
            with running_dashboard(store) as address, chromium() as chrome:
                found |= crowds(chrome, address, asked.viewers, asked.seconds)
        if asked.reruns:
            # A server of its own, whose memory knows nothing of the crowd.
            with running_dashboard(store) as address:
                warm_up = min(_WARM_UP, asked.reruns)
                found["reruns"] = asyncio.run(grown(address, asked.reruns, warm_up))
    result = {**measured_here(), "source": "load: a crowd of viewers, many reruns"} | {
        kind: {
            f"{who}: {what}": value
            for who, said in found.items()
            for what, value in said[kind].items()
        }
        for kind in ("milliseconds", "sizes", "faults")
    }
    result["sizes"]["others on this machine before, load average"] = round(busy, 1)
    if asked.keep:
        RESULTS.joinpath("load.json").write_text(json.dumps(result, indent=1) + "\n")
        write_table()
    print(json.dumps(result, indent=1))


def crowds(
    chrome: Browser, address: str, numbers: list[int], seconds: float
) -> dict[str, dict[str, Any]]:
    """Return what a probe finds beside crowds of several sizes, smallest first."""
    # One round warms what all share; what is added later is what viewers take.
    _crowd(address, 3, 5, None)
    server = server_of(address)
    alone = resident_mib(server)
    found = {}
    for viewers in sorted(numbers):
        page = _opened(chrome, address)
        beside = _crowd(address, viewers, seconds, page)
        page.context.close()
        sizes = beside["sizes"]
        sizes["server before, MiB"] = round(alone, 1)
        # The probe is one more.
        sizes["server, MiB a viewer"] = round((sizes["server, MiB"] - alone) / (viewers + 1), 2)
        found[f"{viewers} viewer{'s' * (viewers > 1)}"] = beside
    return found


def _crowd(address: str, viewers: int, seconds: float, page: Page | None) -> dict[str, Any]:
    server = server_of(address)
    command = [sys.executable, "-m", "benchmarks.crowd", address]
    command += ["--viewers", str(viewers), "--seconds", str(seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as people:
        assert people.stdout is not None
        if people.stdout.readline().strip() != "open":
            raise RuntimeError("The crowd did not get in; what it said is above.")
        begun, spent = time.monotonic(), cpu_s(server)
        until = begun + seconds - 2
        steps = [] if page is None else _probe(page, until)
        time.sleep(max(0.0, until - time.monotonic()))
        memory, spent, lasted = (
            resident_mib(server),
            cpu_s(server) - spent,
            time.monotonic() - begun,
        )
        said = json.loads(people.stdout.read())
    times = {
        "map step to figures, in the probe": steps,
        "step to end of script, in the crowd": said["reruns"],
        "change of page, in the crowd": said["pages"],
    }
    runs = len(said["reruns"]) + len(said["pages"])
    return {
        "milliseconds": {name: timing(values) for name, values in times.items() if values},
        "sizes": {
            "errors": sum(said["faults"].values()),
            "runs of a page a second": round(runs / lasted, 1),
            "KiB a run over the WebSocket": round(said["received"] / 1024 / max(1, runs), 1),
            "server, % of a core": round(100 * spent / lasted),
            "crowd, % of a core": round(100 * said["cpu_s"] / lasted),
            "server, MiB": round(memory, 1),
        },
        "faults": said["faults"],
    }


def _opened(chrome: Browser, address: str) -> Page:
    page = chrome.new_context(viewport=SIZE).new_page()
    page.goto(address)
    ready = page.frame_locator(IFRAME).locator(".leaflet-container[data-ready='true']")
    expect(ready).to_be_visible(timeout=_LIMIT_MS)
    expect(page.locator(".salient-card").first).to_be_visible(timeout=_LIMIT_MS)
    return page


def _probe(page: Page, until: float) -> list[float]:
    """Step through time as a person does; return milliseconds from key to figures."""
    found: list[float] = []
    for key in itertools.cycle(["ArrowRight", "ArrowLeft"]):
        while time.monotonic() < until:
            page.wait_for_timeout(1_500)
            took = page.evaluate(_STEP, key)
            if took is None:  # the end of the archive: back
                break
            found.append(took)
        if time.monotonic() >= until:
            return found
    return found


async def grown(address: str, reruns: int, warm_up: int) -> dict[str, Any]:
    """Return the server's memory before and after so many reruns of a few sessions.

    Sessions do nothing but step and change pages, without a pause. The first runs fill what is
    kept by all; they are not counted.
    """
    server, account = server_of(address), Account()
    people = [Viewer(address, account) for _ in range(_SESSIONS)]
    for person in people:
        await person.open()
    await _rerun(people, warm_up)
    warmed = len(account.reruns)
    memory = [await _settled(server)]
    for block in range(0, reruns, _BLOCK):
        await _rerun(people, min(_BLOCK, reruns - block))
        memory.append(await _settled(server))
        print(
            f"{min(reruns, block + _BLOCK):,} reruns, {memory[-1]:.1f} MiB",
            file=sys.stderr,
            flush=True,
        )
    for person in people:
        await person.close()
    counted = [min(reruns, _BLOCK * (n + 1)) for n in range(len(memory) - 1)]
    marks = zip(counted, memory[1:], strict=True)
    return {
        "milliseconds": {"step to end of script": timing(account.reruns[warmed:])},
        "sizes": {
            "errors": sum(account.faults.values()),
            "sessions": _SESSIONS,
            f"server after {warm_up:,} of warm-up, MiB": round(memory[0], 1),
            **{f"server after {n:,} more, MiB": round(mib, 1) for n, mib in marks},
            "growth, %": round(100 * (memory[-1] / memory[0] - 1), 1),
        },
        "faults": dict(account.faults),
    }


async def _settled(server: int) -> float:
    await asyncio.sleep(_READ_MEMORY_AFTER_S)
    return resident_mib(server)


async def _rerun(people: list[Viewer], runs: int) -> None:
    async def some(person: Viewer, count: int) -> None:
        for number in range(count):
            if number % _OTHER_PAGE == _OTHER_PAGE - 1:
                await person.go(("changes", "claims", "data")[number // _OTHER_PAGE % 3])
                await person.go("")
            else:
                await person.step(person.instants[number % len(person.instants)])

    await asyncio.gather(*(some(person, runs // len(people)) for person in people))


if __name__ == "__main__":
    main()
