"""Which store this process works on, opened and seeded once."""

from __future__ import annotations

import getpass
import hashlib
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from geo.archive import refresh
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.gazetteer.added import added_tables
from geo.seeding import seed_store
from geo.store import Store, open_store
from geo.store.address import is_server, shown

STORE_VARIABLE = "SALIENT_STORE"
DEFAULT_STORE = Path(__file__).resolve().parent.parent / "data" / "salient.gpkg"

_lock = threading.Lock()
_gazetteer_lock = threading.Lock()
_open: dict[str, Store] = {}
_people_only = threading.Event()


def serve_people() -> None:
    """From now on, hand out stores in which only people who signed in can change anything."""
    _people_only.set()


def store_address(chosen: str | None = None) -> str:
    """Return where the store is: what was chosen, else ``SALIENT_STORE``, else the default.

    Returns
    -------
    str
        A path from the root, or an address that begins with ``postgresql://``.

    Raises
    ------
    StoreError
        If it is an address of something that a store cannot be.
    """
    said = chosen or os.environ.get(STORE_VARIABLE) or str(DEFAULT_STORE)
    return said if is_server(said) else str(Path(said).expanduser().resolve())


def own_path(chosen: str | None = None) -> Path:
    """Return the path beside which this machine keeps what belongs to the store.

    Of a store in a file that file; of a database a name in the default folder, made of a hash of
    its address without the password.
    """
    address = store_address(chosen)
    if not is_server(address):
        return Path(address)
    return DEFAULT_STORE.with_name(hashlib.sha256(shown(address).encode()).hexdigest()[:16])


def user_name() -> str:
    """Return who works here, as the system knows them, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return "unknown"


def shared_store(chosen: str | None = None) -> Store:
    """Return this process's store, opening and seeding it the first time.

    Raises
    ------
    StoreError, ConfigurationError
        If the store or the seeds cannot be used; the next call tries again.
    """
    address = store_address(chosen)
    with _lock:
        if address not in _open:
            store = open_store(address)
            try:
                seed_store(store, now=datetime.now(UTC))
                refresh(store)
            except BaseException:
                store.close()
                raise
            _open[address] = store.for_people() if _people_only.is_set() else store
        return _open[address]


def gazetteer_folder(chosen: str | None = None) -> Path:
    """Return the folder beside the store where dumps of GeoNames are kept as tables."""
    path = own_path(chosen)
    return path.with_name(f"{path.stem}.gazetteer")


def counts_folder(chosen: str | None = None) -> Path:
    """Return the folder beside the store where tiles of counts of large sets of events are kept."""
    return gazetteer_folder(chosen).with_suffix(".events")


def shared_gazetteer(chosen: str | None = None) -> Gazetteer:
    """Return the built-in gazetteer with what was added to it; loaded at its first use.

    Raises
    ------
    ConfigurationError
        If a table cannot be read.
    """
    with _gazetteer_lock:
        return load_gazetteer(added_tables(gazetteer_folder(chosen)))
