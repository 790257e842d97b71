"""A claim as a card: who claims first, then where, when, how sure, in which words, and since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from geo.analysis.claims import claims_verb, dated_words, quantity_words
from geo.clock import stamp
from geo.ledger import CREDIBILITY, RELIABILITY, StatusEntry
from geo.markup import encode
from geo.models import Claim, Place, Source


def who_claims(claim: Claim) -> str:
    """Return the claimant and what it does, as every mention of a claim begins."""
    name = claim.claimant[:1].upper() + claim.claimant[1:]
    return f"{name} {claims_verb(claim.claimant, claim.claim_class)}"


def claim_article(claim: Claim, places: Mapping[str, Place], source: Source) -> str:
    """Return the card of one claim as HTML.

    Parameters
    ----------
    claim : Claim
        With its claimant and grades as people settled them.
    places : mapping of str to Place
    source : Source
        Of the claim.
    """
    where = [
        f"{places[p.place].name} ({'at the place' if p.precision == 'exact' else p.precision}, "
        f"{p.role})"
        for p in claim.places
        if p.place in places
    ]
    form = claim.claimant_form if claim.claimant_form != claim.claimant else ""
    facts = {
        "Who": ", ".join(filter(None, [claim.role, form and f"named “{form}” by the source"]))
        + (f"; through {claim.via}" if claim.via else ""),
        "Side": claim.side,
        "Figures": "; ".join(map(quantity_words, claim.quantities)),
        "Where": "; ".join(where),
        "Event": dated_words(claim.event_time),
        "Claimed": dated_words(claim.claimed_at),
        "Published": dated_words(claim.published_at),
        "How sure": claim.status.value,
        "Graded": grade_words(claim.reliability, claim.credibility),
        "Rests on": claim.basis,
        "Note": claim.note,
    }
    rows = "".join(
        f"<dt>{encode(name)}</dt><dd>{encode(value)}</dd>" for name, value in facts.items() if value
    )
    synthetic = "<p class='synthetic'>Synthetic: made by a rule, not surveyed.</p>"
    return (
        f"<section class='salient-card'><h3>{encode(who_claims(claim))}</h3>"
        f"<p class='statement'>{encode(claim.statement)}</p><dl>{rows}</dl>"
        f"{_words(claim)}{_links(claim)}{synthetic if source.synthetic else ''}"
        f"<p class='fine'>{encode(source.attribution)}.</p></section>"
    )


def group_card(claims: Sequence[Claim], why: Mapping[str, str]) -> str:
    """Return the other claims about the same thing, each with its claimant and figures first.

    Parameters
    ----------
    claims : sequence of Claim
    why : mapping of str to str
        By id, why it is in the group.
    """
    rows = "".join(
        f"<tr><td><b>{encode(who_claims(c))}</b><small>{encode(c.side)}, "
        f"{encode(dated_words(c.event_time or c.claimed_at or c.published_at))}</small></td>"
        f"<td>{encode(c.statement)}<small>{encode(why.get(c.id, ''))}</small></td>"
        f"<td class='number'>{encode('; '.join(map(quantity_words, c.quantities)))}</td></tr>"
        for c in claims
    )
    return (
        "<section class='salient-card salient-score'><h3>About the same thing</h3><table><thead>"
        "<tr><th scope='col'>Who</th><th scope='col'>Says</th>"
        f"<th scope='col' class='number'>Figures</th></tr></thead><tbody>{rows}</tbody></table>"
        "</section>"
    )


def history_line(entries: Sequence[StatusEntry]) -> str:
    """Return every status that a claim had: who set it, when, why, on what evidence."""
    items = "".join(
        f"<li><b>{encode(e.status.value)}</b> <span>{encode(stamp(e.at))}, {encode(e.by)}</span>"
        f"<p>{encode(e.reason)}{encode(f' Evidence: {e.evidence}') if e.evidence else ''}</p></li>"
        for e in entries
    )
    return (
        "<section class='salient-card'><h3>Status so far</h3>"
        f"<ol class='salient-line'>{items}</ol></section>"
    )


def grade_words(reliability: str, credibility: str) -> str:
    """Return grades by the Admiralty scale in words; empty for none.

    Examples
    --------
    >>> grade_words("B", "")
    'source B, usually reliable'
    """
    said = []
    if reliability:
        said.append(f"source {reliability}, {RELIABILITY[reliability]}")
    if credibility:
        said.append(f"content {credibility}, {CREDIBILITY[credibility]}")
    return "; ".join(said)


def _words(claim: Claim) -> str:
    """Return the source's words, marked in the passage in which they stand."""
    before, found, after = claim.context.partition(claim.evidence)
    if not claim.evidence:
        return ""
    if not found:
        before, after = "", ""
    return (
        f"<blockquote>{encode(before)}<mark>{encode(claim.evidence)}</mark>{encode(after)}"
        "</blockquote>"
    )


def _links(claim: Claim) -> str:
    """Return a claim's links; only those of the web can be followed."""
    items = "".join(
        f"<li>{encode(link.kind.value)}: "
        + (
            f"<a href='{encode(link.url)}' rel='noreferrer noopener' target='_blank'>"
            f"{encode(link.url)}</a>"
            if urlsplit(link.url).scheme in {"http", "https"}
            else encode(link.url)
        )
        + "</li>"
        for link in claim.links
    )
    return f"<ul>{items}</ul>" if items else ""
