"""The articles: a text beside its map, each place and statement accepted by a person or not."""

import streamlit as st

from geo.access import Action
from ui.article_panel import show_articles
from ui.sign_in import may_or_say

st.html("<h2 class='salient-title'>From article to map</h2>")
if may_or_say(Action.READ_FILE):
    show_articles()
