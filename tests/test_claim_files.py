"""Claims as files: by schema, as points, as citations; nothing of a source that forbids it."""

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cli.main import cli
from geo.errors import RedistributionForbidden
from geo.models import ClaimStatus, Link, LinkKind
from geo.publish.claim_citations import bibtex, csl_json, tex
from geo.publish.claim_files import CLAIM_FORMS, claim_rows
from geo.store import Store, open_store
from tests.hostile_files import STRINGS
from tests.test_pages import html, page

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "docs" / "claims.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows(seeded: Store):
    claims = seeded.claims()
    closed = replace(seeded.sources()[0], id="closed", title="Closed", redistribution=False)
    sources = {s.id: s for s in seeded.sources()} | {"closed": closed}
    secret = replace(claims[0], id="secret", statement="A secret.", source="closed")
    places = {place.id: place for place in seeded.places()}
    groups = {claims[0].id: claims[0].id}
    return claim_rows([*claims, secret], places, sources, groups, seeded.status_history())


@pytest.mark.parametrize("form", CLAIM_FORMS)
def test_no_form_passes_on_what_is_forbidden_and_each_says_so(rows, form):
    written = CLAIM_FORMS[form][2](rows)
    assert "A secret." not in written
    assert "1 claims of Closed, which forbids" in written


def test_nothing_is_written_of_forbidden_claims_alone(rows, seeded: Store):
    closed = replace(seeded.sources()[0], id="closed", redistribution=False)
    with pytest.raises(RedistributionForbidden):
        claim_rows([replace(rows.claims[0], source="closed")], {}, {"closed": closed}, {}, [])


def test_the_json_is_that_of_the_schema(rows):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    written = json.loads(CLAIM_FORMS["json"][2](rows))
    jsonschema.validate(written, SCHEMA)
    assert len(written["claims"]) == len(rows.claims) == 24
    first = written["claims"][0]
    assert first["group"] == first["id"]
    assert first["context"]
    assert [entry["status"] for entry in first["history"]] == [first["status"]]
    del first["claimant"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, SCHEMA)


def test_the_points_are_those_of_the_places(rows):
    written = json.loads(CLAIM_FORMS["geojson"][2](rows))
    found = written["features"]
    assert {f["properties"]["id"] for f in found} == {claim.id for claim in rows.claims}
    kursk = next(f for f in found if f["properties"].get("place") == "Kursk Oblast")
    place = rows.places["kursk-oblast"]
    assert kursk["geometry"]["coordinates"] == [place.lon, place.lat]
    assert all(f["properties"]["attribution"] for f in found)


def test_the_tables_have_every_claim(rows):
    for form in ("csv", "csv-exact"):
        found = list(csv.DictReader(io.StringIO(CLAIM_FORMS[form][2](rows), newline="")))
        assert [row["id"] for row in found] == [*(claim.id for claim in rows.claims), ""]


def entry_parts(text: str) -> list[str]:
    """Return entries as BibTeX finds them: from "@" to the brace that closes it."""
    found, depth, start = [], 0, None
    for at, letter in enumerate(text):
        if letter == "@" and start is None:
            start = at
        elif start is not None and letter in "{}":
            depth += 1 if letter == "{" else -1
            if depth == 0:
                found.append(text[start : at + 1])
                start = None
    assert (depth, start) == (0, None)
    return found


texts = st.text(max_size=40) | st.sampled_from(STRINGS) | st.sampled_from(["{", "}}", "@x{", "\\"])


@settings(max_examples=50)
@given(claimant=texts, statement=texts, name=texts)
def test_no_name_breaks_out_of_its_citation(rows, claimant, statement, name):
    link = Link(kind=LinkKind.DOCUMENT, url=f"https://a.example/{name}")
    hostile = replace(
        rows.claims[0], id=name, claimant=claimant, statement=statement, via=name, links=[link]
    )
    claims = [hostile, rows.claims[1], hostile]
    entries = entry_parts(bibtex(claims, rows.sources, [f"Left out: {name}"]))
    assert len(entries) == 3
    keys = [re.match(r"@misc\{([A-Za-z0-9-]+),\n", entry)[1] for entry in entries]
    assert len(set(keys)) == 3
    for entry in entries:
        lines = entry.splitlines()[1:-1]
        assert all(re.fullmatch(r"  [a-z]+ = (\{.*\}|[a-z]{3}),", line) for line in lines)
    items = json.loads(csl_json(claims, rows.sources))
    assert items[0]["author"] == [{"literal": claimant}]
    assert items[0].get("title", "") == statement


def test_tex_prints_every_letter():
    assert tex("50 % & {x}_^~$#\\\n\x1b") == (
        r"50 \% \& \textbraceleft{}x\textbraceright{}\_\textasciicircum{}\textasciitilde{}"
        r"\$\#\textbackslash{}"
    )


def test_the_command_writes_what_was_asked_for(seeded_file: Path, tmp_path: Path):
    def run(*more):
        return CliRunner().invoke(cli, ["--store", str(seeded_file), "claims", *more])

    to = tmp_path / "claims.bib"
    done = run("--format", "bibtex", "--output", str(to))
    assert (done.exit_code, done.output) == (0, f"24 claims in {to}.\n")
    assert len(entry_parts(to.read_text(encoding="utf-8"))) == 24
    jsonschema.validate(json.loads(run("--format", "json").output), SCHEMA)
    refused = run("--source", "nobody")
    assert refused.exit_code == 2
    assert "kursk-dispatch" in refused.output


def test_a_status_that_was_set_later_stands_behind_the_first(seeded_file: Path, tmp_path: Path):
    own = tmp_path / "own.gpkg"
    shutil.copy(seeded_file, own)
    store = open_store(own)
    claim = store.claims()[0]
    store.set_claim_status(
        claim.id, ClaimStatus.DISPUTED, by="Ada", at=datetime(2025, 2, 1, tzinfo=UTC),
        reason="Two sources say otherwise.", evidence="https://a.example/",
        based_on=store.status_version(claim.id),
    )  # fmt: skip
    store.close()
    done = CliRunner().invoke(cli, ["--store", str(own), "claims", "--format", "json"])
    written = json.loads(done.output)
    jsonschema.validate(written, SCHEMA)
    found = next(c for c in written["claims"] if c["id"] == claim.id)
    assert [entry["status"] for entry in found["history"]] == [claim.status, "disputed"]
    assert found["history"][1] == {
        "status": "disputed", "at": "2025-02-01T00:00:00Z", "by": "Ada",
        "reason": "Two sources say otherwise.", "evidence": "https://a.example/",
    }  # fmt: skip


def test_the_page_offers_every_form(seeded_file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SALIENT_STORE", str(seeded_file))
    test = page("claims.py", section="Export")
    assert not test.exception
    assert "24 claims" in html(test)
    assert len(test.get("download_button")) == len(CLAIM_FORMS)
