"""Quantities, times and places of claims, with known answers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.articles import Document, Toponym
from geo.articles.claims import read_claims
from geo.articles.quantities import number_of, quantities_in
from geo.articles.times import times_in
from geo.gazetteer import Candidate
from geo.models import DatedText, Place, Quantity

WEDNESDAY = datetime(2025, 1, 15, tzinfo=UTC)
PUBLISHED = DatedText(start=WEDNESDAY, end=WEDNESDAY)

QUANTITIES = {
    "10,000 to 12,000 troops": [(10_000, 12_000, "troops", "")],
    "between 10,000 and 12,000 troops": [(10_000, 12_000, "troops", "")],
    "10-12 km of road": [(10, 12, "km", "")],
    "one to two thousand soldiers": [(1_000, 2_000, "soldiers", "")],
    "three or four tanks": [(3, 4, "tanks", "")],
    "at least 12 people were killed": [(12, None, "people", "killed")],
    "more than 180 tankers": [(180, None, "vessels", "")],
    "up to 12,000 men": [(None, 12_000, "men", "")],
    "fewer than twenty drones": [(None, 20, "drones", "")],
    "dozens of drones": [(24, None, "drones", "")],
    "hundreds of thousands of people": [(200_000, None, "people", "")],
    "two dozen missiles": [(24, 24, "missiles", "")],
    "about half a dozen shells": [(6, 6, "shells", "")],
    "1.5 million refugees": [(1_500_000, 1_500_000, "refugees", "")],
    "500 square kilometres of the region": [(500, 500, "km2", "")],
    "86 per cent of the ground": [(86, 86, "percent", "")],
    "74 drones launched, 47 shot down": [
        (74, 74, "drones", "launched"), (47, 47, "drones", "shot down")
    ],
    "47 of 74 drones were shot down": [
        (47, 47, "drones", "shot down"), (74, 74, "drones", "")
    ],
    "“at least 4,000” North Korean soldiers": [(4_000, None, "soldiers", "")],
    "47 drones were lost, while 27 did not reach their targets": [
        (47, 47, "drones", "lost"), (27, 27, "drones", "")
    ],
    "killed three people and wounded five": [
        (3, 3, "people", "killed"), (5, 5, "people", "wounded")
    ],
    "some 3,800 of the North Korean soldiers were lost": [(3_800, 3_800, "soldiers", "lost")],
    # what counts nothing
    "on January 5, 2025, at 14:30": [],
    "on 5 January": [],
    "a 65-year-old man of the 47th Brigade": [],
    "in 2024 three villages fell": [(3, 3, "villages", "")],
    "the T-72 and the Su-34": [],
}  # fmt: skip


@pytest.mark.parametrize("text", QUANTITIES)
def test_a_quantity_has_its_range_its_unit_and_what_was_done(text: str):
    found = [(q.low, q.high, q.unit, q.what) for q in quantities_in(text)]
    assert found == QUANTITIES[text]


SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(number: int) -> str:
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{in_words(number // size)} {name}{joint + in_words(rest) if rest else ''}"
    if number < 20:
        return SMALL[number]
    return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")


@given(st.integers(1, 999_999_999))
def test_a_number_in_words_or_digits_has_its_value(number: int):
    assert number_of(in_words(number)) == number
    assert number_of(f"{number:,}") == number
    assert number_of(str(number)) == number


@given(st.integers(1, 900_000), st.integers(1, 90_000), st.booleans())
def test_a_range_has_both_ends(low: int, more: int, words: bool):
    high = low + more
    # "one to two thousand" counts in thousands on both sides; its own test says so.
    assume(not (words and low < 1_000 and high % 1_000 == 0))
    write = in_words if words else "{:,}".format
    (found,) = quantities_in(f"some of the {write(low)} to {write(high)} soldiers there")
    assert found == Quantity(low=low, high=high, unit="soldiers")


TIMES = {
    "overnight": ("2025-01-14", "2025-01-15"),
    "yesterday": ("2025-01-14", "2025-01-14"),
    "on Saturday": ("2025-01-11", "2025-01-11"),
    "on Wednesday": ("2025-01-15", "2025-01-15"),
    "last Wednesday": ("2025-01-08", "2025-01-08"),
    "Monday to Wednesday": ("2025-01-13", "2025-01-15"),
    "since August 6": ("2024-08-06", "2025-01-15"),
    "since 24 February 2022": ("2022-02-24", "2025-01-15"),
    "last week": ("2025-01-06", "2025-01-12"),
    "last month": ("2024-12-01", "2024-12-31"),
    "this year": ("2025-01-01", "2025-01-15"),
    "January 5": ("2025-01-05", "2025-01-05"),
    "5 January 2025": ("2025-01-05", "2025-01-05"),
    "Jan. 5-7": ("2025-01-05", "2025-01-07"),
    "from December 28 to January 3": ("2024-12-28", "2025-01-03"),
    "on December 30": ("2024-12-30", "2024-12-30"),
    "in August": ("2024-08-01", "2024-08-31"),
    "late December": ("2024-12-20", "2024-12-31"),
    "in 2023": ("2023-01-01", "2023-12-31"),
    "two days ago": ("2025-01-13", "2025-01-13"),
    "over the past 24 hours": ("2025-01-14", "2025-01-15"),
    "over the past week": ("2025-01-08", "2025-01-15"),
    "on 2025-01-05": ("2025-01-05", "2025-01-05"),
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_resolved_against_the_day_of_publication(text: str):
    ((span, found),) = times_in(text, PUBLISHED)
    assert (str(found.start.date()), str(found.end.date())) == TIMES[text]
    assert found.precision == "day"
    assert 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize(
    "text",
    ["soon", "on 31 February 2025", "next Monday", "You may go", "recently", "at 14:30",
     "the first since 1945", "until Thursday", "32 January"],
)  # fmt: skip
def test_what_cannot_be_read_is_none_and_never_today(text: str):
    assert list(times_in(text, PUBLISHED)) == []


def test_without_a_day_of_publication_only_whole_dates_are_read():
    assert list(times_in("on Saturday, overnight, on January 5, last week", None)) == []
    ((_, found),) = times_in("on January 5, 2025", None)
    assert found.start == datetime(2025, 1, 5, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 300))
def test_a_day_without_its_year_is_the_last_such_day(published: date, back: int):
    day = published - timedelta(days=back)
    at = datetime(published.year, published.month, published.day, tzinfo=UTC)
    text = f"on {day:%B} {day.day}"
    ((_, found),) = times_in(text, DatedText(start=at, end=at))
    assert found.start.date() == day


def test_the_mayor_of_a_town_is_of_its_country():
    text = "The mayor of Alphaville said that power was back."
    place = Place(
        id="1",
        name="Alphaville",
        feature_code="PPL",
        country="UA",
        lon=33,
        lat=51,
        origin="made up",
    )
    toponym = Toponym(span=(13, 23), name="Alphaville", chosen=Candidate(place=place))
    (claim,) = read_claims(Document(id="a", text=text), (toponym,))
    assert (claim.side, claim.places) == ("UA", ())


def test_a_claim_carries_its_figures_times_and_places():
    text = (
        "On Monday the governor said that drones launched from Alphaville had struck Betatown and "
        "Gammaburg overnight, wounding at least three people."
    )
    toponyms = tuple(
        Toponym(span=(text.index(name), text.index(name) + len(name)), name=name)
        for name in ("Alphaville", "Betatown", "Gammaburg")
    )
    (claim,) = read_claims(Document(id="a", text=text, published=PUBLISHED), toponyms)
    assert [p.role for p in claim.places] == ["origin", "target", "target"]
    assert [(q.low, q.high, q.unit) for q in claim.quantities] == [(3, None, "people")]
    assert claim.event_time is not None
    assert claim.claimed_at is not None
    assert claim.event_time.start.date() == date(2025, 1, 14)
    assert claim.claimed_at.start.date() == date(2025, 1, 13)
