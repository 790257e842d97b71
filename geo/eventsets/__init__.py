"""Sets of events too large for one table: GeoParquet by month and cell of the ground.

Where they lie is an address that fsspec understands: a folder, ``memory://``, and with the user's
own packages ``s3://`` or ``gs://``.
"""

from geo.eventsets.files import EventFile, EventSet, open_set
from geo.eventsets.partition import Rows, partition, rows_of_files, rows_of_table

__all__ = [
    "EventFile", "EventSet", "Rows", "open_set", "partition", "rows_of_files", "rows_of_table",
]  # fmt: skip
