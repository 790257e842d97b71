"""Run the notebook of the tour: ``python -m scripts.tour [--output FILE]``.

Without ``--output`` the notebook itself gets the new outputs. It runs on a new store with the seed
scenario, in a folder that is gone afterwards, so that what it shows is the same on every machine.
It runs in IPython, as it does under Jupyter, without a kernel behind a port.
"""

import argparse
import base64
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib_inline.backend_inline import configure_inline_support
from nbformat.v4 import new_output
from PIL import Image
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent
TOUR = ROOT / "docs" / "tour.ipynb"
_INLINE = "module://matplotlib_inline.backend_inline"

_LARGEST = (900, 900)
_COLOURS = 48


def run_tour() -> nbformat.NotebookNode:
    """Return the notebook with the outputs of a run now; changes this process, so use another.

    Raises
    ------
    Exception
        Whatever a cell raises.
    """
    tour = nbformat.read(TOUR, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SALIENT_STORE"] = str(Path(folder) / "tour.gpkg")
        os.environ["IPYTHONDIR"] = folder
        os.environ.update(COLUMNS="100", LINES="40")  # tables as text come out the same everywhere
        os.chdir(folder)
        shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
        matplotlib.use(_INLINE)
        matplotlib.interactive(True)
        configure_inline_support(shell, _INLINE)
        cells = [cell for cell in tour.cells if cell.cell_type == "code"]
        for number, cell in enumerate(cells, 1):
            cell.execution_count = number
            cell.outputs = _outputs(shell, cell.source, number)
        os.chdir(ROOT)
    return tour


def _outputs(shell: InteractiveShell, source: str, number: int) -> list[Any]:
    results: list[dict[str, Any]] = []
    shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=results)
    with capture_output() as captured:
        done = shell.run_cell(source)
    done.raise_error()
    outputs = [
        new_output("execute_result", data=_plain(result["data"]), execution_count=number)
        for result in results
    ]
    outputs += [new_output("display_data", data=_plain(o.data)) for o in captured.outputs]
    if captured.stdout:
        outputs.append(new_output("stream", name="stdout", text=captured.stdout))
    return outputs


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a cell shows as JSON; pictures small, since the repository keeps them."""
    picture = data.get("image/png")
    if picture is None:
        return data
    pixels = picture if isinstance(picture, bytes) else base64.b64decode(picture)
    shown = Image.open(io.BytesIO(pixels)).convert("RGB")
    shown.thumbnail(_LARGEST)
    small = io.BytesIO()
    shown.quantize(_COLOURS).save(small, "png", optimize=True)
    return {**data, "image/png": base64.b64encode(small.getvalue()).decode()}


def main() -> None:
    """Run the tour and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=TOUR, help="where the notebook is written")
    output = parser.parse_args().output.resolve()
    nbformat.write(run_tour(), output)
    print(f"Wrote {output} ({output.stat().st_size:,} bytes).")


if __name__ == "__main__":
    main()
