"""The store: one GeoPackage that holds everything. The only room that knows SQL."""

from geo.store.backup import copy_store, put_back
from geo.store.check import Finding
from geo.store.prepared import PreparedEdition, areas_frame, prepare
from geo.store.records import ImportResult
from geo.store.store import Store, open_store

__all__ = [
    "Finding", "ImportResult", "PreparedEdition", "Store", "areas_frame", "copy_store",
    "open_store", "prepare", "put_back",
]  # fmt: skip
