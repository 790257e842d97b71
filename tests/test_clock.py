"""Instants: read with a zone or not at all, and shown as the source speaks of time."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.clock import from_epoch, parse_when, stamp, to_rfc3339, zone_named
from geo.errors import ClockError

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
DAYS = st.dates(date(1901, 1, 1), date(2199, 1, 1))
TIMES = st.times(timezones=OFFSETS).map(lambda moment: moment.replace(microsecond=0))
INSTANTS = st.builds(datetime.combine, DAYS, TIMES)
ZONES = ("America/New_York", "Europe/Kyiv", "Europe/Moscow", "Asia/Kolkata", "UTC")


@given(INSTANTS)
def test_an_instant_written_and_read_again_is_the_same_in_utc(instant):
    assert parse_when(to_rfc3339(instant)) == (instant, "instant")
    assert parse_when(instant.isoformat()) == (instant, "instant")
    assert parse_when(to_rfc3339(instant))[0].tzinfo is UTC


@given(DAYS, st.sampled_from(ZONES))
def test_a_bare_day_is_its_midnight_in_the_zone_and_stays_a_day(day, zone):
    instant, precision = parse_when(day.isoformat(), zone)
    assert precision == "day"
    assert instant.astimezone(zone_named(zone)).date() == day
    assert stamp(instant, zone, precision) == f"{day.day} {day:%b %Y}"


@given(INSTANTS)
def test_a_unix_time_is_the_same_instant(instant):
    assert from_epoch(int(instant.timestamp())) == instant


@pytest.mark.parametrize(
    ("local", "utc", "shown"),
    [
        ("2025-01-05 13:30", "2025-01-05T18:30:00Z", "5 Jan 2025, 1:30 p.m. ET (18:30 UTC)"),
        ("2024-08-20 13:30", "2024-08-20T17:30:00Z", "20 Aug 2024, 1:30 p.m. ET (17:30 UTC)"),
        ("2025-01-05 23:05", "2025-01-06T04:05:00Z", "5 Jan 2025, 11:05 p.m. ET (6 Jan, 04:05 UTC)"),  # noqa: E501
        ("2025-01-05 00:00", "2025-01-05T05:00:00Z", "5 Jan 2025, 12:00 a.m. ET (05:00 UTC)"),
    ],
)  # fmt: skip
def test_new_york_time_is_shown_with_its_zone_and_follows_summer_time(local, utc, shown):
    instant, precision = parse_when(local, "America/New_York")
    assert (to_rfc3339(instant), precision) == (utc, "instant")
    assert stamp(instant, "America/New_York") == shown


def test_a_zone_without_a_spoken_name_is_shown_by_its_own_letters():
    noon = datetime(2025, 1, 5, 12, tzinfo=UTC)
    assert stamp(noon, "Europe/Kyiv") == "5 Jan 2025, 2:00 p.m. Kyiv time (12:00 UTC)"
    assert stamp(noon, "Europe/Berlin") == "5 Jan 2025, 1:00 p.m. CET (12:00 UTC)"
    assert stamp(noon) == "5 Jan 2025, 12:00 UTC"


@pytest.mark.parametrize("text", ["20250105", " 2025-01-05 "])
def test_a_day_is_a_day_in_either_spelling(text):
    assert parse_when(text) == (datetime(2025, 1, 5, tzinfo=UTC), "day")


@pytest.mark.parametrize("text", ["2025-01-05 13:30", "2025-01-05T13:30:00", "20250105T1330"])
def test_a_time_of_day_without_a_zone_is_refused_and_says_what_is_missing(text):
    with pytest.raises(ClockError, match="has a time of day but no zone"):
        parse_when(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "today", "never", "5 Jan 2025", "01/05/2025", "2025-13-05", "2025-02-29", "2025-W01",
        "2025-W01-1", "2025-01-05T25:00Z", "2025-01-05T13:30 ET", "0001-01-01T00:00+05:00",
        "9999-12-31T23:59-05:00", "{{ 7*7 }}", "٢٠٢٥-٠١-٠٥", "2025-01-05T\ud800",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_and_never_replaced(text):
    with pytest.raises(ClockError, match="is no date that can be read"):
        parse_when(text, "UTC")


@pytest.mark.parametrize("text", ["1899-12-31", "2200-01-01", "1025-01-05T13:30Z"])
def test_a_year_that_must_be_a_slip_is_refused(text):
    with pytest.raises(ClockError, match="outside 1900 to 2200"):
        parse_when(text)


@pytest.mark.parametrize("seconds", [10**20, -(10**20), 1_736_112_210_000, -(10**10)])
def test_milliseconds_taken_for_seconds_are_refused(seconds):
    with pytest.raises(ClockError):
        from_epoch(seconds)


@pytest.mark.parametrize("name", ["", "Kyiv", "Europe", "../UTC", "A" * 300, "U\0C", "\ud800"])
def test_an_unknown_zone_is_refused_whatever_it_looks_like(name):
    with pytest.raises(ClockError, match="is no time zone"):
        zone_named(name)
    with pytest.raises(ClockError, match="is no time zone"):
        parse_when("2025-01-05 13:30", name)


def test_a_naive_datetime_cannot_be_written_as_an_instant():
    with pytest.raises(ClockError, match="has no zone"):
        to_rfc3339(datetime(2025, 1, 5, 13, 30))  # noqa: DTZ001
