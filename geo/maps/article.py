"""An article on the map: its text, names and claims as plain values, and the layer that shows them.

As in :mod:`geo.maps.layers`, no string from data enters a folium object: the article is loaded by
URL under a word of its own.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import folium
from folium.template import Template

from geo.articles.as_json import kind_of
from geo.articles.items import Decided, Name
from geo.articles.nouns import ArticleClaim, Reading
from geo.articles.units import Units
from geo.clock import stamp
from geo.gazetteer import Candidate
from geo.maps.layers import ControlMap, Message, bare_map
from geo.models import DatedText

_KEPT = 32


class ArticleMap(ControlMap):
    """The layer that shows a text beside the map; loads ``article``, ``styles``, ``basemap``."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = Salient.attachArticle({{ this._parent.get_name() }}, "
        "{{ this.urls_json }});"
        "{% endmacro %}"
    )


class OpenReadings:
    """The articles that are open in this process; the oldest goes when there are many."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, payload: Mapping[str, Any]) -> str:
        """Keep a payload and return the word, not to be guessed, under which it is found."""
        token = secrets.token_urlsafe(12)
        with self._lock:
            self._open[token] = {**payload, "decided": decided_payload(Decided(), "")}
            while len(self._open) > _KEPT:
                self._open.popitem(last=False)
        return token

    def decide(self, token: str, decided: Decided) -> None:
        """Keep what was decided, for whoever leaves the page and comes back to it."""
        with self._lock:
            if token in self._open:
                article = self._open[token]
                self._open[token] = article | {"decided": decided_payload(decided, article["text"])}

    def get(self, token: str) -> bytes | None:
        """Return a payload as JSON; None if it is gone or there never was one of that name."""
        with self._lock:
            payload = self._open.get(token)
        if payload is None:
            return None
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


READINGS = OpenReadings()
"""Of this process; the page that makes them and the route that serves them share it."""


def build_article_map(urls: Mapping[str, str], version: str) -> folium.Map:
    """Return a bare folium map with the article's layer, loading nothing from other hosts."""
    return bare_map(ArticleMap(urls, version), version)


def build_article_message(token: str, revision: int) -> folium.FeatureGroup:
    """Return the feature group that tells the living layer which article to show.

    Raises
    ------
    ConfigurationError
        If the token is none.
    """
    group = folium.FeatureGroup(name="message")
    Message({"revision": revision, "article": token}, [token]).add_to(group)
    return group


def article_payload(reading: Reading, names: Sequence[Name]) -> dict[str, Any]:
    """Return an article as the browser takes it.

    Parameters
    ----------
    reading : Reading
    names : sequence of Name
        As :func:`geo.articles.items.names_of` gives them.

    Notes
    -----
    Spans are counted in UTF-16 units, as JavaScript counts a string.
    """
    at = Units(reading.document.text)
    number = {
        span: [n, mention]
        for n, name in enumerate(names)
        for mention, span in enumerate(name.spans)
    }
    document = reading.document
    return {
        "text": document.text,
        "title": document.title,
        "outlet": document.outlet,
        "published": _time(document.published),
        "names": [_name(name, at) for name in names],
        "claims": [_claim(claim, number, at) for claim in reading.claims],
    }


def decided_payload(decided: Decided, text: str) -> dict[str, Any]:
    """Return what was decided as the browser says it, with the places that were looked up."""
    at = Units(text)
    return {
        "names": dict(decided.names),
        "mentions": {f"{n}.{mention}": choice for (n, mention), choice in decided.mentions.items()},
        "claims": dict(decided.claims),
        "added": [
            [n, [at.counted(span) for span in name.spans]] for n, name in decided.added.items()
        ],
        "places": [candidate_payload(candidate) for candidate in decided.found.values()],
    }


def _name(name: Name, at: Units) -> dict[str, Any]:
    return {
        "name": name.text,
        "kind": name.kind.value,
        "spans": [at.counted(span) for span in name.spans],
        "proposed": name.proposed,
        "doubtful": name.doubtful,
        "remembered": name.remembered,
        "byHand": name.by_hand,
        "why": name.why,
        "candidates": [candidate_payload(candidate) for candidate in name.candidates],
    }


def candidate_payload(candidate: Candidate) -> dict[str, Any]:
    """Return a place that a name may mean as the browser takes it."""
    place = candidate.place
    where = place.admin1 if place.admin1 not in ("", place.name) else ""
    return {
        "id": place.id,
        "name": place.name,
        "where": ", ".join(part for part in (where, place.country) if part),
        "kind": kind_of(place.feature_code, candidate.population),
        "population": candidate.population,
        "lat": place.lat,
        "lon": place.lon,
        "reasons": list(candidate.reasons),
    }


def _claim(
    claim: ArticleClaim, number: Mapping[tuple[int, int], list[int]], at: Units
) -> dict[str, Any]:
    places = [
        [*number[place.toponym], place.role] for place in claim.places if place.toponym in number
    ]
    within = [
        [*n, ""]
        for span, n in number.items()
        if any(start <= span[0] and span[1] <= end for start, end in claim.content_spans)
    ]
    return {
        "claimant": claim.claimant,
        "class": claim.claim_class.value.replace("_", " "),
        "source": at.counted(claim.claimant_span) if claim.claimant_span else None,
        "cue": at.counted(claim.cue_span) if claim.cue_span else None,
        "contents": [at.counted(span) for span in claim.content_spans],
        "side": claim.side,
        "role": claim.role,
        "via": claim.via,
        "places": places or within,
        "figures": [f"{_range(q.low, q.high)} {q.unit}".strip() for q in claim.quantities],
        "when": _time(claim.event_time),
    }


def _range(low: float | None, high: float | None) -> str:
    if low == high:
        return f"{low:,g}" if low is not None else ""
    if low is None or high is None:
        return f"up to {high:,g}" if low is None else f"at least {low:,g}"
    return f"{low:,g} to {high:,g}"


def _time(time: DatedText | None) -> str:
    if time is None:
        return ""
    first = stamp(time.start, precision=time.precision)
    last = stamp(time.end, precision=time.precision)
    return first if first == last else f"{first} to {last}"
