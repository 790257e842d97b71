"""The typeface of a picture: Source Sans 3, as on the screen, in files that can be embedded.

The package ``fontpkg-source-sans-3`` has one variable file. Neither matplotlib nor a PDF can use
such a file at another weight than its lightest, so the weights we set are cut from it once and
kept in matplotlib's cache. ``python -m geo.publish.typefaces`` does it at set-up.
"""

from __future__ import annotations

import base64
import io
import os
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from geo.errors import ConfigurationError

FAMILY = "Source Sans 3"
FALLBACK = "DejaVu Sans"
"""Comes with matplotlib; takes over for single signs that the family does not have."""
WEIGHTS = (400, 600, 700)

_CUT = "1"
_SIGNS = (
    *range(0x20, 0x180), *range(0x2B0, 0x2E0), *range(0x300, 0x310), *range(0x400, 0x530),
    *range(0x2010, 0x2045), 0x20AC, 0x20B4, 0x2116, *range(0x2190, 0x2194), 0x2212, 0x2248,
    0x2260, 0x2264, 0x2265, 0x1E9E,
)  # fmt: skip


def font_files() -> dict[int, Path]:
    """Return a TrueType file for each weight of Source Sans 3, making them the first time.

    Returns
    -------
    dict of int to Path
        By CSS weight; see :data:`WEIGHTS`.

    Raises
    ------
    ConfigurationError
        If the package with the typeface is missing or the files cannot be written.
    """
    import matplotlib

    folder = Path(matplotlib.get_cachedir()) / "salient"
    found = {weight: folder / f"SourceSans3-{_CUT}-{weight}.ttf" for weight in WEIGHTS}
    if not all(path.is_file() for path in found.values()):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for weight, body in _cut().items():
                _write(found[weight], body)
        except OSError as error:
            raise ConfigurationError(
                f"The typeface of pictures cannot be kept in {folder} ({error}). Set MPLCONFIGDIR "
                "to a folder that can be written."
            ) from error
    return found


def _cut() -> dict[int, bytes]:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    try:
        whole = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
        font = TTFont(io.BytesIO(whole.read_bytes()))
    except (ModuleNotFoundError, OSError) as error:
        raise ConfigurationError(
            "The typeface Source Sans 3 is not installed. Run `make setup`."
        ) from error
    options = subset.Options(
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        hinting=False,
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_SIGNS)
    cutter.subset(font)
    light = io.BytesIO()
    font.save(light)
    made = {}
    for weight in WEIGHTS:
        light.seek(0)
        one = instantiateVariableFont(TTFont(light), {"wght": weight})
        style = {400: "Regular", 600: "SemiBold", 700: "Bold"}[weight]
        named = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"SourceSans3-{style}"}
        for number, text in named.items():
            one["name"].setName(text, number, 3, 1, 0x409)
            one["name"].setName(text, number, 1, 0, 0)
        one["OS/2"].usWeightClass = weight
        body = io.BytesIO()
        one.save(body)
        made[weight] = body.getvalue()
    return made


def _write(path: Path, body: bytes) -> None:
    # Another process may cut the same weights; whoever comes last replaces equal with equal.
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(body)
    Path(temporary).replace(path)


@cache
def _register() -> None:
    from matplotlib.font_manager import fontManager

    for path in font_files().values():
        fontManager.addfont(path)


@cache
def face(family: str, weight: int, fallback: bool = False) -> Any:
    """Return a typeface for matplotlib.

    Parameters
    ----------
    family : str
        :data:`FAMILY`, or one that is installed on this machine.
    weight : int
        CSS weight.
    fallback : bool
        Whether :data:`FALLBACK` stands in for signs that the family lacks.

    Returns
    -------
    matplotlib.font_manager.FontProperties
        Not to be changed; copy it for a size.

    Raises
    ------
    ConfigurationError
        If this machine does not have the family.
    """
    from matplotlib.font_manager import FontProperties, fontManager

    _register()
    if family not in {entry.name for entry in fontManager.ttflist}:
        raise ConfigurationError(
            f"The typeface {family!r} of the template is not installed on this machine. Install "
            f"it, or name {FAMILY!r}."
        )
    # The fallback has two weights only, and matplotlib reports each time that it took another.
    return FontProperties(
        family=[family, FALLBACK] if fallback else family,
        weight=weight if not fallback else ("bold" if weight >= 600 else "normal"),
    )


@cache
def signs(family: str) -> frozenset[int]:
    """Return the code points that a family has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    _register()
    return frozenset(get_font(findfont(FontProperties(family=family))).get_charmap())


def font_faces(weights: Mapping[int, Iterable[str]]) -> str:
    """Return CSS with the letters of Source Sans 3 that some texts use, for an SVG.

    Parameters
    ----------
    weights : mapping of int to iterable of str
        Texts by CSS weight.

    Returns
    -------
    str
        ``@font-face`` rules with the font inside; programs that do not read them take an
        installed one.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    rules = []
    for weight, lines in sorted(weights.items()):
        font = TTFont(font_files()[weight], recalcTimestamp=False)
        cutter = subset.Subsetter(subset.Options(layout_features=["kern", "mark", "ccmp", "locl"]))
        cutter.populate(text="".join(lines))
        cutter.subset(font)
        body = io.BytesIO()
        font.save(body)
        coded = base64.b64encode(body.getvalue()).decode()
        rules.append(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
            f"src:url(data:font/ttf;base64,{coded})}}"
        )
    return "".join(rules)


if __name__ == "__main__":
    font_files()
