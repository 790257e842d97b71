"""The files that the browser draws the map with, ours and those from npm, by name."""

from __future__ import annotations

from pathlib import Path

from geo.errors import ConfigurationError
from geo.maps.layers import LEDGER_SCRIPTS, SCRIPTS

_OWN = Path(__file__).resolve().parent / "assets"
_NPM = Path(__file__).resolve().parent.parent.parent / "node_modules"

FONT_FILES = {
    f"source-sans-{subset}.woff2": _NPM
    / "@fontsource-variable"
    / "source-sans-3"
    / "files"
    / f"source-sans-3-{subset}-wght-normal.woff2"
    for subset in ("latin", "latin-ext", "cyrillic")
}
"""One typeface for Latin and Cyrillic."""

ASSETS: dict[str, tuple[Path, ...]] = {
    "salient.css": (_OWN / "salient.css",),
    "salient.js": (
        _NPM / "supercluster" / "dist" / "supercluster.min.js",
        *(_OWN / name for name in SCRIPTS),
    ),
    "ledger.js": tuple(_OWN / name for name in LEDGER_SCRIPTS),
    "ledger.css": (_OWN / "ledger.css",),
    "leaflet.js": (_NPM / "leaflet" / "dist" / "leaflet.js",),
    "leaflet.css": (_NPM / "leaflet" / "dist" / "leaflet.css",),
    **{name: (path,) for name, path in FONT_FILES.items()},
}
"""What the server hands out: files that are sent as one, in their order."""

PAGE_ASSETS: dict[str, tuple[Path, ...]] = {
    "page.css": (_OWN / "page.css",),
    "page.js": (_OWN / "pickcard.js", _OWN / "carried.js"),
}
"""What a page in one file has besides."""


def read_asset(name: str) -> bytes:
    """Return an asset's bytes, its files one after the other.

    Parameters
    ----------
    name : str
        A key of :data:`ASSETS` or :data:`PAGE_ASSETS`.

    Raises
    ------
    ConfigurationError
        If a file is not installed.
    """
    try:
        return b"\n;".join(path.read_bytes() for path in (ASSETS | PAGE_ASSETS)[name])
    except OSError as error:
        raise ConfigurationError(
            f"The browser asset {name} is not installed. Run make setup."
        ) from error
