"""One edition as JSON: one dissolved shape per (category, actor, kind), delta coded.

Format (version 1)
------------------
``{"version": 1, "quantum": 1e-05, "areas": [{"category", "actor", "kind", "rings": [[...]]}]}``.
A ring is ``[x0, y0, dx1, dy1, ...]``, longitude before latitude, in steps of ``quantum`` degrees,
without its closing point; the rings of an area fill by the even-odd rule.
"""

from __future__ import annotations

import json

import geopandas as gpd

from geo.geometry import QUANTUM, delta_encode, rings

VERSION = 1


def encode_edition(areas: gpd.GeoDataFrame) -> bytes:
    """Code an edition's control areas for the browser.

    Parameters
    ----------
    areas : GeoDataFrame
        As :meth:`geo.store.Store.areas` returns it: EPSG:4326, valid polygons.

    Returns
    -------
    bytes
        UTF-8 JSON. Polygons of one key are united first: overlaps would cancel under the
        even-odd rule, and seams inside an area are no boundary of anything.
    """
    coded = [
        {
            "category": category,
            "actor": actor,
            "kind": kind,
            "rings": [delta_encode(ring) for ring in rings(group.geometry.union_all())],
        }
        for (category, actor, kind), group in areas.groupby(["category", "actor", "kind"])
    ]
    document = {"version": VERSION, "quantum": QUANTUM, "areas": coded}
    return json.dumps(document, separators=(",", ":")).encode()
