"""KML: placemarks, read by a walk of our own over XML without document types and entities."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import shapely
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidGeometry, SourceParseError
from geo.sources.features import FeatureRows, Reading
from geo.sources.limits import Limits

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_AROUND_COMMA = re.compile(r"\s*,\s*")
_HOLDERS = {"kml", "Document", "Folder"}
_OVERLAYS = {"GroundOverlay", "ScreenOverlay", "PhotoOverlay"}
_OTHERS = {
    "gpx": "GPX", "rss": "RSS", "feed": "an Atom feed", "html": "an HTML page",
    "Error": "the error of a service", "OGRVRTDataSource": "a description of other files (VRT), "
    "which is never followed", "OGRWFSDataSource": "a description of a service (WFS), which is "
    "never asked",
}  # fmt: skip


def read_kml(data: bytes, limits: Limits) -> Reading:
    """Read the placemarks of a KML document.

    Parameters
    ----------
    data : bytes
        With or without a namespace, in any encoding that it names itself.
    limits : Limits

    Returns
    -------
    Reading
        ``layer`` is the path of folders; properties are ``name``, ``description``, the extended
        data, ``when``, ``begin``, ``end``, ``styleUrl`` and, of its style, ``fill``.

    Raises
    ------
    SourceParseError
        If it is no XML, has a document type, or is something else than KML.

    Notes
    -----
    OGC KML 2.3. Links, overlays and icons are never fetched.
    """
    root = _parsed(data, limits)
    if _local(root) not in {*_HOLDERS, "Placemark"}:
        raise SourceParseError(f"is XML, but not KML: it is {_what(root)}. Save it as KML.")
    rows = FeatureRows("KML", limits)
    fills = _fills(root)
    number = 0
    for placemark, layer in _placemarks(root, rows):
        number += 1
        row = f"feature {number}"
        said = _said(placemark)
        fill = fills.get(str(said.get("styleUrl", "")).removeprefix("#"))
        if fill:
            said.setdefault("fill", fill)
        repairs: list[str] = []
        try:
            geometry = _geometry(placemark, repairs)
        except InvalidGeometry as error:
            rows.leave_out(row, str(error))
            continue
        except ShapelyError as error:
            rows.leave_out(row, f"has coordinates that cannot be read ({error})")
            continue
        rows.add(row, geometry, said, layer=layer, repairs=list(dict.fromkeys(repairs)))
    return rows.close()


def _parsed(data: bytes, limits: Limits) -> Element:
    depth, root = 0, None
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > limits.depth:
                raise SourceParseError(
                    f"is nested more than {limits.depth} levels deep, which is the limit (depth)."
                )
    except DefusedXmlException as error:
        raise SourceParseError(
            "declares a document type or entities (DTD), which are not allowed: they can name "
            "other files and swell without end. Remove the declaration."
        ) from error
    except ParseError as error:
        line, column = error.position
        raise SourceParseError(
            f"is not XML that can be read: {str(error).partition(':')[0]} at line {line}, column "
            f"{column + 1}. Correct it there, or save it anew."
        ) from error
    except (ValueError, LookupError) as error:
        raise SourceParseError(
            f"is XML in an encoding that is not read ({error}). Save it as UTF-8."
        ) from error
    if root is None:
        raise SourceParseError("is empty. Nothing can be read from it; get it once more.")
    return root


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _what(root: Element) -> str:
    tags = [str(element.tag) for element in list(root.iter())[:50]]
    if any("opengis.net/gml" in tag for tag in tags):
        return "GML"
    return _OTHERS.get(_local(root), f"a document of {_local(root)[:60]!r}")


def _placemarks(root: Element, rows: FeatureRows) -> Iterator[tuple[Element, str]]:
    """Yield placemarks in the order of the document, with the path of their folders."""
    waiting: list[tuple[Element, str]] = [(root, "")]
    while waiting:
        element, layer = waiting.pop()
        name = _local(element)
        if name == "Placemark":
            yield element, layer
        elif name == "NetworkLink":
            rows.doubt("It links to other files (NetworkLink), which were not fetched.")
        elif name in _OVERLAYS:
            rows.doubt(f"It holds pictures on the map ({name}), which were left out.")
        elif name in _HOLDERS:
            own = _text(element, "name") if name == "Folder" else ""
            inside = "/".join(part for part in (layer, own) if part)
            waiting += [(child, inside) for child in reversed(element)]


def _children(element: Element, name: str) -> list[Element]:
    return [child for child in element if _local(child) == name]


def _text(element: Element, name: str) -> str:
    return next(("".join(child.itertext()).strip() for child in _children(element, name)), "")


def _said(placemark: Element) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in ("name", "description", "styleUrl", "address"):
        if value := _text(placemark, name):
            said[name] = value
    for stamp in _children(placemark, "TimeStamp"):
        said["when"] = _text(stamp, "when")
    for span in _children(placemark, "TimeSpan"):
        said["begin"], said["end"] = _text(span, "begin"), _text(span, "end")
    for extended in _children(placemark, "ExtendedData"):
        for item in extended.iter():
            if _local(item) == "Data":
                said[item.get("name", "")] = _text(item, "value")
            elif _local(item) == "SimpleData":
                said[item.get("name", "")] = "".join(item.itertext()).strip()
    return said


def _fills(root: Element) -> dict[str, str]:
    """Return the colour of areas by the id of a style, as ``#rrggbb``; KML writes aabbggrr."""
    fills: dict[str, str] = {}
    maps: dict[str, str] = {}
    for element in root.iter():
        own = element.get("id", "")
        if _local(element) == "Style" and own:
            for poly in _children(element, "PolyStyle"):
                colour = _text(poly, "color").lower()
                if re.fullmatch("[0-9a-f]{8}", colour):
                    fills[own] = f"#{colour[6:8]}{colour[4:6]}{colour[2:4]}"
        elif _local(element) == "StyleMap" and own:
            for pair in _children(element, "Pair"):
                if _text(pair, "key") == "normal":
                    maps[own] = _text(pair, "styleUrl").removeprefix("#")
    return fills | {own: fills[style] for own, style in maps.items() if style in fills}


