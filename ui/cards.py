"""What the panel says of an area, a place or a claim: HTML of ours around encoded text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from geo.analysis.changes import SliverRule
from geo.analysis.claims import dated_words, quantity_words
from geo.clock import stamp
from geo.intake.plan import Plan
from geo.maps.styles import CATEGORY_TITLES, KIND_TITLES, actor_title
from geo.markup import encode
from geo.models import WHOLE, Category, Claim, EditionRecord, Kind, Place, Source, rows_of

_METHOD = (
    "km² on the WGS84 ellipsoid; what areas of one row share is counted once. "
    "Rows may overlap one another."
)


def figures_card(edition: EditionRecord) -> str:
    """Return the areas of an edition as a table, with its source and method."""
    rows = "".join(
        f"<tr><td>{encode(CATEGORY_TITLES[Category(f.category)])}</td>"
        f"<td>{encode(actor_title(f.actor))}<small>{encode(KIND_TITLES[Kind(f.kind)])}</small></td>"
        f"<td class='number'>{_km2_words(f.km2)}</td></tr>"
        for f in sorted(edition.areas, key=lambda f: list(Category).index(Category(f.category)))
    )
    table = (
        "<table><thead><tr><th scope='col'>How sure</th><th scope='col'>Who</th>"
        f"<th scope='col' class='number'>km²</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    return _card(
        "This edition",
        f"<p>{encode(edition_words(edition))}</p>{table}"
        f"<p class='fine'>{encode(_METHOD)}</p>{_source_lines(edition.source)}",
    )


def changes_card(changes: pd.DataFrame, before: EditionRecord, after: EditionRecord) -> str:
    """Return what was gained and lost between two editions as a table, with the method.

    Parameters
    ----------
    changes : DataFrame
        As :func:`geo.analysis.changes.changes` returns it.
    before, after : EditionRecord
    """
    rows = "".join(
        f"<tr><td>{encode(CATEGORY_TITLES[Category(row.category)])}"
        f"<small>{encode(actor_title(row.actor))}</small></td>"
        f"<td class='number'>{_km2_words(row.gained)}</td>"
        f"<td class='number'>{_km2_words(row.lost)}</td>"
        f"<td class='number'>{_signed_km2(row.net)}</td></tr>"
        for row in changes[changes["oblast"] == WHOLE].itertuples()
    )
    head = "".join(
        f"<th scope='col' class='number'>{name}</th>" for name in ("gained", "lost", "net")
    )
    return _card(
        "Changes",
        f"<p>From {encode(edition_words(before))} to {encode(edition_words(after))}, km²</p>"
        f"<table><thead><tr><th scope='col'>What</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        f"<p class='fine'>{encode(SliverRule().words())}</p>",
    )


def area_cards(
    rows: Iterable[tuple[str, str, str, str]], edition: EditionRecord, where: str
) -> str:
    """Return one card for a point of the ground.

    Parameters
    ----------
    rows : iterable of (category, actor, kind, label)
        The control areas that contain the point, most particular first.
    edition : EditionRecord
        Of which they are part.
    where : str
        The point in words.
    """
    held = "".join(
        _facts(
            {
                "How sure": CATEGORY_TITLES[Category(category)],
                "Who": actor_title(actor),
                "What": KIND_TITLES[Kind(kind)],
                "In the source's words": label,
            }
        )
        for category, actor, kind, label in rows
    )
    body = (held or "<p>No control area here.</p>") + _facts({"When": edition_words(edition)})
    return _card(where, body + _source_lines(edition.source))


def place_card(place: Place) -> str:
    """Return a place with its names and the origin of its coordinate."""
    return _card(
        place.name,
        _facts(
            {
                "In Ukrainian": place.name_uk,
                "In Russian": place.name_ru,
                "Also": ", ".join(place.alternates),
                "In": ", ".join(part for part in (place.admin1, place.country) if part),
                "At": f"{place.lat:.4f}, {place.lon:.4f}",
                "Coordinate from": place.origin,
            }
        ),
    )


def claim_card(claim: Claim, places: dict[str, Place], source: Source) -> str:
    """Return a claim with its claimant first, and all that is known about it."""
    return _card(
        claim.claimant,
        f"<p class='statement'>{encode(claim.statement)}</p>{_claim_facts(claim, places)}"
        + _source_lines(source),
    )


def claims_list(claims: Sequence[Claim], places: dict[str, Place], title: str) -> str:
    """Return claims as a list that opens one by one; empty text for none."""
    if not claims:
        return ""
    items = "".join(
        f"<details><summary><b>{encode(c.claimant)}</b> {encode(c.statement)}</summary>"
        f"{_claim_facts(c, places)}</details>"
        for c in claims
    )
    return _card(f"{title} ({len(claims)})", items)


def plan_card(plan: Plan) -> str:
    """Return what an import would bring, in figures."""
    report, source = plan.report, plan.source
    facts = {
        "Data as of": _span(plan),
        "Rows read": f"{report.read:,}",
        "Kept": f"{report.kept:,}",
        "Repaired": f"{rows_of(report.repaired):,}",
        "Left out": f"{rows_of(report.left_out):,}",
        "Duplicates": f"{rows_of(report.duplicates):,}",
        "Coordinates": plan.crs,
        "Licence": source.licence or "not stated",
        "Credit": source.attribution,
    }
    return _card(report.file, _facts(facts))


def _span(plan: Plan) -> str:
    zone = plan.source.time_zone
    if plan.events is not None:
        dated = plan.events["start"].dropna()
        if dated.empty:
            return "Undated"
        days = [stamp(at.to_pydatetime(), zone, "day") for at in (dated.min(), dated.max())]
        return " to ".join(dict.fromkeys(days))
    instants = [stamp(p.as_of, zone, p.time_precision) for p in plan.editions]
    return " to ".join(dict.fromkeys([*instants[:1], *instants[-1:]]))


def _claim_facts(claim: Claim, places: dict[str, Place]) -> str:
    where = [
        f"{places[p.place].name} ({'at the place' if p.precision == 'exact' else p.precision}, "
        f"{p.role})"
        for p in claim.places
        if p.place in places
    ]
    return _facts(
        {
            "Who": f"{claim.role}, through {claim.via}" if claim.via else claim.role,
            "How sure": f"{claim.status}; put forward as {claim.claim_class}".replace("_", " "),
            "Figures": "; ".join(map(quantity_words, claim.quantities)),
            "Where": "; ".join(where),
            "Event": dated_words(claim.event_time),
            "Claimed": dated_words(claim.claimed_at),
            "Published": dated_words(claim.published_at),
            "Rests on": claim.basis,
            "Source's words": claim.evidence,
            "Note": claim.note,
        }
    )


def edition_words(edition: EditionRecord) -> str:
    """Return the instant of an edition as its source would say it."""
    return stamp(edition.as_of, edition.source.time_zone, edition.time_precision)


def _km2_words(km2: float) -> str:
    """Return an area with as many digits as it bears: whole km2 from a hundred on."""
    return f"{km2:,.0f}" if abs(km2) >= 100 else f"{km2:,.1f}"


def _signed_km2(km2: float) -> str:
    """Return an area with its sign, as a typographer sets it."""
    words = _km2_words(abs(km2))
    return words if not words.strip("0.,") else f"{'−' if km2 < 0 else '+'}{words}"


def _source_lines(source: Source) -> str:
    synthetic = (
        "<p class='synthetic'>Synthetic: made by a rule, not surveyed.</p>"
        if source.synthetic
        else ""
    )
    licence = f" Licence: {source.licence}." if source.licence else ""
    return f"{synthetic}<p class='fine'>{encode(source.attribution)}.{encode(licence)}</p>"


def _facts(facts: dict[str, str]) -> str:
    rows = "".join(
        f"<dt>{encode(name)}</dt><dd>{encode(value)}</dd>" for name, value in facts.items() if value
    )
    return f"<dl>{rows}</dl>"


def _card(title: str, body: str) -> str:
    return f"<section class='salient-card'><h3>{encode(title)}</h3>{body}</section>"
