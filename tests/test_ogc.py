"""OGC API - Features: asked by hand, by GDAL, by OWSLib, and by a fuzzer of its own description."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from owslib.ogcapi.features import Features
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance
from shapely.geometry import MultiPolygon, box, shape
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.api import build_routes
from geo.clock import to_rfc3339
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.store import Store, open_store
from tests.made_events import frame, import_events

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EVENTS = 2_300
OPEN = Source(id="open", title="Open", attribution="Open data", licence="CC0-1.0")
CLOSED = Source(
    id="closed", title="Closed", attribution="Not to be passed on", redistribution=False
)


def some_events() -> pd.DataFrame:
    """Return events around Kursk; some undated, some without a place, some of odd words."""
    return frame(
        [
            {
                "id": f"E{n}",
                "event_type": "Battles" if n % 3 else "Strike",
                "place": f"Place {n % 40}",
                "summary": ["plain", "=1+1", "<b>{{7*7}}</b>", "Курськ"][n % 4],
                "geo_code": str(n % 3),
                "link": "https://example.org/a https://example.org/b",
                "lon": None if n % 50 == 0 else 33 + (n % 97) / 20,
                "lat": None if n % 50 == 0 else 50 + (n % 89) / 40,
                "start": None if n % 70 == 0 else f"2025-01-{n % 28 + 1:02}T00:00:00Z",
                "end": None if n % 70 == 0 else f"2025-01-{n % 28 + 1:02}T23:59:59Z",
                "fatalities": n % 5 or None,
            }
            for n in range(EVENTS)
        ]
    )


@pytest.fixture(scope="module")
def store(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the seed, a set of events, and a source that may not be passed on."""
    path = tmp_path_factory.mktemp("ogc") / "store.gpkg"
    path.write_bytes(seeded_file.read_bytes())
    opened = open_store(path)
    for source in (OPEN, CLOSED):
        import_events(opened, source, some_events(), NOW)
    square = MultiPolygon([box(35.0, 51.0, 35.2, 51.2)])
    for source, days in ((OPEN, (1, 5)), (CLOSED, (3,))):
        for day in days:
            area = ControlArea(
                category=Category.CLAIMED, actor="UA", kind=Kind.CONTROL, geometry=square
            )
            opened.import_edition(
                Edition(source=source, as_of=datetime(2030, 1, day, tzinfo=UTC), areas=[area]),
                ImportReport(file=f"{day}", sha256=f"{day:064}", read=1, kept=1),
                recorded_at=NOW,
                recorded_by="test",
            )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(store: Store) -> Starlette:
    return Starlette(routes=build_routes(lambda: store))


@pytest.fixture(scope="module")
def client(app: Starlette) -> TestClient:
    return TestClient(app)


