"""The linked view of the claims: what a link says of it, its layer, and the message to it.

No string from data enters a folium object. What a reader looks for is a stranger's text as well;
it goes to the browser in base64, whose letters are none that a template or a script reads.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
from folium.template import Template

from geo.clock import parse_when
from geo.errors import ClockError
from geo.maps.claim_columns import CATEGORIES, CLASSES, STATUSES
from geo.maps.layers import ControlMap, Message, bare_map
from geo.maps.links import centre_of_link
from geo.models import SLUG

FACETS = ("claimant", "side", "class", "status", "category", "place", "src")
"""Filters of which several values may be chosen; ``src`` is the source of a claim."""
SORTS = ("time", "claimant", "place", "status", "side", "class")
PARAMETERS = ("q", *FACETS, "period", "sort", "pick", "c")
_KNOWN: dict[str, frozenset[str]] = {
    "class": frozenset(CLASSES),
    "status": frozenset(STATUSES),
    "category": frozenset(CATEGORIES),
}
_MAX_TEXT, _MAX_VALUES, _MAX_BYTES = 600, 40, 4_000
_PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})", re.ASCII)
_SORT = re.compile(rf"-?(?:{'|'.join(SORTS)})")
_CHUNK = 88


@dataclass(frozen=True)
class ClaimsView:
    """What the linked view shows: the values of each parameter of a link that could be followed."""

    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def pick(self) -> str:
        """Return the id of the picked claim; empty for none."""
        return self.parameters.get("pick", ("",))[0].removeprefix("claim:")


def claims_view(asked: Mapping[str, Sequence[str]]) -> tuple[ClaimsView, list[str]]:
    """Read the view that a link asks for.

    Parameters
    ----------
    asked : mapping of str to sequence of str
        The query of the URL; names other than :data:`PARAMETERS` are ignored.

    Returns
    -------
    view : ClaimsView
    notes : list of str
        A sentence for each part of the link that could not be followed.
    """
    notes: list[str] = []
    found: dict[str, tuple[str, ...]] = {}
    for name in PARAMETERS:
        values = [value for value in asked.get(name, ()) if value]
        kept = tuple(value for value in dict.fromkeys(values) if _follows(name, value))
        if name not in FACETS:
            kept = kept[:1]
        if len(kept) > _MAX_VALUES or len(kept) < len(set(values)):
            notes.append(f"The link's {name} holds {values[-1][:80]!r}, which cannot be followed.")
        if kept:
            found[name] = kept[:_MAX_VALUES]
    if len(_coded(found)) > _MAX_BYTES:
        notes.append("The link chooses more than can be filtered at once, so nothing is filtered.")
        found = {name: found[name] for name in ("pick", "c") if name in found}
    return ClaimsView(found), notes


def _follows(name: str, value: str) -> bool:
    known = _KNOWN.get(name)
    holds = _CHECKS.get(name)
    return (
        len(value) <= _MAX_TEXT
        and (known is None or value in known)
        and (holds is None or holds(value))
    )


def _is_pick(value: str) -> bool:
    return value.startswith("claim:") and bool(SLUG.fullmatch(value.removeprefix("claim:")))


def _is_period(value: str) -> bool:
    days = _PERIOD.fullmatch(value)
    try:
        return days is not None and parse_when(days[1]) <= parse_when(days[2])
    except ClockError:
        return False


_CHECKS: dict[str, Callable[[str], bool]] = {
    "pick": _is_pick,
    "period": _is_period,
    "c": lambda value: centre_of_link(value) is not None,
    "sort": lambda value: bool(_SORT.fullmatch(value)),
}


def _coded(parameters: Mapping[str, Sequence[str]]) -> bytes:
    return json.dumps(dict(parameters), ensure_ascii=False).encode(errors="replace")


class ClaimsMap(ControlMap):
    """The layer that draws claims as map, table and timeline in the browser."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = Salient.attachClaims({{ this._parent.get_name() }}, "
        "{{ this.urls_json }});"
        "{% endmacro %}"
    )

    def __init__(self, urls: Mapping[str, str], version: str) -> None:
        super().__init__(urls, version)
        self.default_js.append(("ledger", f"{self.assets}/ledger.js?v={version}"))
        self.default_css.append(("ledger_css", f"{self.assets}/ledger.css?v={version}"))


def build_claims_map(urls: Mapping[str, str], version: str) -> folium.Map:
    """Return a bare folium map with the layer of claims, loading nothing from other hosts."""
    return bare_map(ClaimsMap(urls, version), version)


def build_claims_message(view: ClaimsView, revision: int, state: int) -> folium.FeatureGroup:
    """Return the feature group that tells the living view what to show.

    Parameters
    ----------
    view : ClaimsView
    revision : int
        Grows when the browser must follow the server; it obeys each once.
    state : int
        Of the store: when it differs, the browser asks what people settled meanwhile.
    """
    text = base64.urlsafe_b64encode(_coded(view.parameters)).decode().rstrip("=")
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    body: dict[str, Any] = {"revision": revision, "state": state, "view": chunks}
    group = folium.FeatureGroup(name="message")
    Message(body, chunks).add_to(group)
    return group
