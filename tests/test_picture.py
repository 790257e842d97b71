"""Pictures: what is on them, and that nothing lies on anything else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExportError, SchemaError
from geo.publish import texts
from geo.publish.drawing import Drawing
from geo.publish.labels import Boxes, Wish, overlap, place_names
from geo.publish.languages import category_title, definition
from geo.publish.picture import PictureSpec, draw_picture, save_picture
from geo.publish.projection import MapFrame
from geo.store import Store
from tests.pictures import dated, in_layer, seed_spec, written

LAYOUTS = ("landscape", "portrait", "square", "column")


@pytest.fixture(scope="module")
def spec(seeded: Store) -> PictureSpec:
    return seed_spec(seeded)


@pytest.fixture(scope="module")
def drawn(spec: PictureSpec, seeded: Store) -> dict[str, Drawing]:
    earlier = dated(seeded, "2024-08-28")
    return {
        **{layout: draw_picture(replace(spec, layout=layout)) for layout in LAYOUTS},
        "since": draw_picture(replace(spec, layout="square", since=earlier, language="uk")),
        "beside": draw_picture(replace(spec, beside=earlier)),
        "narrow-beside": draw_picture(
            replace(spec, layout="column", beside=earlier, language="ru")
        ),
        "turned": draw_picture(replace(spec, layout="portrait", rotation=-30)),
    }


ALL = [*LAYOUTS, "since", "beside", "narrow-beside", "turned"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_stamp_credit_sources_borders_and_banner_are_on_every_layout(
    name: str, drawn: dict[str, Drawing]
):
    text = written(drawn[name])
    for wanted in (
        "Data as of 5 Jan 2025, 1:30 p.m. ET (18:30 UTC)", "Synthetic data", "Map: Salient.",
        "Salient seed, synthetic", "Apache-2.0", "GeoNames (CC BY 4.0)",
        "Crimea is part of Ukraine", "Natural Earth",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize("name", ALL)
def test_no_text_lies_on_another_and_none_leaves_the_picture(name: str, drawn: dict[str, Drawing]):
    drawing = drawn[name]
    for (_, one, a), (_, other, b) in combinations(drawing.sheet.texts, 2):
        assert not overlap(a, b), (one, other)
    for _, text, (left, top, right, bottom) in drawing.sheet.texts:
        assert min(left, top, drawing.width - right, drawing.height - bottom) >= 0, text


@pytest.mark.parametrize("name", ALL)
def test_names_keep_off_inset_scale_arrow_and_other_dots(name: str, drawn: dict[str, Drawing]):
    drawing = drawn[name]
    for labels, furniture in zip(drawing.labels, drawing.furniture, strict=True):
        assert len(labels) >= 12
        dots = [(x - 2, y - 2, x + 2, y + 2) for x, y in (p.dot for p in labels if p.dot)]
        for label in labels:
            taken = [box for box in [*furniture, *dots] if overlap(label.box, box)]
            assert not taken, label.wish.name


def test_each_layout_has_a_label_set_of_its_own(drawn: dict[str, Drawing]):
    sets = {name: {p.wish.name for p in drawn[name].labels[0]} for name in LAYOUTS}
    assert len(sets["column"]) < len(sets["square"]) < len(sets["landscape"])
    assert all("Sudzha" in names for names in sets.values())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(34.2, 35.8), st.floats(50.6, 51.6), st.integers(0, 5),
                  st.integers(2, 20)),
        max_size=80,
    )
)  # fmt: skip
def test_names_anywhere_never_overlap(spots: list[tuple[float, float, int, int]]):
    frame = MapFrame((34, 50.5, 36, 51.7), (10, 10, 510, 410))
    wishes = [Wish("x" * n, lon, lat, rank, "city") for lon, lat, rank, n in spots]
    taken = (20.0, 20.0, 120.0, 90.0)
    placed = place_names(wishes, frame, Boxes([taken]), lambda w: (6.0 * len(w.name), 12.0), 30)
    assert len(placed) <= 30
    for one, other in combinations(placed, 2):
        assert not overlap(one.box, other.box)
    for label in placed:
        assert not overlap(label.box, taken)
        assert 10 <= label.box[0] and label.box[2] <= 510  # noqa: PT018


def test_legend_and_notes_are_of_what_is_shown_and_of_nothing_else(spec: PictureSpec):
    for hide, shown in (
        (set(), {"assessed", "advances", "claimed"}),
        ({"claimed"}, {"assessed", "advances"}),
        ({"assessed", "advances.RU", "advances.UA"}, {"claimed"}),
    ):
        drawing = draw_picture(replace(spec, hide=frozenset(hide), layout="portrait"))
        text = written(drawing)
        for category in ("assessed", "advances", "claimed"):
            explained = definition("en", category)[:30] in text
            named = any(
                line.startswith(category_title("en", category)) and not line.endswith(".")
                for line in in_layer(drawing, "legend")
            )
            assert (explained, named) == ((category in shown),) * 2, category
    drawing = draw_picture(replace(spec, hide=frozenset({"advances.UA", "claimed.UA"})))
    after_ukraine = written(drawing).partition("Ukrainian forces")[2]
    assert "Claimed:" not in after_ukraine
    assert "places" not in spec.hide
    bare = draw_picture(replace(spec, hide=frozenset({"places"})))
    assert "Places:" not in written(bare)


def test_what_lies_outside_the_map_is_in_no_legend_and_no_note(spec: PictureSpec):
    # West of Glushkovo there is only ground that Russian forces took back.
    drawing = draw_picture(replace(spec, box=(34.5, 51.25, 34.62, 51.33), layout="square"))
    text = written(drawing)
    assert "Assessed: regained" in text
    assert "Assessed. Reliable" in text
    for outside in ("Ukrainian forces", "Advances", "Claimed"):
        assert outside not in text
        assert outside not in drawing.alt


def test_a_carried_edition_says_so(spec: PictureSpec):
    later = spec.edition.record.as_of + timedelta(days=3)
    carried = replace(spec, edition=replace(spec.edition, carried_to=later))
    assert "carried forward to 8 Jan 2025" in written(draw_picture(carried))
    assert "carried" not in texts.stamp_of(spec, spec.edition)


def test_only_synthetic_data_has_the_banner(spec: PictureSpec):
    record = spec.edition.record
    surveyed = replace(record, source=replace(record.source, synthetic=False))
    drawing = draw_picture(replace(spec, edition=replace(spec.edition, record=surveyed)))
    assert "Synthetic data" not in written(drawing)


def test_the_editors_words_replace_the_made_ones_and_the_border_statement_stays(
    spec: PictureSpec,
):
    own = replace(
        spec, title="The salient in winter", deck="Five months on", credit="Graphics: The Paper",
        notes=("Our own note.",),
    )  # fmt: skip
    text = written(draw_picture(own))
    for wanted in ("The salient in winter", "Five months on", "Graphics: The Paper.",
                   "Our own note.", "Borders are those", "Salient seed"):  # fmt: skip
        assert wanted in text
    assert "who holds what" not in text
    assert "Reliable information" not in text
    empty = written(draw_picture(replace(spec, title="", credit="", notes=())))
    assert "who holds what" not in empty
    assert "Map: Salient" not in empty
    assert "Data as of" in empty


def test_a_ukrainian_map_has_ukrainian_words_and_names(seeded: Store, spec: PictureSpec):
    for language, words in {
        "uk": ("Суджа", "Сумська область", "УКРАЇНА", "Встановлено.", "Дані станом на 5 січня 2025",
               "Джерела:", "Кордони", "км"),
        "ru": ("Суджа", "Сумская область", "УКРАИНА", "Установлено.", "на 5 января 2025",
               "Источники:", "Границы", "км"),
    }.items():  # fmt: skip
        drawing = draw_picture(replace(spec, language=language))
        text = written(drawing)
        for wanted in words:
            assert wanted in text, wanted
        latin = [name for name in in_layer(drawing, "names") if name[0].isascii()]
        assert not latin


def test_two_dates_have_one_extent_one_scale_and_a_stamp_each(drawn: dict[str, Drawing]):
    one, other = drawn["beside"].frames
    assert one.metres_to_a_pixel == other.metres_to_a_pixel
    assert np.allclose(one.reach(), other.reach())
    text = written(drawn["beside"])
    assert "Data as of 28 Aug 2024, 1:30 p.m. ET" in text
    assert "Data as of 5 Jan 2025, 1:30 p.m. ET" in text
    # Beside each other where the page is wide, one above the other on a phone.
    assert one.frame[1] == other.frame[1]
    upper, lower = drawn["narrow-beside"].frames
    assert upper.frame[3] < lower.frame[1]


def test_what_changed_has_a_legend_of_gained_and_lost(drawn: dict[str, Drawing]):
    text = written(drawn["since"])
    for wanted in ("здобуто з 28 серпня 2024", "втрачено з 28 серпня 2024", "на обидві дати",
                   "порівняно з"):  # fmt: skip
        assert wanted in text


def test_the_legend_of_changes_has_only_what_happened(seeded: Store, spec: PictureSpec):
    # From 7 to 12 August 2024 nobody but Ukrainian forces held ground, and they lost none.
    first, then = dated(seeded, "2024-08-07"), dated(seeded, "2024-08-12")
    hide = frozenset({"advances", "claimed"})
    drawing = draw_picture(replace(spec, edition=then, since=first, hide=hide))
    legend = " ".join(in_layer(drawing, "legend"))
    assert "gained since 7 Aug 2024" in legend
    assert "held on both dates" in legend
    assert "lost since" not in legend
    assert "Russian forces" not in legend


def test_a_picture_that_cannot_be_is_refused_with_all_reasons(spec: PictureSpec):
    with pytest.raises(SchemaError) as refused:
        replace(spec, layout="poster", language="fr", title="x" * 161, box=(3, 1, 2, 4),
                beside=spec.edition, since=spec.edition, rotation=200)  # fmt: skip
    assert len(refused.value.problems) == 7
    with pytest.raises(ExportError, match="ending says"):
        save_picture(spec, "map.gif")
    with pytest.raises(ExportError, match="Nothing is left to be drawn"):
        draw_picture(replace(spec, hide=frozenset({"assessed", "advances", "claimed"})))
    with pytest.raises(ExportError, match="too little room"):
        draw_picture(replace(spec, notes=("word " * 119,) * 12))


def test_text_of_strangers_is_text_and_not_mathematics(spec: PictureSpec):
    drawing = draw_picture(replace(spec, title="$x^2$ <script> & \\frac{1}{2} ☂"))
    root = ElementTree.fromstring(drawing.encoded("svg"))
    texts_of = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "$x^2$ <script> & \\frac{1}{2} ☂" in texts_of
    assert np.ptp(drawing.pixels()) > 200
    with pytest.raises(ExportError, match=r"the title has '漢' \(U\+6F22\)"):
        draw_picture(replace(spec, title="漢"))


def test_a_name_that_cannot_be_set_is_left_off_the_map(spec: PictureSpec):
    strange = [replace(place, name="漢字\x07") for place in spec.places[:60]]
    names = in_layer(draw_picture(replace(spec, places=strange)), "names")
    assert len(names) > 2
    assert not any("漢" in name for name in names)


def test_the_alternative_text_says_what_when_and_of_whom(drawn: dict[str, Drawing]):
    alt = drawn["landscape"].alt
    assert alt.startswith("Map. Kursk salient")
    assert "Data as of 5 Jan 2025" in alt
    assert "Russian forces, Advances" in alt


def test_a_day_without_a_time_gets_none(spec: PictureSpec):
    record = replace(
        spec.edition.record, as_of=datetime(2025, 1, 5, 5, tzinfo=UTC), time_precision="day"
    )
    stamp = texts.stamp_of(spec, replace(spec.edition, record=record))
    assert stamp == "Data as of 5 Jan 2025"
