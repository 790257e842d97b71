"""The files of a picture: pixels, real text, named layers, embedded fonts, golden images."""

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageChops

from geo.errors import ExportError
from geo.publish.drawing import Drawing
from geo.publish.picture import PictureSpec, draw_picture, save_picture
from geo.store import Store
from scripts.golden_pictures import GOLDEN, small_picture
from tests.pictures import golden_specs, seed_spec, written

SVG = "{http://www.w3.org/2000/svg}"
# Golden images: the part of the pixels that may differ by more than 40 of 255, and how much all
# may differ on average. matplotlib brings its own FreeType, so the letters hardly move.
SHARE, MEAN = 0.0003, 0.12
INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"


@pytest.fixture(scope="module")
def spec(seeded: Store) -> PictureSpec:
    return replace(
        seed_spec(seeded),
        deck="Around Sudzha",
        layout="column",
        language="uk",
        notes=("Примітка.",),
    )


@pytest.fixture(scope="module")
def drawing(spec: PictureSpec) -> Drawing:
    return draw_picture(spec)


def test_a_png_has_the_pixels_of_its_layout_and_scale(drawing: Drawing):
    for scale in (1, 4):
        image = Image.open(io.BytesIO(drawing.encoded("png", scale=scale)))
        assert image.size == (400 * scale, drawing.height * scale)
        assert image.text["Description"] == drawing.alt
    for scale in (0.5, 9):
        with pytest.raises(ExportError, match="Choose 1 to 4"):
            drawing.encoded("png", scale=scale)


def test_a_larger_png_is_the_same_picture_with_finer_edges(drawing: Drawing):
    one = drawing.pixels(1).astype(float)
    two = drawing.pixels(2).astype(float)
    assert two.shape == (2 * one.shape[0], 2 * one.shape[1], 3)
    halved = two.reshape(one.shape[0], 2, one.shape[1], 2, 3).mean(axis=(1, 3))
    assert np.abs(one - halved).mean() < 1.5


def test_text_in_an_svg_is_text_in_named_layers(drawing: Drawing):
    root = ElementTree.fromstring(drawing.encoded("svg"))
    layers = [g for g in root if g.tag == f"{SVG}g"]
    labels = {g.get("id"): g.get(f"{INKSCAPE}label") for g in layers}
    assert all(g.get(f"{INKSCAPE}groupmode") == "layer" for g in layers)
    assert {"background", "areas", "lines", "names", "legend", "texts"} <= set(labels)
    assert labels["areas"] == "Control areas"
    found = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert sorted(found) == sorted(text for _, text, _ in drawing.sheet.texts)
    joined = " ".join(found)
    for wanted in ("Дані станом на 5 січня 2025 р., 13:30", "Примітка.", "Map: Salient."):
        assert wanted in joined
    styles = {text.get("style") for text in root.iter(f"{SVG}text")}
    assert all("'Source Sans 3'" in style for style in styles)
    areas = next(g for g in layers if g.get("id") == "areas")
    assert {"assessed-UA-incursion-fill", "claimed-UA-incursion-dots"} <= {
        g.get("id") for g in areas.iter(f"{SVG}g")
    }
    # Nothing of a picture is on the network.
    assert not [e for e in root.iter() if "http" in str(e.attrib.get("href", ""))]


def test_a_pdf_embeds_its_fonts_and_its_text_can_be_read(drawing: Drawing):
    reader = pypdf.PdfReader(io.BytesIO(drawing.encoded("pdf")))
    (page,) = reader.pages
    text = " ".join(page.extract_text().split())
    for wanted in ("Дані станом на 5 січня 2025 р., 13:30", "Примітка.", "Map: Salient."):
        assert wanted in text
    assert [float(v) for v in page.mediabox[2:]] == pytest.approx([300, drawing.height * 0.75])
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "SourceSans3" in font["/BaseFont"]
        below = [d.get_object() for d in font.get("/DescendantFonts", [])] or [font]
        assert all("/FontFile2" in d["/FontDescriptor"] for d in below)
    assert reader.metadata["/Title"] == drawing.title


def test_the_same_picture_gives_the_same_bytes(spec: PictureSpec, drawing: Drawing):
    again = draw_picture(spec)
    for kind in ("svg", "pdf"):
        assert again.encoded(kind) == drawing.encoded(kind)


def test_the_ending_says_the_format(spec: PictureSpec, tmp_path: Path):
    for name, begins in {"a.PNG": b"\x89PNG", "a.svg": b"<?xml"}.items():
        assert save_picture(spec, tmp_path / name).read_bytes().startswith(begins)
    with pytest.raises(ExportError, match="cannot be written"):
        save_picture(spec, tmp_path / "nowhere" / "a.png")


@pytest.mark.parametrize(
    "name", ["landscape", "portrait-ink-uk", "square-since", "column-beside-ru"]
)
def test_golden(name: str, seeded: Store, tmp_path: Path):
    now = small_picture(golden_specs(seeded)[name])
    golden = Image.open(GOLDEN / f"{name}.png").convert("RGB")
    assert now.size == golden.size
    difference = ImageChops.difference(now, golden)
    worst = np.asarray(difference).max(axis=2)
    share, mean = float((worst > 40).mean()), float(worst.mean())
    if share > SHARE or mean > MEAN:
        for part, image in {"now": now, "golden": golden, "difference": difference}.items():
            image.save(tmp_path / f"{name}-{part}.png")
        pytest.fail(
            f"{name}: {share:.2%} of the pixels differ, {mean:.2f} on average. Look at {tmp_path}; "
            "if the new picture is right: python -m scripts.golden_pictures"
        )


def test_the_nouns_do_not_import_matplotlib():
    code = (
        "import sys, geo.publish.picture, geo.publish.template, geo.publish.texts, "
        "geo.publish.vision, geo.cli.main, geo.api.routes, dashboard; "
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_an_animation_draws_on(drawing: Drawing):
    before = written(drawing)
    first = drawing.pixels()
    assert np.array_equal(first, drawing.pixels())
    assert written(drawing) == before
