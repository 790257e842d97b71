"""Questions asked of frames: what is here, who says what, what does the store hold."""

from dataclasses import replace
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geo.analysis.areas import areas_at
from geo.analysis.claims import (
    COLUMNS,
    claims_frame,
    dated_words,
    quantity_words,
)
from geo.analysis.inventory import editions_frame, imports_frame, notes_frame, sources_frame
from geo.analysis.nearby import claims_about
from geo.models import (
    AreaFigure,
    Claim,
    ClaimClass,
    ClaimPlace,
    DatedText,
    EditionRecord,
    Place,
    PlacePrecision,
    Quantity,
    Source,
)
from geo.store import Store

DAY = DatedText(start=datetime(2025, 1, 11, tzinfo=UTC), end=datetime(2025, 1, 11, tzinfo=UTC))
SOURCE = Source(id="drawn", title="Drawn", attribution="By the test", time_zone="Europe/Kyiv")


def place(id_: str, name: str, admin1: str) -> Place:
    return Place(
        id=id_, name=name, feature_code="PPL", country="RU", admin1=admin1, lon=35, lat=51,
        origin="x",
    )  # fmt: skip


def claim(id_: str, statement: str, *where: tuple[str, PlacePrecision], **more: object) -> Claim:
    fields = {"claimant": "A general", "side": "UA", "role": "commander"} | more
    places = tuple(ClaimPlace(place=p, role="location", precision=how) for p, how in where)
    return Claim(
        id=id_, claim_class=ClaimClass.NO_COMMENT, statement=statement, places=places,
        published_at=DAY, source="drawn", **fields,
    )  # fmt: skip


PLACES = {
    p.id: p for p in (place("town", "Town", "Oblast"), place("oblast", "Oblast as such", "Oblast"))
}
CLAIMS = [
    claim("at-town", "100 % (taken) [twice]", ("town", PlacePrecision.EXACT), via="a newspaper"),
    claim("in-oblast", "Somewhere. a.b*c", ("oblast", PlacePrecision.REGION), side="RU"),
    claim("in-country", "STRASSE und straße", ("oblast", PlacePrecision.COUNTRY), side="RU"),
    claim("nowhere", "C:\\photos ^$", quantities=(Quantity(low=180, high=None, unit="vessels"),)),
    claim("unlisted", "no gazetteer", ("elsewhere", PlacePrecision.REGION)),
]
TABLE = claims_frame(CLAIMS, PLACES)


def ids(frame: pd.DataFrame) -> list[str]:
    return frame["id"].tolist()


def test_a_point_is_told_the_most_particular_area_first_and_borders_count():
    shapes = [box(0, 0, 9, 9), box(1, 1, 2, 2), box(2, 1, 5, 2)]
    frame = gpd.GeoDataFrame({"label": list("abc")}, geometry=shapes, crs="EPSG:4326")
    assert areas_at(frame, 1.5, 1.5)["label"].tolist() == ["b", "a"]
    assert areas_at(frame, 2, 1.5)["label"].tolist() == ["b", "c", "a"]
    assert areas_at(frame, 20, 20).empty
    assert areas_at(frame.iloc[:0], 1, 1).empty


def test_claims_are_rows_in_their_order_with_words_for_what_is_nested():
    assert tuple(TABLE.columns) == COLUMNS
    assert ids(TABLE) == [c.id for c in CLAIMS]
    rows = TABLE.set_index("id")
    assert rows.loc["at-town", "role"] == "commander, through a newspaper"
    assert rows.loc["at-town", "class"] == "no comment"
    assert rows["where"].tolist() == ["Town", "Oblast as such", "Oblast as such", "", ""]
    assert rows.loc["nowhere", "figures"] == "over 180 vessels"
    assert rows["published"].dt.tz is not None
    assert rows.loc["nowhere", ["event", "claimed"]].tolist() == ["", ""]


