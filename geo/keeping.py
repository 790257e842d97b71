"""A store copied while it is in use, and put back from a copy that was checked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from geo.errors import StoreError
from geo.store import Store, copy_store, open_store, put_back


def back_up(store: Path, destination: Path) -> None:
    """Copy a store to a new file, and check the copy.

    Parameters
    ----------
    store : Path
        May be in use.
    destination : Path
        Must not be there yet.

    Raises
    ------
    StoreError
        If the copy cannot be made, or is not whole.
    """
    copy_store(store, destination)
    _check(destination, "The copy")


def restore_from(store: Store, path: Path, copy: Path, *, at: datetime, by: str) -> Path:
    """Put a copy in the place of a store that is open, and return where the present one was kept.

    Parameters
    ----------
    store : Store
        Stays open and sees what was put back.
    path : Path
        Of the store.
    copy : Path
        As :func:`back_up` made it; of this version of the store or an older one.
    at : datetime
        Aware.
    by : str
        Who; both stand in the history.

    Raises
    ------
    StoreError
        If the copy is no store, or not whole; nothing is changed then.
    """
    if not copy.is_file():
        raise StoreError(f"There is no file {copy.name}. Nothing was changed.")
    kept = path.with_name(f"{path.stem}.before-{at:%Y%m%dT%H%M%SZ}{path.suffix}")
    # A copy is opened as a copy of itself: opening may bring it to this version of the store.
    checked = path.with_name(f".{path.name}.restoring")
    checked.unlink(missing_ok=True)
    try:
        copy_store(copy, checked)
        _check(checked, f"{copy.name}")
        copy_store(path, kept)
        put_back(checked, path)
    finally:
        for leftover in (checked, *checked.parent.glob(f"{checked.name}-*")):
            leftover.unlink(missing_ok=True)
    store.note_restore(copy.name, at=at, by=by)
    return kept


def _check(path: Path, what: str) -> None:
    opened = open_store(path)
    try:
        findings = opened.check()
    finally:
        opened.close()
    if findings:
        raise StoreError(
            f"{what} is not whole: {findings[0].sentence} Nothing was changed. Use another copy."
        )
