"""The frame around every page: title, navigation, styles."""

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).resolve().parent
_PAGES = _HERE.parent / "pages"

st.set_page_config(page_title="Salient", page_icon=str(_HERE / "favicon.svg"), layout="wide")
st.html(_HERE / "salient.css")
st.logo(str(_HERE / "salient.svg"), size="medium")
st.navigation(
    [
        st.Page(_PAGES / "map.py", title="Map", default=True),
        st.Page(_PAGES / "changes.py", title="Changes", url_path="changes"),
        st.Page(_PAGES / "claims.py", title="Claims", url_path="claims"),
        st.Page(_PAGES / "data.py", title="Data", url_path="data"),
    ],
    position="top",
).run()
