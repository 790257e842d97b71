"""Citations of claims, as CSL-JSON and as BibTeX."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from geo.models import Claim, Source

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
# A brace that is only escaped by a backslash still counts for BibTeX, which then loses the entry.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def csl_json(
    claims: Sequence[Claim], sources: Mapping[str, Source], left_out: Sequence[str] = ()
) -> str:
    """Return one item for each claim, by CSL-JSON 1.0.2.

    Parameters
    ----------
    claims : sequence of Claim
    sources : mapping of str to Source
        By id.
    left_out : sequence of str
        What is not in it, as sentences; the first item carries them in ``custom``, since a list
        of items has no other room.
    """
    items: list[dict[str, Any]] = []
    for claim in claims:
        source, day = sources[claim.source], claim.claimed_at or claim.published_at
        item = {
            "id": claim.id,
            "type": "document",
            "author": [{"literal": claim.claimant}],
            "title": claim.statement,
            "container-title": source.title,
            "publisher": source.publisher,
            "URL": _address(claim, source),
            "note": _note(claim, source),
        }
        date = {"date-parts": [[day.start.year, day.start.month, day.start.day]]}
        items.append({name: value for name, value in item.items() if value} | {"issued": date})
    if items and left_out:
        items[0]["custom"] = {"left_out": list(left_out)}
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def bibtex(
    claims: Sequence[Claim], sources: Mapping[str, Source], left_out: Sequence[str] = ()
) -> str:
    """Return one ``@misc`` for each claim, in UTF-8.

    Parameters
    ----------
    claims, sources, left_out
        As of :func:`csl_json`; what is left out stands above the entries, where BibTeX reads over
        it.
    """
    # Outside of an entry BibTeX looks for the next "@" alone.
    heads = [f"% {_line(words).replace('@', '(at)')}\n" for words in left_out]
    keys: set[str] = set()
    entries = []
    for claim in claims:
        source, day = sources[claim.source], (claim.claimed_at or claim.published_at).start
        fields = {
            "author": f"{{{tex(claim.claimant)}}}",
            "title": f"{{{tex(claim.statement)}}}",
            "howpublished": tex(source.title),
            "publisher": tex(source.publisher),
            "url": _plain_address(_address(claim, source)),
            "year": str(day.year),
            "note": tex(_note(claim, source)),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        lines.append(f"  month = {_MONTHS[day.month - 1]},")
        entries.append("\n".join([f"@misc{{{_key(claim.id, keys)},", *lines, "}\n"]))
    return "\n".join(["".join(heads), *entries] if heads else entries)


def tex(text: str) -> str:
    r"""Return text that LaTeX prints letter for letter, on one line and with balanced braces.

    Examples
    --------
    >>> tex("100 % of {Kursk}")
    '100 \\% of \\textbraceleft{}Kursk\\textbraceright{}'
    """
    return "".join(_TEX.get(letter, letter) for letter in _line(text))


def _line(text: str) -> str:
    """Return text on one line, without what cannot be printed."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _key(wanted: str, taken: set[str]) -> str:
    key = re.sub(r"[^A-Za-z0-9-]+", "-", wanted).strip("-") or "claim"
    number, found = 2, key
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    taken.add(found)
    return found


def _address(claim: Claim, source: Source) -> str:
    """Return where the claim can be read: its document, else its source."""
    links = [link.url for link in claim.links if link.kind == "document"]
    return next((u for u in [*links, source.url] if urlsplit(u).scheme in {"http", "https"}), "")


def _plain_address(url: str) -> str:
    """Return an address without a brace or backslash; BibTeX takes the rest as it stands.

    Examples
    --------
    >>> _plain_address("https://a.example/x_y?z={}%20#part")
    'https://a.example/x_y?z=%7B%7D%20#part'
    """
    return quote(url, safe=":/?#[]@!&'()*+,;=%-._~")


def _note(claim: Claim, source: Source) -> str:
    parts = [
        f"Put forward as {claim.claim_class.value.replace('_', ' ')}; status: {claim.status}",
        f"through {claim.via}" if claim.via else "",
        source.attribution,
        f"Licence: {source.licence}" if source.licence else "",
        "Synthetic" if source.synthetic else "",
    ]
    return ". ".join(filter(None, parts)) + "."
