"""Charts of the Changes page (Altair): every point leads to the map at its date."""

from __future__ import annotations

from urllib.parse import urlencode

import altair as alt
import pandas as pd
import streamlit as st

from geo.analysis.series import MEAN_DAYS, change_points, daily_pace
from geo.clock import stamp
from geo.maps.styles import ACTORS, CATEGORY_TITLES, OTHER_ACTOR, actor_title
from geo.models import WHOLE, Category, Source
from ui.addresses import here

_HEIGHT_PX = 230
# In UTC wherever the reader is; dates in words come from the server.
_UTC = alt.Scale(type="utc")
_TIME = alt.Axis(title=None, format="%b %Y", labelAngle=0, labelOverlap=True, grid=False)
_MOST_OBLASTS = 12
_SAME_TAB = {"embedOptions": {"loader": {"target": "_self"}}}


def area_charts(series: pd.DataFrame, source: Source) -> alt.FacetChart:
    """Return the area over time of each category and actor, as steps: nothing moves between.

    Parameters
    ----------
    series : DataFrame
        Of :func:`geo.analysis.series.area_series`.
    source : Source
        Stands in the title, with its last date.
    """
    whole = _worded(series[series["oblast"] == WHOLE], source)
    whole["key"] = whole["sure"] + ", " + whole["who"]
    actors = sorted(set(whole["actor"]))
    color = alt.Color(
        "actor:N",
        legend=None,
        scale=alt.Scale(domain=actors, range=[ink_of(actor) for actor in actors]),
    )
    return _small_multiples(
        whole, "key", list(dict.fromkeys(whole["key"])), color, columns=3, width=330, height=130
    ).properties(
        title=_title(
            "Area held", series, source, "km² on the WGS84 ellipsoid, each with its own scale"
        )
    )


def pace_chart(series: pd.DataFrame, source: Source, category: str, actor: str) -> alt.LayerChart:
    """Return the net km2 a day of one category and actor, its seven-day mean and change points."""
    own = _of(series[series["oblast"] == WHOLE], category, actor)
    pace = daily_pace(own)
    _date_days(pace, source)
    color = ink_of(actor)
    x = alt.X("day:T", axis=_TIME, scale=_UTC)
    tip = [
        alt.Tooltip("when:N", title="Day"),
        alt.Tooltip("pace:Q", title="km² a day", format="+,.1f"),
        alt.Tooltip("mean:Q", title=f"{MEAN_DAYS}-day mean", format="+,.1f"),
    ]
    bars = (
        alt.Chart(pace)
        .mark_bar(color=color, opacity=0.35)
        .encode(x=x, y=alt.Y("pace:Q", title="km² a day"), tooltip=tip, href="link:N")
    )
    mean = alt.Chart(pace).mark_line(color=color, strokeWidth=2.2).encode(x=x, y="mean:Q")
    marks = pd.DataFrame({"day": change_points(own)})
    _date_days(marks, source)
    changed = (
        alt.Chart(marks)
        .mark_rule(color="#0b6e75", strokeDash=[4, 3], size=2)
        .encode(
            x=x,
            href="link:N",
            tooltip=[alt.Tooltip("when:N", title="The pace changed")],
        )
    )
    method = (
        f"spread evenly between editions; line: {MEAN_DAYS}-day mean; dashed: the pace changed "
        "(PELT, BIC)"
    )
    return (bars + mean + changed).properties(
        height=_HEIGHT_PX,
        title=_title(f"Net change a day: {_named(category, actor)}", series, source, method),
    )


def oblast_charts(
    series: pd.DataFrame, source: Source, category: str, actor: str
) -> alt.FacetChart:
    """Return the area of one category and actor in each oblast in which it changed."""
    own = _of(series[series["oblast"] != WHOLE], category, actor)
    moved = own.groupby("oblast")["km2"].agg(lambda km2: km2.max() - km2.min())
    most = list(moved[moved > 0].sort_values(ascending=False).index[:_MOST_OBLASTS])
    shown = _worded(own[own["oblast"].isin(most)], source)
    return _small_multiples(
        shown, "oblast", most, alt.value(ink_of(actor)), columns=4, width=235, height=90
    ).properties(
        title=_title(
            f"By oblast: {_named(category, actor)}", series, source, "km², each with its own scale"
        )
    )


def _small_multiples(
    rows: pd.DataFrame,
    field: str,
    order: list[str],
    color: alt.Color,
    *,
    columns: int,
    width: int,
    height: int,
) -> alt.FacetChart:
    base = alt.Chart(rows).encode(
        x=alt.X("as_of:T", axis=_TIME, scale=_UTC),
        y=alt.Y(
            "km2:Q",
            title=None,
            axis=alt.Axis(format=",.0f", tickCount=4),
            scale=alt.Scale(zero=False, nice=True),
        ),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=1.8).encode(color=color)
    # Unseen, but they answer the pointer and lead to the map.
    points = base.mark_point(size=60, opacity=0, filled=True).encode(
        href="link:N",
        tooltip=[
            alt.Tooltip("when:N", title="Data as of"),
            alt.Tooltip("km2:Q", title="km² held", format=",.1f"),
            alt.Tooltip("net:Q", title="net change, km²", format="+,.1f"),
        ],
    )
    return (
        alt.layer(line, points)
        .properties(width=width, height=height)
        .facet(facet=alt.Facet(f"{field}:N", title=None, sort=order), columns=columns)
        .resolve_scale(y="independent")
    )


def _of(series: pd.DataFrame, category: str, actor: str) -> pd.DataFrame:
    return series[(series["category"] == category) & (series["actor"] == actor)]


def _worded(rows: pd.DataFrame, source: Source) -> pd.DataFrame:
    return rows.assign(
        who=[actor_title(actor) for actor in rows["actor"]],
        sure=[CATEGORY_TITLES[Category(name)] for name in rows["category"]],
        when=[stamp(as_of, source.time_zone, "day") for as_of in rows["as_of"]],
        link=[_link(source, at) for at in rows["at"]],
    )


def _date_days(days: pd.DataFrame, source: Source) -> None:
    days["when"] = [stamp(day, precision="day") for day in days["day"]]
    days["link"] = [_link(source, day.date().isoformat()) for day in days["day"]]


def _link(source: Source, at: str) -> str:
    return here(f"/?{urlencode({'source': source.id, 'at': at})}")


def ink_of(actor: str) -> str:
    """Return the colour of a party's lines, to be read on both themes."""
    return ACTORS.get(actor, OTHER_ACTOR)["light"]


def _named(category: str, actor: str) -> str:
    return f"{CATEGORY_TITLES[Category(category)].lower()}, {actor_title(actor)}"


def _title(title: str, series: pd.DataFrame, source: Source, method: str) -> alt.TitleParams:
    last = stamp(series["as_of"].max(), source.time_zone, "day")
    synthetic = "synthetic; " if source.synthetic else ""
    words = f"{source.title}, {synthetic}data as of {last}; {method}. Select a point for its map."
    # A grey that can be read on the light and on the dark theme.
    return alt.TitleParams(title, subtitle=words, subtitleColor="#7d868e", anchor="start")


def show(chart: alt.LayerChart | alt.FacetChart) -> None:
    """Draw a chart across the page; its links stay in the tab."""
    st.altair_chart(chart.properties(usermeta=_SAME_TAB), width="stretch")
