"""What every test shares: a seeded store, and no way for a browser test to be skipped in CI."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.seeding import seed_store
from geo.store import Store, open_store


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the seed scenario, made once; nobody writes into it."""
    path = tmp_path_factory.mktemp("store") / "seeded.gpkg"
    store = open_store(path)
    seed_store(store, now=datetime(2025, 1, 12, tzinfo=UTC))
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
