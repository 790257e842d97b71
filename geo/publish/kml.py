"""Control areas as KML 2.3, for Google Earth and its kin."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import shapely

from geo.maps.styles import ACTORS, CATEGORY_TITLES, OTHER_ACTOR, TEXTURES, actor_title
from geo.models import Category
from geo.publish.data_rows import DIGITS, DataRows

_NAMESPACE = "http://www.opengis.net/kml/2.2"
# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-�\U00010000-\U0010ffff]")


def kml(rows: DataRows) -> bytes:
    """Return the areas as KML; a sign that XML cannot hold becomes U+FFFD.

    Parameters
    ----------
    rows : DataRows
    """
    root = ET.fromstring(f'<kml xmlns="{_NAMESPACE}"/>')  # noqa: S314 - text of our own
    document = _add(root, "Document")
    _add(document, "name", "; ".join(s.title for s in rows.sources))
    _add(document, "description", "\n".join(s.attribution for s in rows.sources))
    looks = dict.fromkeys(zip(rows.areas["category"], rows.areas["actor"], strict=True))
    for category, actor in looks:
        _style(document, str(category), str(actor))
    for row in rows.areas.to_dict("records"):
        mark = _add(document, "Placemark")
        title = f"{CATEGORY_TITLES[Category(row['category'])]}, {actor_title(row['actor'])}"
        _add(mark, "name", title)
        _add(_add(mark, "TimeStamp"), "when", row["as_of"])
        _add(mark, "styleUrl", f"#{row['category']}-{row['actor']}")
        extended = _add(mark, "ExtendedData")
        for name, value in row.items():
            if name != "geometry":
                data = _add(extended, "Data")
                data.set("name", str(name))
                _add(data, "value", str(value))
        _geometry(mark, row["geometry"])
    ET.register_namespace("", _NAMESPACE)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, tag: str, text: str = "") -> ET.Element:
    child = ET.SubElement(parent, f"{{{_NAMESPACE}}}{tag}")
    if text:
        child.text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return child


def _style(document: ET.Element, category: str, actor: str) -> None:
    style = _add(document, "Style")
    style.set("id", f"{category}-{actor}")
    color = ACTORS.get(actor, OTHER_ACTOR)["light"].lstrip("#")
    # KML writes alpha, blue, green, red.
    bgr = color[4:6] + color[2:4] + color[0:2]
    line, fill = _add(style, "LineStyle"), _add(style, "PolyStyle")
    _add(line, "color", f"ff{bgr}")
    _add(line, "width", "1.5")
    _add(fill, "color", f"{round(255 * TEXTURES[Category(category)]['fill']):02x}{bgr}")


def _geometry(mark: ET.Element, shape: shapely.MultiPolygon) -> None:
    multi = _add(mark, "MultiGeometry")
    for part in shape.geoms:
        polygon = _add(multi, "Polygon")
        _ring(_add(polygon, "outerBoundaryIs"), part.exterior)
        for hole in part.interiors:
            _ring(_add(polygon, "innerBoundaryIs"), hole)


def _ring(parent: ET.Element, ring: shapely.LinearRing) -> None:
    points = shapely.get_coordinates(ring).round(DIGITS).tolist()
    _add(_add(parent, "LinearRing"), "coordinates", " ".join(f"{x},{y}" for x, y in points))
