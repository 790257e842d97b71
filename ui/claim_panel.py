"""One claim in full: its card, its group, its history, and the ground around it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from geo.analysis.editions import edition_at
from geo.analysis.settled import tied_areas
from geo.clock import stamp
from geo.maps.claim_drawing import claim_drawing
from geo.maps.links import claim_view, link_parameters
from geo.maps.payloads import claim_time
from geo.markup import encode
from geo.models import Claim, PlacePrecision
from ui import cached
from ui.addresses import here
from ui.cards import edition_words
from ui.claim_card import claim_article, group_card, history_line
from ui.messages import sentence

_HALF_HEIGHT = {PlacePrecision.EXACT: 0.3, PlacePrecision.REGION: 0.9}


def show_claim(claim_id: str) -> None:
    """Draw one claim: its card, the others about the same thing, its statuses, the map that day.

    Parameters
    ----------
    claim_id : str
        As a link has it; a claim that is not there is a sentence.
    """
    claims = {claim.id: claim for claim in cached.settled()}
    claim = claims.get(claim_id)
    if claim is None:
        sentence("error", f"The claim {claim_id!r} is not in this store.")
        return
    groups, why = cached.groups()
    group = groups.members.get(groups.of_claim.get(claim.id, ""), ())
    others = [claims[other] for other in group if other != claim.id and other in claims]
    text, ground = st.columns([1.5, 1])
    ties = tied_areas(cached.reviews(), claim.id)
    with text:
        st.html(claim_article(claim, cached.places(), cached.sources()[claim.source]))
        for source, area, review in ties:
            title = cached.sources()[source].title if source in cached.sources() else source
            words = f"Tied to the area that {title} draws as claimed: {area}"
            sentence("note", f"{words}. By {review.by}, {stamp(review.at)}: {review.reason}")
        if others:
            reasons = {o.id: why.get(tuple(sorted([claim.id, o.id])), "") for o in others}
            st.html(group_card(others, reasons))
    with ground:
        _ground(claim, [_point_of(area) for _, area, _ in ties])
        st.html(history_line(cached.store().status_history(claim.id)))


def _point_of(area: str) -> tuple[float, float]:
    """Return longitude and latitude from the name of an area."""
    lon, lat = area.rsplit("/", 1)[1].split(",")
    return float(lon), float(lat)


def _ground(claim: Claim, tied: Sequence[tuple[float, float]]) -> None:
    """Draw what was claimed and assessed around the claim's places, then and later."""
    editions, places = cached.editions(), cached.places()
    where = [
        (places[p.place], p.precision)
        for p in claim.places
        if p.precision is not PlacePrecision.COUNTRY and p.place in places
    ]
    if not where or not editions:
        sentence("note", "This claim names no place that could be a point on a map.")
        return
    view = claim_view(claim, places, editions)
    own = [edition for edition in editions if edition.source.id == view.source]
    then, later = edition_at(own, view.source, claim_time(claim)) or own[0], own[-1]
    drawing = claim_drawing(
        [*((place.lon, place.lat) for place, _ in where), *tied],
        _HALF_HEIGHT[where[0][1]],
        cached.areas(then.content_hash),
        cached.areas(later.content_hash),
        cached.oblasts(),
    )
    synthetic = " Synthetic: drawn by rule, not surveyed." if then.source.synthetic else ""
    ring = "Rings: the places and the areas tied to them" if tied else "Ring: the place"
    said = (
        f"{ring}. Filled: assessed {edition_words(then)}. Dots: claimed then. Firm line: assessed "
        f"{edition_words(later)}.{synthetic} {then.source.attribution}."
    )
    link = here(f"/?{urlencode(link_parameters(view))}")
    st.html(f"<h3 class='salient-title'>{encode(where[0][0].name)}</h3>")
    st.image(drawing, width="stretch")
    st.html(
        f"<p class='salient-fine'>{encode(said)} "
        f"<a href='{encode(link)}' target='_self'>Open on the map</a></p>"
    )
