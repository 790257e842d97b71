"""From files to what an import would store."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import box, mapping

from geo.errors import AddressRefused, ClockError, SourceError, SourceParseError
from geo.intake.addresses import fetch_item, is_address
from geo.intake.chosen import choose
from geo.intake.editions import NoAreas, doubts_of
from geo.intake.files import by_date, find_files, read_with
from geo.intake.plan import plan_import
from geo.intake.reports import merged
from geo.intake.settlements import editions_of
from geo.models import ImportReport, RowNote, Source, rows_of
from geo.sources.features import Feature, Reading
from geo.sources.limits import Limits
from geo.sources.meaning import Defaults
from geo.sources.reader import Reader
from geo.sources.settlement_reports import is_settlement_table, read_reports
from geo.store import Spool, areas_frame
from tests.arcgis_server import Layer, serving_layer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def read():
    with Reader() as reader:
        yield read_with(reader)


def drawn(path: Path, *boxes: tuple[float, float, float, float]) -> Path:
    features = [
        {"type": "Feature", "properties": {}, "geometry": mapping(box(*bounds))} for bounds in boxes
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def dated(path: Path):
    return by_date(find_files([path]).items, "UTC", together=False)


def test_a_folder_is_read_in_order_of_date_to_its_bottom(tmp_path, read):
    drawn(tmp_path / "in" / "2025-01-06.geojson", (35, 51, 36, 52))
    drawn(tmp_path / "in" / "deeper" / "20250105.json", (35, 51, 36, 52))
    (tmp_path / "in" / "README.md").write_text("words")
    (tmp_path / "in" / ".hidden.geojson").write_text("")
    found = dated(tmp_path / "in")
    assert [d.as_of.day for d in found] == [5, 6]
    assert [path.name for path in find_files([tmp_path / "in"]).passed_over] == ["README.md"]
    chosen = choose("desk", defaults=Defaults("claimed", "UA"))
    plan = plan_import("in", read, found, chosen, [], NOW)
    assert [prepared.as_of.day for prepared in plan.editions] == [5, 6]
    assert plan.doubts == ()
    assert (plan.report.file, plan.report.read, plan.report.kept) == ("in", 2, 2)


def test_a_folder_without_data_or_with_an_undated_file_is_a_sentence(tmp_path):
    (tmp_path / "README.md").write_text("words")
    with pytest.raises(SourceError, match="holds no file"):
        dated(tmp_path)
    drawn(tmp_path / "areas.geojson", (35, 51, 36, 52))
    drawn(tmp_path / "2025-01-05.geojson", (35, 51, 36, 52))
    with pytest.raises(ClockError, match=r"'areas.geojson' states no date"):
        dated(tmp_path)


def test_layers_of_one_day_are_one_edition_and_the_larger_of_two_alike_is_used(tmp_path, read):
    folder = tmp_path / "isw"
    drawn(folder / "UkraineControlMapAO05JAN2025.geojson", (35, 51, 36, 52))
    drawn(
        folder / "again" / "UkraineControlMapAO05JAN2025.geojson",
        (35, 51, 36, 52),
        (37, 51, 38, 52),
    )
    drawn(folder / "ClaimedRussianTerritoryinUkraineJAN052025.geojson", (36, 51, 37, 52))
    drawn(folder / "Fighting Circles JAN052025.geojson", (30, 51, 31, 52))
    drawn(folder / "UkraineControlMapAO06JAN2025.geojson", (35, 51, 36, 52))
    chosen = choose("isw")
    found = by_date(find_files([folder]).items, chosen.source.time_zone, together=chosen.together)
    plan = plan_import("isw", read, found, chosen, [], NOW)
    first, second = plan.editions
    assert sorted(areas_frame(first.areas())["category"]) == ["assessed", "assessed", "claimed"]
    assert first.as_of == datetime(2025, 1, 5, 5, tzinfo=UTC)
    assert (plan.report.read, plan.report.kept, rows_of(plan.report.left_out)) == (6, 4, 2)
    assert any("is the smaller" in doubt for doubt in plan.doubts)
    assert any("a jump of -" in doubt for doubt in plan.doubts)
    assert first.original()[:2] == b"PK"
    last = folder / "UkraineControlMapAO06JAN2025.geojson"
    assert second.original() == last.read_bytes()


def test_two_files_of_one_instant_and_an_empty_or_a_future_one_are_doubtful(tmp_path, read):
    for name, bounds in (
        ("a 2025-01-05.geojson", [(35, 51, 36, 52)]),
        ("b 2025-01-05.geojson", [(35, 51, 36, 52.01)]),
        ("c 2025-01-06.geojson", []),
        ("d 2026-01-02.geojson", [(35, 51, 36, 52)]),
    ):
        drawn(tmp_path / "in" / name, *bounds)
    chosen = choose("desk", defaults=Defaults("claimed", "UA"))
    found = dated(tmp_path / "in")
    plan = plan_import("in", read, found, chosen, [], NOW)
    assert [prepared.as_of.day for prepared in plan.editions] == [5, 6, 2]
    assert (plan.report.read, plan.report.kept, rows_of(plan.report.left_out)) == (3, 2, 1)
    assert plan.editions[0].file == "b 2025-01-05.geojson"
    said = " ".join(plan.doubts)
    assert "a 2025-01-05.geojson: it would be left out, since 'b 2025-01-05.geojson'" in said
    assert "c 2025-01-06.geojson: As of 2025-01-06T00:00:00Z it holds no area at all" in said
    assert "in the future" in said


def test_a_file_among_many_that_cannot_be_used_is_left_out_and_asked_about(tmp_path, read):
    drawn(tmp_path / "in" / "2025-01-05.geojson", (35, 51, 36, 52))
    (tmp_path / "in" / "2025-01-06.geojson").write_text("{")
    chosen = choose("desk", defaults=Defaults("claimed", "UA"))
    plan = plan_import("in", read, dated(tmp_path / "in"), chosen, [], NOW)
    assert len(plan.editions) == 1
    assert "2025-01-06.geojson: it would be left out" in plan.doubts[0]
    assert "is cut short" in plan.doubts[0]


def test_a_file_of_which_nothing_can_be_used_says_why_row_by_row(tmp_path, read):
    path = drawn(tmp_path / "2025-01-05.geojson", (35, 51, 36, 52))
    found = dated(path)
    with pytest.raises(NoAreas) as caught:
        plan_import("a", read, found, choose("desk"), [], NOW)
    assert "has the category ''" in caught.value.report.left_out[0].reason


def lying(*bounds: tuple[float, float, float, float]) -> Reading:
    shapes = [Feature(f"feature {n}", box(*b), {}) for n, b in enumerate(bounds, 1)]
    return Reading("GeoJSON", features=shapes)


def test_swapped_axes_and_the_gulf_of_guinea_are_doubtful():
    assert doubts_of(lying((35, 51, 36, 52))) == []
    assert doubts_of(lying((-100, 30, -99, 31))) == []
    assert "look swapped" in doubts_of(lying((48.5, 37.9, 48.7, 38.1)))[0]
    (doubt,) = doubts_of(lying((35, 51, 36, 52), (-0.1, -0.1, 0.1, 0.1)))
    assert doubt.startswith("Feature 2 lies at 0, 0")


def reports(*rows: str) -> pd.DataFrame:
    table = pd.DataFrame(
        [row.split("|") for row in rows],
        columns=["Settlement", "LAT", "lon", "date", "status", "source"],
        dtype="str",
    )
    table.index = pd.Index([f"line {n}" for n in range(2, len(table) + 2)])
    return table


def test_settlement_reports_become_an_edition_for_each_day_that_changed_something():
    table = reports(
        "Sudzha|51.19|35.27|2024-08-07|advances UA|footage",
        "Sudzha|51.19|35.27|2024-08-12|claimed UA|a commander",
        "Sudzha|51.19|35.27|2024-08-12|RU assessed|a map",
        "Sudzha|51.19|35.27|2025-03-13|none|the other side",
        "Guyevo|51.10|35.30|2024-08-09|assessed|footage",
        "Guyevo|51.10|35.30|2024-08-10|assessed ua|footage",
        "Nowhere|x|35.30|2024-08-10|assessed ua|footage",
        "Guyevo|51.10|35.30|2024-08-11|assessed ua|",
        "Guyevo|51.10|35.30|yesterday|assessed ua|footage",
    )
    assert is_settlement_table(list(table.columns))
    read = read_reports(table)
    assert [note.row for note in read.left_out] == ["line 6", "line 8", "line 9", "line 10"]
    source = Source(id="desk", title="Desk", attribution="Desk", synthetic=True)
    said = {
        edition.as_of.date().isoformat(): [
            f"{a.category} {a.actor} {a.label}" for a in edition.areas
        ]
        for edition in editions_of(read, source)
    }
    assert said == {
        "2024-08-07": ["advances UA Around Sudzha"],
        "2024-08-10": ["assessed UA Around Guyevo", "advances UA Around Sudzha"],
        "2024-08-12": [
            "assessed RU Around Sudzha", "assessed UA Around Guyevo", "claimed UA Around Sudzha",
        ],
        "2025-03-13": ["assessed UA Around Guyevo"],
    }  # fmt: skip


def test_reports_that_say_nothing_or_lie_elsewhere_are_a_sentence():
    with pytest.raises(SourceParseError, match="line 2 has the status 'held'"):
        read_reports(reports("Sudzha|51.19|35.27|2024-08-07|held|x"))
    swapped = read_reports(reports("Sudzha|35.27|51.19|2024-08-07|claimed UA|x"))
    source = Source(id="desk", title="Desk", attribution="Desk", synthetic=True)
    with pytest.raises(SourceError, match="swapped"):
        list(editions_of(swapped, source))
    assert not is_settlement_table(["name", "date", "lat", "lon"])


def test_one_report_of_many_files_keeps_every_row():
    def report(file: str, *left_out: RowNote) -> ImportReport:
        return ImportReport(
            file=file, sha256="a", read=1 + len(left_out), kept=1, left_out=left_out
        )

    one = report("a.geojson", *(RowNote(f"feature {n}", "is a Point") for n in (1, 2, 3, 7)))
    two = report("b.geojson", RowNote("x.shp, record 2", "has no geometry"), RowNote("all", "odd"))
    whole = merged("folder", [one, two])
    assert (whole.file, whole.read, whole.kept) == ("folder", 8, 2)
    assert [(note.row, note.rows) for note in whole.left_out] == [
        ("a.geojson, feature 1-3, 7", 4), ("b.geojson, x.shp, record 2", 1), ("b.geojson, all", 1),
    ]  # fmt: skip
    assert merged("folder", [one]) is one


def test_an_address_is_told_from_a_path():
    for text in ("https://a.example/x", "file:///etc/passwd", "/vsicurl/http://x", "gopher://x"):
        assert is_address(text)
    for text in ("a.geojson", "/data/a.geojson", "C:\\data\\a.geojson", "./http"):
        assert not is_address(text)


def test_a_layer_of_a_service_comes_in_as_an_item(tmp_path):
    layer = Layer(rows=2)
    with serving_layer(layer) as (_, address):
        item = fetch_item(address, tmp_path, allow_private=True, now=NOW, limits=Limits())
        with pytest.raises(AddressRefused, match="--allow-private"):
            fetch_item(address, tmp_path, allow_private=False, now=NOW, limits=Limits())
    assert item.name.endswith(".geojson")
    assert len(json.loads(item.load(Limits()))["features"]) == 2


def test_editions_that_wait_in_a_file_come_back_as_they_were():
    spool = Spool()
    kept = [spool.keep(bytes([number]) * number) for number in range(50)]
    assert [read() for read in kept] == [bytes([number]) * number for number in range(50)]
    assert spool.keep(b"more")() == b"more"
