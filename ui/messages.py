"""How pages speak when there is nothing to show, or something is wrong."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from geo.errors import GeoError
from geo.markup import encode


def stop_with(error: GeoError) -> NoReturn:
    """Show an error as its sentence and end the page."""
    sentence("error", str(error))
    st.stop()


def sentence(tone: str, text: str) -> None:
    """Show a sentence that may hold strings from data, letter for letter.

    Parameters
    ----------
    tone : {"error", "note", "empty"}
        Decides the colour and, for errors, that a screen reader speaks up.
    text : str
        Plain text; Streamlit's own boxes would read it as Markdown.
    """
    role = "alert" if tone == "error" else "note"
    st.html(f'<p class="salient-sentence {encode(tone)}" role="{role}">{encode(text)}</p>')
