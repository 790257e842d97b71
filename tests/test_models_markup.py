"""What the nouns refuse, and the one encoder of text."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from geo.errors import SchemaError
from geo.markup import encode
from geo.models import Category, ControlArea, ImportReport, Kind, RowNote, Source

SQUARE = MultiPolygon([box(35, 51, 35.2, 51.2)])


@pytest.mark.parametrize(
    "bad", ["", "Drawn", "a b", "-a", "a-", "a/b", "é", "a'b", "<b>", "a\n", "{{a}}", "a" * 65]
)
def test_a_source_id_that_could_not_stand_in_a_url_and_a_script_is_refused(bad):
    with pytest.raises(SchemaError, match="is not lower-case letters, digits and hyphens"):
        Source(id=bad, title="Drawn", attribution="Drawn by the test")


def test_every_fault_of_a_source_is_named_at_once():
    with pytest.raises(SchemaError) as refused:
        Source(id="A", title=" ", attribution="", time_zone="Kyiv")
    assert len(refused.value.problems) == 4
    assert "nothing is drawn without one" in str(refused.value)
    assert "'Kyiv'" in str(refused.value)


def test_a_source_in_a_zone_that_does_not_exist_is_refused_before_it_is_stored():
    with pytest.raises(SchemaError, match="time zone 'Nowhere/City'"):
        Source(id="drawn", title="Drawn", attribution="By the test", time_zone="Nowhere/City")


@pytest.mark.parametrize("actor", ["RU", "UA", "KP", "PMC", "RU2", "ABCDEFGH"])
def test_a_party_code_is_two_to_eight_capitals_and_digits(actor):
    area = ControlArea(category=Category.CLAIMED, actor=actor, kind=Kind.CONTROL, geometry=SQUARE)
    assert area.actor == actor


@pytest.mark.parametrize("actor", ["", "R", "ru", "2RU", "RU ", "R-U", "УА", "ABCDEFGHI", "RU\n"])
def test_what_is_no_party_code_is_refused(actor):
    with pytest.raises(SchemaError, match="is no party code"):
        ControlArea(category=Category.CLAIMED, actor=actor, kind=Kind.CONTROL, geometry=SQUARE)


def test_a_report_that_loses_a_row_cannot_be_made():
    with pytest.raises(ValueError, match="do not add up"):
        ImportReport(
            file="a.geojson", sha256="0" * 64, read=3, kept=1, left_out=(RowNote("1", "x"),)
        )


def test_the_legend_runs_from_sure_to_unsure():
    assert [category.value for category in Category] == ["assessed", "advances", "claimed"]


@given(st.text())
def test_encoded_text_is_the_same_text_once_html_is_read(text):
    assert html.unescape(encode(text)) == text


@given(st.text(alphabet=st.one_of(st.sampled_from("{}$\\`<>\"'&#;%"), st.characters())))
def test_encoded_text_has_no_character_that_a_template_script_or_tag_begins_with(text):
    assert not set("{}$\\`<>\"'") & set(encode(text))


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 7*7 }}", "{% off", "${alert(1)}", "`+alert(1)+`", "C:\\photos\\2019",
        "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "&lt;b&gt;",
        '" onmouseover="alert(1)', "' onmouseover='alert(1)", "Бахмут 🇺🇦 \u202eabc",
    ],
)  # fmt: skip
def test_a_hostile_string_is_shown_letter_for_letter(hostile):
    assert html.unescape(encode(hostile)) == hostile
    assert not set("{}$\\`<>\"'") & set(encode(hostile))


def test_values_that_are_no_text_are_encoded_as_their_text():
    assert encode(None) == "None"
    assert encode({"a": 1}) == "&#123;&#x27;a&#x27;: 1&#125;"
