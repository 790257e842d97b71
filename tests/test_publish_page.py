"""The Publish page and what it says before a map goes out."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box
from streamlit.testing.v1 import AppTest

from geo.maps.layers import MapView
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.publish.cautions import cautions
from geo.publish.wish import Wish
from geo.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2025, 1, 6)


@pytest.fixture
def shown(seeded: Store):
    return next(
        e for e in seeded.editions() if e.source.id == "kursk-seed" and e.as_of == e.source.opens_at
    )


def wish(at: str = "2025-01-05T18:30:00Z", **changes: object) -> Wish:
    hide = tuple(changes.pop("hide", ("claims",)))
    return Wish(view=MapView(source="kursk-seed", at=at, hide=hide), **changes)


class TestCautions:
    def said(self, edition, asked: Wish | None = None, today: date = TODAY) -> str:
        return "\n".join(cautions(asked or wish(), edition, today=today))

    def plain(self, edition, **changes: object):
        return replace(edition, source=replace(edition.source, synthetic=False, **changes))

    def test_nothing_is_said_where_nothing_is_to_say(self, shown):
        assert self.said(self.plain(shown)) == ""

    def test_synthetic_data_is_always_said(self, shown):
        assert self.said(shown) == (
            "Synthetic data: drawn by rule, not surveyed. Everything made here says so."
        )

    @pytest.mark.parametrize(
        ("at", "said"),
        [
            ("2025-01-05", ""),
            ("2025-01-07", "carried forward"),
            ("2025-01-08", "carried forward"),
            (
                "2025-01-09",
                "Old data: the edition is of 5 Jan 2025, 1:30 p.m. ET (18:30 UTC), 4 days",
            ),
        ],
    )
    def test_an_edition_that_is_not_of_the_day(self, shown, at: str, said: str):
        found = self.said(self.plain(shown), wish(at))
        assert (said in found) if said else (found == "")

    def test_data_that_is_old_today(self, shown):
        assert "60 days old today" in self.said(self.plain(shown), today=date(2025, 3, 6))

    def test_areas_that_are_hidden_and_there(self, shown):
        for hide in (("claimed",), ("claimed.UA",)):
            assert "areas that are claimed" in self.said(
                self.plain(shown), wish(hide=(*hide, "claims"))
            )
        assert self.said(self.plain(shown), wish(hide=("claimed.XX", "claims"))) == ""

    def test_clocks_that_are_mixed(self, shown):
        assert "claims of up to 10 days" in self.said(self.plain(shown), wish(hide=()))
        day = replace(shown, time_precision="day")
        found = cautions(wish(), self.plain(shown), day, today=TODAY)
        assert found == ["Mixed dates: one picture is of an instant, the other only of a day."]

    def test_terms_and_what_is_not_offered(self, shown):
        said = self.said(self.plain(shown, terms="Ask.", licence="", redistribution=False))
        assert "Terms of Kursk salient (synthetic): Ask." in said
        assert "states no licence" in said
        assert "neither data files nor a page in one file" in said


@pytest.fixture
def own_store(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "store.gpkg"
    path.write_bytes(seeded_file.read_bytes())
    monkeypatch.setenv("SALIENT_STORE", str(path))
    return path


def page(**query: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / "publish.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def html(test: AppTest) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


@pytest.mark.usefixtures("own_store")
class TestPage:
    def test_it_opens_on_the_view_of_a_link_and_says_what_to_look_at(self):
        test = page(at="2025-01-12", hide="claimed")
        assert not test.exception
        assert test.date_input[0].value == date(2025, 1, 12)
        assert "7 days before the date asked" in html(test)
        assert "areas that are claimed" in html(test)
        assert [b.proto.label for b in test.get("download_button")] == [
            "PNG", "SVG", "PDF", "GIF", "MP4", "Page in one file", "Data (zip)",
        ]  # fmt: skip
        assert test.expander[-1].label == "How the house style reads: all figures hold"
        assert "deuteranopia" in html(test)
        assert "<iframe src=" in test.code[0].value

    def test_each_view_and_look_has_a_picture_of_its_own(self):
        test = page()
        pictures = [test.get("image")[0].proto.imgs[0].url]
        test.text_input[0].set_value("A title <b>of</b> ours").run()
        pictures.append(test.get("image")[0].proto.imgs[0].url)
        test.button_group[2].set_value("square").run()
        pictures.append(test.get("image")[0].proto.imgs[0].url)
        assert not test.exception
        assert len(set(pictures)) == 3

    def test_a_title_that_the_typeface_cannot_write_is_a_sentence(self):
        test = page()
        test.text_input[0].set_value("漢字").run()
        assert not test.exception
        assert "has no sign for some of the text" in html(test)

    def test_settings_are_kept_for_the_next_visit(self, own_store: Path):
        store = open_store(own_store)
        body = {"layout": "square", "language": "uk", "template": "ink", "credit": "The desk"}
        store.save_mapping("publish", body, by="t", at=next(
            e.as_of for e in store.editions()), based_on=0)  # fmt: skip
        store.close()
        test = page()
        assert not test.exception
        chosen = {box.label: box.value for box in test.selectbox}
        assert (chosen["Language"], chosen["House style"]) == ("uk", "ink")
        assert {t.label: t.value for t in test.text_input}["Credit"] == "The desk"

    def test_a_setting_that_is_no_more_is_passed_over(self, own_store: Path):
        store = open_store(own_store)
        store.save_mapping("publish", {"template": "gone", "scale": 9}, by="t", at=next(
            e.as_of for e in store.editions()), based_on=0)  # fmt: skip
        store.close()
        assert not page().exception

    def test_what_a_source_forbids_is_not_offered(self, own_store: Path):
        store = open_store(own_store)
        source = Source(
            id="guarded", title="Guarded maps", attribution="Guarded", redistribution=False
        )
        area = ControlArea(
            category=Category.ASSESSED, actor="RU", kind=Kind.CONTROL,
            geometry=MultiPolygon([box(35, 51, 36, 52)]),
        )  # fmt: skip
        now = datetime(2025, 1, 5, tzinfo=UTC)
        store.import_edition(
            Edition(source=source, as_of=now, areas=[area]),
            ImportReport(file="a", sha256="0" * 64, read=1, kept=1), recorded_at=now,
            recorded_by="t",
        )  # fmt: skip
        store.close()
        test = page(source="guarded")
        assert not test.exception
        offered = [b.proto.label for b in test.get("download_button")]
        assert offered == ["PNG", "SVG", "PDF", "GIF", "MP4"]
        assert "neither data files nor a page in one file" in html(test)
        assert not test.code
