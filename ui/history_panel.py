"""History on the data page: every import with its account, who did what when, and undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from geo.access import Action
from geo.analysis.inventory import history_frame, imports_frame, notes_frame
from geo.archive import refresh
from geo.errors import GeoError
from geo.models import ImportRecord, Source
from geo.publish.csv_files import lossless_csv, spreadsheet_csv
from geo.store import Store
from ui import tables
from ui.messages import sentence
from ui.sign_in import doer, may, may_or_say, standing

_ENTRIES = 200
_DONE_KEY = "undo_done"
_ABOUT_PEOPLE = ("role", "sign-in")


def show_history(store: Store, sources: Sequence[Source]) -> None:
    """Draw the section."""
    if done := st.session_state.pop(_DONE_KEY, ""):
        sentence("note", done)
    imports = store.imports()
    title, safe_column, whole_column = st.columns([4, 1.3, 1.3], vertical_alignment="bottom")
    title.html("<h2 class='salient-title'>Imports</h2>")
    frame = imports_frame(imports, sources)
    safe_column.download_button(
        "CSV for spreadsheets", spreadsheet_csv(frame), "imports.csv", "text/csv", width="stretch"
    )
    whole_column.download_button(
        "CSV, letter for letter", lossless_csv(frame), "imports-exact.csv", "text/csv",
        width="stretch",
    )  # fmt: skip
    tables.show_imports(frame)
    _undo(store, [record for record in imports if record.undone is None])
    notes = notes_frame(imports)
    if not notes.empty:
        st.html("<h2 class='salient-title'>What was said of their rows</h2>")
        tables.show_notes(notes)
    st.html("<h2 class='salient-title'>Who did what when</h2>")
    entries = store.history(_ENTRIES)
    if not may(Action.SEE_PEOPLE):
        entries = [entry for entry in entries if entry.action not in _ABOUT_PEOPLE]
    tables.show_entries(history_frame(entries))
    number, digest = store.latest_entry()
    sentence(
        "note",
        f"Each entry holds the hash of the one before it. The latest is {number}, {digest[:16]}; "
        "python -m geo check verifies them all.",
    )


def _undo(store: Store, imports: Sequence[ImportRecord]) -> None:
    if not imports:
        return
    st.html("<h2 class='salient-title'>Undo an import</h2>")
    if not may_or_say(Action.UNDO_IMPORT):
        return
    own = standing()
    imports = [r for r in imports if own.may(Action.UNDO_IMPORT, r.recorded_by)]
    if not imports:
        sentence("note", "None of these imports is yours. An editor can undo what others imported.")
        return
    titles = {f"{r.id}: {r.file}, {r.recorded_at:%d %b %Y %H:%M} UTC": r.id for r in imports}
    which, why, button = st.columns([3, 3, 1], vertical_alignment="bottom")
    chosen = which.selectbox("Import", list(titles), index=None, placeholder="Choose one")
    reason = why.text_input("Why", placeholder="It stays in the history")
    ready = chosen is not None and bool(reason.strip())
    if not button.button("Undo", disabled=not ready, width="stretch") or chosen is None:
        return
    try:
        store.undo(titles[chosen], by=doer(), at=datetime.now(UTC), reason=reason)
        refresh(store)
    except GeoError as error:
        sentence("error", str(error))
        return
    st.session_state[_DONE_KEY] = (
        f"Import {chosen} is undone. Nothing was deleted: importing the file again brings it back."
    )
    st.rerun()
