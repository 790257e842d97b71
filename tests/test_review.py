"""The review of claims: each edit appended and taken back, stale ones refused, a queue by key."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner
from shapely.geometry import MultiPolygon, box

from geo.analysis.claimed_near import claimed_near
from geo.cli.main import cli
from geo.ledger import ReviewKind, latest
from geo.models import ClaimStatus
from geo.store import open_store
from geo.workspace import shared_store
from tests.test_pages import html, page

FIRST = "kursk-2025-01-11-01"
AT = datetime(2025, 1, 12, tzinfo=UTC)


@pytest.fixture
def own_file(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "store.gpkg"
    shutil.copy(seeded_file, path)
    monkeypatch.setenv("SALIENT_STORE", str(path))
    return path


def open_review(claim=FIRST):
    return page("claims.py", section="Review", pick=f"claim:{claim}")


def submit(test, *answers, label="Why"):
    next(field for field in test.text_input if field.label == label).set_value(*answers)
    return next(b for b in test.button if b.key and b.key.startswith("FormSubmitter")).click().run()


def test_a_claim_is_reviewed_once_a_person_set_a_status_or_graded_it(own_file: Path):
    store = open_store(own_file)
    assert store.reviewed_claims() == set()
    store.set_claim_status(
        FIRST, ClaimStatus.DENIED, by="a", at=AT, reason="seen",
        based_on=store.status_version(FIRST),
    )  # fmt: skip
    body = {"reliability": "B", "credibility": "2"}
    store.save_review(
        ReviewKind.GRADE, "kursk-2025-01-11-02", body, by="a", at=AT, reason="seen", based_on=0
    )
    assert store.reviewed_claims() == {FIRST, "kursk-2025-01-11-02"}
    store.close()


@pytest.mark.usefixtures("own_file")
class TestPage:
    def test_a_status_is_set_with_its_reason_and_taken_back(self):
        test = open_review()
        assert not test.exception
        test.button(key="review-denied").click().run()
        test = submit(test, "Two sources deny it")
        assert "The status denied is stored." in html(test)
        history = shared_store().status_history(FIRST)
        assert [e.status for e in history] == ["claimed", "denied"]
        assert history[-1].reason == "Two sources deny it"
        test.button(key="review-undo").click().run()
        history = shared_store().status_history(FIRST)
        assert [e.status for e in history] == ["claimed", "denied", "claimed"]
        assert history[-1].reason == "Takes back: The status denied."
        assert test.button(key="review-undo").disabled

    def test_a_status_without_a_reason_is_refused(self):
        test = open_review()
        test.button(key="review-denied").click().run()
        test = submit(test, " ")
        assert "needs a reason" in html(test)
        assert len(shared_store().status_history(FIRST)) == 1

    def test_a_stale_edit_is_refused_and_shows_both_versions(self):
        test = open_review()
        test.button(key="review-denied").click().run()
        store = shared_store()
        store.set_claim_status(
            FIRST, ClaimStatus.CONFIRMED, by="another", at=AT, reason="filmed",
            based_on=store.status_version(FIRST),
        )  # fmt: skip
        test = submit(test, "Nobody saw it")
        text = html(test)
        assert "confirmed (by another" in text
        assert "filmed" in text
        assert "denied (Nobody saw it)" in text
        assert len(store.status_history(FIRST)) == 2

    def test_a_claimant_is_merged_and_named_so_and_taken_back(self):
        test = open_review()
        test.button(key="review-claimant").click().run()
        next(s for s in test.selectbox if s.label.startswith("Who")).set_value("Ukraine")
        test = submit(test, "He speaks for it")
        assert "<h3>Ukraine claims</h3>" in html(test)
        test.button(key="review-undo").click().run()
        assert "<h3>Volodymyr Zelenskyy claims</h3>" in html(test)

    @pytest.mark.parametrize("kind", ["grade", "pair", "tie", "area_claimant"])
    def test_every_other_thing_is_settled_logged_and_taken_back(self, kind):
        test = open_review()
        test.button(key=f"review-{kind}").click().run()
        test = submit(test, "So I see it")
        assert not test.exception
        (found,) = latest(shared_store().reviews()).values()
        assert (found.kind, found.version, found.reason) == (kind, 1, "So I see it")
        log = test.dataframe[-1].value
        assert log["action"].tolist() == ["review"]
        assert "So I see it" in log["details"].iloc[0]
        test.button(key="review-undo").click().run()
        (back,) = latest(shared_store().reviews()).values()
        assert back.version == 2
        assert not any(back.body.values())

    def test_a_tie_and_who_claims_areas_are_shown_where_they_matter(self):
        test = open_review()
        test.button(key="review-tie").click().run()
        test = submit(test, "It names that village")
        assert "Tied to the area that Kursk salient" in html(test)
        test.button(key="review-area_claimant").click().run()
        next(s for s in test.selectbox if s.label == "are claimed by").set_value("Ukraine")
        submit(test, "It said so")
        assert "<small>Ukraine (" in html(page("claims.py", section="Scorecard"))
        done = CliRunner().invoke(cli, ["track", "--source", "kursk-seed"])
        assert "  claimed by Ukraine (" in done.output

    def test_the_queue_goes_to_the_next_that_nobody_reviewed(self):
        test = page("claims.py", section="Review")
        assert "24 of 24 claims are not reviewed yet" in html(test)
        test.button(key="review-next").click().run()
        assert test.query_params["pick"] == "claim:kursk-2025-01-11-02"


def test_the_nearest_claimed_polygon_comes_first():
    near, far, held = box(35, 51, 35.1, 51.1), box(36, 51, 36.1, 51.1), box(35, 51, 35.1, 51.1)
    areas = gpd.GeoDataFrame(
        {"category": ["claimed", "assessed"], "actor": "RU", "kind": "advance"},
        geometry=[MultiPolygon([far, near]), MultiPolygon([held])], crs="EPSG:4326",
    )  # fmt: skip
    first, second = claimed_near(areas, 35.05, 51.05)
    assert (round(first.away_km), round(second.away_km)) == (0, 70)
    assert claimed_near(areas.iloc[1:], 35.05, 51.05) == []
