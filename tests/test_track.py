"""Claims followed through the editions: drawn cases, and what must always hold."""

from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from geo.analysis.ground import cut_ground
from geo.analysis.track import claimed_areas, track
from geo.analysis.turnout import lag_curve, shares, summary
from geo.geometry import area_km2
from geo.timeline import Timeline

START = datetime(2025, 1, 1, tzinfo=UTC)
WEST, EAST = (37.0, 48.0, 37.1, 48.1), (37.1, 48.0, 37.2, 48.1)
FAR = (38.0, 48.0, 38.1, 48.1)
OBLASTS = gpd.GeoDataFrame(
    {"oblast": ["Donetsk Oblast"]}, geometry=[box(36, 47, 37.9, 49)], crs="EPSG:4326"
)


def tracked(days, actor="RU", **options):
    """Follow pictures by day: ``{0: {"claimed": [boxes], "assessed": [boxes]}, ...}``."""
    editions = [(START + timedelta(days=day), frame(said)) for day, said in days.items()]
    timeline = Timeline().with_editions(editions)
    ground = cut_ground(timeline.edge_frame(), timeline.instants, actor, OBLASTS)
    return track(ground, **options)


def frame(said, actor="RU"):
    rows = [
        (category, MultiPolygon([box(*bounds)]) if isinstance(bounds, tuple) else bounds)
        for category, many in said.items()
        for bounds in many
    ]
    return gpd.GeoDataFrame(
        {
            "category": [category for category, _ in rows],
            "actor": actor,
            "kind": [f"kind{number}" for number in range(len(rows))],
        },
        geometry=[shape for _, shape in rows],
        crs="EPSG:4326",
    )


def test_what_is_assessed_on_the_day_it_is_claimed_has_no_lag():
    found = claimed_areas(tracked({0: {"claimed": [WEST], "assessed": [WEST]}, 1: {}}))
    assert found["lag"].tolist() == [0.0]
    assert found["assessed_0"].tolist() == [1.0]
    assert found["assessed_1"].tolist() == [0.0]
    assert found["lost"].tolist() == [1.0]
    assert found["never"].tolist() == [0.0]


def test_half_of_a_claim_that_is_assessed_after_a_week():
    days = {0: {"claimed": [WEST, EAST]}, 7: {"claimed": [EAST], "assessed": [WEST]}, 20: {}}
    days[20] = days[7]
    found = tracked(days)
    rows = claimed_areas(found)
    assert len(rows) == 1, "two kinds side by side are one claim"
    row = rows.iloc[0]
    half = pytest.approx(0.5, abs=1e-3)
    assert (row["assessed_0"], row["assessed_3"]) == (0.0, 0.0)
    assert (row["assessed_7"], row["assessed_14"], row["never"]) == (half, half, half)
    assert np.isnan(row["assessed_30"]), "the archive is too short to say"
    assert (row["lag"], row["oblast"]) == (7.0, "Donetsk Oblast")
    assert row["first_assessed"] == START + timedelta(days=7)
    totals = summary(found)
    assert totals["assessed"] == pytest.approx(totals["claimed"] / 2, rel=1e-3)
    assert totals["too_young"] == pytest.approx(totals["claimed"] / 2, rel=1e-3)
    assert totals["never"] == 0.0


def test_a_claim_is_in_force_on_days_without_an_edition():
    found = claimed_areas(tracked({0: {"claimed": [WEST]}, 5: {"assessed": [WEST]}, 8: {}}))
    row = found.iloc[0]
    assert (row["assessed_3"], row["assessed_7"]) == (0.0, 1.0)
    assert row["lost"] == 1.0


def test_the_old_are_never_assessed_and_the_young_are_too_young():
    found = tracked(
        {0: {"claimed": [WEST]}, 60: {"claimed": [WEST, EAST]}, 100: {"claimed": [EAST]}}
    )
    totals = summary(found)
    assert totals["never"] == pytest.approx(totals["claimed"] / 2, rel=1e-3)
    assert totals["too_young"] == pytest.approx(totals["claimed"] / 2, rel=1e-3)
    table = shares(found)
    assert table.loc[90, "share"] == 0.0
    assert table.loc[90, "areas"] == 1
    assert table.loc[90, "too_young_km2"] == pytest.approx(totals["too_young"])
    assert table.loc[30, "too_young_km2"] == 0.0


def test_what_was_dropped_and_claimed_again_is_one_claim_and_what_was_lost_is_another():
    dropped = tracked(
        {0: {"claimed": [WEST]}, 1: {}, 2: {"claimed": [WEST]}, 3: {"assessed": [WEST]}}
    )
    assert dropped.pieces["claimed"].tolist() == [0]
    assert dropped.days_to("assessed").tolist() == [3.0]
    lost = tracked(
        {0: {"claimed": [WEST]}, 1: {"assessed": [WEST]}, 2: {}, 3: {"claimed": [WEST]}, 4: {}}
    )
    assert lost.pieces[["claimed", "assessed", "lost"]].to_numpy().tolist() == [
        [0, 1, 2],
        [3, -1, -1],
    ]


def test_claims_that_do_not_touch_are_two_and_lie_where_they_lie():
    rows = claimed_areas(tracked({0: {"claimed": [WEST, FAR]}, 1: {}}))
    assert rows["oblast"].tolist() == ["Donetsk Oblast", "elsewhere"]


