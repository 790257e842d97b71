"""The claims: who says what, as a table that can be sorted, filtered and followed to the map."""

from urllib.parse import urlencode

import streamlit as st

from geo.analysis.claims import claims_frame, filter_claims
from geo.maps.links import claim_view, link_parameters
from geo.markup import encode
from ui import cached
from ui.cards import claim_card
from ui.messages import sentence

claims, places = cached.claims(), cached.places()
editions, sources = cached.editions(), cached.sources()
if not claims:
    sentence("empty", "The store has no claims yet.")
    st.stop()
table = claims_frame(claims, places)
table["map"] = [f"/?{urlencode(link_parameters(claim_view(c, places, editions)))}" for c in claims]

st.html("<h2 class='salient-title'>Who says what</h2>")
words, *selects = st.columns([2, 1, 1, 1])
text = words.text_input("Contains", key="q", bind="query-params", max_chars=200)
labels = {"side": "Side", "class": "Put forward as", "status": "Status"}
among = {
    column: select.multiselect(
        label, sorted(table[column].unique()), key=column, bind="query-params", placeholder="All"
    )
    for (column, label), select in zip(labels.items(), selects, strict=True)
}
shown = filter_claims(table, text or "", among)
if shown.empty:
    sentence("empty", "No claim matches. Take a word or a filter away.")
    st.stop()
table_event = st.dataframe(
    shown,
    hide_index=True,
    height=min(37 + 35 * len(shown), 475),
    on_select="rerun",
    selection_mode="single-row",
    column_order=[
        "map", "claimant", "statement", "figures", "where", "status", "class", "side", "event",
        "published", "basis",
    ],
    column_config={
        "map": st.column_config.LinkColumn("Map", display_text="Show", width=60, pinned=True),
        "claimant": st.column_config.TextColumn("Claimant", width=190, pinned=True),
        "statement": st.column_config.TextColumn("Says", width=520),
        "figures": st.column_config.TextColumn("Figures", width=220),
        "where": st.column_config.TextColumn("Where", width=150),
        "status": st.column_config.TextColumn("Status", width=90),
        "class": st.column_config.TextColumn("Put forward as", width=110),
        "side": st.column_config.TextColumn("Side", width=60),
        "event": st.column_config.TextColumn("Event", width=110),
        "published": st.column_config.DatetimeColumn("Published", format="D MMM YYYY", width=110),
        "basis": st.column_config.TextColumn("Rests on", width=260),
    },
)  # fmt: skip
for row in table_event.selection.rows:
    claim = next(c for c in claims if c.id == shown["id"].iloc[row])
    st.html(claim_card(claim, places, sources[claim.source]))
credit = "; ".join(sources[name].attribution for name in sorted({c.source for c in claims}))
counted = f"{len(shown)} of {len(table)} claims. Select a row to read it in full."
st.html(f"<p class='salient-fine'>{counted} {encode(credit)}.</p>")
