"""Draws ``tests/golden`` anew: ``python -m scripts.golden_pictures``. Look at them."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from geo.publish.picture import PictureSpec, draw_picture
from geo.seeding import seed_store
from geo.store import open_store
from scripts.dashboard_server import ROOT
from tests.pictures import golden_specs

GOLDEN = ROOT / "tests" / "golden"
_SHRUNK = 3


def small_picture(spec: PictureSpec) -> Image.Image:
    """Return a picture at a third of its size: shapes stay, the letters' edges do not matter."""
    whole = Image.fromarray(draw_picture(spec).pixels())
    return whole.resize((whole.width // _SHRUNK, whole.height // _SHRUNK), Image.Resampling.BOX)


def main() -> None:
    """Draw them."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        store = open_store(Path(temporary) / "seed.gpkg")
        seed_store(store, now=datetime(2025, 1, 12, tzinfo=UTC))
        for name, spec in golden_specs(store).items():
            small_picture(spec).save(GOLDEN / f"{name}.png", optimize=True)
        store.close()


if __name__ == "__main__":
    main()
