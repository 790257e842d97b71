"""Every page, run by Streamlit's own AppTest on the real store."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from geo.cli.main import cli
from geo.seeding import seed_store
from geo.store import open_store

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def on_seed(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALIENT_STORE", str(seeded_file))


def page(name: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / name), default_timeout=30)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def html(test: AppTest) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


@pytest.mark.usefixtures("on_seed")
class TestMap:
    def test_it_shows_the_figures_of_the_main_edition_with_source_and_method(self):
        text = html(page("map.py"))
        assert "5 Jan 2025, 1:30 p.m. ET (18:30 UTC)" in text
        assert "Synthetic" in text
        assert "WGS84" in text
        assert "Salient seed" in text

    def test_a_link_to_a_claim_fills_the_panel(self):
        text = html(page("map.py", pick="claim:kursk-2025-01-11-10"))
        assert "10,000 to 12,000 troops" in text
        assert "Ukraine estimates" in text

    def test_a_link_to_nothing_is_a_sentence_and_no_exception(self):
        test = page("map.py", pick="claim:no-such-claim", at="never")
        assert not test.exception
        assert "is not in this store" in html(test)
        assert "no date that can be read" in html(test)

    def test_a_link_between_two_editions_shows_the_one_before(self):
        assert "5 Jan 2025" in html(page("map.py", at="2025-01-12"))


@pytest.mark.usefixtures("on_seed")
class TestClaims:
    def test_a_picked_claim_is_a_card_with_its_claimant_first_and_a_link_to_the_map(self):
        text = html(page("claims.py", pick="claim:kursk-2025-01-11-10"))
        assert "10,000 to 12,000 troops" in text
        assert "<h3>Ukraine estimates</h3>" in text
        text = html(page("claims.py", pick="claim:kursk-2025-01-11-01"))
        assert "<h3>Volodymyr Zelenskyy claims</h3>" in text
        assert "/?source=kursk-seed&amp;at=" in text
        assert "pick=claim%3Akursk-2025-01-11-01" in text

    def test_without_a_pick_it_says_what_to_do(self):
        assert "Select a claim in the table" in html(page("claims.py"))

    def test_a_claim_that_is_not_there_is_a_sentence(self):
        test = page("claims.py", pick="claim:no-such-claim")
        assert not test.exception
        assert "is not in this store" in html(test)

    def test_nonsense_in_the_link_is_said_and_left_out(self):
        test = page("claims.py", status="sure", period="soon", sort="x", pick="<b>", c="a,b")
        assert not test.exception
        text = html(test)
        for name in ("status", "period", "sort", "pick", "c"):
            assert f"The link&#39;s {name} holds" in text or f"The link&#x27;s {name} holds" in text

    def test_a_store_without_claims_says_so(self, tmp_path, monkeypatch):
        path = tmp_path / "empty.gpkg"
        store = open_store(path)
        seed_store(store, now=datetime(2025, 1, 12, tzinfo=UTC))
        claims = next(r for r in store.imports() if r.source_id == "kursk-dispatch")
        store.undo(claims.id, by="A", at=datetime(2025, 1, 12, tzinfo=UTC), reason="wrong")
        store.close()
        monkeypatch.setenv("SALIENT_STORE", str(path))
        assert "The store has no claims yet" in html(page("claims.py"))


@pytest.mark.usefixtures("on_seed")
def test_data_lists_sources_editions_and_imports():
    sources, editions = (frame.value for frame in page("data.py").dataframe)
    imports = page("data.py", section="History").dataframe[0].value
    assert "Kursk salient (synthetic)" in set(sources["source"])
    assert bool(sources.set_index("source").loc["Kursk salient (synthetic)", "synthetic"])
    assert len(editions) >= 14
    assert (
        420 <= editions.set_index("stamp").filter(like="5 Jan 2025", axis=0)["assessed UA"].item()
    )
    assert (imports["read"] == imports["kept"] + imports["left_out"]).all()


@pytest.mark.usefixtures("on_seed")
class TestChanges:
    def test_it_opens_on_thirty_days_with_a_row_for_the_whole_and_for_each_oblast(self):
        test = page("changes.py")
        assert not test.exception
        table = test.dataframe[0].value
        assert {"All", "Kursk Oblast"} <= set(table["oblast"])
        assert (table["net"] == (table["gained"] - table["lost"]).round(6)).all()

    def test_the_figures_are_those_of_the_command(self, seeded_file: Path):
        asked = {"from": "2025-01-05", "to": "2025-03-12"}
        shown = page("changes.py", d="Two dates", **asked).dataframe[0].value
        done = CliRunner().invoke(
            cli,
            ["--store", str(seeded_file), "changes", "--source", "kursk-seed", "--by", "oblast"]
            + [part for name, day in asked.items() for part in (f"--{name}", day)]
            + ["--format", "json"],
        )
        printed = pd.DataFrame(json.loads(done.output))
        for figure in ("before", "after", "gained", "lost", "net", "removed"):
            assert shown[figure].tolist() == printed[figure].tolist()

    def test_the_rule_can_be_switched_off(self):
        with_rule = page("changes.py").dataframe[0].value
        without = page("changes.py", rule="false").dataframe[0].value
        assert with_rule["removed"].sum() > 0
        assert without["removed"].sum() == 0
        assert without["gained"].sum() > with_rule["gained"].sum()

    def test_the_whole_alone(self):
        assert set(page("changes.py", oblasts="false").dataframe[0].value["oblast"]) == {"All"}

    def test_nonsense_in_the_link_is_left_out(self):
        test = page("changes.py", source="nowhere", d="soon", mode="x", c="a,b", hide="<b>", of="y")
        assert not test.exception
        assert len(test.dataframe[0].value) > 3

    def test_before_the_first_edition_the_first_one_is_compared_and_that_is_said(self):
        test = page("changes.py", d="365")
        assert "its first edition is compared" in html(test)


@pytest.mark.parametrize("name", ["map.py", "changes.py", "claims.py", "data.py"])
def test_a_store_that_cannot_be_opened_is_a_sentence_on_every_page(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = tmp_path / "letter.gpkg"
    broken.write_text("This is a letter and no GeoPackage.")
    monkeypatch.setenv("SALIENT_STORE", str(broken))
    test = page(name)
    assert not test.exception
    assert "letter.gpkg" in html(test)
    assert broken.read_text() == "This is a letter and no GeoPackage."


def test_what_another_process_imports_appears_with_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn_edition
):
    monkeypatch.setenv("SALIENT_STORE", str(tmp_path / "shared.gpkg"))
    before = page("data.py").dataframe[1].value
    other = open_store(tmp_path / "shared.gpkg")
    edition, report = drawn_edition
    other.import_edition(
        edition, report, recorded_at=datetime(2025, 2, 1, tzinfo=UTC), recorded_by="t"
    )
    other.close()
    assert len(page("data.py").dataframe[1].value) == len(before) + 1


@pytest.mark.usefixtures("on_seed")
class TestArticles:
    def test_the_seed_s_dispatch_opens_and_nothing_is_accepted(self):
        test = page("articles.py")
        assert not test.exception
        assert "Nothing is accepted yet" in html(test)
        assert test.button[0].disabled

    def test_a_pasted_article_needs_a_date_that_can_be_read(self):
        test = page("articles.py")
        test.segmented_control(key="article_from").set_value("Paste").run()
        assert "Paste an article" in html(test)
        test.text_area(key="article_text").set_value("Drones hit Kotovsk near Tambov.").run()
        assert "Nobody said when this was published" in html(test)
        test.text_input(key="article_date_Paste").set_value("5 January").run()
        assert "&#x27;5 January&#x27; is no date" in html(test)
        test.text_input(key="article_date_Paste").set_value("2025-01-05").run()
        assert "Nobody said who published this" in html(test)
        assert not test.exception

    def test_an_address_of_this_machine_is_not_reached(self):
        test = page("articles.py")
        test.segmented_control(key="article_from").set_value("Address").run()
        assert "Give an address" in html(test)
        test.text_input(key="article_address").set_value("http://127.0.0.1/a").run()
        assert "127.0.0.1" in html(test)
        assert not test.exception
