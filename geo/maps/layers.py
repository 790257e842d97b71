"""What folium carries: a bare map, our layer, and the message that tells it what to show.

No string from data enters any of these objects: folium compiles strings as templates on the
server and places them in scripts in the browser. The layer gets URLs of ours; the message gets
ids, instants and numbers that :class:`MapView` has checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.errors import ConfigurationError

ASSETS_URL = "/assets"
"""Where the map's files are, unless its addresses say otherwise."""
SCRIPTS = (
    "core.js",
    "canvas.js",
    "basemap.js",
    "timeline.js",
    "calendar.js",
    "changes.js",
    "areas.js",
    "points.js",
    "since.js",
    "legend.js",
    "stepbars.js",
    "timebar.js",
    "columns.js",
    "eventset.js",
    "countset.js",
    "eventmarks.js",
    "histogram.js",
    "eventfilter.js",
    "eventcard.js",
    "events.js",
    "goto.js",
    "app.js",
    "compare.js",
    "articletext.js",
    "articlemarks.js",
    "articlestate.js",
    "articlesearch.js",
    "articlecard.js",
    "article.js",
)
"""The map's own scripts in the order in which they build on one another."""
LEDGER_SCRIPTS = (
    "claimsearch.js",
    "claimset.js",
    "claimmarks.js",
    "claimtable.js",
    "claimfilter.js",
    "claimtime.js",
    "claims.js",
)
"""What the page of claims has besides."""
_SAFE = re.compile(r"[A-Za-z0-9:._-]{0,90}")
_PATH = r"[A-Za-z0-9/._?=-]+"
_MAX_TOKENS = 64


@dataclass(frozen=True)
class Pick:
    """What is selected on the map: a point of the ground, a place, or a claim."""

    kind: str
    """``point``, ``place`` or ``claim``."""
    id: str = ""
    lon: float = 0.0
    lat: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the form in which the map's JavaScript speaks of it."""
        if self.kind == "point":
            return {"kind": "point", "lon": self.lon, "lat": self.lat}
        return {"kind": self.kind, "id": self.id}


@dataclass(frozen=True)
class MapView:
    """All that a link to the map says; None and empty mean the map's own default."""

    source: str = ""
    at: str = ""
    """An edition's instant, RFC 3339 in UTC; or a day of the source's zone on which it has none."""
    since: str = ""
    """What it is compared with: a number of days before, or a day; empty for nothing."""
    hide: tuple[str, ...] = ()
    """``claimed``, ``advances.RU``, ``places``, ``claims``; sorted."""
    pick: Pick | None = None
    lat: float | None = None
    lon: float | None = None
    zoom: float | None = None
    events: str = ""
    """Id of the source whose events are shown, and which: ``acled``, ``acled:upto`` (the date),
    ``acled:30`` (days up to it), ``acled:2024-01-01_2024-02-01``; empty for none."""


class ControlMap(JSCSSMixin, MacroElement):
    """The layer that draws control areas, places and claims in the browser.

    Parameters
    ----------
    urls : mapping of str to str
        Paths on this server under which the layer loads ``styles``, ``index``, ``places``,
        ``claims``, ``events``, ``basemap`` and ``timelines``; under ``assets`` the folder of its
        scripts and styles.
    version : str
        Appears in the scripts' URLs, so that a new Salient is not drawn by an old script.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = Salient.attach({{ this._parent.get_name() }}, "
        "{{ this.urls_json }});"
        "{% endmacro %}"
    )

    def __init__(self, urls: Mapping[str, str], version: str) -> None:
        super().__init__()
        self._name = "ControlMap"
        others = dict(urls)
        self.assets = others.pop("assets", ASSETS_URL)
        _checked_json({"assets": self.assets}, _PATH)
        self.urls_json = _checked_json(others, _PATH)
        # One file: the frame loads scripts one after the other, and each costs a round trip.
        self.default_js = [("salient", f"{self.assets}/salient.js?v={version}")]
        self.default_css = [("salient_css", f"{self.assets}/salient.css?v={version}")]


class Message(MacroElement):
    """A message to the live layer. It replaces nothing and draws nothing itself.

    Parameters
    ----------
    body : dict
        JSON values; ``revision`` among them: the layer obeys each revision once, so that a rerun of
        the page does not undo what the reader did on the map in the meantime.
    tokens : iterable of str
        Every string in ``body`` that is not a constant of ours; checked here once more, whoever
        made it.

    Raises
    ------
    ConfigurationError
        If a token is no id, instant or number.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = Salient.show({{ this._parent._parent.get_name() }}, "
        "{{ this.message_json }});"
        "{% endmacro %}"
    )

    def __init__(self, body: Mapping[str, Any], tokens: Iterable[str]) -> None:
        super().__init__()
        self._name = "Message"
        tokens = list(tokens)
        unsafe = [token for token in tokens if not _SAFE.fullmatch(token)]
        if unsafe or len(tokens) > _MAX_TOKENS:
            raise ConfigurationError(
                f"The view holds {unsafe[:1] or 'too many parts'}, which may not reach a script. "
                "Open the map without parameters."
            )
        self.message_json = json.dumps(body)


def _checked_json(values: dict[str, str], pattern: str) -> str:
    for value in values.values():
        if not re.fullmatch(pattern, value):
            raise ConfigurationError(f"{value!r} is no path that may stand in the map's script.")
    return json.dumps(values, sort_keys=True)


def build_map(urls: Mapping[str, str], version: str) -> folium.Map:
    """Return a bare folium map with the control layer, loading nothing from other hosts.

    Parameters
    ----------
    urls, version
        As :class:`ControlMap` takes them.
    """
    return bare_map(ControlMap(urls, version), version)


def bare_map(layer: ControlMap, version: str) -> folium.Map:
    """Return a folium map that has one layer of ours and loads nothing from other hosts."""
    fmap = folium.Map(
        location=(51.25, 35.2),
        zoom_start=9,
        tiles=None,
        min_zoom=3,
        max_zoom=15,
        zoom_snap=0.25,
        attribution_control=False,
    )
    fmap.default_js = [("leaflet", f"{layer.assets}/leaflet.js?v={version}")]
    fmap.default_css = [("leaflet_css", f"{layer.assets}/leaflet.css?v={version}")]
    layer.add_to(fmap)
    return fmap


def build_message(view: MapView, revision: int) -> folium.FeatureGroup:
    """Return the feature group by which streamlit-folium hands a message to the live map.

    Raises
    ------
    ConfigurationError
        If the view holds anything but ids, instants and numbers.
    """
    group = folium.FeatureGroup(name="message")
    body = {
        "revision": revision,
        "source": view.source,
        "at": view.at,
        "since": view.since,
        "hide": list(view.hide),
        "events": view.events,
        "pick": view.pick.as_json() if view.pick else None,
        "lat": view.lat,
        "lon": view.lon,
        "zoom": view.zoom,
    }
    tokens = [view.source, view.at, view.since, view.events, *view.hide]
    tokens += [view.pick.kind, view.pick.id] if view.pick else []
    Message(body, tokens).add_to(group)
    return group
