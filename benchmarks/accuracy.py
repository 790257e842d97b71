"""``python -m benchmarks.accuracy --scorers DIR --places NAME=FILE ...``: how well articles read.

The scorers and the corpora are no part of the project; their paths are arguments. Every corpus is
read by Salient and in the naive way in the same run. With ``--write`` the figures replace the table
in ``docs/accuracy.md``, with the date and the commit; without it they are printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import measured_here
from benchmarks.naive_places import naive_claims, naive_places
from geo.articles import Document
from geo.articles.as_json import reading_json
from geo.articles.documents import document_of_line
from geo.articles.reading import read_article
from geo.gazetteer import Gazetteer, load_gazetteer

_ROOT = Path(__file__).resolve().parents[1]
_PAGE = _ROOT / "docs" / "accuracy.md"
_FROM, _TO = "<!-- measured: from here -->", "<!-- measured: to here -->"
_RUNS = 3

Predict = Callable[[list[dict[str, Any]]], Iterable[dict[str, Any]]]


def main() -> None:
    """Score every corpus that is named, both ways."""
    options = _options()
    gazetteer = load_gazetteer()

    def salient(rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        return (reading_json(read_article(_document(row), gazetteer)) for row in rows)

    def naive(rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        return (
            {
                "id": row["id"],
                "toponyms": naive_places(row["text"], gazetteer),
                "claims": naive_claims(row["text"]),
            }
            for row in rows
        )

    lines = [*_HEAD]
    for scorer, named in (
        ("score_places.py", options.places),
        ("score_dispatches.py", options.dispatches),
        ("score_claims.py", [*options.claims, *options.dispatches]),
    ):
        for name, path in map(_named, named):
            for way, predict in (("Salient", salient), ("naive", naive)):
                figures = _score(options.scorers / scorer, path, predict)
                lines.append(f"| {name} | {way} | {_words(scorer, figures)} |")
                print(lines[-1], flush=True)
    lines += ["", *_speeds(gazetteer, [*options.places, *options.claims, *options.dispatches])]
    print("\n".join(lines[-8:]))
    if options.write:
        _write(lines)


_HEAD = ("| corpus | way | figures |", "|---|---|---|")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scorers", type=Path, required=True, help="folder of the scorers")
    for kind in ("places", "claims", "dispatches"):
        parser.add_argument(f"--{kind}", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--write", action="store_true", help="into docs/accuracy.md")
    return parser.parse_args()


def _named(argument: str) -> tuple[str, Path]:
    name, found, path = argument.partition("=")
    if not found:
        sys.exit(f"{argument!r} is not NAME=FILE.")
    return name, Path(path)


def _document(row: dict[str, Any]) -> Document:
    return document_of_line(json.dumps(row))


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _score(scorer: Path, gold: Path, predict: Predict) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8") as predicted:
        for row in predict(_rows(gold)):
            predicted.write(json.dumps(row) + "\n")
        predicted.flush()
        command = [sys.executable, str(scorer), str(gold), predicted.name, "--json"]
        if scorer.name == "score_dispatches.py":
            command.pop()
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(result.stdout)
    found["documents"] = len(_rows(gold))
    return found


def _words(scorer: str, figures: dict[str, Any]) -> str:
    if scorer == "score_places.py":
        keys: Sequence[str] = ("P", "R", "F1", "e2e_R", "e2e_P")
    elif scorer == "score_dispatches.py":
        each = figures["wrong_dots"] / max(1, figures["documents"])
        kinds = ", ".join(f"{kind} {share}" for kind, share in figures["by_kind"].items())
        return (
            f"places right {figures['recall']:.3f} of {figures['gold']}, "
            f"wrong dots a dispatch {each:.2f} ({kinds})"
        )
    else:
        return "; ".join(
            f"{name}: " + ", ".join(f"{key} {value:.3f}" for key, value in values.items())
            for name, values in figures.items()
            if isinstance(values, dict)
        )
    return ", ".join(f"{key} {figures[key]:.3f}" for key in keys)


def _speeds(gazetteer: Gazetteer, named: Sequence[str]) -> list[str]:
    lines = ["| corpus | words an article | articles a second, one core |", "|---|---|---|"]
    for name, path in dict(map(_named, named)).items():
        documents = [_document(row) for row in _rows(path)]
        best = float("inf")
        for _ in range(_RUNS):
            start = time.process_time()
            for document in documents:
                read_article(document, gazetteer)
            best = min(best, time.process_time() - start)
        words = sum(len(document.text.split()) for document in documents) / len(documents)
        lines.append(f"| {name} | {words:.0f} | {len(documents) / best:.0f} |")
    return lines


def _write(lines: Sequence[str]) -> None:
    git = ["git", "-C", str(_ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    here = measured_here()
    page = _PAGE.read_text(encoding="utf8")
    before, _, rest = page.partition(_FROM)
    _, _, after = rest.partition(_TO)
    said = f"Measured on {here['measured']} at commit {commit}, {here['machine']}."
    _PAGE.write_text(
        "\n".join([before + _FROM, "", said, "", *lines, "", _TO + after]), encoding="utf8"
    )


if __name__ == "__main__":
    main()
