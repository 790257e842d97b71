"""Grey print and colour-blind readers: categories and parties stay apart, measured.

What is measured is what the map paints: a patch of each category, by the very function that
paints areas and legend, seen through the Machado, Oliveira and Fernandes (2009) matrices for full
protanopia, deuteranopia and tritanopia, and as grey. Lightness is CIE L*.
"""

import base64
import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from geo.publish.vision import SIGHT, lightness
from tests.browser.conftest import MapPage

PATCH = """([category, actor, kind, theme]) => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 160;
  const context = canvas.getContext('2d');
  context.fillStyle = theme === 'dark' ? '#22282d' : '#fbfaf7';
  context.fillRect(0, 0, 160, 160);
  const path = new Path2D();
  path.rect(-20, -20, 200, 200);
  return Salient.fetchJSON('/data/styles.json').then((styles) => {
    Salient.paintArea(context, path, {category, actor, kind}, styles, theme, {x: 0, y: 0});
    return canvas.toDataURL('image/png');
  });
}"""
LOOK = {
    ("assessed", "RU"): "control", ("assessed", "UA"): "incursion",
    ("advances", "RU"): "advance", ("advances", "UA"): "advance",
    ("claimed", "RU"): "control", ("claimed", "UA"): "incursion",
}  # fmt: skip


def texture(light: np.ndarray) -> tuple[float, float, float]:
    """Return contrast (standard deviation of L*), and direction of the gradients as two axes.

    The axes are those of the structure tensor over its energy: a hatch is near -1 or +1 on the
    second, dots and a fill are near nought on both.
    """
    gy, gx = np.gradient(light)
    energy = float((gx**2 + gy**2).mean())
    if energy < 0.05:
        return float(light.std()), 0.0, 0.0
    return (
        float(light.std()),
        float((gx**2 - gy**2).mean()) / energy,
        float(2 * (gx * gy).mean()) / energy,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_categories_and_parties_are_told_apart_without_colour(tab: MapPage, theme: str):
    tab.open()
    patches = {}
    for (category, actor), kind in LOOK.items():
        url = tab.container.evaluate(
            f"(_, look) => ({PATCH})(look)", [category, actor, kind, theme]
        )
        image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")
        patches[category, actor] = np.asarray(image, dtype=float)
    figures = []
    for sight in SIGHT:
        seen = {key: lightness(patch, sight) for key, patch in patches.items()}
        grain = {key: texture(light) for key, light in seen.items()}
        for actor in ("RU", "UA"):
            for one, other in combinations(("assessed", "advances", "claimed"), 2):
                a, b = grain[one, actor], grain[other, actor]
                contrast = abs(a[0] - b[0])
                direction = float(np.hypot(a[1] - b[1], a[2] - b[2]))
                figures.append((sight, actor, one, other, round(contrast, 1), round(direction, 2)))
                # A fill against a texture: 5 L* of contrast. Two textures: another direction.
                assert contrast > 5 or direction > 0.5, figures[-1]
        # The parties: a fill by its lightness, a hatch by its slope.
        fills = abs(seen["assessed", "RU"].mean() - seen["assessed", "UA"].mean())
        slopes = abs(grain["advances", "RU"][2] - grain["advances", "UA"][2])
        figures.append(
            (sight, "RU/UA", "fill L*", "slope", round(float(fills), 1), round(slopes, 2))
        )
        assert fills > 3, figures[-1]
        assert slopes > 1.0, figures[-1]
    print("\n".join(map(str, figures)))
