"""The command line as a person or a script uses it, each command a process of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from shapely.geometry import Point, box, mapping

ROOT = Path(__file__).resolve().parent.parent
DEEPSTATE_NAME = "1736101800.geojson"  # 2025-01-05T18:30:00Z


class Shell:
    """A store, and ``python -m geo`` on it."""

    def __init__(self, store: Path) -> None:
        self.store = store

    def __call__(self, *arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            name: value for name, value in os.environ.items() if name != "SALIENT_STORE"
        } | {"SALIENT_STORE": str(self.store)}
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "geo", *map(str, arguments)],
            cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip

    def editions(self) -> list[dict]:
        answer = self("editions", "--json")
        assert (answer.returncode, answer.stderr) == (0, "")
        return json.loads(answer.stdout)


@pytest.fixture
def shell(tmp_path: Path, seeded_file: Path) -> Shell:
    store = tmp_path / "store.gpkg"
    store.write_bytes(seeded_file.read_bytes())
    return Shell(store)


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"category": "assessed", "actor": "UA", "kind": "incursion",
                           "name": "geoJSON.status.occupied"},
            "geometry": mapping(shape),
        }
        for shape in (box(35, 51, 35.2, 51.2), Point(35, 51))
    ]  # fmt: skip
    path = tmp_path / DEEPSTATE_NAME
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def assert_is_a_sentence(answer: subprocess.CompletedProcess[str], *words: str) -> None:
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    last = answer.stderr.strip().splitlines()[-1]
    assert re.search(r"Error: .*\.$", last)
    assert all(word in last for word in words), last


def test_a_new_store_is_seeded_and_listed_as_json_of_a_fixed_form(tmp_path: Path):
    shell = Shell(tmp_path / "not there yet" / "store.gpkg")
    rows = shell.editions()
    assert len(rows) >= 14
    for row in rows:
        assert set(row) == {"source", "as_of", "synthetic", "areas"}
        assert (row["source"], row["synthetic"]) == ("kursk-seed", True)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["as_of"])
        for area in row["areas"]:
            assert set(area) == {"category", "actor", "kind", "km2"}
            assert area["km2"] > 0
    assert [row["as_of"] for row in rows] == sorted(row["as_of"] for row in rows)
    table = shell("--store", shell.store, "editions")
    assert table.stdout.count("synthetic") == len(rows)
    assert " km2" in table.stdout


def test_an_edition_is_imported_with_an_account_of_its_rows_and_once_only(shell, drawn):
    before = shell.editions()
    command = (
        "import", drawn, "--source", "My Drawing", "--as-of", "2025-01-06 13:30", "--zone",
        "America/New_York",
    )  # fmt: skip
    first = shell(*command)
    assert (first.returncode, first.stderr) == (0, "")
    assert "Read 2 rows: 1 kept (0 of them repaired), 1 left out." in first.stdout
    assert "is a Point, not an area" in first.stdout
    listed = shell("editions", "--json").stdout
    (new,) = [row for row in json.loads(listed) if row not in before]
    km2 = new["areas"][0].pop("km2")
    assert new == {
        "source": "my-drawing", "as_of": "2025-01-06T18:30:00Z", "synthetic": False,
        "areas": [{"category": "assessed", "actor": "UA", "kind": "incursion"}],
    }  # fmt: skip
    assert km2 == pytest.approx(311.708, abs=0.001)  # the closed formula of test_geometry.py
    second = shell(*command)
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.startswith("Nothing changed:")
    assert shell("editions", "--json").stdout == listed
    drawn.write_text(drawn.read_text().replace("assessed", "claimed"))
    assert_is_a_sentence(shell(*command), "already has another edition", "never overwritten")
    assert shell("editions", "--json").stdout == listed


def test_terms_must_be_accepted_before_anything_is_stored(shell, drawn):
    before = shell.store.read_bytes()
    refused = shell("import", drawn, "--source", "deepstate", stdin="n\n")
    assert "non-commercial use" in refused.stderr
    assert_is_a_sentence(refused, "Nothing was imported", "--accept-licence")
    silent = shell("import", drawn, "--source", "DeepState", stdin="")
    assert_is_a_sentence(silent, "Nothing was imported", "--accept-licence")
    assert shell.store.read_bytes() == before
    accepted = shell("import", drawn, "--source", "deepstate", "--accept-licence")
    assert accepted.returncode == 0
    (new,) = [row for row in shell.editions() if row["source"] == "deepstate"]
    assert new["as_of"] == "2025-01-05T18:30:00Z"
    assert [(a["actor"], a["kind"]) for a in new["areas"]] == [("RU", "control")]


def test_the_prompt_takes_a_yes(shell, drawn):
    assert shell("import", drawn, "--source", "deepstate", stdin="y\n").returncode == 0
    assert "deepstate" in {row["source"] for row in shell.editions()}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--source", "mine", "--as-of", "yesterday"], ["'yesterday' is no date"]),
        (["--source", "mine", "--as-of", "3025-01-05"], ["outside 1900 to 2200"]),
        (["--source", "mine", "--as-of", "2025-01-05", "--zone", "Kyiv"], ["'Kyiv'", "time zone"]),
        (["--source", "mine", "--as-of", "2025-01-05T13:30Z", "--zone", "Kyiv"], ["'Kyiv'"]),
        (["--source", "Моя", "--as-of", "2025-01-05"], ["no Latin letter"]),
    ],
)
def test_a_wrong_option_is_one_sentence_and_changes_nothing(shell, drawn, arguments, words):
    before = shell.store.read_bytes()
    assert_is_a_sentence(shell("import", drawn, *arguments), *words)
    assert shell.store.read_bytes() == before


def test_a_file_whose_name_states_no_date_needs_one_said(shell, drawn):
    plain = drawn.rename(drawn.with_name("drawn.geojson"))
    answer = shell("import", plain, "--source", "mine")
    assert_is_a_sentence(answer, "does not say what instant", "--as-of 2025-01-05")


def test_a_file_that_cannot_be_used_is_one_sentence(shell, drawn, tmp_path):
    mine = ("--source", "mine", "--as-of", "2025-01-05")
    missing = shell("import", tmp_path / "missing.geojson", *mine)
    assert_is_a_sentence(missing, "'missing.geojson'", "No such file")
    broken = tmp_path / "broken.geojson"
    broken.write_text("{")
    assert_is_a_sentence(shell("import", broken, *mine), "'broken.geojson'", "is cut short")
    broken.write_text(drawn.read_text().replace("assessed", "certain"))
    empty = shell("import", broken, *mine)
    assert_is_a_sentence(empty, "none of its features is a control area")
    assert "0 kept" in empty.stdout
    assert {row["source"] for row in shell.editions()} == {"kursk-seed"}


def test_a_store_that_is_none_is_one_sentence_and_stays_as_it_is(tmp_path):
    letter = tmp_path / "letter.gpkg"
    letter.write_text("This is a letter.")
    assert_is_a_sentence(Shell(letter)("editions", "--json"), "letter.gpkg", "cannot be opened")
    assert letter.read_text() == "This is a letter."
    assert_is_a_sentence(Shell(letter / "below.gpkg")("editions"), "below.gpkg")


def test_a_folder_comes_in_as_one_import_or_not_at_all(shell, tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    names = ["1736101800.geojson", "1736188200.geojson", "1736274600.geojson"]
    for name, width in zip(names, (0.1, 0.105, 0.11), strict=True):
        feature = {
            "type": "Feature",
            "properties": {"name": "geoJSON.status.occupied", "fill": "#a52714"},
            "geometry": mapping(box(35, 51, 35 + width, 51.2)),
        }
        body = {"type": "FeatureCollection", "features": [feature]}
        (folder / name).write_text(json.dumps(body))
    (folder / names[2]).write_text("{}")
    said = ("--source", "deepstate", "--accept-licence")
    before = shell.editions()
    answer = shell("import", folder, *said)
    assert_is_a_sentence(answer, names[2], "left out", "--accept-doubts")
    assert shell.editions() == before
    answer = shell("import", folder, *said, "--accept-doubts")
    assert (answer.returncode, answer.stderr.count("left out")) == (0, 1)
    assert "Imported 2 editions of DeepStateMap, 2025-01-05T18:30:00Z to" in answer.stdout
    # It is on the map: in the timeline, which is exact.
    check = shell("timelines", "--check")
    assert (check.returncode, check.stderr) == (0, "")
    assert "deepstate: 2 editions" in check.stdout
    assert check.stdout.count("every edition comes back exactly") == 2


def test_one_instant_cannot_be_that_of_many_files(shell, tmp_path):
    answer = shell("import", "a.geojson", "b.geojson", "--source", "x", "--as-of", "2025-01-05")
    assert answer.returncode == 2
    assert "import them one by one" in answer.stderr


def test_changes_between_two_sources_and_as_markdown(shell, drawn):
    assert (
        shell("import", drawn, "--source", "Our desk", "--as-of", "2025-01-06T00:00Z").returncode
        == 0
    )
    answer = shell(
        "changes", "--from-source", "kursk-seed", "--source", "our-desk",
        "--from", "2025-01-05", "--to", "2025-01-06", "--format", "markdown",
    )  # fmt: skip
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (
        "**Kursk salient (synthetic), 5 Jan 2025, 1:30 p.m. ET (18:30 UTC)  to  Our desk"
        in answer.stdout
    )
    assert "| category | actor | oblast | before |" in answer.stdout


def test_what_looks_wrong_is_asked_about_and_not_passed(shell, tmp_path):
    def written(name: str, *bounds: float) -> Path:
        path = tmp_path / name
        feature = {"type": "Feature", "properties": {}, "geometry": mapping(box(*bounds))}
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        return path

    said = ("--source", "desk", "--category", "claimed", "--actor", "UA")
    first = written("2025-01-05.geojson", 35, 51, 36, 52)
    assert shell("import", first, *said).returncode == 0
    wider = written("2025-01-06.geojson", 35, 51, 36.2, 52)
    answer = shell("import", wider, *said, stdin="n\n")
    assert_is_a_sentence(answer, "a jump of +20%", "--accept-doubts")
    swapped = written("2025-01-07.geojson", 48.5, 37, 49.5, 38)
    assert_is_a_sentence(shell("import", swapped, *said, stdin=""), "look swapped")
    assert [r["as_of"] for r in shell.editions() if r["source"] == "desk"] == [
        "2025-01-05T00:00:00Z"
    ]
    assert shell("import", wider, *said, stdin="y\n").returncode == 0
    assert shell("import", swapped, *said, "--accept-doubts").returncode == 0


def test_a_dry_run_says_what_would_be_and_stores_nothing(shell, drawn, tmp_path):
    before = shell.store.read_bytes()
    answer = shell("import", "--dry-run", "--json", drawn)
    assert (answer.returncode, answer.stderr) == (0, "")
    said = json.loads(answer.stdout)
    assert (said["outcome"], said["read"], said["stored"]) == ("accept", 2, 2)
    assert (said["repaired"], said["refused"]) == (0, [])
    with_source = json.loads(
        shell("import", "--dry-run", "--json", drawn, "--source", "mine").stdout
    )
    assert (with_source["outcome"], with_source["stored"]) == ("repair", 1)
    assert with_source["refused"] == [{"row": "feature 2", "reason": "is a Point, not an area"}]
    broken = tmp_path / "broken.geojson"
    broken.write_text("{")
    refused = shell("import", "--dry-run", "--json", broken)
    assert (refused.returncode, refused.stderr) == (2, "")
    assert json.loads(refused.stdout)["message"].startswith("The file 'broken.geojson' is cut")
    assert shell.store.read_bytes() == before


def test_a_dry_run_of_an_article_says_where_it_is_read(shell, tmp_path):
    page = tmp_path / "report.html"
    page.write_text(
        "<p>Bakhmut held.</p><p style='display:none'>Kyiv captured.</p><!-- Odesa captured -->"
    )
    answer = shell("import", "--dry-run", "--json", page)
    said = json.loads(answer.stdout)
    assert (answer.returncode, said["outcome"], said["read"], said["stored"]) == (0, "accept", 0, 0)
    assert "an article of 2 words" in said["message"]
    assert "geo read" in said["message"]
    # The same page where data was promised is what a server sends in its place.
    data = tmp_path / "areas.geojson"
    data.write_bytes(page.read_bytes())
    assert shell("import", "--dry-run", data).returncode == 2
    assert "geo read" in shell("import", page, "--source", "desk").stderr


def test_a_strangers_name_drives_no_terminal(shell, tmp_path):
    path = tmp_path / "2025-01-06\x1b[2J.geojson"
    path.write_text("{\u202e")
    done = shell("import", path, "--source", "desk")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    feature = {"type": "Feature", "properties": {"category": "\x1b[31mred\u202e"}, "geometry": None}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    done = shell("import", path, "--source", "desk")
    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout + done.stderr