def _geometry(parent: Element, repairs: list[str]) -> BaseGeometry | None:
    made = []
    for child in parent:
        name = _local(child)
        if name == "MultiGeometry":
            made.append(_geometry(child, repairs))
        elif name == "Point":
            made.append(shapely.Point(_positions(child, repairs)[0]))
        elif name in ("LineString", "LinearRing"):
            made.append(shapely.LineString(_at_least(2, _positions(child, repairs))))
        elif name == "Polygon":
            made.append(_polygon(child, repairs))
        elif name in ("Track", "MultiTrack", "Model"):
            raise InvalidGeometry(f"is a {name}, which is not read; save it as points or areas")
    found = [geometry for geometry in made if geometry is not None]
    if not found:
        return None
    return found[0] if len(found) == 1 else shapely.GeometryCollection(found)


def _polygon(element: Element, repairs: list[str]) -> BaseGeometry:
    def rings(boundary: str) -> list[list[tuple[float, float]]]:
        return [
            _closed(_positions(ring, repairs), repairs)
            for border in _children(element, boundary)
            for ring in _children(border, "LinearRing")
        ]

    shells = rings("outerBoundaryIs")
    if len(shells) != 1:
        raise InvalidGeometry(f"has an area with {len(shells)} outer boundaries; one is needed")
    return shapely.Polygon(shells[0], rings("innerBoundaryIs"))


def _closed(positions: list[tuple[float, float]], repairs: list[str]) -> list[tuple[float, float]]:
    if positions[0] != positions[-1]:
        positions = [*positions, positions[0]]
        repairs.append("closed an open ring")
    if len(positions) < 4:
        raise InvalidGeometry(f"has a ring of {len(positions)} positions; an area needs four")
    return positions


def _at_least(count: int, positions: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(positions) < count:
        raise InvalidGeometry(f"has a line of fewer than {count} positions")
    return positions


def _positions(element: Element, repairs: list[str]) -> list[tuple[float, float]]:
    """Return longitude and latitude of each position; the height is left out."""
    written = _text(element, "coordinates")
    text = _AROUND_COMMA.sub(",", written)
    if text != written:
        repairs.append("removed blanks beside the commas of its coordinates")
    positions = []
    for position in text.split():
        numbers = position.split(",")
        if len(numbers) not in (2, 3) or not all(map(_NUMBER.fullmatch, numbers)):
            raise InvalidGeometry(
                f"has {position[:60]!r} for a position, which is written as longitude,latitude"
            )
        positions.append((float(numbers[0]), float(numbers[1])))
    if not positions:
        raise InvalidGeometry("has no coordinates")
    return positions
