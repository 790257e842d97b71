"""The keeping half of a store: checked, hashed, copied, closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from geo.access import Doer
from geo.store.check import Finding, check
from geo.store.copying import copy_all, store_hash
from geo.store.history import note_restore


class Keeping:
    """What whoever keeps a store does with all of it."""

    _engine: Engine

    def note_restore(self, file: str, *, at: datetime, by: Doer) -> None:
        """Write into the history that this store was put back from a copy."""
        note_restore(self._engine, file, at=at, by=by)

    def check(self) -> list[Finding]:
        """Return all that is wrong with the store; see :func:`geo.store.check.check`."""
        return check(self._engine)

    def hash(self) -> str:
        """Return one hash of all that is stored; see :func:`geo.store.copying.store_hash`."""
        return store_hash(self._engine)

    def copy_into(self, other: Keeping, name: str) -> str:
        """Copy everything into an empty store; see :func:`geo.store.copying.copy_all`.

        Parameters
        ----------
        other : Store
        name : str
            What it is called, for a person.

        Returns
        -------
        str
            The hash that both have now.

        Raises
        ------
        StoreError
            If the other is not empty or cannot be written; then nothing is in it.
        """
        return copy_all(self._engine, other._engine, name)

    def close(self) -> None:
        """Release the file, or the connections."""
        self._engine.dispose()
