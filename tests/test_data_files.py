"""Data files: read back by others and by our own importer they are the same areas."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from shapely.geometry import MultiPolygon, Polygon, box

from geo.cli.main import cli
from geo.errors import RedistributionForbidden
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.publish.data_files import MAKERS, all_files, one_file, zipped
from geo.publish.data_rows import COLUMNS, DataRows, data_rows
from geo.sources.meaning import Defaults, areas_of
from geo.sources.reader import Reader
from geo.store import Store, open_store
from tests.browser.test_hostile import ALL, STRINGS

NOW = datetime(2025, 1, 5, tzinfo=UTC)
HOSTILE = [*STRINGS, ALL, "=1+1", 'a, "quoted"\r\nline', "]]>", "žluťoučký кінь", "- name: x\n# y"]
LINK = "/?source=drawn&at=2025-01-05"


def store_of(path: Path, *labels: str, **about: object) -> Store:
    store = open_store(path)
    source = Source(**{"id": "drawn", "title": "Drawn", "attribution": "Drawn by me", **about})
    ring = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
    areas = [
        ControlArea(
            category=list(Category)[i % 3], actor=("RU", "UA", "XX")[i % 3], kind=Kind.CONTROL,
            geometry=MultiPolygon([shapely.affinity.translate(ring, 35 + 4 * i, 48)]), label=label,
        )
        for i, label in enumerate(labels)
    ]  # fmt: skip
    store.import_edition(
        Edition(source=source, as_of=NOW, areas=areas),
        ImportReport(file="a", sha256="0" * 64, read=1, kept=1), recorded_at=NOW, recorded_by="t",
    )  # fmt: skip
    return store


def rows_of(store: Store) -> DataRows:
    return data_rows(store, [e for e in store.editions() if e.source.id == "drawn"])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> DataRows:
    path = tmp_path_factory.mktemp("hostile") / "store.gpkg"
    store = store_of(path, *HOSTILE, title=f"Source {ALL}", attribution=f"Credit {ALL}",
                     licence=ALL, publisher=ALL)  # fmt: skip
    rows = rows_of(store)
    store.close()
    return rows


@pytest.fixture(scope="module")
def seed_rows(seeded: Store) -> DataRows:
    return data_rows(seeded, [e for e in seeded.editions() if e.source.id == "kursk-seed"][12:13])


@pytest.fixture(scope="module")
def reader():
    with Reader() as found:
        yield found


def read_by_geopandas(ending: str, body: bytes, folder: Path) -> gpd.GeoDataFrame:
    path = folder / f"areas{ending}"
    path.write_bytes(body)
    if ending == ".parquet":
        return gpd.read_parquet(path)
    if ending == ".csv":
        frame = pd.read_csv(path)
        return gpd.GeoDataFrame(frame, geometry=shapely.from_wkt(frame["wkt"]), crs="EPSG:4326")
    return gpd.read_file(path)


@pytest.mark.parametrize("ending", MAKERS)
def test_geopandas_reads_the_same_areas(ending: str, seed_rows: DataRows, tmp_path: Path):
    back = read_by_geopandas(ending, MAKERS[ending](seed_rows), tmp_path)
    assert len(back) == len(seed_rows.areas) > 0
    assert back.crs.to_epsg() == 4326 or back.crs.to_string() == "OGC:CRS84"
    for found, given in zip(back.geometry, seed_rows.areas.geometry, strict=True):
        assert shapely.hausdorff_distance(found, given) < 2e-7
        assert shapely.force_2d(found).normalize().equals_exact(given.normalize(), 2e-7)
    for name in ("source", "category", "actor", "kind", "attribution"):
        assert list(back[name]) == list(seed_rows.areas[name])


@pytest.mark.parametrize("ending", [e for e in MAKERS if e != ".csv"])
def test_our_own_importer_reads_the_same_areas(ending: str, seed_rows: DataRows, reader: Reader):
    reading = reader.read(f"areas{ending}", MAKERS[ending](seed_rows))
    back = areas_of(reading, Defaults().says, "areas", "0" * 64)
    assert not back.report.left_out
    given = seed_rows.areas
    assert [a.category.value for a in back.areas] == list(given["category"])
    assert [a.actor for a in back.areas] == list(given["actor"])
    assert [a.kind.value for a in back.areas] == list(given["kind"])
    for area, shape in zip(back.areas, given.geometry, strict=True):
        assert area.geometry.normalize().equals_exact(shape.normalize(), 2e-7)


def test_geojson_keeps_to_the_letter_of_its_standard(hostile: DataRows):
    collection = json.loads(MAKERS[".geojson"](hostile))
    assert set(collection) == {"type", "features"}
    for feature in collection["features"]:
        for outer, *holes in feature["geometry"]["coordinates"]:
            assert shapely.LinearRing(outer).is_ccw
            assert holes
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)
            for x, y in outer:
                assert (round(x, 7), round(y, 7)) == (x, y)


class TestStringsFromStrangers:
    @pytest.mark.parametrize("ending", [e for e in MAKERS if e != ".csv"])
    def test_they_come_back_letter_for_letter(self, ending: str, hostile: DataRows, tmp_path: Path):
        back = read_by_geopandas(ending, MAKERS[ending](hostile), tmp_path)
        expected = [t.replace("\r\n", "\n") if ending == ".kml" else t for t in HOSTILE]
        assert [
            t.replace("\r\n", "\n") if ending == ".kml" else t for t in back["label"]
        ] == expected
        assert set(back["source_title"]) == {f"Source {ALL}"}

    def test_in_kml_they_are_text_of_elements_and_nothing_else(self, hostile: DataRows):
        root = ET.fromstring(MAKERS[".kml"](hostile))
        tags = {node.tag.rpartition("}")[2] for node in root.iter()}
        assert not {t.lower() for t in tags} & {"script", "img", "svg", "iframe"}
        said = {node.text for node in root.iter("{http://www.opengis.net/kml/2.2}value")}
        assert set(STRINGS) <= said

    def test_a_sign_that_xml_cannot_hold_is_replaced(self, tmp_path: Path):
        with_store = store_of(tmp_path / "s.gpkg", "bell \x07 \x0b")
        body = MAKERS[".kml"](rows_of(with_store))
        with_store.close()
        assert "bell � �" in ET.tostring(ET.fromstring(body), encoding="unicode")

    def test_in_csv_none_starts_a_formula_and_one_file_has_them_exactly(self, hostile: DataRows):
        files = all_files(hostile, LINK)
        safe, exact = (
            list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))
            for name in ("areas.csv", "areas-exact.csv")
        )
        assert not any(row["label"].startswith(("=", "+", "-", "@")) for row in safe)
        assert [row["label"] for row in exact] == HOSTILE

    def test_in_readme_and_citation_they_stay_on_their_line(self, hostile: DataRows):
        files = all_files(hostile, LINK)
        # One entry a line, and each text a string of JSON, which is one of YAML.
        cited = [line.partition(": ") for line in files["CITATION.cff"].decode().splitlines()]
        texts = {name.strip(): json.loads(text) for name, _, text in cited if text[:1] == '"'}
        assert texts["- name"] == ALL
        assert texts["title"].startswith(f"Source {ALL}: ")
        assert len(cited) == 9
        assert f"- Credit: Credit {ALL}" in files["README.md"].decode().splitlines()


def test_a_readme_says_sources_terms_method_and_the_view(seed_rows: DataRows):
    text = all_files(seed_rows, LINK)["README.md"].decode()
    for part in ("Data as of 5 Jan 2025, 1:30 p.m. ET", "Synthetic: yes", "Licence: Apache-2.0",
                 LINK, "WGS84 ellipsoid", "Assessed:", "Crimea is part of Ukraine"):  # fmt: skip
        assert part in text


def test_the_same_data_give_the_same_zip(seed_rows: DataRows):
    files = {n: b for n, b in all_files(seed_rows, LINK).items() if n != "areas.gpkg"}
    assert zipped(files) == zipped(files)
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == files


class TestForbidden:
    @pytest.fixture
    def guarded(self, tmp_path: Path, seeded_file: Path):
        path = tmp_path / "guarded.gpkg"
        path.write_bytes(seeded_file.read_bytes())
        store = store_of(path, "a", redistribution=False, terms="Ask first.", title="Guarded")
        yield store
        store.close()

    def test_its_areas_are_left_out_and_the_readme_says_so(self, guarded: Store):
        rows = rows_of(guarded)
        files = all_files(rows, LINK)
        assert set(files) == {"claims.csv", "README.md", "CITATION.cff"}
        assert (
            "- Guarded: forbids that its data is passed on. Ask first."
            in files["README.md"].decode()
        )
        assert list(rows.areas.columns[:-1]) == list(COLUMNS)
        with pytest.raises(RedistributionForbidden, match="Guarded forbids"):
            one_file(rows, Path("a.geojson"), LINK)

    def test_where_nothing_else_is_there_it_is_refused(self, tmp_path: Path):
        store = store_of(tmp_path / "bare.gpkg", "a", redistribution=False)
        with pytest.raises(RedistributionForbidden):
            rows_of(store)
        store.close()


class TestCommand:
    @pytest.fixture(autouse=True)
    def _on_seed(self, seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SALIENT_STORE", str(seeded_file))

    def test_a_file_has_its_papers_beside_it(self, tmp_path: Path):
        arguments = ["export", str(tmp_path / "kursk.kml"), "--at", "2025-01-05"]
        assert CliRunner().invoke(cli, arguments).exit_code == 0
        assert {p.name for p in tmp_path.iterdir()} == {
            "kursk.kml", "kursk.README.md", "kursk.CITATION.cff",
        }  # fmt: skip

    def test_a_folder_and_a_zip_have_everything_of_a_period(self, tmp_path: Path):
        period = ["--from", "2024-12-20", "--to", "2025-01-05"]
        for out in ("kursk", "kursk.zip"):
            answer = CliRunner().invoke(cli, ["export", str(tmp_path / out), *period])
            assert answer.exit_code == 0, answer.output
        names = {p.name for p in (tmp_path / "kursk").iterdir()}
        assert names == {
            "areas.geojson", "areas.gpkg", "areas.parquet", "areas.kml", "areas.csv",
            "areas-exact.csv", "claims.csv", "README.md", "CITATION.cff",
        }  # fmt: skip
        with zipfile.ZipFile(tmp_path / "kursk.zip") as archive:
            assert set(archive.namelist()) == names
        rows = pd.read_csv(tmp_path / "kursk" / "areas.csv")
        assert set(rows["as_of"]) == {"2024-12-20T18:30:00Z", "2025-01-05T18:30:00Z"}
