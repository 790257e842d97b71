"""The scorecard: claimants side by side, in the library, on the page and by command."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from click.testing import CliRunner
from shapely.geometry import MultiPolygon, box

from geo.analysis.overstatement import overstatement_interval
from geo.analysis.scorecard import claimants_of, scorecards
from geo.cli.main import cli
from geo.geometry import area_km2
from geo.timeline import Timeline
from tests.test_pages import html, page

START = datetime(2025, 1, 1, tzinfo=UTC)
WEST, EAST = box(37.0, 48.0, 37.1, 48.1), box(37.1, 48.0, 37.2, 48.1)
FAR = box(38.0, 48.0, 38.1, 48.1)
OBLASTS = gpd.GeoDataFrame({"oblast": ["Here"]}, geometry=[box(36, 47, 39, 49)], crs="EPSG:4326")


def picture(*rows):
    return gpd.GeoDataFrame(
        {
            "category": [category for category, _, _ in rows],
            "actor": [actor for _, actor, _ in rows],
            "kind": [f"kind{number}" for number in range(len(rows))],
        },
        geometry=[MultiPolygon([shape]) for *_, shape in rows],
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def drawn():
    """RU claims two squares and gets one assessed after ten days; UA claims one and gets none."""
    pictures = {
        0: picture(("assessed", "UA", box(36.5, 47.5, 36.6, 47.6))),
        1: picture(("claimed", "RU", WEST), ("claimed", "RU", EAST), ("claimed", "UA", FAR)),
        11: picture(("assessed", "RU", WEST), ("claimed", "RU", EAST), ("claimed", "UA", FAR)),
        120: picture(("assessed", "RU", WEST), ("claimed", "RU", EAST), ("claimed", "UA", FAR)),
    }
    dated = [(START + timedelta(days=day), frame) for day, frame in pictures.items()]
    timeline = Timeline().with_editions(dated)
    return timeline.edge_frame(), timeline.instants, (pictures[0], pictures[120])


def test_claimants_stand_side_by_side(drawn):
    edges, instants, ends = drawn
    assert claimants_of(edges) == ["RU", "UA"]
    russian, ukrainian = scorecards(edges, instants, ends, OBLASTS)
    west, both = area_km2(WEST), area_km2(WEST) + area_km2(EAST)
    claimed, assessed, more = russian.whole
    assert (claimed, assessed) == (pytest.approx(both, rel=1e-3), pytest.approx(west, rel=1e-3))
    assert more == pytest.approx(100 * (both - west) / west, rel=1e-3)
    assert russian.shares.loc[30, "share"] == pytest.approx(0.5, abs=1e-3)
    assert russian.median_lag == pytest.approx(10.0)
    assert russian.km2["never"] == pytest.approx(both - west, rel=1e-3)
    assert ukrainian.whole[1] == 0.0
    assert ukrainian.km2["never"] == pytest.approx(area_km2(FAR), rel=1e-3)
    assert ukrainian.median_lag != ukrainian.median_lag, "never half of it"


def strip(*sure: str) -> gpd.GeoDataFrame:
    """Return a row of squares, claimed or assessed for RU, from west to east."""
    return picture(*((word, "RU", box(37 + n, 48, 37.1 + n, 48.1)) for n, word in enumerate(sure)))


def test_an_overstatement_has_an_interval_that_holds_it():
    nothing = picture(("assessed", "UA", box(30, 47, 30.1, 47.1)))
    mixed = strip(*["assessed"] * 8, *["claimed"] * 4)
    low, high = overstatement_interval(nothing, mixed, "RU")
    assert 0 <= low < 50 < high
    assert overstatement_interval(nothing, mixed, "RU") == (low, high)
    more = strip(*["assessed"] * 80, *["claimed"] * 40)
    closer = overstatement_interval(nothing, more, "RU")
    assert low < closer[0] < 50 < closer[1] < high, "more places, a narrower interval"
    true = overstatement_interval(nothing, strip(*["assessed"] * 5), "RU")
    assert true == pytest.approx((0, 0), abs=1e-6)


@pytest.mark.parametrize("sure", [["assessed", "claimed"], ["claimed"] * 5, []])
def test_too_few_places_or_none_assessed_give_no_interval(sure):
    nothing = picture(("assessed", "UA", box(30, 47, 30.1, 47.1)))
    after = strip(*sure) if sure else nothing
    assert np.isnan(overstatement_interval(nothing, after, "RU")).all()


def test_only_those_who_are_asked_for(drawn):
    edges, instants, ends = drawn
    assert [card.actor for card in scorecards(edges, instants, ends, OBLASTS, actors=["UA"])] == [
        "UA"
    ]
    assert scorecards(edges, instants, ends, OBLASTS, actors=["KP"]) == []


def test_a_period_without_a_first_claim_has_none(drawn):
    edges, instants, ends = drawn
    cards = scorecards(edges, instants, ends, OBLASTS, first=START + timedelta(days=20))
    assert [card.km2["claimed"] for card in cards] == [0.0, 0.0]


class TestPage:
    @pytest.fixture(autouse=True)
    def on_seed(self, seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SALIENT_STORE", str(seeded_file))

    def test_the_numbers_are_those_of_the_command_and_the_caveats_stand_beside_them(
        self, seeded_file: Path
    ):
        test = page("claims.py", section="Scorecard")
        assert not test.exception
        text = html(test)
        done = CliRunner().invoke(
            cli,
            ["--store", str(seeded_file), "track", "--source", "kursk-seed", "--format", "json"],
        )
        printed = json.loads(done.output)["claims"]
        assert printed
        for card in printed.values():
            assert f"{card['km2']['never']:,.1f}" in text
            assert f"{card['km2']['too_young']:,.1f}" in text
        assert "counted apart and are no failures" in text
        assert "rather too narrow" in text
        assert "Synthetic" in text
        assert len(test.get("vega_lite_chart")) == 1

    def test_the_link_carries_the_period(self):
        test = page("claims.py", section="Scorecard", **{"from": "2024-12-01", "to": "2025-01-31"})
        assert not test.exception
        assert "1 Dec 2024" not in html(test), "the method names editions, which are others"
        assert test.date_input(key="from").value.isoformat() == "2024-12-01"

    def test_an_end_before_the_beginning_is_a_sentence(self):
        test = page("claims.py", section="Scorecard", **{"from": "2025-02-01", "to": "2024-12-31"})
        assert not test.exception
        assert "Choose a later end" in html(test)
