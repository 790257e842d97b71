"""Claims about the same thing: drawn cases of the rule, and what a person settles on top of it."""

from datetime import UTC, datetime, timedelta

import pytest

from geo.analysis.groups import proposals, settled_groups
from geo.errors import SchemaError
from geo.ledger import Review, ReviewKind, pair_of
from geo.models import Claim, ClaimClass, ClaimPlace, DatedText, PlacePrecision, Quantity

DAY = datetime(2025, 1, 5, tzinfo=UTC)


def claim(name, said="claim", day=0, place="sudzha", how="exact", figures=(), words="", event=True):
    start = DAY + timedelta(days=day)
    time = DatedText(start=start, end=start + timedelta(hours=23))
    return Claim(
        id=name,
        claimant=f"Claimant {name}",
        side="UA",
        role="",
        claim_class=ClaimClass(said),
        statement=words or f"Statement of {name}",
        quantities=[Quantity(low=n, high=n, unit=unit, what=what) for n, unit, what in figures],
        places=[ClaimPlace(place=place, role="location", precision=PlacePrecision(how))],
        event_time=time if event else None,
        published_at=time,
        source="desk",
    )


def pairs(*claims):
    return [(p.one, p.other) for p in proposals(claims)]


DRONES = [(60, "drones", "drones shot down")]


@pytest.mark.parametrize(
    ("one", "other", "grouped"),
    [
        (claim("a"), claim("b"), True),
        (claim("a"), claim("b", place="korenevo"), False),
        (claim("a"), claim("b", day=1), True),
        (claim("a"), claim("b", day=3), False),
        (claim("a", event=False), claim("b", day=3), True),
        (claim("a", how="region"), claim("b", how="region"), False),
        (claim("a", figures=DRONES), claim("b"), False),
        (claim("a", figures=DRONES), claim("b", said="deny"), True),
        (claim("a", figures=DRONES), claim("b", figures=[(74, "drone", "Shot down drones")]), True),
        (claim("a", figures=DRONES), claim("b", figures=[(9, "drones", "hits")]), False),
        (claim("a", figures=DRONES), claim("b", figures=[(9, "missiles", "")]), False),
        (
            claim("a", how="country", figures=DRONES),
            claim("b", how="country", figures=[(74, "drones", "drones launched")]),
            True,
        ),
        (claim("a", how="country"), claim("b", how="country", said="deny"), False),
        (
            claim("a", how="region", words="It took two northern prisoners"),
            claim("b", how="region", said="unverified", words="The prisoner was not northern"),
            True,
        ),
        (
            claim("a", how="region", words="It took two northern prisoners"),
            claim("b", how="region", said="deny", words="No drones were there"),
            False,
        ),
    ],
)
def test_the_rule_of_the_same_thing(one, other, grouped):
    assert pairs(one, other) == ([("a", "b")] if grouped else [])
    assert pairs(other, one) == pairs(one, other)


def settled(same, one="a", other="b", version=1):
    return Review(
        kind=ReviewKind.PAIR, subject=pair_of(one, other), version=version, body={"same": same},
        reason="so", at=DAY, by="A",
    )  # fmt: skip


def test_a_person_settles_what_the_rule_proposes_and_can_take_it_back():
    found = proposals([claim("a"), claim("b"), claim("c", place="korenevo")])
    assert settled_groups(found, []).members == {"a": ("a", "b")}
    assert settled_groups(found, [settled(False)]).members == {}
    assert settled_groups(found, [settled(False), settled(None, version=2)]).members == {
        "a": ("a", "b")
    }
    joined = settled_groups(found, [settled(True, "c", "b")])
    assert joined.members == {"a": ("a", "b", "c")}
    assert joined.of_claim == {"a": "a", "b": "a", "c": "a"}


def test_a_claim_leaves_a_group_when_it_is_apart_from_each_of_it():
    found = proposals([claim("a"), claim("b"), claim("c")])
    assert settled_groups(found, [settled(False)]).members == {"a": ("a", "b", "c")}
    apart = [settled(False), settled(False, "a", "c")]
    assert settled_groups(found, apart).members == {"b": ("b", "c")}


def test_a_claim_is_no_pair_with_itself():
    with pytest.raises(SchemaError, match="is one claim"):
        pair_of("a", "a")
