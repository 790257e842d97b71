"""What runs in the process that reads dumps of GeoNames: :mod:`geo.sources.child`, for places."""

from __future__ import annotations

import io
import zipfile

from geo.sources.child import Answer, run

_LINE = "1\tМісто\tMisto\tГород\t50\t30\tP\tPPL\tUA\t\t01\t\t\t\t9\t\t1\tEurope/Kyiv\t2024-01-01"


def _of_dumps() -> Answer:
    from geo.intake.dumps import LIMITS, read_packed

    # One line in an archive, so that all is loaded before the process may open no more.
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("UA.txt", _LINE)
    read_packed(packed.getvalue(), LIMITS)
    return lambda name, data, limits: read_packed(data, limits)


if __name__ == "__main__":
    run(_of_dumps)