@pytest.fixture(scope="module")
def served(app: Starlette) -> Iterator[str]:
    """Return the address of the API on loopback, for clients that know nothing of ours."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    yield f"http://127.0.0.1:{socket.getsockname()[1]}/api"
    server.should_exit = True
    thread.join(timeout=20)
    socket.close()


def items(client: TestClient, collection: str, **asked: str) -> dict:
    answer = client.get(f"/api/collections/{collection}/items", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def all_pages(client: TestClient, collection: str, **asked: str) -> list[dict]:
    """Return every feature, page after page, by the links to the next."""
    found: list[dict] = []
    url = f"/api/collections/{collection}/items"
    page = client.get(url, params=asked).json()
    while True:
        assert page["numberReturned"] == len(page["features"])
        found += page["features"]
        onward = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not onward:
            return found
        page = client.get(onward[0]).json()


def test_the_landing_page_leads_to_all_the_rest(client: TestClient):
    landing = client.get("/api").json()
    for link in landing["links"]:
        assert client.get(link["href"]).status_code == 200, link
    conforms = client.get("/api/conformance").json()["conformsTo"]
    assert {uri.rsplit("/", 1)[1] for uri in conforms} == {"core", "oas30", "geojson"}
    listed = client.get("/api/collections").json()["collections"]
    assert [c["id"] for c in listed] == ["control-areas", "events", "claims", "places", "sources"]
    for collection in listed:
        hrefs = {link["rel"]: link["href"] for link in collection["links"]}
        assert client.get(hrefs["items"]).headers["content-type"] == "application/geo+json"
        assert "Open data" in collection["attribution"]


def test_gdal_pages_through_the_events_and_has_what_the_store_has(served: str, store: Store):
    # In a process of its own: GDAL's settings of imports forbid this process the network.
    script = (
        "import sys, pyogrio\n"
        "frame = pyogrio.read_dataframe('OAPIF:' + sys.argv[1], layer='events', PAGE_SIZE='500')\n"
        "frame['lon'], frame['lat'] = frame.geometry.x, frame.geometry.y\n"
        "print(frame.drop(columns='geometry').to_json(orient='records', date_format='iso'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, served], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    got = pd.DataFrame(json.loads(done.stdout))
    kept = store.events("open").reset_index(drop=True)
    assert len(got) == len(kept) == EVENTS
    assert set(got["source"]) == {"open"}
    for name in ("event_type", "place", "summary", "geo_code", "link"):
        assert got[name].fillna("").tolist() == kept[name].tolist(), name
    assert got["lon"].tolist() == pytest.approx(kept["lon"].tolist(), nan_ok=True)
    assert got["lat"].tolist() == pytest.approx(kept["lat"].tolist(), nan_ok=True)


def test_owslib_reads_collections_and_items(served: str, store: Store):
    features = Features(f"{served}/")
    assert "control-areas" in features.feature_collections()
    areas = features.collection_items("control-areas", limit=10_000, datetime_="2030-01-02")
    assert {f["properties"]["source"] for f in areas["features"]} == {"kursk-seed", "open"}
    one = features.collection_item("claims", store.claims()[0].id)
    assert one["properties"]["claimant"] == store.claims()[0].claimant


def test_between_two_editions_the_earlier_is_in_force(client: TestClient):
    def as_of(when: str) -> list[tuple[str, str | None]]:
        found = items(client, "control-areas", source="open", datetime=when)["features"]
        return [(f["properties"]["as_of"][:10], f["properties"]["until"]) for f in found]

    assert as_of("2030-01-03") == [("2030-01-01", "2030-01-05T00:00:00Z")]
    assert as_of("2030-06-01T00:00:00Z") == [("2030-01-05", None)]
    assert as_of("../2029-12-31") == []
    assert len(as_of("2030-01-01/..")) == 2


def test_areas_come_as_the_store_has_them(client: TestClient, store: Store):
    found = all_pages(client, "control-areas", source="kursk-seed", limit="7")
    kept = [(e, row) for e in store.editions() if e.source.id == "kursk-seed"
            for row in store.areas(e.content_hash).itertuples()]  # fmt: skip
    assert len(found) == len(kept)
    for feature, (edition, row) in zip(found, kept, strict=True):
        assert shape(feature["geometry"]).equals(row.geometry)
        said = feature["properties"]
        assert (said["category"], said["actor"], said["kind"]) == (
            row.category, row.actor, row.kind,
        )  # fmt: skip
        assert said["as_of"] == to_rfc3339(edition.as_of)
        assert said["synthetic"] is True
        assert said["attribution"] == edition.source.attribution


def test_what_may_not_be_passed_on_is_not_served(client: TestClient, store: Store):
    for collection in ("control-areas", "events", "claims", "places"):
        text = client.get(f"/api/collections/{collection}/items", params={"limit": "10000"}).text
        assert "closed" not in text
        assert "Not to be passed on" not in text
    (hidden,) = [e for e in store.editions() if e.source.id == "closed"]
    answer = client.get(f"/api/collections/control-areas/items/{hidden.content_hash}.0")
    assert answer.status_code == 404
    assert client.get("/api/collections/events/items/closed.0").status_code == 404
    # That there is such a source, and why nothing of it is here, is said.
    (said,) = items(client, "sources", source="closed")["features"]
    assert said["properties"]["redistribution"] is False


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    collection=st.sampled_from(["claims", "places", "control-areas"]),
    limit=st.integers(1, 60),
    west=st.floats(-180, 180, allow_subnormal=False),
    south=st.floats(-90, 90, allow_subnormal=False),
)
def test_pages_of_any_size_are_the_whole(client, collection, limit, west, south):
    bbox = f"{west},{min(south, 51)},{max(west, 40) if west < 180 else 180},90"
    whole = items(client, collection, bbox=bbox, limit="10000")["features"]
    paged = all_pages(client, collection, bbox=bbox, limit=str(limit))
    assert [f["id"] for f in paged] == [f["id"] for f in whole]


def test_a_box_over_the_180th_meridian_is_two(client: TestClient):
    everywhere = {f["id"] for f in items(client, "places", limit="1000")["features"]}
    around = items(client, "places", bbox="40,-90,30,90", limit="1000")["features"]
    beside = items(client, "places", bbox="30,-90,40,90", limit="1000")["features"]
    assert {f["id"] for f in around} | {f["id"] for f in beside} == everywhere
    assert any(f["geometry"]["coordinates"][0] > 100 for f in around)


def test_properties_narrow_and_are_told(client: TestClient):
    said = items(client, "claims", side="RU", limit="1000")
    assert said["features"]
    assert {f["properties"]["side"] for f in said["features"]} == {"RU"}
    assert said["numberMatched"] == len(said["features"])
    events = items(client, "events", event_type="Battles", bbox="30,40,45,60")
    assert events["numberMatched"] > events["numberReturned"] == 100
    assert all(f["properties"]["event_type"] == "Battles" for f in events["features"])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"bogus": "1"}, "no parameter 'bogus'"),
        ({"bbox": "1,2,3"}, "west,south,east,north"),
        ({"bbox": "1,9,2,3"}, "ends south"),
        ({"bbox": "nan,0,1,1"}, "west,south,east,north"),
        ({"datetime": "tomorrow"}, "cannot be read"),
        ({"datetime": "../.."}, "open end"),
        ({"datetime": "2025-02-01/2025-01-01"}, "ends before"),
        ({"limit": "0"}, "limit '0'"),
        ({"limit": "-1"}, "limit '-1'"),
        ({"after": "nothing"}, "Begin with the first page"),
        ({"f": "html"}, "f=json"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("collection", ["control-areas", "events", "claims"])
def test_what_cannot_be_followed_is_said(client, collection, asked, words):
    answer = client.get(f"/api/collections/{collection}/items", params=asked)
    assert answer.status_code == 400
    assert words in answer.json()["description"]


def test_an_answer_that_a_client_has_is_not_sent_again(client: TestClient):
    first = client.get("/api/collections/places/items")
    again = client.get(
        "/api/collections/places/items", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_unknown_collections_and_features_are_not_found(client: TestClient):
    assert client.get("/api/collections/nothing").status_code == 404
    answer = client.get("/api/collections/claims/items/%3Cscript%3E")
    assert answer.status_code == 404
    assert "<script>" in answer.json()["description"]
    assert answer.headers["content-type"] == "application/json"


def test_its_own_description_holds_under_fuzzing(app: Starlette):
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    # The description itself is not among what is asked by it.
    assert len(operations) == 3 + 3 * 5
    for operation in operations:

        @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def holds(case) -> None:
            case.call_and_validate(checks=[not_a_server_error, response_schema_conformance])

        holds()
