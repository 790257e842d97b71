"""One claim as a card: who first, its words in their passage, its group, its ground."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pytest
from defusedxml import ElementTree
from shapely.geometry import box

from geo.analysis.settled import area_claimants, settled_claims, tied_areas
from geo.ledger import Review, ReviewKind, StatusEntry, area_name, tie_of
from geo.maps.claim_drawing import claim_drawing
from geo.models import ClaimStatus, Link, LinkKind
from geo.store import Store
from tests.test_pages import html, page
from ui.claim_card import claim_article, history_line

AT = datetime(2025, 1, 12, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"


@pytest.fixture
def claims(seeded: Store):
    return {claim.id: claim for claim in seeded.claims()}


def review(kind, subject, **body):
    return Review(
        kind=kind, subject=subject, version=1, body=body, reason="said so", at=AT, by="test"
    )


def test_claimants_are_named_and_claims_graded_as_people_settled(claims):
    reviews = [
        review(ReviewKind.CLAIMANT, "Volodymyr Zelenskyy", name="Ukraine"),
        review(ReviewKind.GRADE, "kursk-2025-01-11-01", reliability="B", credibility="3"),
    ]
    found = {claim.id: claim for claim in settled_claims(list(claims.values()), reviews)}
    first = found["kursk-2025-01-11-01"]
    assert (first.claimant, first.claimant_form) == ("Ukraine", "Volodymyr Zelenskyy")
    assert (first.reliability, first.credibility) == ("B", "3")
    assert found["kursk-2025-01-11-02"] == claims["kursk-2025-01-11-02"]
    taken_back = [*reviews, review(ReviewKind.CLAIMANT, "Volodymyr Zelenskyy", name="")]
    again = settled_claims(list(claims.values()), taken_back)
    assert {claim.claimant for claim in again} == {claim.claimant for claim in claims.values()}


def test_who_claims_an_area_is_what_was_settled_last():
    subject = "isw/RU/advance"
    reviews = [review(ReviewKind.AREA_CLAIMANT, subject, name=name) for name in ("One", "Other")]
    assert area_claimants(reviews, "isw") == {"RU": "Other (advance)"}
    assert area_claimants(reviews, "other") == {}
    taken_back = [*reviews, review(ReviewKind.AREA_CLAIMANT, subject, name="")]
    assert area_claimants(taken_back, "isw") == {}


def test_a_tie_holds_until_it_is_taken_back():
    area = area_name(AT, "RU", 35.0, 51.0)
    tie = review(ReviewKind.TIE, tie_of("a claim", "isw", area), tied=True)
    assert tied_areas([tie], "a claim") == [("isw", area, tie)]
    assert tied_areas([tie], "claim") == []
    assert tied_areas([tie, review(ReviewKind.TIE, tie.subject, tied=False)], "a claim") == []


def test_every_seed_claim_s_words_stand_in_their_passage(claims):
    for claim in claims.values():
        assert claim.evidence
        assert claim.evidence in claim.context


def test_what_a_stranger_wrote_is_shown_letter_for_letter(claims, seeded: Store):
    source = next(s for s in seeded.sources() if s.id == "kursk-dispatch")
    claim = replace(
        claims["kursk-2025-01-11-01"],
        claimant=HOSTILE, statement=HOSTILE, evidence=HOSTILE, context=HOSTILE, note=HOSTILE,
        links=[Link(kind=LinkKind.MEDIA, url="javascript:alert(3)"),
               Link(kind=LinkKind.MEDIA, url="https://a.example/'onmouseover='alert(4)")],
    )  # fmt: skip
    entry = StatusEntry(
        id=1, claim=claim.id, status=ClaimStatus.DENIED, at=AT, by=HOSTILE, reason=HOSTILE,
        evidence=HOSTILE,
    )  # fmt: skip
    text = claim_article(claim, {}, source) + history_line([entry])
    assert "<script" not in text
    assert "<img" not in text
    assert "{{" not in text
    assert "href='javascript" not in text
    assert "onmouseover='" not in text


def test_the_drawing_shows_what_was_claimed_then_and_assessed_later():
    def picture(category):
        return gpd.GeoDataFrame(
            {"category": [category], "actor": ["RU"]},
            geometry=[box(35.0, 51.0, 35.1, 51.1)], crs="EPSG:4326",
        )  # fmt: skip

    oblasts = gpd.GeoDataFrame({"oblast": []}, geometry=[], crs="EPSG:4326")
    drawn = claim_drawing([(35.0, 51.0)], 0.2, picture("claimed"), picture("assessed"), oblasts)
    paths = {p.get("class"): p.get("d") for p in ElementTree.fromstring(drawn).iter()}
    assert paths["claimed"].startswith("M")
    assert paths["claimed"] == paths["later"]
    assert paths["assessed"] == ""
    # The square's lower left corner is the middle of the drawing.
    assert "210.0,150.0" in paths["claimed"]


@pytest.fixture
def on_seed(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALIENT_STORE", str(seeded_file))


@pytest.mark.usefixtures("on_seed")
def test_a_link_opens_a_claim_with_its_group_and_its_statuses():
    text = html(page("claims.py", pick="claim:kursk-2025-01-11-01"))
    assert "Volodymyr Zelenskyy claims" in text
    assert "<mark>President Volodymyr Zelenskyy said on Saturday" in text
    assert "As it came with the import." in text


@pytest.mark.usefixtures("on_seed")
def test_a_link_to_a_claim_that_is_not_there_is_a_sentence():
    test = page("claims.py", pick="claim:nothing")
    assert not test.exception
    assert "is not in this store" in html(test)
