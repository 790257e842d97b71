"""What GDAL and pyarrow write is read as it was; any damage ends in a reading or a sentence.

What is written here is what an analyst's GIS writes, not what our own recipes for hostile files do.
"""

import io
import json
import subprocess
import sys
import zipfile
from functools import partial

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import SourceParseError
from geo.sources.flatgeobuf import ENVIRONMENT
from geo.sources.limits import Limits
from geo.sources.reader import Reader

NAMES = ["Мала Локня", "Sudzha", "Гірник “ї”, 100 %"]
AREAS = [
    shapely.MultiPolygon([shapely.box(35.0, 51.0, 35.5, 51.25)]),
    shapely.MultiPolygon([shapely.box(36, 51, 37, 52) - shapely.box(36.25, 51.25, 36.5, 51.5)]),
    shapely.MultiPolygon([shapely.box(34, 50, 34.5, 50.5), shapely.box(34.75, 50, 35, 50.25)]),
]


@pytest.fixture(scope="module")
def reader():
    with Reader(Limits(seconds=20)) as reader:
        yield reader


def drawn(crs="EPSG:4326"):
    frame = gpd.GeoDataFrame(
        {"name": NAMES, "control": ["RU", "RU", None], "km2": [1.5, 2.25, None]},
        geometry=AREAS,
        crs="EPSG:4326",
    )
    return frame.to_crs(crs)


def gdal(driver, ending, folder, *, crs="EPSG:4326", **options):
    path = folder / f"areas{ending}"
    frame = drawn(crs).rename(columns={"name": "Name"} if driver == "KML" else {})
    pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path.read_bytes()


def shapefile(folder, *, crs="EPSG:4326", without=(), encoding="UTF-8"):
    drawn(crs).to_file(folder / "areas.shp", encoding=encoding)
    return zipped(
        {
            f"export/2025/{path.name}": path.read_bytes()
            for path in folder.iterdir()
            if path.suffix not in without
        }
    )


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def parquet(folder, **options):
    drawn(options.pop("crs", "EPSG:4326")).to_parquet(folder / "areas.parquet", **options)
    return (folder / "areas.parquet").read_bytes()


def kmz(folder):
    return zipped({"doc.kml": gdal("KML", ".kml", folder)})


CSV = ("name;lat;lon\n" + "\n".join(f"{name};51;35" for name in NAMES)).encode("utf-8-sig")
WRITTEN = {
    "geojson": (".geojson", partial(gdal, "GeoJSON", ".geojson")),
    "lines": (".geojsonl", partial(gdal, "GeoJSONSeq", ".geojsonl")),
    "gpkg": (".gpkg", partial(gdal, "GPKG", ".gpkg")),
    "gpkg metres": (".gpkg", partial(gdal, "GPKG", ".gpkg", crs="EPSG:32636")),
    "shp": (".zip", shapefile),
    "shp metres": (".zip", partial(shapefile, crs="EPSG:3857")),
    "shp without index": (".zip", partial(shapefile, without=(".shx",))),
    "shp in cp1251": (".zip", partial(shapefile, encoding="CP1251", crs="EPSG:4326")),
    "kml": (".kml", partial(gdal, "KML", ".kml")),
    "kmz": (".kmz", kmz),
    "parquet": (".parquet", parquet),
    "parquet metres": (".parquet", partial(parquet, crs="EPSG:3035")),
    "fgb": (".fgb", partial(gdal, "FlatGeobuf", ".fgb", SPATIAL_INDEX="NO")),
    "fgb metres": (
        ".fgb",
        partial(gdal, "FlatGeobuf", ".fgb", crs="EPSG:3857", SPATIAL_INDEX="NO"),
    ),
}


@pytest.mark.parametrize(("ending", "write"), WRITTEN.values(), ids=WRITTEN)
def test_what_a_gis_writes_is_read_as_it_was(ending, write, reader, tmp_path):
    data = write(tmp_path)
    reading = reader.read(f"areas{ending}", data)
    assert reading.left_out == []
    assert [_name(feature.properties) for feature in reading.features] == NAMES
    for feature, area in zip(reading.features, AREAS, strict=True):
        assert feature.geometry.hausdorff_distance(area) < 1e-6
        assert feature.geometry.geom_type == "MultiPolygon"


def _name(properties):
    return properties.get("name") or properties.get("Name")


def test_geoparquet_with_native_coordinates_is_refused_with_the_way_out(reader, tmp_path):
    data = parquet(tmp_path, geometry_encoding="geoarrow")
    with pytest.raises(SourceParseError, match="only WKB"):
        reader.read("areas.parquet", data)


def test_each_layer_of_a_geopackage_keeps_its_name(reader, tmp_path):
    path = tmp_path / "two.gpkg"
    for layer in ("Claimed JAN052025", "Assessed JAN052025"):
        pyogrio.write_dataframe(drawn(), path, layer=layer, driver="GPKG", append=path.exists())
    reading = reader.read("two.gpkg", path.read_bytes())
    assert [feature.layer for feature in reading.features] == [
        *["Claimed JAN052025"] * 3,
        *["Assessed JAN052025"] * 3,
    ]


def test_an_undamaged_geopackage_is_not_written_to(reader, tmp_path):
    data = gdal("GPKG", ".gpkg", tmp_path)
    before = bytes(data)
    reader.read("areas.gpkg", data)
    assert data == before


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """Return the bytes of one sound file of each format."""
    found = {".csv": CSV}
    for name in ("geojson", "lines", "gpkg", "shp", "kml", "kmz", "parquet", "fgb"):
        ending, write = WRITTEN[name]
        found[ending] = write(tmp_path_factory.mktemp("sample"))
    return found


@st.composite
def damages(draw):
    """Draw what becomes of a file, and where."""
    some = draw(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8))
    how = draw(st.sampled_from(["turn", "cut", "double", "largest", "end", "nought"]))
    return how, some


def damaged(data, how, some):
    made = bytearray(data)
    for share, value in some:
        at = int(share * (len(made) - 1))
        match how:
            case "turn":
                made[at] ^= value or 1
            case "cut":
                del made[at : at + value + 1]
            case "double":
                made[at:at] = made[at : at + value + 1]
            case "largest":
                made[at : at + 4] = b"\xff" * min(4, len(made) - at)
            case "nought":
                made[at : at + 8] = bytes(min(8, len(made) - at))
            case "end":
                del made[max(at, 1) :]
        if not made:
            return b"{"
    return bytes(made)


@pytest.mark.parametrize(
    "ending", [".csv", ".geojson", ".geojsonl", ".gpkg", ".zip", ".kml", ".kmz", ".parquet", ".fgb"]
)
# Else the samples, printed, would hide what a found case is about.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=damages())
def test_a_damaged_file_is_read_or_refused_with_a_sentence(ending, samples, reader, damage):
    data = damaged(samples[ending], *damage)
    try:
        reading = reader.read(f"areas{ending}", data)
    except SourceParseError as error:
        said = str(error)
        assert said.startswith("The file 'areas")
        assert said.endswith((".", "?"))
        assert "Traceback" not in said
        return
    rows = len(reading.features) + (0 if reading.table is None else len(reading.table))
    assert reading.read == rows + len(reading.left_out)
    for feature in reading.features:
        assert feature.geometry.is_valid
        west, south, east, north = feature.geometry.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        json.dumps(feature.properties, allow_nan=False)


def test_the_process_that_reads_has_one_driver_of_gdal():
    listed = subprocess.run(
        [sys.executable, "-c", "import pyogrio; print(sorted(pyogrio.list_drivers()))"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.strip() == "['FlatGeobuf', 'MEM']"
