"""The curves of the scorecard: how soon claimed ground was assessed."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from geo.analysis.scorecard import Scorecard
from geo.maps.styles import actor_title
from ui.charts import ink_of

_HEIGHT_PX = 340
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])
"""A line is told by its dashes as well as by its colour."""


def lag_chart(cards: Sequence[Scorecard]) -> alt.LayerChart:
    """Return the Kaplan-Meier curve of each claimant, and the share after so many days.

    Parameters
    ----------
    cards : sequence of Scorecard
        At least one with a claim.
    """
    titles = [actor_title(card.actor) for card in cards]
    curves = pd.concat(
        [
            pd.DataFrame({"days": [0.0], "assessed": [0.0]})
            .merge(card.curve.reset_index(), how="outer", on=["days", "assessed"])
            .assign(who=title)
            for card, title in zip(cards, titles, strict=True)
        ]
    )
    points = pd.concat(
        [
            card.shares.reset_index().assign(who=title)
            for card, title in zip(cards, titles, strict=True)
        ]
    ).dropna(subset=["share"])
    color = alt.Color(
        "who:N",
        scale=alt.Scale(domain=titles, range=[ink_of(card.actor) for card in cards]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", symbolType="circle"),
    )
    x = alt.X("days:Q", title="Days since the claim", axis=alt.Axis(grid=False))
    y = alt.Y(
        "assessed:Q",
        title="Share of claimed ground",
        axis=alt.Axis(format=".0%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    line = (
        alt.Chart(curves)
        .mark_line(interpolate="step-after", strokeWidth=2.2)
        .encode(
            x=x,
            y=y,
            color=color,
            strokeDash=alt.StrokeDash(
                "who:N",
                scale=alt.Scale(domain=titles, range=list(_DASHES[: len(titles)])),
                legend=None,
            ),
        )
    )
    tip = [
        alt.Tooltip("who:N", title="Claims by"),
        alt.Tooltip("days:Q", title="Days after the claim"),
        alt.Tooltip("share:Q", title="Assessed then", format=".1%"),
        alt.Tooltip("areas:Q", title="Claimed areas"),
    ]
    mark = (
        alt.Chart(points)
        .mark_point(filled=True, size=46)
        .encode(x=x, y="share:Q", color=color, tooltip=tip)
    )
    span = (
        alt.Chart(points.dropna(subset=["low"]))
        .mark_rule(strokeWidth=1.2, opacity=0.7)
        .encode(x=x, y="low:Q", y2="high:Q", color=color)
    )
    return (line + span + mark).properties(
        height=_HEIGHT_PX,
        title=alt.TitleParams(
            "How soon claimed ground was assessed",
            subtitle=[
                "Line: first assessed within so many days",
                "(Kaplan-Meier). Points: assessed on that day,",
                "with 95 % intervals; ground can be lost again.",
            ],
            subtitleColor="#7d868e",
            anchor="start",
        ),
    )
