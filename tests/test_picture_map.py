"""The map of a picture: true to scale, to the screen's table of styles, to grey and other eyes."""

from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.maps.styles import LINES, TEXTURES, style_table
from geo.models import Category, Kind
from geo.publish.background import background, name_in
from geo.publish.looks import Look
from geo.publish.painting import changed, dissolved, paint_area, paint_change, texture_of
from geo.publish.picture import PictureSpec, draw_picture
from geo.publish.projection import MapFrame
from geo.publish.sheet import Sheet, drawing
from geo.publish.template import read_template, template_names
from geo.publish.vision import SIGHT, lightness
from geo.store import Store
from tests.browser.test_vision import LOOK, texture
from tests.pictures import dated, seed_spec

WGS84 = pyproj.Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def spec(seeded: Store) -> PictureSpec:
    return seed_spec(seeded)


boxes = st.tuples(st.floats(22, 38), st.floats(-60, 60), st.floats(0.2, 16), st.floats(0.2, 9)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@settings(max_examples=80, deadline=None)
@given(boxes, st.floats(-180, 180))
def test_the_scale_bar_is_true_where_it_stands(box: tuple[float, ...], rotation: float):
    frame = MapFrame(box, (20, 30, 620, 430), rotation)
    km, length = frame.scale_bar(32, 414, 170)
    assert 0 < length <= 172
    (a, b) = frame.degrees(np.array([[32.0, 414.0], [32.0 + length, 414.0]]))
    assert WGS84.inv(*a, *b)[2] / 1000 == pytest.approx(km, rel=0.002)
    assert f"{km:g}".strip("0.").lstrip("0.") in {"1", "2", "5"}


@settings(max_examples=80, deadline=None)
@given(boxes, st.floats(-180, 180))
def test_degrees_and_pixels_are_each_others_way_back(box: tuple[float, ...], rotation: float):
    frame = MapFrame(box, (0, 0, 800, 500), rotation)
    corners = np.array([(box[0], box[1]), (box[2], box[3]), (box[0], box[3])])
    pixels = frame.pixels(corners)
    assert np.allclose(frame.degrees(pixels), corners, atol=1e-7)
    assert (pixels >= -0.5).all()
    assert (pixels <= [800.5, 500.5]).all()


def test_scale_is_the_same_across_a_map_of_ukraine():
    frame = MapFrame((22, 44.3, 40.3, 52.4), (0, 0, 1000, 700))
    lengths = [
        frame.km_between((x, y), (x + 50, y)) for x in (50, 500, 900) for y in (60, 350, 640)
    ]
    assert max(lengths) / min(lengths) < 1.006
    mercator = np.cos(np.radians(44.3)) / np.cos(np.radians(52.4))
    assert mercator > 1.15


def test_north_has_an_arrow_only_where_it_is_not_up(spec: PictureSpec):
    def arrow(**choices: object) -> bool:
        return b'id="north"' in draw_picture(replace(spec, **choices)).encoded("svg")

    assert not arrow()
    assert arrow(rotation=30.0)
    assert arrow(box=(22.0, 44.0, 40.0, 52.5))
    frame = MapFrame((34, 50, 36, 52), (0, 0, 400, 400), 30)
    assert frame.north_at(200, 200) == pytest.approx(30, abs=0.5)


def test_the_inset_shows_where_the_map_is_and_is_left_out_of_a_wide_one(spec: PictureSpec):
    assert b'id="shown-here"' in draw_picture(spec).encoded("svg")
    wide = replace(spec, box=(22.0, 44.0, 40.0, 52.5))
    assert b'id="shown-here"' not in draw_picture(wide).encoded("svg")


def test_crimea_is_part_of_ukraine():
    ground = background().countries
    for lon, lat in ((34.1, 44.95), (33.6, 44.65), (36.2, 45.3)):
        assert ground["UA"].contains(shapely.Point(lon, lat))
        assert not ground["RU"].contains(shapely.Point(lon, lat))


def test_the_background_has_its_names_in_three_languages():
    for town in background().names:
        if town.kind != "city" or (town.country == "UA" and town.rank <= 3):
            assert name_in("uk", town.name), town.name
            assert name_in("ru", town.name), town.name


# Picture and screen.


def pixels_of(sheet: Sheet) -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with drawing():
        canvas = FigureCanvasAgg(sheet.figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[..., :3].astype(float)


def patch(look: Look, template_name: str = "salient") -> np.ndarray:
    template = read_template(template_name)
    sheet = Sheet(160, 160, template.family)
    sheet.layer("areas", "Areas")
    sheet.box("areas", (0, 0, 160, 160), fill=template.colours["home"])
    paint_area(sheet, "areas", look, shapely.box(-20, -20, 180, 180), template)
    return pixels_of(sheet)


def test_the_first_style_has_the_screens_colours():
    table, template = style_table(), read_template()
    assert template.actors == {a: entry["light"] for a, entry in table["actors"].items()}
    assert template.other_actor == table["otherActor"]["light"]


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("kind", list(Kind))
def test_a_picture_draws_by_the_screens_table(category: Category, kind: Kind):
    style = {c["id"]: c for c in style_table()["categories"]}[category.value]
    line = style_table()["kinds"][kind.value]
    template = read_template()
    sheet = Sheet(200, 200, template.family)
    sheet.layer("areas", "Areas")
    area = shapely.box(20, 20, 180, 180)
    paint_area(sheet, "areas", Look(category, "UA", kind), area, template)
    artists = sheet.figure.artists[0].artists
    fill, *texture_artists, outline = artists
    assert fill.get_alpha() == min(1, style["fill"] * line["weight"])
    assert outline.get_linewidth() == pytest.approx(line["width"] * 0.75)
    assert outline.get_alpha() == pytest.approx(min(1, 0.35 + 0.6 * line["weight"]))
    # matplotlib gives dashes in points; the screen's table has pixels.
    dashes = outline._dash_pattern[1] or []
    assert list(dashes) == pytest.approx([step * 0.75 for step in style["dash"]])
    assert bool(texture_artists) == (style["texture"] != "solid")
    for artist in texture_artists:
        assert artist.get_alpha() == min(1, style["ink"] * line["weight"])
        if style["texture"] == "hatch":
            assert artist.get_linewidth() == pytest.approx(style["width"] * 0.75)


@pytest.mark.parametrize(("actor", "slope"), [("RU", 1), ("UA", -1), ("XX", 1)])
def test_the_hatch_has_the_screens_gap_and_slope(actor: str, slope: int):
    area = shapely.box(0, 0, 80, 80)
    lines = shapely.get_parts(texture_of("advances", actor, area))
    ends = np.array([line.coords for line in lines if line.length > 20])
    run = ends[:, 1] - ends[:, 0]
    # On a sheet y grows downwards: what rises to the right has y falling.
    assert (np.sign(run[:, 0] * -run[:, 1]) == slope).all()
    starts = np.sort(ends[:, 0] @ [1, slope])
    assert np.allclose(np.diff(np.unique(np.round(starts, 6))), TEXTURES[Category.ADVANCES]["gap"])


def test_dots_stand_where_the_screen_puts_them():
    spots = shapely.get_coordinates(texture_of("claimed", "RU", shapely.box(0, 0, 40, 40)))
    tile = TEXTURES[Category.CLAIMED]["gap"] * 1.25
    assert len(spots) == 2 * (40 / tile) ** 2
    assert {tuple(spot) for spot in np.round(spots % tile / tile, 6)} == {
        (0.25, 0.25),
        (0.75, 0.75),
    }


@pytest.mark.parametrize("name", template_names())
def test_categories_and_parties_are_told_apart_without_colour(name: str):
    patches = {key: patch(Look(*key, kind), name) for key, kind in LOOK.items()}
    for sight in SIGHT:
        seen = {key: lightness(found, sight) for key, found in patches.items()}
        grain = {key: texture(light) for key, light in seen.items()}
        for actor in ("RU", "UA"):
            for one, other in combinations(("assessed", "advances", "claimed"), 2):
                a, b = grain[one, actor], grain[other, actor]
                direction = float(np.hypot(a[1] - b[1], a[2] - b[2]))
                assert abs(a[0] - b[0]) > 5 or direction > 0.5, (sight, actor, one, other)
        fills = abs(seen["assessed", "RU"].mean() - seen["assessed", "UA"].mean())
        assert fills > 3, sight
        assert abs(grain["advances", "RU"][2] - grain["advances", "UA"][2]) > 1.0, sight


@pytest.mark.parametrize("name", template_names())
def test_gained_lost_and_unchanged_are_told_apart_without_colour(name: str):
    template = read_template(name)
    for actor in ("RU", "UA"):
        found = {}
        for change in ("gained", "lost", "unchanged"):
            sheet = Sheet(160, 160, template.family)
            sheet.layer("areas", "Areas")
            sheet.box("areas", (0, 0, 160, 160), fill=template.colours["home"])
            area = shapely.box(-20, -20, 180, 180)
            paint_change(sheet, "areas", actor, change, area, template)
            found[change] = pixels_of(sheet)
        for sight in SIGHT:
            seen = {change: lightness(pixels, sight) for change, pixels in found.items()}
            assert seen["lost"].std() > seen["gained"].std() + 5
            assert seen["lost"].std() > seen["unchanged"].std() + 5
            assert seen["unchanged"].mean() - seen["gained"].mean() > 10


# What changed.


def areas(*rows: tuple[str, str, str, shapely.Geometry]) -> gpd.GeoDataFrame:
    columns = ["category", "actor", "kind", "geometry"]
    return gpd.GeoDataFrame([dict(zip(columns, row, strict=True)) for row in rows], crs="EPSG:4326")


def test_gained_and_lost_are_what_the_two_dates_do_not_share():
    frame = MapFrame((34, 50, 38, 53), (0, 0, 400, 400))
    before = areas(("assessed", "UA", "control", shapely.box(35, 51, 36, 52)))
    after = areas(
        ("assessed", "UA", "control", shapely.box(35.5, 51, 36.5, 52)),
        ("assessed", "RU", "control", shapely.box(35, 51, 35.25, 52)),
    )
    found = changed(dissolved(before, frame), dissolved(after, frame))
    gained, lost = found["assessed", "UA"]
    middle = frame.pixels(np.array([(36.25, 51.5), (35.4, 51.5), (35.75, 51.5), (35.1, 51.5)]))
    spots = shapely.points(middle)
    assert list(shapely.contains(gained, spots)) == [True, False, False, False]
    # What another gained is shown as gained, not as lost too.
    assert list(shapely.contains(lost, spots)) == [False, True, False, False]
    assert shapely.contains(found["assessed", "RU"][0], spots[3])


def test_a_line_drawn_twice_is_no_change():
    frame = MapFrame((34, 50, 38, 53), (0, 0, 400, 400))
    thread = 0.0001
    before = areas(("assessed", "UA", "control", shapely.box(35, 51, 36, 52)))
    after = areas(("assessed", "UA", "control", shapely.box(35, 51, 36 + thread, 52)))
    gained, lost = changed(dissolved(before, frame), dissolved(after, frame))["assessed", "UA"]
    assert gained.is_empty
    assert lost.is_empty


def test_overlapping_areas_of_one_look_count_once():
    frame = MapFrame((34, 50, 38, 53), (0, 0, 400, 400))
    row = ("claimed", "RU", "control")
    twice = areas((*row, shapely.box(35, 51, 36, 52)), (*row, shapely.box(35.5, 51, 36.5, 52)))
    once = areas((*row, shapely.box(35, 51, 36.5, 52)))
    (a,), (b,) = dissolved(twice, frame).values(), dissolved(once, frame).values()
    # Of 16,000 square pixels; simplified outlines differ by a twelfth of a pixel.
    assert shapely.symmetric_difference(a, b).area < 10


def test_a_hole_stays_open(seeded: Store):
    frame = MapFrame((34, 50, 38, 53), (0, 0, 400, 400))
    ring = shapely.difference(shapely.box(35, 51, 37, 52.5), shapely.box(35.7, 51.5, 36.3, 52))
    (shape,) = dissolved(areas(("assessed", "RU", "control", ring)), frame).values()
    template = read_template()
    sheet = Sheet(400, 400, template.family)
    sheet.layer("areas", "Areas")
    sheet.box("areas", (0, 0, 400, 400), fill="#ffffff")
    paint_area(sheet, "areas", Look("assessed", "RU", "control"), shape, template)
    seen = pixels_of(sheet)
    inside, hole = frame.pixels(np.array([(35.3, 51.7), (36.0, 51.75)])).astype(int)
    assert seen[inside[1], inside[0]].min() < 220
    assert (seen[hole[1], hole[0]] == 255).all()
    assert LINES[Kind.CONTROL]["width"] > 0


def test_drawing_changes_no_input(spec: PictureSpec, seeded: Store):
    again = dated(seeded, "2025-01-05").areas
    draw_picture(replace(spec, since=dated(seeded, "2024-08-28")))
    assert again.equals(spec.edition.areas)
