"""The frame around every page: title, navigation, styles."""

from pathlib import Path

import streamlit as st

from ui.garbage import set_aside
from ui.gate import let_in
from ui.sign_in import sign_in

_HERE = Path(__file__).resolve().parent
_PAGES = _HERE.parent / "pages"

set_aside()
st.set_page_config(page_title="Salient", page_icon=str(_HERE / "favicon.svg"), layout="wide")
st.html(_HERE / "salient.css")
st.logo(str(_HERE / "salient.svg"), size="medium")
pages = [
    st.Page(_PAGES / "map.py", title="Map", default=True),
    st.Page(_PAGES / "changes.py", title="Changes", url_path="changes"),
    st.Page(_PAGES / "claims.py", title="Claims", url_path="claims"),
    st.Page(_PAGES / "articles.py", title="Articles", url_path="articles"),
    st.Page(_PAGES / "publish.py", title="Publish", url_path="publish"),
    st.Page(_PAGES / "data.py", title="Data", url_path="data"),
]
if sign_in() is not None:
    pages.append(st.Page(_PAGES / "account.py", title="Account", url_path="account"))
inside = let_in()
# Hidden, the pages keep their addresses, so that a link waits for the sign-in.
page = st.navigation(pages, position="top" if inside else "hidden")
if inside:
    page.run()
