"""The routes beside the app, asked as a browser asks."""

import gzip
from pathlib import Path
from types import SimpleNamespace

import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.api import DATA_URLS, build_routes
from geo.archive import refresh
from geo.clock import to_rfc3339
from geo.errors import StoreError
from geo.geometry import delta_decode
from geo.store import Store, open_store
from geo.timeline import from_bytes


@pytest.fixture
def client(seeded: Store) -> TestClient:
    return TestClient(Starlette(routes=build_routes(lambda: seeded)))


def test_the_index_lists_what_the_store_has(client: TestClient, seeded: Store):
    index = client.get(DATA_URLS["index"]).json()
    (source,) = index["sources"]
    assert source["synthetic"] is True
    assert [e["at"] for e in source["editions"]] == [to_rfc3339(e.as_of) for e in seeded.editions()]
    assert any("GeoNames" in credit for credit in index["credits"])
    main = next(e for e in source["editions"] if e["at"] == source["opensAt"])
    assert main["stamp"] == "5 Jan 2025, 1:30 p.m. ET (18:30 UTC)"
    assert main["date"] == "2025-01-05"
    assert source["editions"][0]["step"] is None
    gained = {(category, actor): km2 for category, actor, km2, _ in main["step"]}
    assert gained[("advances", "RU")] > 0


def test_a_timeline_is_kept_for_ever_comes_packed_and_holds_every_edition(
    client: TestClient, seeded: Store
):
    (source,) = client.get(DATA_URLS["index"]).json()["sources"]
    answer = client.get(f"{DATA_URLS['timelines']}/{source['timeline']}.bin")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    timeline = from_bytes(gzip.compress(answer.content))
    assert list(timeline.instants) == [e.as_of for e in seeded.editions()]
    assert len(timeline.areas(3)) == len(seeded.editions()[3].areas)


def test_an_edition_that_is_in_no_timeline_yet_is_not_offered(drawn_edition, tmp_path: Path):
    store = open_store(tmp_path / "store.gpkg")
    edition, report = drawn_edition
    store.import_edition(edition, report, recorded_at=edition.as_of, recorded_by="test")
    client = TestClient(Starlette(routes=build_routes(lambda: store)))
    assert client.get(DATA_URLS["index"]).json()["sources"] == []
    refresh(store)
    (source,) = client.get(DATA_URLS["index"]).json()["sources"]
    assert len(source["editions"]) == 1
    store.close()


@pytest.mark.parametrize("name", ["styles", "index", "places", "claims", "basemap"])
def test_what_has_not_changed_is_not_sent_again(client: TestClient, name: str):
    first = client.get(DATA_URLS[name])
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/json"
    assert first.headers["x-content-type-options"] == "nosniff"
    again = client.get(DATA_URLS[name], headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_client_without_gzip_gets_the_same_bytes_plain(client: TestClient):
    packed = client.get(DATA_URLS["places"])
    plain = client.get(DATA_URLS["places"], headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("salient.js", "text/javascript"),
        ("salient.css", "text/css"),
        ("leaflet.js", "text/javascript"),
        ("source-sans-latin.woff2", "font/woff2"),
    ],
)
def test_the_map_s_own_files_are_served(client: TestClient, name: str, media_type: str):
    answer = client.get(f"/assets/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert len(answer.content) > 1_000


@pytest.mark.parametrize(
    "path",
    [
        "/assets/..%2frequirements.txt",
        "/assets/%2e%2e%2f%2e%2e%2fdashboard.py",
        "/assets/package.json",
        "/assets/app.js/..",
        "/data/editions/..%2f..%2fx.json",
        f"/data/editions/{'0' * 64}.json",
        "/data/editions/%7B%7B7*7%7D%7D.json",
    ],
)
def test_nothing_else_can_be_had(client: TestClient, path: str):
    assert client.get(path).status_code == 404


def test_a_store_that_fails_is_a_sentence_and_is_tried_again(seeded: Store):
    answers = iter([StoreError("The store is away."), None])

    def sometimes() -> Store:
        fault = next(answers)
        if fault:
            raise fault
        return seeded

    client = TestClient(Starlette(routes=build_routes(sometimes)))
    first = client.get(DATA_URLS["index"])
    assert (first.status_code, first.text) == (503, "The store is away.")
    assert client.get(DATA_URLS["index"]).status_code == 200


def test_places_are_points_and_claims_about_a_country_are_not_on_the_map(
    client: TestClient, seeded: Store
):
    names = {place["name"] for place in client.get(DATA_URLS["places"]).json()}
    assert {"Kursk", "Sudzha", "Kyiv"} <= names
    assert not names & {"Kursk Oblast", "Russia"}
    claims = client.get(DATA_URLS["claims"]).json()
    assert {claim["place"] for claim in claims} == {"Kursk Oblast", "Tambov Oblast"}
    assert all(claim["exact"] is False for claim in claims)


def test_the_background_has_crimea_in_ukraine(client: TestClient):
    theatre = client.get(DATA_URLS["basemap"]).json()["theatre"]

    def countries_at(lon: float, lat: float) -> set[str]:
        point = shapely.Point(lon, lat)
        return {
            land["country"]
            for land in theatre["land"]
            for shell in land["rings"][:1]
            if shapely.Polygon(delta_decode(shell, theatre["quantum"])).contains(point)
        }

    assert countries_at(34.1, 44.95) == {"UA"}  # Simferopol
    assert countries_at(33.52, 44.6) == {"UA"}  # Sevastopol
    assert countries_at(36.18, 51.73) == {"RU"}  # Kursk


def test_an_answer_has_the_same_etag_at_another_time_of_day(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    # gzip writes the time into its header unless told not to.
    etags = set()
    for seconds in (1_000_000_000.0, 1_700_000_000.0):
        monkeypatch.setattr("gzip.time", SimpleNamespace(time=lambda now=seconds: now))
        etags.add(client.get(DATA_URLS["index"]).headers["etag"])
    assert len(etags) == 1
