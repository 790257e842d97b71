"""The claims: who says what, in map, table and timeline that follow one another."""

import streamlit as st

from geo.access import Action
from geo.errors import GeoError
from ui import cached
from ui.claim_panel import show_claim
from ui.claims_export import show_exports
from ui.claims_view import current_claims_view, show_claims_view
from ui.messages import sentence, stop_with
from ui.review_panel import show_review
from ui.saved_views import show_saved_views
from ui.score_panel import show_scorecard
from ui.sign_in import may_or_say

CLAIMS, SCORECARD, REVIEW, EXPORT = "Claims", "Scorecard", "Review", "Export"

section = st.segmented_control(
    "Section", [CLAIMS, SCORECARD, REVIEW, EXPORT], default=CLAIMS, key="section",
    bind="query-params", label_visibility="collapsed",
)  # fmt: skip
if section == SCORECARD:
    show_scorecard()
    st.stop()
if section == REVIEW:
    if may_or_say(Action.SET_STATUS):
        show_review()
    st.stop()
if section == EXPORT:
    show_exports()
    st.stop()

if not cached.store().has_claims():
    sentence("empty", "The store has no claims yet.")
    st.stop()
view, notes = current_claims_view()
for note in notes:
    sentence("note", note)
view = show_saved_views(view)
try:
    show_claims_view(view)
except GeoError as error:
    stop_with(error)
if view.pick:
    show_claim(view.pick)
else:
    sentence("note", "Select a claim in the table, a mark on the map or a bar of the timeline.")
