"""House styles: read, refused with all that is wrong, and their figures."""

import pytest

from geo.errors import ConfigurationError, SchemaError
from geo.publish.template import TEMPLATES, parse_template, read_template, template_names
from geo.publish.typefaces import face
from geo.publish.vision import contrast, reading_figures

TEXT = (TEMPLATES / "salient.toml").read_text(encoding="utf-8")


def test_two_styles_come_with_salient_and_every_figure_holds():
    assert template_names() == ["salient", "ink"]
    for name in template_names():
        figures = reading_figures(read_template(name))
        assert [f for f in figures if not f.holds] == []
        assert {f.sight for f in figures} == {
            "all", "protanopia", "deuteranopia", "tritanopia", "grey",
        }  # fmt: skip


def test_a_style_that_reads_badly_is_told_by_its_figures():
    pale = parse_template(TEXT.replace('quiet = "#565d63"', 'quiet = "#b8b8b8"'), "pale")
    (found,) = [f for f in reading_figures(pale) if f.what == "quiet on paper"]
    assert not found.holds
    same = parse_template(TEXT.replace('UA = "#3a8ddb"', 'UA = "#a61c28"'), "same")
    assert sum(not f.holds for f in reading_figures(same)) == 4


def test_contrast_is_that_of_wcag():
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (TEXT.replace('"#16191c"', '"red"'), "`colours.ink` must be a colour such as #a61c28"),
        (TEXT.replace("[actors]", '[actors]\nru = "#000000"'), "`actors.ru` is no party code"),
        (TEXT.replace("width = 1200", "width = 12"), "`layouts.landscape.width` must be a number"),
        (
            TEXT.replace("width = 1200", "width = true"),
            "`layouts.landscape.width` must be a number",
        ),
        (TEXT.replace('legend = "right"', 'legend = "up"'), "must be right or below, not 'up'"),
        (TEXT.replace("[layouts.square]", "[layouts.poster]"), "`layouts.poster` is not known"),
        (TEXT.replace("[layouts.square]", "[layouts.poster]"), "the table `square` is missing"),
        (TEXT.replace("version = 1", "version = 2"), "`version` must be 1"),
        (TEXT.replace('credit = "Map: Salient"', 'credit = ""'), "`credit` must be a line"),
        (TEXT.replace("side = 262", "colour = 3"), "`layouts.landscape.colour` is not known"),
        (TEXT.replace("side = 262", "colour = 3"), "`layouts.landscape.side` must be a number"),
        ("version = ", "it is no TOML"),
        ("", "the table `colours` is missing"),
    ],
)
def test_what_is_wrong_is_said_all_at_once(wrong: str, sentence: str):
    with pytest.raises(SchemaError) as refused:
        parse_template(wrong, "house")
    assert sentence in str(refused.value)


def test_a_missing_file_names_the_styles_that_are_there(tmp_path):
    with pytest.raises(SchemaError, match="salient, ink"):
        read_template(tmp_path / "none.toml")
    (tmp_path / "own.toml").write_text(TEXT.replace('"Salient"', '"The Paper"', 1))
    assert read_template(tmp_path / "own.toml").title == "The Paper"


def test_a_typeface_that_is_not_there_is_refused():
    with pytest.raises(ConfigurationError, match="is not installed on this machine"):
        face("No Such Face", 400)
