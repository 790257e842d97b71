"""Copies of a store while it is in use, and a store put back from a copy.

A copy of the file alone would miss what is in its log and be malformed; SQLite's backup reads a
state that was committed, whole.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from geo.errors import StoreError

_BUSY_S = 30.0
_PAGES = 2_000


def copy_store(store: Path, destination: Path) -> None:
    """Write the present state of a store to a new file.

    Parameters
    ----------
    store : Path
        May be written to meanwhile; the copy is one state of it.
    destination : Path
        Must not be there yet. It appears when it is complete.

    Raises
    ------
    StoreError
        If the destination is there already, or one of the files cannot be read or written.
    """
    if destination.exists():
        raise StoreError(
            f"{destination.name} is there already, and a copy never takes the place of a file. "
            "Choose another name."
        )
    part = destination.with_name(f".{destination.name}.part")
    try:
        part.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(part, timeout=_BUSY_S)) as target,
        ):
            source.backup(target, pages=_PAGES)
            faults = target.execute("PRAGMA quick_check").fetchall()
            if faults != [("ok",)]:
                raise StoreError(f"The copy is damaged ({faults[0][0]}). Check the disk.")
        _sync(part)
        os.replace(part, destination)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"{store.name} could not be copied ({error}). Nothing was changed."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def put_back(copy: Path, store: Path) -> None:
    """Put the content of a copy in the place of a store's, for all who have it open.

    Parameters
    ----------
    copy : Path
        A store that was checked.
    store : Path
        Its present content is lost; see :func:`copy_store`.

    Raises
    ------
    StoreError
        If one of the files cannot be read or written; the store is then as it was.
    """
    try:
        with (
            closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(store, timeout=_BUSY_S)) as target,
        ):
            source.backup(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"The store could not be put back from {copy.name} ({error}). It is as it was."
        ) from error


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
