"""The tables of the data page: which columns, under what names, how wide."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.maps.styles import CATEGORY_TITLES, actor_title
from geo.models import ELSEWHERE, WHOLE, Category

_column = st.column_config
_ROW_PX, _MOST_PX = 35, 420


def show_sources(frame: pd.DataFrame) -> None:
    """Draw the frame of :func:`geo.analysis.inventory.sources_frame`."""
    _show(
        frame,
        {
            "source": _column.TextColumn("Source", pinned=True, width=240),
            "publisher": _column.TextColumn("Publisher", width=200),
            "editions": _column.NumberColumn("Editions", width=80),
            "first": _column.TextColumn("First", width=100),
            "last": _column.TextColumn("Last", width=100),
            "synthetic": _column.CheckboxColumn("Synthetic", width=80),
            "licence": _column.TextColumn("Licence", width=150),
            "redistribution": _column.CheckboxColumn("May be passed on", width=120),
            "attribution": _column.TextColumn("Credit", width=380),
            "terms": _column.TextColumn("Terms", width=300),
            "url": _column.TextColumn("Address", width=200),
        },
    )


def show_editions(frame: pd.DataFrame) -> None:
    """Draw the frame of :func:`geo.analysis.inventory.editions_frame`."""
    figures = list(frame.columns[4:])  # one for each category and actor that occurs
    _show(
        frame[["source", "stamp", "synthetic", *figures]],
        {
            "source": _column.TextColumn("Source", pinned=True, width=240),
            "stamp": _column.TextColumn("Data as of", width=300),
            "synthetic": _column.CheckboxColumn("Synthetic", width=80),
            **{
                name: _column.NumberColumn(
                    f"{name[0].upper()}{name[1:]}, km²", format="%,.0f", width=140
                )
                for name in figures
            },
        },
    )


def show_changes(frame: pd.DataFrame, *, by_oblast: bool) -> None:
    """Draw the frame of :func:`geo.analysis.changes.changes`."""
    shown = frame if by_oblast else frame[frame["oblast"] == WHOLE]
    words = shown.assign(
        category=[CATEGORY_TITLES[Category(name)] for name in shown["category"]],
        actor=[actor_title(actor) for actor in shown["actor"]],
        oblast=["All" if name == WHOLE else name.capitalize() if name == ELSEWHERE else name
                for name in shown["oblast"]],
    )  # fmt: skip
    _show(
        words,
        {
            "category": _column.TextColumn("How sure", width=90),
            "actor": _column.TextColumn("Who", width=140),
            "oblast": _column.TextColumn("Oblast", width=170),
            **{
                name: _column.NumberColumn(f"{name.capitalize()}, km²", format="%,.2f", width=120)
                for name in ("before", "after", "gained", "lost", "net")
            },
            "removed": _column.NumberColumn("Left out as noise, km²", format="%,.2f", width=150),
        },
    )


def show_imports(frame: pd.DataFrame) -> None:
    """Draw the frame of :func:`geo.analysis.inventory.imports_frame`."""
    _show(
        frame,
        {
            "id": _column.NumberColumn("No.", width=50),
            "recorded": _column.DatetimeColumn(
                "Recorded (UTC)", format="D MMM YYYY, HH:mm", width=160
            ),
            "by": _column.TextColumn("By", width=80),
            "source": _column.TextColumn("Source", width=240),
            "file": _column.TextColumn("File", width=220),
            "read": _column.NumberColumn("Read", width=70),
            "kept": _column.NumberColumn("Kept", width=70),
            "repaired": _column.NumberColumn("Repaired", width=80),
            "left_out": _column.NumberColumn("Left out", width=80),
            "duplicates": _column.NumberColumn("Duplicates", width=80),
            "undone": _column.TextColumn("Undone because", width=180),
            "sha256": _column.TextColumn("SHA-256 of the file", width=200),
        },
    )


def show_entries(frame: pd.DataFrame) -> None:
    """Draw the frame of :func:`geo.analysis.inventory.history_frame`."""
    _show(
        frame,
        {
            "id": _column.NumberColumn("No.", width=50),
            "at": _column.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm", width=160),
            "by": _column.TextColumn("Who", width=90),
            "action": _column.TextColumn("What", width=90),
            "subject": _column.TextColumn("Of what", width=160),
            "details": _column.TextColumn("How", width=560),
        },
    )


def show_notes(frame: pd.DataFrame) -> None:
    """Draw the frame of :func:`geo.analysis.inventory.notes_frame`."""
    _show(
        frame,
        {
            "import": _column.NumberColumn("Import", width=70),
            "file": _column.TextColumn("File", width=220),
            "what": _column.TextColumn("What", width=90),
            "row": _column.TextColumn("Row", width=120),
            "reason": _column.TextColumn("Why", width=560),
        },
    )


def show_report(frame: pd.DataFrame) -> None:
    """Draw the frame of :func:`geo.intake.reports.report_frame`."""
    _show(
        frame,
        {
            "what": _column.TextColumn("What", width=90),
            "rows": _column.NumberColumn("Rows", format="%,d", width=70),
            "reason": _column.TextColumn("Why", width=520),
            "row": _column.TextColumn("Which", width=420),
        },
    )


def _show(frame: pd.DataFrame, columns: dict[str, object]) -> None:
    height = min(_MOST_PX, 2 + _ROW_PX * (len(frame) + 1))
    st.dataframe(frame, hide_index=True, height=height, column_config=columns, placeholder="–")
