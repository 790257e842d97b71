"""The exports of the Claims page: the ledger as a file, as people settled it."""

from __future__ import annotations

import streamlit as st

from geo.errors import GeoError
from geo.publish.claim_files import CLAIM_FORMS, claim_rows
from ui import cached
from ui.messages import sentence
from ui.sign_in import judged

_TITLES = {
    "csv": "CSV for spreadsheets",
    "csv-exact": "CSV, letter for letter",
    "geojson": "GeoJSON",
    "json": "JSON",
    "csl-json": "Citations, CSL-JSON",
    "bibtex": "Citations, BibTeX",
}


def show_exports() -> None:
    """Draw a button for each form; what may not be passed on is left out, and that is said."""
    groups, _ = cached.groups()
    try:
        rows = claim_rows(
            cached.settled(), cached.places(), cached.sources(), groups.of_claim,
            cached.store().status_history(),
        )  # fmt: skip
    except GeoError as error:
        sentence("error", str(error))
        return
    st.html(
        "<h2 class='salient-title'>Take the claims along</h2><p class='salient-fine'>"
        f"{len(rows.claims):,} claims, with claimants, grades and groups as people settled them. "
        "Each file names its sources and terms; docs/claims.schema.json describes the JSON.</p>"
    )
    for words in rows.left_out:
        sentence("note", words)
    with st.container(horizontal=True):
        for form, title in _TITLES.items():
            name, kind, write = CLAIM_FORMS[form]
            st.download_button(
                title, judged(lambda write=write: write(rows)), name, kind, on_click="ignore",
                key=f"export-{form}",
            )  # fmt: skip
