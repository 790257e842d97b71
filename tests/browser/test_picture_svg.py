"""An SVG of a picture, opened by a browser without the typeface: it looks as the PNG does."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser

from geo.publish.picture import draw_picture
from geo.store import Store
from tests.pictures import seed_spec


def small(image: Image.Image) -> np.ndarray:
    shrunk = image.convert("RGB").resize((400, 267), Image.Resampling.BOX)
    return np.asarray(shrunk, dtype=float)


def test_an_svg_looks_like_the_png_and_asks_nobody(browser: Browser, seeded: Store, tmp_path: Path):
    drawing = draw_picture(seed_spec(seeded))
    file = tmp_path / "map.svg"
    file.write_bytes(drawing.encoded("svg"))
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready")
    seen = small(Image.open(io.BytesIO(page.screenshot())))
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    difference = np.abs(seen - small(Image.fromarray(drawing.pixels()))).max(axis=2)
    # Without its own letters in the file the mean is several times as large.
    assert difference.mean() < 1.5
    assert (difference > 40).mean() < 0.004
