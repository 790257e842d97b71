"""The account: who is signed in, what their role may do, and who else is here."""

import streamlit as st

from ui.people_panel import show_account

st.html("<h2 class='salient-title'>Account</h2>")
show_account()
