"""A store copied while it is in use, and put back from a copy that was checked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from geo.access import Doer
from geo.errors import StoreError
from geo.store import Store, copy_store, open_store, put_back
from geo.store.address import Address, is_server, shown


def back_up(store: Address, destination: Path) -> None:
    """Copy a store to a new file, and check the copy.

    Parameters
    ----------
    store : str or Path
        May be in use. Of a database the copy is a GeoPackage.
    destination : Path
        Must not be there yet.

    Raises
    ------
    StoreError
        If the copy cannot be made, or is not whole.
    """
    if not is_server(store):
        copy_store(Path(store), destination)
    elif destination.exists():
        raise StoreError(
            f"{destination.name} is there already, and a copy never takes the place of a file. "
            "Choose another name."
        )
    else:
        copy_between(store, destination)
    _check(destination, "The copy")


def copy_between(source: Address, target: Address) -> str:
    """Copy all of a store into an empty one of either kind, and return the hash of both.

    Parameters
    ----------
    source : str or Path
        Of a store that is there; it may be in use.
    target : str or Path
        A file that is not there yet, an empty database, or a store without rows.

    Raises
    ------
    StoreError
        If there is nothing to copy, or the target is not empty; then nothing is in it.
    """
    if not is_server(source) and not Path(source).is_file():
        raise StoreError(f"There is no store {shown(source)} to copy. Nothing was changed.")
    new_file = None if is_server(target) or Path(target).exists() else Path(target)
    one = open_store(source)
    try:
        other = open_store(target)
        try:
            return one.copy_into(other, shown(target))
        except BaseException:
            other.close()
            if new_file is not None:
                new_file.unlink(missing_ok=True)
            raise
        finally:
            other.close()
    finally:
        one.close()


def restore_from(store: Store, address: Address, copy: Path, *, at: datetime, by: Doer) -> Path:
    """Put a copy in the place of a store that is open, and return where the present one was kept.

    Parameters
    ----------
    store : Store
        Stays open and sees what was put back.
    address : str or Path
        Of the store, which is a file.
    copy : Path
        As :func:`back_up` made it; of this version of the store or an older one.
    at : datetime
        Aware.
    by : Person or str
        Who; both stand in the history.

    Raises
    ------
    StoreError
        If the copy is no store, or not whole, or the store is a database; nothing is changed then.
    """
    if is_server(address):
        raise StoreError(
            f"{shown(address)} is a database, and what is in it is not replaced: others may be at "
            "work there. Copy the backup into an empty database, python -m geo store copy "
            f"{copy.name} postgresql://..., or use the server's own pg_restore."
        )
    path = Path(address)
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
