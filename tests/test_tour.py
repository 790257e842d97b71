"""The tour of the library: its cells run and give what stands below them, plots included."""

import base64
import io
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from PIL import Image

import geo
from scripts.tour import ROOT, TOUR

HEAVY = {"pandas", "numpy", "geopandas", "shapely", "pyproj", "matplotlib", "folium", "sqlalchemy"}


def python(*arguments: str, **options) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
        **options,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    output = tmp_path_factory.mktemp("tour") / "tour.ipynb"
    python("-m", "scripts.tour", "--output", str(output))
    return nbformat.read(output, as_version=4)


def code(tour: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in tour.cells if cell.cell_type == "code"]


def said(cell: nbformat.NotebookNode) -> list[str]:
    return [o.text if o.output_type == "stream" else o.data["text/plain"] for o in cell.outputs]


def pictures(tour: nbformat.NotebookNode) -> list[np.ndarray]:
    found = [
        base64.b64decode(output.data["image/png"])
        for cell in code(tour)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    return [np.asarray(Image.open(io.BytesIO(png)).convert("RGB")) for png in found]


def test_each_cell_gives_what_stands_below_it(run: nbformat.NotebookNode):
    there = nbformat.read(TOUR, as_version=4)
    assert [cell.source for cell in code(run)] == [cell.source for cell in code(there)]
    for cell, kept in zip(code(run), code(there), strict=True):
        assert said(cell) == said(kept), cell.source


def test_its_plots_are_drawn_and_small(run: nbformat.NotebookNode):
    drawn, kept = pictures(run), pictures(nbformat.read(TOUR, as_version=4))
    assert len(drawn) == 4
    for new, old in zip(drawn, kept, strict=True):
        # Letters may be set a pixel further on another machine; the picture is the same.
        assert abs(new.shape[0] - old.shape[0]) <= 20
        assert abs(new.shape[1] - old.shape[1]) <= 20
        assert np.median(new) > 200, "the ground of the picture is light"
        assert (np.ptp(new, axis=2) > 40).mean() > 0.002, "and there is colour on it"
    assert TOUR.stat().st_size < 200_000


def test_the_tour_shows_every_name_there_is():
    source = "\n".join(cell.source for cell in code(nbformat.read(TOUR, as_version=4)))
    assert [name for name in geo.__all__ if f"geo.{name}" not in source] == []


def test_import_geo_loads_nothing_else_until_a_name_is_used():
    loaded = python("-c", "import geo, sys; print(*sys.modules)").split()
    assert HEAVY & set(loaded) == set()
    loaded = python("-c", "import geo, sys; geo.open_store; print(*sys.modules)").split()
    assert "geopandas" in loaded
    # Only a picture and a folium map need them; the pictures' own code comes with the verb.
    assert "matplotlib" not in loaded


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = geo.nothing_such
    assert dir(geo) == sorted(geo.__all__)
