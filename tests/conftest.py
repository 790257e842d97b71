"""What every test shares: seeded stores, a server, and no way to be skipped in CI."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from shapely.geometry import MultiPolygon, box

from geo.archive import refresh
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.seeding import seed_store
from geo.store import Store, open_store
from scripts.postgres_server import PostgresServer, programs
from tests.places import Files, Schemas

# How long an example takes says more of the machine than of the code.
settings.register_profile("suite", deadline=None)
settings.register_profile("soak", settings.get_profile("suite"), max_examples=1_200)
settings.load_profile("suite")


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server with PostGIS, started for these tests on loopback."""
    if programs() is None:
        pytest.skip("PostgreSQL with PostGIS is not installed here.")
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["geopackage", pytest.param("postgresql", marks=pytest.mark.server)])
def place(request: pytest.FixtureRequest, tmp_path: Path, seeded_file: Path) -> Files:
    """Return where stores can be made: one contract holds for both kinds."""
    if request.param == "geopackage":
        return Files(tmp_path, seeded_file)
    return Schemas(request.getfixturevalue("postgres"), seeded_file)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Turn a skipped test of a browser or a server into a failure where these are required."""
    report = yield
    for kind in ("browser", "server"):
        required = os.environ.get(f"SALIENT_{kind.upper()}_TESTS") == "required"
        if required and report.skipped and item.get_closest_marker(kind):
            report.outcome = "failed"
            report.longrepr = f"A {kind} test was skipped, and here that counts as a failure."
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
