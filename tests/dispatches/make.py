"""Turns the dispatches, written with brackets, into gold for the scorers.

`python tests/dispatches/make.py` reads ``texts_*.txt`` and ``places.csv`` beside it and writes
``dev.jsonl`` (dispatches with odd numbers) and ``held_out.jsonl`` (even numbers). Who writes rules
for articles looks at the first and never into the second. ``fresh_dev.txt`` becomes
``fresh_dev.jsonl`` and so on: dispatches written later without sight of the rules. Every event in
the texts is invented or retold freely; no sentence is from an article.

A block begins with ``### number style | day | outlet``, then ``# what it covers``, then the title,
then the text. In the text

- ``[Sudzha]`` is a place, ``[Kotovsk=podilsk]`` one that stands in the table under another key,
  ``[Kyiv=-]`` a name that is no place here (an actor, or one that cannot be told apart);
- ``<s1 the governor>``, ``<q1 said>``, ``<c1 that ...>`` are source, cue and content of statement
  1. A number may return: contents of several pieces. A statement without a source ("and denied
  that ...") has that of the one before it. They may hold places and one another.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HALVES = {1: "dev.jsonl", 0: "held_out.jsonl"}
"""File of the odd and of the even numbers."""
FRESH = {
    "fresh_dev.txt": "fresh_dev.jsonl",
    "fresh_held_out.txt": "fresh_held_out.jsonl",
    "third_dev.txt": "third_dev.jsonl",
    "third_held_out.txt": "third_held_out.jsonl",
    "fourth.txt": "fourth.jsonl",
    "fifth.txt": "fifth.jsonl",
}
"""File of each text written without sight of the rules."""
FILES = [*HALVES.values(), *FRESH.values()]

_TOKEN = re.compile(r"\[|\]|<([sqc])(\d+) |>")
_PART = {"s": "source", "q": "cue", "c": "content"}


def read_places() -> dict[str, dict[str, Any]]:
    """The table of places by key, each with kind, latitude and longitude (WGS 84)."""
    with (HERE / "places.csv").open(encoding="utf8", newline="") as lines:
        return {row["key"]: row for row in csv.DictReader(lines)}


def read_marked(marked: str, places: dict[str, dict[str, Any]]) -> tuple[str, list[Any], list[Any]]:
    """Plain text, toponyms and attributions of a text with brackets.

    Raises
    ------
    ValueError
        If a bracket is not closed, or a place is not in the table.
    """
    text, at = "", 0
    open_places: list[int] = []
    open_parts: list[tuple[str, int, int]] = []
    toponyms: list[dict[str, Any]] = []
    statements: dict[int, dict[str, list[list[int]]]] = {}
    for token in _TOKEN.finditer(marked):
        text += marked[at : token.start()]
        at = token.end()
        if token[0] == "[":
            open_places.append(len(text))
        elif token[0] == "]":
            start = open_places.pop()
            name, _, key = text[start:].partition("=")
            text = text[:start] + name
            toponyms.append(
                {"start": start, "end": len(text), "name": name} | _place(name, key or name, places)
            )
        elif token[1]:
            open_parts.append((_PART[token[1]], int(token[2]), len(text)))
        else:
            part, number, start = open_parts.pop()
            statement = statements.setdefault(number, {"source": [], "cue": [], "content": []})
            statement[part].append([start, len(text)])
    text += marked[at:]
    if open_places or open_parts:
        raise ValueError(f"a bracket is not closed in: {text[:60]}")
    for number, statement in statements.items():
        statement["source"] = statement["source"] or statements[number - 1]["source"]
    return text, toponyms, [statements[number] for number in sorted(statements)]


def _place(name: str, key: str, places: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if key == "-":
        return {"lat": None, "lon": None, "kind": "none"}
    if key not in places:
        raise ValueError(f"the place {key!r} ({name!r}) is not in places.csv")
    row = places[key]
    return {"lat": float(row["lat"]), "lon": float(row["lon"]), "kind": row["kind"]}


def make() -> dict[str, str]:
    """Content of the files by name."""
    places = read_places()
    files: dict[str, str] = dict.fromkeys(FILES, "")
    for path in [*sorted(HERE.glob("texts_*.txt")), *(HERE / name for name in FRESH)]:
        for block in path.read_text(encoding="utf8").split("### ")[1:]:
            head, covers, title, marked = block.strip().split("\n", 3)
            number, style = head.split(" ", 1)
            style, day, outlet = (part.strip() for part in style.split("|"))
            text, toponyms, attributions = read_marked(
                re.sub(r" {2,}", " ", marked.strip()), places
            )
            dispatch = {
                "id": f"dispatch-{number}",
                "style": style,
                "covers": covers.removeprefix("# "),
                "note": "invented for the tests",
                "title": title,
                "date": day,
                "domain": outlet,
                "text": text,
                "toponyms": toponyms,
                "attributions": attributions,
            }
            name = FRESH.get(path.name) or HALVES[int(number) % 2]
            files[name] += json.dumps(dispatch, ensure_ascii=False) + "\n"
    return files


if __name__ == "__main__":
    for name, content in make().items():
        (HERE / name).write_text(content, encoding="utf8")
