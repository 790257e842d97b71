"""Which store this process works on, opened and seeded once."""

from __future__ import annotations

import getpass
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from geo.archive import refresh
from geo.seeding import seed_store
from geo.store import Store, open_store

STORE_VARIABLE = "SALIENT_STORE"
DEFAULT_STORE = Path(__file__).resolve().parent.parent / "data" / "salient.gpkg"

_lock = threading.Lock()
_open: dict[Path, Store] = {}


def store_path(chosen: str | None = None) -> Path:
    """Return the store's path: what was chosen, else ``SALIENT_STORE``, else the default."""
    return Path(chosen or os.environ.get(STORE_VARIABLE) or DEFAULT_STORE).expanduser().resolve()


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
        If the file or the seeds cannot be used; the next call tries again.
    """
    path = store_path(chosen)
    with _lock:
        if path not in _open:
            store = open_store(path)
            try:
                seed_store(store, now=datetime.now(UTC))
                refresh(store)
            except BaseException:
                store.close()
                raise
            _open[path] = store
        return _open[path]
