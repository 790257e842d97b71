"""The changes: what two pictures of control do not share, on a map and in km2."""

from datetime import timedelta

import streamlit as st

from geo.analysis.changes import NO_RULE, SliverRule
from geo.analysis.report import as_csv, credits_of, report_name
from geo.errors import GeoError
from geo.markup import encode
from ui import cached, charts
from ui.compare_panel import show_comparison
from ui.controls import category_and_actor, two_pictures
from ui.messages import sentence, stop_with
from ui.tables import show_changes

LEAST_DAYS = 180  # what the charts show at least, however near the two pictures are

editions = cached.editions()
if not editions:
    sentence("empty", "The store has no editions yet. Import one: python -m geo import FILE --help")
    st.stop()
before, after = two_pictures(editions)
try:
    show_comparison(before, after)
except GeoError as error:
    stop_with(error)

title, rule_column, oblast_column, file_column = st.columns(
    [3, 1.4, 1.2, 1], vertical_alignment="bottom"
)
title.html("<h2 class='salient-title'>Gained and lost, km²</h2>")
clean = rule_column.toggle("Leave out line noise", value=True, key="rule", bind="query-params")
by_oblast = oblast_column.toggle("By oblast", value=True, key="oblasts", bind="query-params")
rule = SliverRule() if clean else NO_RULE
found = cached.changes(before.content_hash, after.content_hash, rule)
show_changes(found, by_oblast=by_oblast)
notes = " ".join([rule.words(), *credits_of(before, after)])
st.html(f"<p class='salient-fine'>{encode(notes)}</p>")
file_column.download_button(
    "CSV", as_csv(found), f"{report_name(before, after)}.csv", "text/csv", width="stretch"
)

source, since = after.source, min(before.as_of, after.as_of - timedelta(days=LEAST_DAYS))
series = cached.series(source.id)
of_column, all_column = st.columns([1, 3], vertical_alignment="bottom")
category, actor = category_and_actor(of_column, series)
if not all_column.toggle("Whole archive", key="archive", bind="query-params"):
    series = series[(series["as_of"] >= since) & (series["as_of"] <= after.as_of)]
charts.show(charts.area_charts(series, source))
charts.show(charts.pace_chart(series, source, category, actor))
charts.show(charts.oblast_charts(series, source, category, actor))
