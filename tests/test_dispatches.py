"""The dispatches that article reading is scored with: what the brackets make; gold is sound."""

import itertools
import json

import pytest

from tests.dispatches.make import FILES, HERE, make, read_marked, read_places

LEAST, MOST = 200, 350
KINDS = {"city", "village", "oblast", "country", "region", "river", "sea", "facility"}
STYLES = {
    "wire",
    "daily assessment",
    "regional outlet",
    "list of strikes",
    "official round-up",
    "channel digest",
}


def dispatches(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf8").splitlines()]


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_what_the_texts_make(name):
    assert (HERE / name).read_text(encoding="utf8") == make()[name]


@pytest.mark.parametrize("name", FILES)
def test_gold_is_sound(name):
    for dispatch in dispatches(name):
        text = dispatch["text"]
        assert LEAST <= len(text.split()) <= MOST, dispatch["id"]
        assert not set("[]<>") & set(text), dispatch["id"]
        spans = [(toponym["start"], toponym["end"]) for toponym in dispatch["toponyms"]]
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
        for toponym in dispatch["toponyms"]:
            assert text[toponym["start"] : toponym["end"]] == toponym["name"]
            assert toponym["lat"] is None or toponym["kind"] in KINDS
        for statement in dispatch["attributions"]:
            assert statement["source"], (dispatch["id"], statement)
            assert statement["cue"], (dispatch["id"], statement)
            for start, end in itertools.chain(*statement.values()):
                assert text[start:end] == text[start:end].strip()
                assert start < end


def test_each_file_has_every_style_and_names_that_are_no_places():
    for name in FILES:
        half = dispatches(name)
        styles = {dispatch["style"] for dispatch in half}
        toponyms = [toponym for dispatch in half for toponym in dispatch["toponyms"]]
        kinds = {toponym["kind"] for toponym in toponyms}
        if len(half) < len(STYLES):
            assert styles < STYLES
            assert {"none"} < kinds <= KINDS | {"none"}
        else:
            assert styles == STYLES
            assert kinds == KINDS | {"none"}
        assert sum(toponym["lat"] is None for toponym in toponyms) > len(half)


def test_brackets_become_spans():
    text, toponyms, statements = read_marked(
        "<s1 [Kyiv=-]> <q1 said> <c1 that [Kotovsk=podilsk] burned> and <q2 denied> <c2 the rest>",
        read_places(),
    )
    assert text == "Kyiv said that Kotovsk burned and denied the rest"
    assert [(t["name"], t["lat"] is None) for t in toponyms] == [("Kyiv", True), ("Kotovsk", False)]
    assert statements == [
        {"source": [[0, 4]], "cue": [[5, 9]], "content": [[10, 29]]},
        {"source": [[0, 4]], "cue": [[34, 40]], "content": [[41, 49]]},
    ]


def test_a_place_that_nobody_entered_is_named():
    with pytest.raises(ValueError, match="'Nowhere'"):
        read_marked("near [Nowhere]", read_places())
