"""The data: what is in the store, from whom, on what terms, and how it came in."""

import streamlit as st

from geo.analysis.inventory import editions_frame, imports_frame, notes_frame, sources_frame
from ui import cached, tables
from ui.messages import sentence

store, editions = cached.store(), cached.editions()
sources = list(cached.sources().values())
if not sources:
    sentence("empty", "The store is empty. Import a file: python -m geo import FILE --help")
    st.stop()

st.html("<h2 class='salient-title'>Sources</h2>")
tables.show_sources(sources_frame(sources, editions))

st.html("<h2 class='salient-title'>Editions</h2>")
tables.show_editions(editions_frame(editions))
st.html(
    "<p class='salient-fine'>Areas in km² on the WGS84 ellipsoid; what areas of one category, "
    "actor and kind share is counted once. Different kinds of one actor are added up.</p>"
)

st.html("<h2 class='salient-title'>Imports</h2>")
imports = store.imports()
tables.show_imports(imports_frame(imports, sources))
notes = notes_frame(imports)
if not notes.empty:
    st.html("<h2 class='salient-title'>Repaired and left out</h2>")
    tables.show_notes(notes)
