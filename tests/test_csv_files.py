"""CSV that starts no formula, and CSV that loses nothing."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.publish.csv_files import lossless_csv, spreadsheet_csv
from geo.sources.limits import Limits
from geo.sources.tables import read_table
from tests.hostile_files import STRINGS

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# A file of text has no NUL and no half of a pair; everything else may stand in a cell.
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(st.lists(cells | st.sampled_from(STRINGS), min_size=1, max_size=8))
def test_no_text_starts_a_formula_and_one_apostrophe_brings_it_back(texts):
    frame = pd.DataFrame({"note": texts, "km2": [-12.5] * len(texts)})
    header, *rows = rows_of(spreadsheet_csv(frame))
    assert header == ["note", "km2"]
    for (shown, number), text in zip(rows, texts, strict=True):
        assert not shown.startswith(FORMULA)
        assert shown in (text, "'" + text)
        assert shown.startswith("'") or not text.startswith("'")
        assert number == "-12.5"


@given(st.lists(cells | st.sampled_from(STRINGS), min_size=1, max_size=8))
def test_the_lossless_table_is_read_back_letter_for_letter(texts):
    frame = pd.DataFrame({"number": [str(n) for n in range(len(texts))], "note": texts})
    assert rows_of(lossless_csv(frame))[1:] == frame.to_numpy().tolist()
    back = read_table(lossless_csv(frame).encode(), Limits()).table
    assert back["note"].tolist() == texts


def test_a_column_s_name_starts_no_formula_either():
    header = rows_of(spreadsheet_csv(pd.DataFrame({"=1+1": ["a"]})))[0]
    assert header == ["'=1+1"]


@pytest.mark.parametrize("value", [None, pd.NaT, True, pd.Timestamp("2025-01-05", tz="UTC")])
def test_what_is_no_text_stays_what_it_is(value):
    assert rows_of(spreadsheet_csv(pd.DataFrame({"a": [value], "b": ["x"]})))[1][1] == "x"