def test_ground_around_a_claim_and_another_partys_claim_are_none_of_it():
    ring = MultiPolygon([box(37, 48, 37.3, 48.3) - box(37.1, 48.1, 37.2, 48.2)])
    found = tracked({0: {"claimed": [ring]}, 1: {"assessed": [(37.1, 48.1, 37.2, 48.2)]}})
    assert summary(found)["assessed"] == pytest.approx(0.0, abs=1e-6)
    assert tracked({0: {"claimed": [WEST]}}, actor="UA").pieces.empty
    assert lag_curve(tracked({0: {"claimed": [WEST]}}, actor="UA")).empty


def test_only_claims_of_the_period_count_and_later_editions_judge_them():
    days = {0: {"claimed": [WEST]}, 5: {"claimed": [WEST, FAR]}, 9: {"assessed": [WEST, FAR]}}
    found = tracked(days, first=START + timedelta(days=1), last=START + timedelta(days=6))
    assert claimed_areas(found)["lag"].tolist() == [4.0]


def test_the_curve_rises_where_ground_was_assessed_and_holds_what_is_open():
    days = {0: {"claimed": [WEST, FAR]}, 4: {"assessed": [WEST], "claimed": [FAR]}, 10: {}}
    days[10] = days[4]
    curve = lag_curve(tracked(days))
    assert curve.loc[4.0, "assessed"] == pytest.approx(0.5, abs=0.01)
    assert curve["assessed"].max() == pytest.approx(0.5, abs=0.01)


def cells(draw_from):
    return st.lists(st.sampled_from(draw_from), max_size=5, unique=True)


GRID = [
    (37 + i / 10, 48 + j / 10, 37.1 + i / 10, 48.1 + j / 10) for i in range(3) for j in range(2)
]
ARCHIVES = st.lists(st.tuples(cells(GRID), cells(GRID)), min_size=1, max_size=6)


def merged(boxes):
    """Return boxes as one shape, so that what touches has no border in between."""
    shape = MultiPolygon()
    for bounds in boxes:
        shape = shape | box(*bounds)
    return (
        []
        if shape.is_empty
        else [shape if shape.geom_type == "MultiPolygon" else MultiPolygon([shape])]
    )


@settings(max_examples=40, deadline=None)
@given(ARCHIVES)
def test_it_agrees_with_a_count_by_hand(archive):
    days = {
        4 * n: {"claimed": merged(c), "assessed": merged(a)} for n, (c, a) in enumerate(archive)
    }
    found = tracked(days)
    size = {cell: area_km2(box(*cell)) for cell in GRID}
    claims = []  # (cell, day of claim, first day assessed)
    for cell in GRID:
        open_claim = None
        for n, (claimed, assessed) in enumerate(archive):
            if open_claim and open_claim[2] is not None and cell not in assessed:
                open_claim[3] = True
            new = cell in claimed and not (n and cell in archive[n - 1][0])
            if new and (open_claim is None or open_claim[3]):
                open_claim = [cell, n, None, False]
                claims.append(open_claim)
            if open_claim and open_claim[2] is None and cell in assessed:
                open_claim[2] = n
    assert summary(found)["claimed"] == pytest.approx(sum(size[c[0]] for c in claims), rel=1e-6)
    came = sum(size[c[0]] for c in claims if c[2] is not None)
    assert summary(found)["assessed"] == pytest.approx(came, rel=1e-6)
    lags = sorted(4.0 * (c[2] - c[1]) for c in claims if c[2] is not None)
    assert sorted(set(found.days_to("assessed").dropna())) == sorted(set(lags))
    for horizon, row in shares(found).iterrows():
        last = len(archive) - 1
        judged = [c for c in claims if 4 * c[1] + horizon <= 4 * last]
        assert row["claimed_km2"] == pytest.approx(sum(size[c[0]] for c in judged), rel=1e-6)
        good = [c for c in judged if c[0] in archive[min(last, c[1] + horizon // 4)][1]]
        assert row["assessed_km2"] == pytest.approx(sum(size[c[0]] for c in good), rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(ARCHIVES, st.floats(37.01, 37.29))
def test_a_claim_cut_in_two_changes_no_total(archive, x):
    whole = {
        4 * n: {"claimed": merged(c), "assessed": merged(a)} for n, (c, a) in enumerate(archive)
    }
    cut = {
        day: {
            "claimed": [part for shape in said["claimed"] for part in halves(shape, round(x, 5))],
            "assessed": said["assessed"],
        }
        for day, said in whole.items()
    }
    one, other = summary(tracked(whole)), summary(tracked(cut))
    assert one == pytest.approx(other, rel=1e-6, abs=1e-6)
    for column in ("claimed_km2", "assessed_km2", "too_young_km2"):
        ours, theirs = shares(tracked(whole))[column], shares(tracked(cut))[column]
        assert ours.tolist() == pytest.approx(theirs.tolist(), rel=1e-6, abs=1e-6)


def halves(shape, x):
    parts = [shape & box(30, 40, x, 50), shape & box(x, 40, 50, 50)]
    return [
        part if part.geom_type == "MultiPolygon" else MultiPolygon([part])
        for part in parts
        if part.area > 0
    ]


@settings(max_examples=40, deadline=None)
@given(ARCHIVES, st.randoms())
def test_the_order_of_import_changes_nothing(archive, random):
    editions = [
        (START + timedelta(days=4 * n), frame({"claimed": merged(c), "assessed": merged(a)}))
        for n, (c, a) in enumerate(archive)
    ]
    mixed = random.sample(editions, len(editions))
    tables = []
    for order in (editions, mixed):
        timeline = Timeline().with_editions(order)
        ground = cut_ground(timeline.edge_frame(), timeline.instants, "RU", OBLASTS)
        tables.append(claimed_areas(track(ground)))
    assert tables[0].equals(tables[1])
