"""The routes of events, asked as a browser asks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.api import DATA_URLS, build_routes
from geo.api.events import MOST_ROWS
from geo.models import Source
from geo.store import Store, open_store
from tests.made_events import frame, import_events
from tests.test_event_columns import read

HOSTILE = "{{7*191}} <img src=x onerror=1> ${1} `"
SOURCE = Source(
    id="acled", title=HOSTILE, attribution=f"Credit {HOSTILE}", licence="None",
    time_zone="Europe/Kyiv",
)  # fmt: skip
ROWS = [
    {"id": "late", "lon": 36.0, "lat": 51.0, "start": "2025-01-05T23:00:00Z",
     "end": "2025-01-06T21:59:59Z", "summary": HOSTILE, "link": "javascript:1", "fatalities": 4},
    {"id": "never", "event_type": HOSTILE},
    {"id": "early", "lon": 35.0, "lat": 51.0, "start": "2024-01-01", "end": "2024-01-01",
     "time_precision": "instant", "geo_precision": "admin2"},
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store.gpkg")
    import_events(opened, SOURCE, frame(ROWS))
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(Starlette(routes=build_routes(lambda: store)))


def url(client: TestClient) -> str:
    (found,) = client.get(DATA_URLS["events"]).json()["sources"]
    return found["url"]


def test_the_index_names_the_sets_and_a_store_without_any_has_none(
    client: TestClient, seeded: Store
):
    (found,) = client.get(DATA_URLS["events"]).json()["sources"]
    assert (found["id"], found["title"], found["count"]) == ("acled", HOSTILE, 3)
    assert found["attribution"] == f"Credit {HOSTILE}"
    other = TestClient(Starlette(routes=build_routes(lambda: seeded)))
    assert other.get(DATA_URLS["events"]).json() == {"sources": []}


def test_under_a_path_its_address_is_told_with_the_path(store: Store):
    client = TestClient(Starlette(routes=build_routes(lambda: store, sub_path="/salient")))
    assert client.get(DATA_URLS["events"]).status_code == 404
    (found,) = client.get("/salient" + DATA_URLS["events"]).json()["sources"]
    assert found["url"].startswith("/salient/data/events/")
    assert client.get(f"{found['url']}.bin").status_code == 200


def test_a_set_is_kept_for_ever_comes_packed_and_in_days_of_its_source(client: TestClient):
    answer = client.get(f"{url(client)}.bin")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"
    plain = client.get(f"{url(client)}.bin", headers={"Accept-Encoding": "identity"})
    assert plain.content == answer.content
    again = client.get(f"{url(client)}.bin", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_texts_come_by_row_in_the_order_of_the_columns(client: TestClient):
    answer = client.get(f"{url(client)}/2,0,1")
    assert "immutable" in answer.headers["cache-control"]
    never, early, late = answer.json()
    assert [row["id"] for row in (early, late, never)] == ["early", "late", "never"]
    assert never["type"] == HOSTILE
    assert (late["summary"], late["link"], late["fatalities"]) == (HOSTILE, "javascript:1", 4)
    assert late["when"] == "6 Jan 2025"
    assert early["when"].startswith("1 Jan 2024, 2:00 a.m. Kyiv time")


def test_what_is_imported_later_has_a_url_of_its_own(client: TestClient, store: Store):
    old = url(client)
    assert client.get(f"{old}.bin").status_code == 200
    more = frame([*ROWS, {"id": "more", "lon": 1.0, "lat": 2.0}])
    import_events(store, SOURCE, more, recorded_at=datetime(2025, 6, 1, tzinfo=UTC))
    assert url(client) != old
    assert client.get(f"{url(client)}/3").status_code == 200
    gone = client.get(f"{old}/0")
    assert gone.status_code == 404
    assert "Reload the page" in gone.text


@pytest.mark.parametrize(
    "path",
    ["/3", "/-1", "/0,", "/,", "/x", "/0;1", "/" + ",".join(["0"] * (MOST_ROWS + 1)), "/1e0",
     "/999999999", "/٣", "/..%2f0", ".json", "0.bin"],
)  # fmt: skip
def test_nothing_else_can_be_had(client: TestClient, path: str):
    assert client.get(url(client) + path).status_code == 404
    assert client.get("/data/events/nobody/0.bin").status_code == 404


def test_the_columns_are_those_of_the_store(client: TestClient, store: Store):
    import gzip

    got = read(gzip.compress(client.get(f"{url(client)}.bin").content))
    assert (got["rows"], got["dated"]) == (3, 2)
    assert [got["types"][code] for code in got["type"]] == ["Battle", "Battle", HOSTILE]
    assert got["point"].tolist() == [1, 2, 0]
    assert got["day"] + got["first"].cumsum().tolist()[-1] == 20_094  # 6 January 2025 in Kyiv
    assert len(store.events("acled")) == 3
