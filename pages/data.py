"""The data: what is in the store, from whom, on what terms, and how it came in."""

import pandas as pd
import streamlit as st

from geo.analysis.inventory import editions_frame, imports_frame, sources_frame
from ui import cached
from ui.messages import sentence

store, editions = cached.store(), cached.editions()
sources = store.sources()
if not sources:
    sentence("empty", "The store is empty. Import a file: python -m geo import FILE --help")
    st.stop()
column = st.column_config

st.html("<h2 class='salient-title'>Sources</h2>")
st.dataframe(
    sources_frame(sources, editions),
    hide_index=True,
    height="content",
    column_config={
        "source": column.TextColumn("Source", pinned=True, width=240),
        "publisher": column.TextColumn("Publisher", width=200),
        "editions": column.NumberColumn("Editions", width=80),
        "first": column.TextColumn("First", width=100),
        "last": column.TextColumn("Last", width=100),
        "synthetic": column.CheckboxColumn("Synthetic", width=80),
        "licence": column.TextColumn("Licence", width=150),
        "redistribution": column.CheckboxColumn("May be passed on", width=120),
        "attribution": column.TextColumn("Credit", width=380),
        "terms": column.TextColumn("Terms", width=300),
        "url": column.TextColumn("Address", width=200),
    },
)

st.html("<h2 class='salient-title'>Editions</h2>")
table = editions_frame(editions)
figures = table.columns[4:]  # one for each category and actor that occurs
st.dataframe(
    table,
    hide_index=True,
    height=min(420, 37 + 35 * len(table)),
    column_order=["source", "stamp", "synthetic", *figures],
    column_config={
        "source": column.TextColumn("Source", pinned=True, width=240),
        "stamp": column.TextColumn("Data as of", width=250),
        "synthetic": column.CheckboxColumn("Synthetic", width=80),
        **{
            name: column.NumberColumn(
                f"{name[0].upper()}{name[1:]}, km²", format="%,.0f", width=140
            )
            for name in figures
        },
    },
)
st.html(
    "<p class='salient-fine'>Areas in km² on the WGS84 ellipsoid; what areas of one category, "
    "actor and kind share is counted once. Different kinds of one actor are added up.</p>"
)

st.html("<h2 class='salient-title'>Imports</h2>")
records = store.imports()
imports = imports_frame(records, sources)
st.dataframe(
    imports,
    hide_index=True,
    height=min(420, 37 + 35 * len(imports)),
    column_config={
        "id": column.NumberColumn("No.", width=50),
        "recorded": column.DatetimeColumn("Recorded (UTC)", format="D MMM YYYY, HH:mm", width=160),
        "by": column.TextColumn("By", width=80),
        "source": column.TextColumn("Source", width=240),
        "file": column.TextColumn("File", width=220),
        "read": column.NumberColumn("Read", width=70),
        "kept": column.NumberColumn("Kept", width=70),
        "repaired": column.NumberColumn("Repaired", width=80),
        "left_out": column.NumberColumn("Left out", width=80),
        "sha256": column.TextColumn("SHA-256 of the file", width=200),
    },
)
notes = pd.DataFrame(
    [
        {"import": record.id, "file": record.file, "what": what, **note}
        for record in records
        for what in ("repaired", "left_out")
        for note in record.report[what]
    ],
    columns=["import", "file", "what", "row", "reason"],
)
if not notes.empty:
    st.html("<h2 class='salient-title'>Repaired and left out</h2>")
    notes["what"] = notes["what"].replace({"left_out": "left out"})
    st.dataframe(
        notes,
        hide_index=True,
        height=min(420, 37 + 35 * len(notes)),
        column_config={
            "import": column.NumberColumn("Import", width=70),
            "file": column.TextColumn("File", width=220),
            "what": column.TextColumn("What", width=90),
            "row": column.TextColumn("Row", width=120),
            "reason": column.TextColumn("Why", width=560),
        },
    )
