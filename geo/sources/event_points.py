"""Points of a file of features as a table, which a person then says how to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from geo.sources.event_json import text_of_value
from geo.sources.event_table import plain_name
from geo.sources.features import Feature


def table_of_features(features: Sequence[Feature]) -> pd.DataFrame:
    """Return the points among features as a table of text.

    Parameters
    ----------
    features : sequence of Feature
        Whatever is no single point is passed over.

    Returns
    -------
    DataFrame
        A column for each name of a property, then ``lon`` and ``lat``, degrees (EPSG:4326), under
        names such as ``lon (point)`` where a property has theirs. The index holds each feature's
        place in its file.
    """
    points = [feature for feature in features if feature.geometry.geom_type == "Point"]
    names = list(dict.fromkeys(name for feature in points for name in feature.properties))
    columns = {
        name: [text_of_value(feature.properties.get(name)) for feature in points] for name in names
    }
    columns[_free("lon", columns)] = [text_of_value(float(f.geometry.x)) for f in points]
    columns[_free("lat", columns)] = [text_of_value(float(f.geometry.y)) for f in points]
    index = pd.Index([feature.row for feature in points], dtype="str")
    return pd.DataFrame(columns, index=index, dtype="str")


def _free(name: str, taken: Iterable[str]) -> str:
    plain = {plain_name(other) for other in taken}
    if name not in plain:
        return name
    name = f"{name} (point)"
    while name in plain:
        name += "'"
    return name
