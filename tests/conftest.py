"""What every test shares: a seeded store, and no way for a browser test to be skipped in CI."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box

from geo.archive import refresh
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.seeding import seed_store
from geo.store import Store, open_store


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the seed scenario, made once; nobody writes into it."""
    path = tmp_path_factory.mktemp("store") / "seeded.gpkg"
    store = open_store(path)
    seed_store(store, now=datetime(2025, 1, 12, tzinfo=UTC))
    refresh(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def seeded(seeded_file: Path) -> Iterator[Store]:
    """Return the seeded store, open."""
    store = open_store(seeded_file)
    yield store
    store.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Turn a skipped browser test into a failure where browser tests are required."""
    report = yield
    required = os.environ.get("SALIENT_BROWSER_TESTS") == "required"
    if required and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = "A browser test was skipped, and here that counts as a failure."
    return report


@pytest.fixture
def drawn_edition() -> tuple[Edition, ImportReport]:
    """Return an edition of one drawn square, and the account of its import."""
    square = MultiPolygon([box(35.0, 51.0, 35.2, 51.2)])
    area = ControlArea(category=Category.ASSESSED, actor="UA", kind=Kind.INCURSION, geometry=square)
    edition = Edition(
        source=Source(id="drawn", title="Drawn squares", attribution="Drawn by the test"),
        as_of=datetime(2025, 1, 6, tzinfo=UTC),
        areas=[area],
    )
    return edition, ImportReport(file="drawn.geojson", sha256="0" * 64, read=1, kept=1)
