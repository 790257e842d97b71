"""Commands that keep a store, and that bring events and settlement reports into it."""

import json
from pathlib import Path

from tests.test_cli import Shell, assert_is_a_sentence, drawn, shell  # noqa: F401 - fixtures

CSV = "wann,breite,laenge,was\n31/1/2024,51.1,35.2,=1+1\n1/2/2024,x,35.3,b\n"
SAID = (
    "--column", "date=wann", "--column", "lat=breite", "--column", "lon=laenge",
    "--column", "summary=was", "--dates", "D/M/Y",
)  # fmt: skip


def test_undo_history_check_backup_and_restore(shell: Shell, drawn: Path, tmp_path: Path):  # noqa: F811
    before = shell.editions()
    mine = ("--source", "desk", "--as-of", "2025-01-06T00:00Z")
    assert shell("import", drawn, *mine).returncode == 0
    copy = tmp_path / "copy.gpkg"
    assert "Copied" in shell("backup", copy).stdout
    assert_is_a_sentence(shell("backup", copy), "is there already")
    assert "is undone" in shell("undo", "22", "--reason", "a trial").stdout
    assert shell.editions() == before
    assert_is_a_sentence(shell("undo", "22", "--reason", "again"), "was undone already")
    assert_is_a_sentence(shell("undo", "99", "--reason", "x"), "no import 99")
    history = shell("history", "--limit", "2").stdout.splitlines()
    assert "undo" in history[0]
    assert "reason a trial" in history[0]
    assert "import 22" in history[1]
    checked = shell("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "The store is whole. Latest entry of its history: 23" in checked.stdout
    assert "Restored from copy.gpkg" in shell("restore", copy).stdout
    assert len(shell.editions()) == len(before) + 1
    assert shell("check").returncode == 0
    letter = tmp_path / "letter.gpkg"
    letter.write_text("A letter.")
    assert_is_a_sentence(shell("restore", letter), "letter.gpkg")


def test_a_table_comes_in_by_named_columns_which_are_remembered(shell: Shell, tmp_path: Path):  # noqa: F811
    table = tmp_path / "mine.csv"
    table.write_text(CSV)
    assert_is_a_sentence(shell("import", table, "--source", "desk"), "which is the date")
    first = shell("import", table, "--source", "desk", *SAID)
    assert (first.returncode, first.stderr) == (0, "")
    assert "Imported 2 events of desk from mine.csv" in first.stdout
    assert "Read 2 rows: 2 kept" in first.stdout
    assert "no point in decimal degrees" in first.stdout
    again = shell("import", table, "--source", "desk")
    assert "Nothing changed: 2 events of desk" in again.stdout
    table.write_text(CSV + "2/2/2024,51.2,35.2,c\n")
    more = shell("import", table, "--source", "desk")
    assert (more.returncode, more.stderr) == (0, "")
    assert "known 2" in shell("history", "--limit", "1").stdout
    wrong = shell("import", table, "--source", "desk", "--column", "date")
    assert_is_a_sentence(wrong, "write it as --column date=when")


def test_settlement_reports_become_synthetic_editions(shell: Shell, tmp_path: Path):  # noqa: F811
    table = tmp_path / "reports.csv"
    table.write_text(
        "settlement,lat,lon,date,status,source\n"
        "Sudzha,51.19,35.27,2024-08-07,advances UA,footage\n"
        "Sudzha,51.19,35.27,2024-08-12,claimed UA,a commander\n"
        "Nowhere,51.19,35.37,2024-08-12,held,a rumour\n"
    )
    answer = shell("import", table, "--source", "Our desk")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Imported 2 editions of Our desk" in answer.stdout
    assert "has the status 'held'" in answer.stdout
    mine = [row for row in shell.editions() if row["source"] == "our-desk"]
    assert [row["synthetic"] for row in mine] == [True, True]
    dry = json.loads(shell("import", "--dry-run", "--json", table).stdout)
    assert (dry["outcome"], dry["read"]) == ("accept", 3)


def test_an_address_that_may_not_be_reached_is_an_outcome_of_a_dry_run(shell: Shell):  # noqa: F811
    for address in ("http://127.0.0.1/a", "file:///etc/passwd", "/vsicurl/http://127.0.0.1/x"):
        answer = shell("import", "--dry-run", "--json", address)
        assert (answer.returncode, answer.stderr) == (2, "")
        assert json.loads(answer.stdout)["outcome"] == "reject"
