"""``python -m geo export`` of pictures, and what strangers' strings become in them."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from geo.cli.main import cli
from geo.maps.layers import MapView
from geo.models import Place
from geo.publish.picture import draw_picture
from geo.publish.wish import Wish, carried_to, picture_spec
from geo.store import Store
from tests.browser.test_hostile import STRINGS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def export(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SALIENT_STORE", str(seeded_file))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        answer = CliRunner().invoke(cli, ["export", *arguments])
        return answer.exit_code, answer.output

    return run


def words_of(svg: bytes) -> str:
    """Return all that an SVG says, without the ends of lines."""
    return " ".join("".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text"))


def test_words_dates_and_language_are_those_of_the_command(export):
    code, said = export(
        "map.svg", "--at", "2025-01-05", "--compare", "2024-09-10", "--language", "uk",
        "--layout", "landscape", "--title", "Наша мапа", "--credit", "The desk",
        "--notes", "One note.\nAnother note.",
    )  # fmt: skip
    assert (code, said.startswith("Wrote map.svg")) == (0, True), said
    text = words_of(Path("map.svg").read_bytes())
    for part in ("Наша мапа", "The desk", "One note.", "Another note.", "2024", "2025"):
        assert part in text


def test_a_date_without_an_edition_says_that_it_is_carried_forward(export):
    assert export("map.svg", "--at", "2025-01-12")[0] == 0
    text = words_of(Path("map.svg").read_bytes())
    assert "Data as of 5 Jan 2025, 1:30 p.m. ET (18:30 UTC), carried forward to 12 Jan 2025" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["map.png", "--at", "2024-08-07", "--since", "30"], "nothing early enough to compare"),
        (["map.png", "--compare", "2025-02-05", "--at", "2025-01-05"], "is not the earlier one"),
        (["map.png", "--template", "gone"], "gone"),
        (["map.png", "--scale", "9"], "Choose 1 to 4"),
        (["map.gif", "--every", "0"], "--every"),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(export, arguments: list[str], said: str):
    code, output = export(*arguments)
    assert code == 2
    assert said in output
    assert not list(Path().iterdir())


def test_strings_from_strangers_are_text_in_svg(seeded: Store):
    view = MapView(source="kursk-seed", at="2025-01-05T18:30:00Z")
    spec = picture_spec(seeded, Wish(view=view, layout="portrait", notes="\n".join(STRINGS[:8])))
    place = Place(id="p", name=STRINGS[9], feature_code="PPLC", country="RU", lon=35.2, lat=51.2,
                  origin="")  # fmt: skip
    spec = replace(
        spec, places=(place, *spec.places), title=STRINGS[8], deck=STRINGS[10], credit=STRINGS[11]
    )
    svg = draw_picture(spec).encoded("svg")
    root = ET.fromstring(svg)
    tags = {node.tag.rpartition("}")[2].lower() for node in root.iter()}
    assert not tags & {"script", "iframe", "img", "foreignobject", "image"}
    assert not any(name.lower().startswith("on") for node in root.iter() for name in node.attrib)
    text = "".join(words_of(svg).split())
    for string in STRINGS[:12]:
        assert "".join(string.split()) in text


def test_an_edition_is_carried_to_the_day_that_was_asked_for(seeded: Store):
    shown = next(e for e in seeded.editions() if e.as_of == e.source.opens_at)
    assert carried_to(MapView(source="kursk-seed", at="2025-01-05"), shown) is None
    until = carried_to(MapView(source="kursk-seed", at="2025-01-07"), shown)
    assert until is not None
    assert until.isoformat() == "2025-01-08T04:59:59+00:00"
