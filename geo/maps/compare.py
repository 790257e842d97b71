"""Two pictures of control on one map: side by side, under a swipe, or as what changed.

As in :mod:`geo.maps.layers`, no string from data enters a folium object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
from folium.template import Template

from geo.maps.layers import ControlMap, Message, bare_map

MODES = ("changes", "swipe", "side")
PARAMETERS = ("mode", "hide", "c")


@dataclass(frozen=True)
class CompareView:
    """What the map of the Changes page shows."""

    before: tuple[str, str]
    """Id of the source, and the edition's instant in RFC 3339, UTC."""
    after: tuple[str, str]
    mode: str = "changes"
    """One of :data:`MODES`."""
    hide: tuple[str, ...] = ()
    """As in :class:`geo.maps.layers.MapView`."""
    lat: float | None = None
    lon: float | None = None
    zoom: float | None = None


class CompareMap(ControlMap):
    """The layer that draws two editions in the browser; loads what :class:`ControlMap` loads."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = Salient.attachCompare({{ this._parent.get_name() }}, "
        "{{ this.urls_json }});"
        "{% endmacro %}"
    )


def build_compare_map(urls: Mapping[str, str], version: str) -> folium.Map:
    """Return a bare folium map with the comparing layer, loading nothing from other hosts."""
    return bare_map(CompareMap(urls, version), version)


def build_compare_message(view: CompareView, revision: int) -> folium.FeatureGroup:
    """Return the feature group that tells the living map what to compare.

    Raises
    ------
    ConfigurationError
        If the view holds anything but ids, instants and numbers.
    """
    group = folium.FeatureGroup(name="message")
    body: dict[str, Any] = {
        "revision": revision,
        "before": {"source": view.before[0], "at": view.before[1]},
        "after": {"source": view.after[0], "at": view.after[1]},
        "mode": view.mode if view.mode in MODES else MODES[0],
        "hide": list(view.hide),
        "lat": view.lat,
        "lon": view.lon,
        "zoom": view.zoom,
    }
    Message(body, (*view.before, *view.after, *view.hide)).add_to(group)
    return group
