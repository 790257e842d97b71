"""The data: what is in the store, from whom, on what terms, how it came in; and what more can."""

import streamlit as st

from geo.access import Action
from geo.analysis.inventory import editions_frame, sources_frame
from ui import cached, tables
from ui.history_panel import show_history
from ui.import_panel import show_import
from ui.sign_in import may_or_say

IN_STORE, IMPORT, HISTORY = "In the store", "Import", "History"

section = st.segmented_control(
    "Section", [IN_STORE, IMPORT, HISTORY], default=IN_STORE, key="section", bind="query-params",
    label_visibility="collapsed",
)  # fmt: skip
if section == IMPORT:
    if may_or_say(Action.IMPORT):
        show_import()
    st.stop()

store, editions = cached.store(), cached.editions()
sources = list(cached.sources().values())
if section == HISTORY:
    show_history(store, sources)
    st.stop()

st.html("<h2 class='salient-title'>Sources</h2>")
tables.show_sources(sources_frame(sources, editions))

st.html("<h2 class='salient-title'>Editions</h2>")
tables.show_editions(editions_frame(editions))
st.html(
    "<p class='salient-fine'>Areas in km² on the WGS84 ellipsoid; what areas of one category, "
    "actor and kind share is counted once. Different kinds of one actor are added up.</p>"
)
