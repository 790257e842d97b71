"""Figures over time and reports as text: drawn cases with known answers."""

import csv
import io
import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.changes import NO_RULE, SliverRule, changes
from geo.analysis.report import FORMATS, render, report_name
from geo.analysis.series import area_series, change_points, daily_pace
from geo.models import WHOLE
from geo.store import Store

START = pd.Timestamp("2025-01-01", tz="UTC")


def rows(days: list[float], net: list[float]) -> pd.DataFrame:
    """Return figures of editions so many days apart, the first of which has nothing before it."""
    at = START + pd.to_timedelta(np.cumsum([0.0, *days]), unit="D")
    return pd.DataFrame({"as_of": at, "net": [np.nan, *net], "days": [np.nan, *days]})


def test_what_lies_between_two_editions_is_spread_over_the_days_between():
    pace = daily_pace(rows([2, 0.5, 1.5], [8, 1, 6]))
    assert list(pace["day"]) == [START + timedelta(days=n) for n in range(4)]
    assert pace["pace"].tolist() == pytest.approx([4, 4, 3, 4])
    assert pace["mean"].isna().all(), "a mean over a week needs a week"


def test_the_mean_is_over_seven_days_back():
    pace = daily_pace(rows([1] * 9, [7, 0, 0, 0, 0, 0, 0, 14, 0]))
    assert pace["mean"].iloc[6:].tolist() == pytest.approx([1, 2, 2])
    assert pace["mean"].iloc[:6].isna().all()


@given(
    st.lists(st.tuples(st.floats(0.1, 30), st.floats(-500, 500)), min_size=1, max_size=20),
)
def test_the_pace_adds_up_to_the_net_change(steps):
    days, net = zip(*steps, strict=True)
    assert daily_pace(rows(list(days), list(net)))["pace"].sum() == pytest.approx(
        sum(net), abs=1e-6
    )


def test_one_edition_has_no_pace():
    assert daily_pace(rows([], [])).empty
    assert change_points(rows([], [])) == []


def test_a_pace_that_changes_for_good_is_found_on_its_day_and_noise_is_not():
    noise = np.random.default_rng(7).normal(0, 1, 120)
    steady = rows([1] * 120, list(5 + noise))
    assert change_points(steady) == []
    faster = rows([1] * 120, list(np.where(np.arange(120) < 70, 5, 15) + noise))
    (day,) = change_points(faster)
    assert abs((day - START).days - 70) <= 1


def test_the_series_of_the_seed_agrees_with_its_editions(seeded: Store):
    editions = seeded.editions()
    series = area_series(editions, seeded.derived.steps())
    whole = series[series["oblast"] == WHOLE]
    held = {(f.category, f.actor) for e in editions for f in e.areas}
    assert set(zip(whole["category"], whole["actor"], strict=True)) == held
    own = whole[(whole["category"] == "assessed") & (whole["actor"] == "UA")]
    assert len(own) == len(editions)
    assert own["gained"].isna().sum() == 1
    last = [f.km2 for f in editions[-1].areas if (f.category, f.actor) == ("assessed", "UA")]
    assert own["km2"].iloc[-1] == pytest.approx(sum(last), rel=1e-6)
    assert own["km2"].iloc[0] + own["net"].sum() == pytest.approx(own["km2"].iloc[-1], abs=1)


def test_every_form_of_a_report_holds_the_same_figures(seeded: Store):
    before, after = seeded.editions()[12], seeded.editions()[-1]
    frame = changes(seeded.areas(before.content_hash), seeded.areas(after.content_hash))
    text = {form: render(form, frame, before, after, SliverRule()) for form in FORMATS}
    assert all(part.endswith("\n") for part in text.values())
    read = list(csv.DictReader(io.StringIO(text["csv"])))
    assert [float(row["gained"]) for row in read] == frame["gained"].tolist()
    assert [row["net"] for row in json.loads(text["json"])] == frame["net"].tolist()
    for row in frame.to_dict("records"):
        cells = f"| {row['category']} | {row['actor']} | all | {row['before']:,.2f} |"
        assert cells in text["markdown"]
    for form in ("table", "markdown"):
        for words in ("5 Jan 2025, 1:30 p.m. ET", "narrower than 25 m", "Synthetic", "WGS84"):
            assert words in text[form]
    assert "Every difference" in render("table", frame, before, after, NO_RULE)
    assert report_name(before, after) == "changes-kursk-seed-2025-01-05-2025-03-12"


def test_markdown_is_a_table_whose_rows_have_as_many_cells_as_its_head(seeded: Store):
    before, after = seeded.editions()[:2]
    frame = changes(seeded.areas(before.content_hash), seeded.areas(after.content_hash))
    lines = render("markdown", frame, before, after, SliverRule()).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len({line.count("|") for line in table}) == 1
