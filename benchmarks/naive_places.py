"""The naive way to find places and claims: capitals looked up, and whoever stands before "said"."""

from __future__ import annotations

import re
from typing import Any

from geo.gazetteer import Candidate, Gazetteer

_CAPITALS = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_SAID = re.compile(r"\b(?:said|says|told|claimed|claims|reported|announced|denied|according to)\b")


def naive_places(text: str, gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Return every run of capitals that the gazetteer has, as its most populous place."""
    found, at = [], 0
    while match := _CAPITALS.search(text, at):
        words = match[0].split(" ")
        at = match.start() + len(words[0])
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count]).rstrip(".’'-")
            places: list[Candidate] = gazetteer.named(name)
            if places:
                largest = max(places, key=lambda candidate: candidate.population).place
                at = match.start() + len(name)
                found.append(
                    {
                        "start": match.start(),
                        "end": at,
                        "lat": largest.lat,
                        "lon": largest.lon,
                        "geonameid": largest.id,
                        "fcode": largest.feature_code,
                    }
                )
                break
    return found


def naive_claims(text: str) -> list[dict[str, Any]]:
    """Return each sentence with "said" as a claim: who stands before it says what stands after."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        cue = _SAID.search(sentence[0])
        if cue is None:
            continue
        start, end = sentence.start() + cue.start(), sentence.start() + cue.end()
        found.append(
            {
                "claimant_span": [sentence.start(), start],
                "cue_span": [start, end],
                "content_spans": [[end, sentence.end()]],
            }
        )
    return found
