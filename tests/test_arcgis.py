"""Layers of an ArcGIS service arrive whole, each row once, or not at all and with the reason."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.clock import to_rfc3339
from geo.errors import AddressRefused, FetchStopped, SourceError
from geo.sources.arcgis import FetchedLayer, read_layer
from geo.sources.arcgis_service import parse_service_address
from geo.sources.fetching import Fetcher
from geo.sources.kept_pages import KeptPages, discard_pages
from geo.sources.limits import Limits
from tests.arcgis_server import PATH, Layer, serving_layer, square

NOW = datetime(2025, 1, 6, tzinfo=UTC)


class Clock:
    """A clock that moves only when someone waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def read(url: str, folder: Path, **settings: Any) -> FetchedLayer:
    clock = settings.pop("clock", Clock())
    seconds = settings.pop("seconds", 20)
    fetcher = Fetcher(allow_private=True, seconds=seconds, tries=2, sleep=clock.sleep)
    return read_layer(url, fetcher, folder, now=NOW, clock=clock, sleep=clock.sleep, **settings)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return where pages are kept; what a test leaves there, it must mean to."""
    return tmp_path / "pages"


def features_of(fetched: FetchedLayer) -> list[dict[str, Any]]:
    collection = json.loads(fetched.features)
    assert set(collection) == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == fetched.rows
    return collection["features"]


def ids_of(fetched: FetchedLayer) -> list[int]:
    return [feature["id"] for feature in features_of(fetched)]


WAYS = {
    "geojson by offset": {},
    "flag at the top": {"flag_in": "top"},
    "flag forgotten": {"flag_in": "none"},
    "esri by offset": {"formats": "JSON"},
    "geojson by ids": {"pages": False, "first_id": 1_000, "step": 37},
    "esri by ids": {"pages": False, "formats": "JSON, AMF"},
    "an id of another name": {"id_field": "FID", "first_id": 0},
}


@pytest.mark.parametrize("way", WAYS)
def test_every_row_arrives_once_by_each_way(way, folder):
    layer = Layer(**WAYS[way])
    told = []
    with serving_layer(layer) as (_, url):
        fetched = read(url, folder, progress=lambda *so_far: told.append(so_far))
    assert fetched.url == url
    assert (fetched.name, fetched.copyright) == ("Drawn control", "Drawn by the test")
    assert fetched.edited_at == datetime(2025, 1, 5, 18, 30, tzinfo=UTC)
    assert fetched.fetched_at == NOW
    assert features_of(fetched) == [
        {
            "type": "Feature",
            "id": each,
            "geometry": {"type": "Polygon", "coordinates": [square(each)]},
            "properties": {
                layer.id_field: each,
                "EditDate": to_rfc3339(fetched.edited_at + timedelta(seconds=each)),
                "label": f"Суджа {each}",
            },
        }
        for each in layer.ids
    ]
    assert told == [(0, 7), (3, 7), (6, 7), (7, 7)]
    assert not folder.exists()


@settings(max_examples=15, deadline=None)
@given(
    st.builds(
        Layer,
        rows=st.integers(0, 40), most=st.integers(1, 15), step=st.integers(1, 9),
        first_id=st.integers(0, 5), pages=st.booleans(),
        formats=st.sampled_from(["JSON", "JSON, geoJSON"]),
        flag_in=st.sampled_from(["properties", "top", "none"]),
        edited=st.none() | st.just(0),
    )
)  # fmt: skip
def test_every_row_arrives_once_whatever_the_page(tmp_path_factory, layer):
    with serving_layer(layer) as (_, url):
        assert ids_of(read(url, tmp_path_factory.mktemp("pages"))) == layer.ids


def test_a_layer_without_rows_is_an_empty_collection(folder):
    with serving_layer(Layer(rows=0)) as (_, url):
        fetched = read(url, folder)
    assert (fetched.rows, fetched.features) == (0, b'{"type":"FeatureCollection","features":[]}')


def test_rows_chosen_by_the_address_are_the_ones_that_come(folder):
    for pages in (True, False):
        layer = Layer(pages=pages)
        with serving_layer(layer) as (_, url):
            query = "/query?where=OBJECTID%3C4&outFields=label&f=html&token=hush&geometry="
            fetched = read(url + query, folder)
        assert (ids_of(fetched), fetched.url) == ([1, 2, 3], url)
        assert all(query["token"] == "hush" for query in layer.queries)


@pytest.mark.parametrize("end", ["/0", "/0/", "/0/query", "/0/query/?where=1=1", "", "/"])
def test_a_layer_is_known_by_each_of_its_addresses(end, folder):
    with serving_layer(Layer()) as (server, url):
        fetched = read(server.url(PATH + end), folder)
    assert (fetched.rows, fetched.url) == (7, url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///srv/FeatureServer/0", "only addresses that begin with http"),
        ("http://map.example/data.geojson", "is no ArcGIS layer"),
        ("http://map.example/FeatureServer/0/1/2", "is no ArcGIS layer"),
        ("http://map.example/x/FeatureServer/0/query?objectIds=1,2", "chooses rows by objectIds"),
        ("http://map.example/x/FeatureServer/0?time=1&geometry=1,2", "by geometry, time"),
    ],
)
def test_an_address_that_is_no_layer_is_refused(url, words):
    with pytest.raises(SourceError, match=words):
        parse_service_address(url)


def test_a_service_with_several_layers_lists_them(folder):
    layer = Layer(layers=((0, "Control"), (49, "Advances {{ 7*7 }}")))
    with serving_layer(layer) as (server, _):
        with pytest.raises(SourceError) as refused:
            read(server.url(PATH), folder)
        for words in ("has 2 layers: 0 'Control', 49 'Advances", f"{PATH}/0."):
            assert words in str(refused.value)
        layer.layers = ()
        with pytest.raises(SourceError, match="lists no layer"):
            read(server.url(PATH), folder)


def test_private_services_need_to_be_allowed(folder):
    with serving_layer(Layer()) as (server, url):
        with pytest.raises(AddressRefused, match="--allow-private"):
            read_layer(url, Fetcher(), folder, now=NOW)
        assert server.asked == []


def test_requests_keep_the_pace(folder):
    clock = Clock()
    begun = []
    layer = Layer(fault=lambda *_: begun.append(clock.now))
    with serving_layer(layer) as (_, url):
        read(url, folder, clock=clock)
        assert begun == [0, 1, 2, 3, 4, 5]  # about, count, three pages, about
        begun.clear()
        clock.now = 100
        read(url, folder, clock=clock, pace=0.25)
        assert begun == [100, 100.25, 100.5, 100.75, 101, 101.25]


def on(number: int, *answers: Any):
    """Return a fault that answers the first requests for the page after so many rows."""
    waiting = list(answers)

    def fault(path: str, query: dict[str, str]) -> Any:
        if query.get("resultOffset") == str(number) and waiting:
            return waiting.pop(0)
        return None

    return fault


def failed(code: int, message: str = "Unable to complete operation.") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "details": []}}


CUT = json.dumps(Layer().geojson([4, 5, 6], True)).encode()[:-200]


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ((500,), [1]),
        ((failed(500), failed(503)), [1, 2]),
        ((failed(504),), [1]),
        ((CUT, CUT), [1, 2]),
        ((b"[]",), [1]),
        ((b"",), [1]),
        ((b'{"features":[NaN]}',), [1]),
        ((b"[" * 100_000,), [1]),
        ((b"\xff\xfe{}",), [1]),
        ((lambda to: to.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),), [1]),
        ((lambda to: None,), [1]),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0][:40],  # the same in every process
)
def test_a_fault_that_passes_is_waited_for(answers, waits, folder):
    clock = Clock()
    with serving_layer(Layer(fault=on(3, *answers))) as (_, url):
        assert ids_of(read(url, folder, clock=clock, pace=0)) == [1, 2, 3, 4, 5, 6, 7]
    assert clock.waits == waits


LOGIN = b"\n <!DOCTYPE html><html><title>Sign In</title></html>"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (LOGIN, "web page instead of data, as services do that want a sign-in"),
        (failed(499, "Token Required"), "not open to all .it says 'Token Required'"),
        (failed(498, "Invalid Token"), "not open to all"),
        (failed(403, "<script>"), "refuses the request with 403"),
        (failed(400, "x" * 9_000), "refuses the request with 400"),
        ({"error": "odd"}, "refuses the request with None"),
        (failed(500), r"failed with 500 .* Try again later\."),
        (500, "answered 500"),
        (403, "it wants a sign-in"),
        (CUT, r"JSON that cannot be read .* Try again later\."),
        (b"[]", "JSON that is no object"),
        ({}, "no list of features"),
        ({"features": [1]}, "a feature without properties"),
        ({"features": [{"properties": {}}]}, r"without an object id \(OBJECTID\)"),
        ({"features": [{"properties": {"OBJECTID": "4"}}]}, "without an object id"),
        (
            {"features": [], "crs": {"type": "name", "properties": {"name": "EPSG:3857"}}},
            "sent .*EPSG:3857",
        ),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_fault_that_stays_is_said_and_the_next_call_goes_on(answer, words, folder):
    layer = Layer(fault=on(3, *[answer] * 6))
    with serving_layer(layer) as (_, url):
        with pytest.raises(SourceError, match=words) as refused:
            read(url, folder)
        assert len(str(refused.value)) < 500
        assert "?" not in str(refused.value)
        layer.fault = lambda *_: None
        layer.queries.clear()
        told = []
        assert ids_of(read(url, folder, progress=lambda *at: told.append(at))) == layer.ids
    assert [query["resultOffset"] for query in layer.queries if "resultOffset" in query] == [
        "3",
        "6",
    ]
    assert told == [(3, 7), (6, 7), (7, 7)]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (LOGIN, "web page instead of data"),
        (failed(499, "Token Required"), "not open to all"),
        ({"type": "Table", "geometryType": None}, "has no shapes: it is a 'Table'"),
        ({"type": "Group Layer"}, "has no shapes: it is a 'Group Layer'"),
        ({"geometryType": "esriGeometryPolygon"}, "names no field of object ids"),
        (
            {"geometryType": "esriGeometryPolygon", "objectIdField": "1; DROP"},
            "names no field of object ids",
        ),
        (Layer(edited=10**20).about(), "no time in milliseconds"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_layer_that_cannot_be_read_says_why(answer, words, folder):
    with serving_layer(Layer(fault=lambda path, _: answer if path[-1] == "0" else None)) as (
        _,
        url,
    ):
        with pytest.raises(SourceError, match=words):
            read(url, folder)
    assert not folder.exists()


@pytest.mark.parametrize("about", [{}, {"maxRecordCount": 0}, {"maxRecordCount": "many"}])
def test_a_layer_that_says_little_is_read_with_what_is_usual(about, folder):
    said = Layer().about()
    for name in ("objectIdField", "copyrightText", "editingInfo", "maxRecordCount"):
        del said[name]
    layer = Layer(rows=7, fault=lambda path, _: (said | about) if path[-1] == "0" else None)
    with serving_layer(layer) as (_, url):
        fetched = read(url, folder)
    assert (fetched.rows, fetched.copyright, fetched.edited_at) == (7, "", None)


def empty(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
    return page if query["resultOffset"] == "0" else page | {"features": []}


def repeated(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
    return Layer().geojson([1, 2, 3], True)


def doubled(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
    return page | {"features": page["features"] + page["features"][:1]}


def shifted(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
    start = max(0, int(query["resultOffset"]) - 1)
    return Layer().geojson(Layer().ids[start : start + 3], True)


def short(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
    return Layer().geojson([1, 2, 3], False) if query["resultOffset"] == "0" else {"features": []}


def growing(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
    start = int(query["resultOffset"])
    return Layer().geojson(list(range(start + 1, start + 4)), True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (empty, "sent an empty page after row 3 and says that there is more"),
        (repeated, "sent the page before row 3 a second time"),
        (doubled, r"sent rows twice \(object id 1\)"),
        (shifted, r"sent rows twice \(object id 3\)"),
        (short, "sent an empty page after row 3 and counted 7 rows"),
        (growing, "counted 7 rows and sent 9 or more"),
    ],
)
def test_a_service_that_contradicts_itself_is_left_with_nothing_kept(change, words, folder):
    layer = Layer(change=change)
    with serving_layer(layer) as (_, url):
        with pytest.raises(SourceError, match=words):
            read(url, folder)
    assert not folder.exists()
    assert len(layer.queries) <= 6


@pytest.mark.parametrize("way", ["geojson by offset", "flag at the top", "esri by offset"])
def test_a_service_that_counts_too_few_and_promises_more_is_not_believed(way, folder):
    def fault(path: str, query: dict[str, str]) -> Any:
        return {"count": 3} if "returnCountOnly" in query else None

    with serving_layer(Layer(fault=fault, **WAYS[way])) as (_, url):
        with pytest.raises(SourceError, match="counted 3 rows and sent 6 or more"):
            read(url, folder)


def test_an_empty_page_at_the_very_end_is_the_end(folder):
    def promising(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
        more = query["resultOffset"] != "7"
        return page | {"properties": {"exceededTransferLimit": more}}

    with serving_layer(Layer(change=promising)) as (_, url):
        assert read(url, folder).rows == 7


@pytest.mark.parametrize("ids", [None, "1,2", [1, "2"], [1, 2, 3]])
def test_object_ids_that_do_not_agree_are_no_base(ids, folder):
    def fault(path: str, query: dict[str, str]) -> Any:
        return {"objectIds": ids} if "returnIdsOnly" in query else None

    with serving_layer(Layer(pages=False, fault=fault)) as (_, url):
        words = "lists 3 object ids" if ids == [1, 2, 3] else "nor list its object ids"
        with pytest.raises(SourceError, match=words):
            read(url, folder)


@pytest.mark.parametrize("count", [None, -1, "7", True])
def test_a_count_that_is_none_is_said(count, folder):
    def fault(path: str, query: dict[str, str]) -> Any:
        return {"count": count} if "returnCountOnly" in query else None

    with serving_layer(Layer(fault=fault)) as (_, url):
        with pytest.raises(SourceError, match="does not say how many rows"):
            read(url, folder)


def test_limits_of_rows_and_bytes_hold(folder):
    with serving_layer(Layer(rows=40, most=10)) as (_, url):
        with pytest.raises(SourceError, match="has 40 rows; the limit is 39"):
            read(url, folder, limits=Limits(rows=39))
        with pytest.raises(SourceError, match="more than 0 MB"):
            read(url, folder, limits=Limits(megabytes=0))
        assert not folder.exists()


def test_a_page_sent_byte_by_byte_ends_at_the_limit(folder):
    layer = Layer()
    with serving_layer(layer) as (server, url):

        def drip(to: Any) -> None:
            to.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not server.ended.wait(0.02):
                to.wfile.write(b" ")

        layer.fault = on(3, drip)
        with pytest.raises(SourceError, match=r"longer than 0\.3 seconds"):
            read(url, folder, seconds=0.3)
        assert read(url, folder).rows == 7


def test_a_stop_keeps_the_pages_and_the_next_call_goes_on(folder):
    layer = Layer(rows=30)
    with serving_layer(layer) as (_, url):
        with pytest.raises(FetchStopped, match=r"after 6 of 30 rows. They are kept in '.*pages'"):
            read(url, folder, cancelled=lambda: len(layer.queries) == 4)
        layer.queries.clear()
        assert ids_of(read(url, folder)) == layer.ids
    assert len(layer.queries) == 2 + 8 + 1


@pytest.mark.parametrize("way", ["geojson by offset", "esri by ids"])
@pytest.mark.parametrize("after", range(1, 7))
def test_a_fetch_that_ends_anywhere_comes_out_the_same(way, after, folder):
    layer = Layer(rows=11, **WAYS[way])
    with serving_layer(layer) as (_, url):
        whole = read(url, folder)
        layer.queries.clear()
        with pytest.raises(FetchStopped):
            read(url, folder, cancelled=lambda: len(layer.queries) >= after)
        assert read(url, folder) == whole


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"edited": 1736101800001}, r"last edit was '2025-01-05T18:30:00\+00:00' and is '.*\.001"),
        ({"edited": None}, "last edit was .* and is None"),
        ({"rows": 8}, "rows was 7 and is 8"),
    ],
)
def test_two_states_of_a_layer_are_not_mixed(change, words, folder):
    layer = Layer()
    with serving_layer(layer) as (_, url):
        with pytest.raises(FetchStopped):
            read(url, folder, cancelled=lambda: len(layer.queries) == 4)
        for name, value in change.items():
            setattr(layer, name, value)
        with pytest.raises(SourceError, match=words):
            read(url, folder)
        with pytest.raises(SourceError, match=words):
            read(url, folder)
        discard_pages(folder)
        assert ids_of(read(url, folder)) == layer.ids


def test_another_layer_or_choice_does_not_go_on_with_the_pages(folder):
    layer = Layer()
    with serving_layer(layer) as (_, url):
        with pytest.raises(FetchStopped):
            read(url, folder, cancelled=lambda: len(layer.queries) == 4)
        with pytest.raises(SourceError, match="where was '1=1' and is 'OBJECTID<4'"):
            read(f"{url}?where=OBJECTID<4", folder)


@pytest.mark.parametrize("edited", [1736101800000, None])
def test_a_layer_edited_while_it_is_read_is_not_kept(edited, folder):
    layer = Layer(edited=edited)

    def edit(query: dict[str, str], page: dict[str, Any]) -> dict[str, Any]:
        if query["resultOffset"] == "6":
            if edited:
                layer.edited = edited + 1
            else:
                layer.rows += 1
        return page

    layer.change = edit
    with serving_layer(layer) as (_, url):
        with pytest.raises(SourceError, match="was changed while it was read"):
            read(url, folder)
        assert not folder.exists()
        layer.change = lambda _query, page: page
        assert ids_of(read(url, folder)) == layer.ids


def test_damaged_pages_are_refused(folder):
    for damage in ("page", "manifest", "name", "gone"):
        kept = KeptPages(folder, {"rows": 2})
        kept.add(b"[1]")
        kept.add(b"[2]")
        assert KeptPages(folder, {"rows": 2}).pages == [b"[1]", b"[2]"]
        manifest = folder / "manifest.json"
        if damage == "page":
            (folder / "page-000002.json").write_bytes(b"[3]")
        elif damage == "manifest":
            manifest.write_text(manifest.read_text()[:-9])
        elif damage == "name":
            manifest.write_text(manifest.read_text().replace("page-000002", "../../secret"))
        else:
            (folder / "page-000001.json").unlink()
        with pytest.raises(SourceError, match=r"Delete that folder|cannot be used"):
            KeptPages(folder, {"rows": 2})
        discard_pages(folder)
        assert not folder.exists()


def test_a_folder_that_cannot_be_used_is_said(tmp_path):
    (tmp_path / "pages").write_text("a file of the user's")
    with pytest.raises(SourceError, match="cannot be used: "):
        KeptPages(tmp_path / "pages", {})


def test_what_else_is_in_the_folder_stays(folder):
    KeptPages(folder, {}).add(b"[]")
    (folder / "mine.txt").write_text("mine")
    discard_pages(folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