def test_claims_about_a_place_are_at_it_and_about_a_region_are_of_all_of_it():
    assert [c.id for c in claims_about(CLAIMS, PLACES, place="town")] == ["at-town"]
    assert [c.id for c in claims_about(CLAIMS, PLACES, oblast="Oblast")] == ["in-oblast"]
    both = claims_about(CLAIMS, PLACES, place="town", oblast="Oblast")
    assert [c.id for c in both] == ["at-town", "in-oblast"]
    assert claims_about(CLAIMS, PLACES) == []
    assert [c.id for c in claims_about(CLAIMS, PLACES, place="elsewhere")] == ["unlisted"]


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (2, 2, "soldiers", "2 soldiers"),
        (1, 1, "weeks", "1 week"),
        (10_000, 12_000, "troops", "10,000 to 12,000 troops"),
        (180, None, "vessels", "over 180 vessels"),
        (None, 74, "drones", "up to 74 drones"),
        (None, None, "drones", "an unknown number of drones"),
    ],
)
def test_a_quantity_is_said_as_its_claimant_said_it(low, high, unit, words):
    assert quantity_words(Quantity(low=low, high=high, unit=unit)) == words


def test_a_time_is_no_more_exact_than_its_source():
    assert dated_words(None) == ""
    assert dated_words(DAY) == "11 Jan 2025"
    assert dated_words(replace(DAY, end=datetime(2025, 1, 12, tzinfo=UTC))) == (
        "11 Jan 2025 to 12 Jan 2025"
    )


def test_editions_have_a_column_for_each_figure_in_the_order_of_the_legend():
    figures = [("claimed", "UA", 1.0), ("assessed", "UA", 2.0), ("advances", "RU", 3.0)]
    areas = tuple(AreaFigure(category=c, actor=a, kind="control", km2=k) for c, a, k in figures)
    more = AreaFigure(category="assessed", actor="UA", kind="incursion", km2=0.5)
    first = EditionRecord(
        id=1, source=SOURCE, as_of=datetime(2025, 1, 5, 22, 30, tzinfo=UTC),
        time_precision="instant", content_hash="0", areas=(*areas, more),
    )  # fmt: skip
    second = replace(first, id=2, time_precision="day", areas=())
    frame = editions_frame([first, second])
    assert list(frame.columns) == [
        "source", "as_of", "stamp", "synthetic", "assessed UA", "advances RU", "claimed UA",
    ]  # fmt: skip
    assert frame["assessed UA"].iloc[0] == 2.5
    assert frame["assessed UA"].isna().tolist() == [False, True]
    assert frame["stamp"].tolist() == ["6 Jan 2025, 12:30 a.m. Kyiv time (5 Jan, 22:30 UTC)", "6 Jan 2025"]  # fmt: skip  # noqa: E501
    assert list(editions_frame([]).columns) == ["source", "as_of", "stamp", "synthetic"]


def test_imports_and_sources_of_the_seed_balance_and_carry_their_terms(seeded: Store):
    editions, sources = seeded.editions(), seeded.sources()
    imports = imports_frame(seeded.imports(), sources)
    assert (imports["read"] == imports["kept"] + imports["left_out"]).all()
    assert imports["id"].is_monotonic_decreasing
    assert set(imports["source"]) == {source.title for source in sources}
    listed = sources_frame(sources, editions).set_index("source")
    assert listed["editions"].sum() == len(editions)
    assert listed.loc["Kursk salient (synthetic)", ["first", "last"]].tolist() == [
        "7 Aug 2024",
        "12 Mar 2025",
    ]
    assert (listed["attribution"].str.len() > 0).all()


def test_every_row_left_out_or_repaired_is_listed_with_its_reason(seeded: Store):
    report = {
        "read": 3, "kept": 2, "repaired": [{"row": "feature 1", "reason": "made valid"}],
        "left_out": [{"row": "feature 2", "reason": "is a Point"}],
    }  # fmt: skip
    record = replace(seeded.imports()[0], id=7, file="a.geojson", report=report)
    assert notes_frame([record]).to_numpy().tolist() == [
        [7, "a.geojson", "repaired", "feature 1", "made valid"],
        [7, "a.geojson", "left out", "feature 2", "is a Point"],
    ]
    assert list(notes_frame([]).columns) == ["import", "file", "what", "row", "reason"]
