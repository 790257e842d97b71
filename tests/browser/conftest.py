"""A real server, a real Chromium, and a hand on the map."""

import base64
import io
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.archive import refresh
from geo.gazetteer.added import keep_table
from geo.gazetteer.making import Row, make_table
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.store import open_store
from geo.workspace import gazetteer_folder
from scripts.chromium import chromium
from scripts.dashboard_server import running_dashboard

LOAD_MS = 60_000
"""How long a condition may take before it counts as not met; a busy machine takes its time."""
expect.set_options(timeout=LOAD_MS)
HOSTILE_PLACE = "Ztestovo <img src=x onerror=alert(1)> {{ 7*7 }} ${alert(2)} `"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


RING = Polygon(box(35, 51, 35.9, 51.9).exterior, [box(35.2, 51.2, 35.7, 51.7).exterior])
ROUND = Point(35.3, 51.6).buffer(0.1)
OLD, NEW = box(35.0, 51.0, 35.4, 51.4), box(35.2, 51.0, 35.6, 51.4)
# Days after 1 January 2025 and what is held then; nothing on 2 and 4 to 9 January.
PICTURES = {
    0: [("assessed", "RU", "control", OLD)],
    2: [("assessed", "RU", "control", NEW), ("claimed", "UA", "advance", ROUND)],
    9: [
        ("assessed", "RU", "control", RING),
        ("assessed", "RU", "pre_2022", box(35.9, 51, 36.1, 51.9)),
        ("assessed", "UA", "incursion", box(35.3, 51.3, 35.6, 51.6)),
        ("assessed", "UA", "incursion", box(35.2, 51.2, 35.3, 51.3)),
    ],
    10: [],
    11: [("assessed", "RU", "control", RING)],
}  # fmt: skip
FIRST = datetime(2025, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def drawn_archive(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with a second source, of drawn squares."""
    path = tmp_path_factory.mktemp("drawn") / "store.gpkg"
    shutil.copy(seeded_file, path)
    store = open_store(path)
    source = Source(id="drawn", title="Drawn squares", attribution="Drawn by the test")
    for day, rows in PICTURES.items():
        areas = [
            ControlArea(
                category=Category(category), actor=actor, kind=Kind(kind),
                geometry=MultiPolygon([shape]),
            )
            for category, actor, kind, shape in rows
        ]  # fmt: skip
        store.import_edition(
            Edition(source=source, as_of=FIRST + timedelta(days=day), areas=areas),
            ImportReport(file=f"{day}.geojson", sha256=f"{day:064}", read=0, kept=0),
            recorded_at=FIRST,
            recorded_by="test",
        )
    refresh(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def address(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a dashboard on a copy of the seeded store."""
    store = tmp_path_factory.mktemp("served") / "store.gpkg"
    shutil.copy(seeded_file, store)
    hostile = Row(
        id="1", name=HOSTILE_PLACE, code="PPL", country="RU", admin1="RU.41", lon=35.5, lat=51.5,
        origin="test",
    )  # fmt: skip
    keep_table(make_table([hostile]), gazetteer_folder(str(store)), "hostile")
    with running_dashboard(store) as found:
        yield found


class MapPage:
    """The map page in one browser tab; closes over every request it made."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", self._dialog)
        page.set_default_timeout(LOAD_MS)

    def _dialog(self, dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, link: str = "/") -> "MapPage":
        self.page.goto(self.address + link)
        self.ready()
        return self

    def ready(self) -> None:
        expect(self.container).to_have_attribute("data-ready", "true")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title='streamlit_folium.st_folium']")

    @property
    def container(self) -> Locator:
        return self.frame.locator(".leaflet-container")

    @property
    def stamp(self) -> Locator:
        return self.frame.locator(".stamp")

    @property
    def panel(self) -> Locator:
        return self.page.locator(".salient-card")

    def toggle(self, name: str) -> None:
        self.frame.locator(f"#show-{name}").click()

    def expect_link(self, test: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """Wait until the URL's parameters pass the test, and return them."""

        def parts(url: str) -> dict[str, str]:
            return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

        self.page.wait_for_url(lambda url: test(parts(url)))
        return parts(self.page.url)

    def idle(self) -> None:
        """Wait until Streamlit has finished the run that the last report asked for."""
        expect(self.page.locator("[data-testid='stStatusWidget']")).to_have_count(0)
        expect(self.page.locator(".stApp")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )

    def area_pixels(self) -> np.ndarray:
        """Return the canvas of the control areas, rows x columns x RGBA."""
        return self._canvas(".leaflet-areas-pane canvas")

    def background_pixels(self) -> np.ndarray:
        return self._canvas(".leaflet-basemap-pane canvas")

    def _canvas(self, selector: str) -> np.ndarray:
        url = self.frame.locator(selector).evaluate("canvas => canvas.toDataURL('image/png')")
        data = base64.b64decode(url.partition(",")[2])
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"), dtype=int)

    def ground_of_pixels(self) -> tuple[np.ndarray, np.ndarray]:
        """Return longitude and latitude of every pixel of the areas' canvas."""
        west, north, scale = self.container.evaluate(
            """(container) => {
              const map = window.map_div;
              const canvas = container.querySelector('.leaflet-areas-pane canvas');
              const corner = L.DomUtil.getPosition(canvas);
              const origin = map.getPixelOrigin().add(corner);
              return [origin.x, origin.y, 256 * 2 ** map.getZoom()];
            }"""
        )
        rows, columns = self.area_pixels().shape[:2]
        x = (west + np.arange(columns) + 0.5) / scale
        y = (north + np.arange(rows) + 0.5) / scale
        lon = x * 360 - 180
        lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))
        return np.meshgrid(lon, lat)

    def click_ground(self, lon: float, lat: float) -> None:
        """Click the map where a point of the ground is drawn."""
        x, y = self.container.evaluate(
            "(_, [lon, lat]) => { const p = window.map_div.latLngToContainerPoint([lat, lon]);"
            " return [p.x, p.y]; }",
            [lon, lat],
        )
        self.container.click(position={"x": x, "y": y})


@pytest.fixture
def new_map(browser: Browser, address: str) -> Iterator[Callable[..., MapPage]]:
    """Return a maker of tabs, each of a visitor of its own; checks each when the test is over."""
    made: list[MapPage] = []

    def make(at: str = address, **context: object) -> MapPage:
        options = {"viewport": {"width": 1400, "height": 950}, **context}
        made.append(MapPage(browser.new_context(**options).new_page(), at))
        return made[-1]

    yield make
    for tab in made:
        elsewhere = [u for u in tab.requests if urlsplit(u).scheme.startswith(("http", "ws"))]
        elsewhere = [u for u in elsewhere if urlsplit(u).netloc != urlsplit(tab.address).netloc]
        tab.page.context.close()
        assert elsewhere == [], "a request left the server's own origin"
        assert tab.faults == [], "a script failed or opened a dialog"


@pytest.fixture
def tab(new_map: Callable[..., MapPage]) -> MapPage:
    return new_map()
