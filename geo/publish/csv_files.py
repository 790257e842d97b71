"""Tables as CSV, twice: one that no spreadsheet runs, and one that loses nothing.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@`` or certain blanks for a
formula, wherever it came from (OWASP, CSV Injection). In the first kind such a text gets an
apostrophe in front, which spreadsheets read as "this is text"; in the second it stays.
"""

from __future__ import annotations

import csv
from typing import Any

import pandas as pd

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


def spreadsheet_csv(frame: pd.DataFrame) -> str:
    """Return a table for spreadsheets: no text in it can start a formula.

    Parameters
    ----------
    frame : DataFrame
        Numbers stay numbers, also negative ones; the index is left out.

    Examples
    --------
    >>> print(spreadsheet_csv(pd.DataFrame({"note": ["=1+1"], "km2": [-12.5]})).split()[1])
    "'=1+1",-12.5
    """
    safe = frame.apply(
        lambda column: column.map(_safe) if column.dtype.kind not in "iufb" else column
    )
    safe.columns = pd.Index([_safe(str(name)) for name in frame.columns])
    return _written(safe)


def lossless_csv(frame: pd.DataFrame) -> str:
    """Return a table letter for letter, for programs; RFC 4180, text in quotation marks."""
    return _written(frame)


def _safe(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_STARTS) else value


def _written(frame: pd.DataFrame) -> str:
    return frame.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
