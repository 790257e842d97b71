"""The panel beside the map: the edition's figures, and what was picked."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from geo.analysis.areas import areas_at
from geo.analysis.changes import SliverRule
from geo.analysis.nearby import claims_about
from geo.boundaries import oblast_at
from geo.maps.layers import MapView, Pick
from geo.maps.links import link_parameters
from geo.markup import encode
from geo.models import EditionRecord, PlacePrecision
from ui import cached, cards
from ui.addresses import here
from ui.messages import sentence


def show_panel(edition: EditionRecord, view: MapView, baseline: EditionRecord | None) -> None:
    """Draw the panel for what the map shows.

    Parameters
    ----------
    edition : EditionRecord
        The edition on the map.
    view : MapView
        Its ``pick`` decides what is told beside the figures.
    baseline : EditionRecord or None
        The edition with which the view compares.
    """
    if view.pick is None:
        sentence("note", "Select an area, a place or a claim on the map to read who says what.")
    elif view.pick.kind == "point":
        _point(edition, view.pick)
    elif view.pick.kind == "place":
        _place(edition, view.pick)
    else:
        _claim(view.pick)
    if baseline is not None:
        compared = cached.changes(baseline.content_hash, edition.content_hash, SliverRule())
        st.html(cards.changes_card(compared, baseline, edition))
    elif view.since:
        sentence("note", f"{edition.source.title} has nothing early enough to compare with.")
    st.html(cards.figures_card(edition))
    link = encode(here(f"/publish?{urlencode(link_parameters(view))}"))
    st.html(f"<p class='salient-fine'><a href='{link}' target='_self'>Publish this view</a></p>")


def _point(edition: EditionRecord, pick: Pick) -> None:
    where = f"{abs(pick.lat):.4f}° {'NS'[pick.lat < 0]}, {abs(pick.lon):.4f}° {'EW'[pick.lon < 0]}"
    st.html(cards.area_cards(_areas_at(edition, pick.lon, pick.lat), edition, where))
    oblast = oblast_at(cached.oblasts(), pick.lon, pick.lat)
    if oblast:
        _claims_card(f"Claims about {oblast}", oblast=oblast)


def _place(edition: EditionRecord, pick: Pick) -> None:
    place = cached.places().get(pick.id)
    if place is None:
        sentence("error", f"The place {pick.id!r} is not in this store.")
        return
    st.html(cards.place_card(place))
    st.html(cards.area_cards(_areas_at(edition, place.lon, place.lat), edition, "Held by"))
    _claims_card("Claims here or in this region", place=place.id, oblast=place.admin1)


def _claim(pick: Pick) -> None:
    claims, places = cached.settled(), cached.places()
    claim = next((c for c in claims if c.id == pick.id), None)
    if claim is None:
        sentence("error", f"The claim {pick.id!r} is not in this store.")
        return
    st.html(cards.claim_card(claim, places, cached.sources()[claim.source]))
    mapped = {p.place for p in claim.places if p.precision is not PlacePrecision.COUNTRY}
    if not mapped:
        sentence("note", "This claim names no place that could be a point on the map.")
    others = [c for c in claims if c.id != claim.id and mapped & {p.place for p in c.places}]
    if others:
        st.html(cards.claims_list(others, places, "Other claims there"))


def _areas_at(edition: EditionRecord, lon: float, lat: float) -> list[tuple[str, str, str, str]]:
    found = areas_at(cached.areas(edition.content_hash), lon, lat)
    return list(found[["category", "actor", "kind", "label"]].itertuples(index=False, name=None))


def _claims_card(title: str, *, place: str = "", oblast: str = "") -> None:
    places = cached.places()
    found = claims_about(cached.settled(), places, place=place, oblast=oblast)
    if found:
        st.html(cards.claims_list(found, places, title))
