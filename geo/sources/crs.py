"""Coordinate systems that a file names: a registry's code, and the way from there to degrees."""

from __future__ import annotations

import json
import re
from typing import Any

from pyproj import Transformer
from pyproj.exceptions import CRSError

from geo.errors import SourceParseError

# Codes of a registry only: a PROJ string or an address could name another file.
_CRS = re.compile(
    r"(?:urn:ogc:def:crs:)?(?P<who>EPSG|ESRI|OGC|IAU_2015|IGNF):{1,2}(?:[0-9.]+:)?(?P<code>\w+)",
    re.IGNORECASE,
)


def crs_member(value: Any) -> tuple[Transformer | None, str]:
    """Return the way to EPSG:4326 from the system that a ``crs`` member names, and its name.

    The member is of GeoJSON's draft of 2008; RFC 7946 took it out, and files still have it.

    Raises
    ------
    SourceParseError
        If the member is anything but the code of a registry.
    """
    crs = value.get("crs") if isinstance(value, dict) else None
    if crs is None:
        return None, "EPSG:4326"
    properties = crs.get("properties") if isinstance(crs, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = properties.get("name", properties.get("code"))
    if isinstance(name, int) and not isinstance(name, bool):
        name = f"EPSG:{name}"
    found = _CRS.fullmatch(name) if isinstance(name, str) else None
    if found is None:
        raise SourceParseError(
            f"names a coordinate system that is no code of a registry ({json.dumps(crs)[:120]}). "
            "Nothing was fetched or opened for it. Save it in longitude and latitude (EPSG:4326)."
        )
    code = f"{found['who'].upper()}:{found['code']}"
    if found["code"].upper() == "CRS84" or code == "EPSG:4326":
        return None, "EPSG:4326"
    return transformer_from(code), code


def transformer_from(code: str) -> Transformer:
    """Return the way from a registry's code such as ``EPSG:3857`` to longitude and latitude.

    Raises
    ------
    SourceParseError
        If there is no such code.
    """
    try:
        return Transformer.from_crs(code, "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise SourceParseError(
            f"is in the coordinate system {code}, which is not known. Save it in longitude and "
            "latitude (EPSG:4326)."
        ) from error
