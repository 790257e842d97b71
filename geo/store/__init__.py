"""The store: a GeoPackage or a PostGIS database that holds everything; alone knows SQL."""

from geo.store.backup import copy_store, put_back
from geo.store.check import Finding
from geo.store.prepared import PreparedEdition, Spool, areas_frame, prepare
from geo.store.records import ImportResult
from geo.store.store import Store, open_store
from geo.store.where import EventsPage, InBox

__all__ = [
    "EventsPage", "Finding", "ImportResult", "InBox", "PreparedEdition", "Spool", "Store",
    "areas_frame", "copy_store", "open_store", "prepare", "put_back",
]  # fmt: skip
