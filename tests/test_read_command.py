"""python -m geo read: in words, as JSON, many at once; what is broken is named."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.articles import read_article
from geo.articles.as_json import reading_json
from geo.articles.documents import pasted
from geo.cli.main import cli
from geo.gazetteer import load_gazetteer
from tests.wire import send, serving

TEXT = (
    "The governor of Tambov Oblast said on Saturday that drones had hit flats in Kotovsk. "
    "Kyiv did not comment."
)


def run(*arguments: str):
    return CliRunner().invoke(cli, ["read", *map(str, arguments)])


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_it_says_places_and_claims_in_words_and_a_party_is_no_place(article: Path):
    result = run(article, "--date", "2025-01-11", "--outlet", "news.example")
    assert result.exit_code == 0
    assert "(news.example, 11 Jan 2025)" in result.output
    assert "Kotovsk: city, Kotovsk, Tambov Oblast (52.5" in result.output
    assert "Kyiv: not placed. A party that speaks or acts" in result.output
    assert "that drones had hit flats in Kotovsk" in result.output


def test_an_article_without_a_date_is_read_and_gets_none(article: Path):
    result = run(article)
    assert result.exit_code == 0
    assert "does not say when it was published" in result.stderr
    assert "date unknown" in result.output


def test_json_has_the_spans_that_the_scorers_take(article: Path):
    said = json.loads(run(article, "--json", "--date", "2025-01-11").stdout)
    placed = {t["name"]: t for t in said["toponyms"] if t["lat"] is not None}
    assert placed["Tambov Oblast"]["kind"] == "oblast"
    assert TEXT[placed["Kotovsk"]["start"] : placed["Kotovsk"]["end"]] == "Kotovsk"
    claim = said["claims"][0]
    assert TEXT[slice(*claim["content_spans"][0])].startswith("that drones had hit")
    assert TEXT[slice(*claim["cue_span"])] == "said"


def test_json_has_the_candidates_of_a_name_in_doubt_and_no_place_for_one_not_told_apart(
    tmp_path: Path,
):
    path = tmp_path / "article.txt"
    path.write_text("A barn burned near Mykolaivka, and a depot in Kursk. Kyiv said so.")
    result = run(path, "--json", "--date", "2025-01-11")
    said = {toponym["name"]: toponym for toponym in json.loads(result.stdout)["toponyms"]}
    village = said["Mykolaivka"]
    assert [village[key] for key in ("lat", "lon", "place", "kind", "on_map")] == [
        None, None, None, None, False,
    ]  # fmt: skip
    assert village["why"].startswith("Not told apart: ")
    assert len(village["candidates"]) > 2
    first, second = village["candidates"][:2]
    assert first["score"] >= second["score"]
    assert (first["lat"], first["lon"]) != (second["lat"], second["lon"])
    assert {"place", "admin1", "country", "kind", "reasons", "geonameid"} <= set(first)
    assert said["Kyiv"]["candidates"] == said["Kursk"]["candidates"] == []


def test_many_at_once_a_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": "a", "text": TEXT, "date": "2025-01-11", "domain": "x.example", "title": "A"},
        "{broken",
        {"id": "b", "text": "Nothing."},
        {"id": "c", "text": TEXT, "date": "soon"},
    ]
    source.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    )
    result = run("--jsonl", source, "--out", out)
    assert result.exit_code == 2
    assert "Line 2: " in result.stderr
    assert "Line 4: " in result.stderr
    assert "2 read, 2 not." in result.stderr
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert [reading["id"] for reading in written] == ["a", "b"]
    assert written[0] == json.loads(
        json.dumps(
            reading_json(read_article(pasted(TEXT, "a", date="2025-01-11"), load_gazetteer()))
        )
    )


def test_a_broken_file_is_named_and_the_rest_goes_on(article: Path, tmp_path: Path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    result = run(broken, tmp_path / "missing.txt", article, "--date", "2025-01-11")
    assert result.exit_code == 2
    assert "'broken.pdf'" in result.stderr
    assert "'missing.txt'" in result.stderr
    assert "Kotovsk" in result.output


def test_an_address_is_not_asked_without_leave():
    result = run("https://news.example/a.html")
    assert result.exit_code == 2
    assert "--online" in result.stderr


def test_nonsense_is_refused_in_a_sentence(article: Path, tmp_path: Path):
    assert "'5 January' is no date" in run(article, "--date", "5 January").output
    assert run("--jsonl", article).exit_code == 2
    assert run(article, "--jsonl", article, "--out", tmp_path / "o").exit_code == 2
    assert "line by line" in run("--jsonl", tmp_path / "no", "--out", tmp_path / "o").output


def test_an_address_is_fetched_once_on_the_user_s_word_and_its_host_is_the_outlet():
    page = f"<html><head><title>T</title></head><body><p>{TEXT} {TEXT}</p></body></html>"
    with serving(lambda request: send(request, page.encode())) as server:
        refused = run(server.url("/a"), "--online", "--date", "2025-01-11")
        assert refused.exit_code == 2
        assert server.asked == []
        result = run(server.url("/a"), "--online", "--allow-private", "--date", "2025-01-11")
    assert server.asked == ["/a"]
    assert "T (127.0.0.1, 11 Jan 2025)" in result.output
    assert "Kotovsk: city" in result.output
