"""A map as a page in one file: script, style, fonts, background and data inside, nothing asked for.

What the page runs is what the dashboard's map runs; only where its data comes from differs
(``geo/maps/assets/carried.js``). Strings from data stand in blocks that no browser reads as markup
or script (gzip in base64), the desk's own words are encoded, and a Content-Security-Policy names
the one script and the one style sheet by hash and allows no connection at all.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from geo.maps.browser_files import FONT_FILES, read_asset
from geo.maps.layers import MapView
from geo.markup import encode
from geo.models import EditionRecord
from geo.publish.alt_text import alt_text
from geo.publish.page_data import page_data
from geo.store import Store

_URLS = {
    name: f"carried/{name}"
    for name in ("styles", "index", "places", "claims", "events", "basemap", "timelines")
}
EMBED_HEIGHT_PX = 640
"""Height of the frame in the embed snippet."""


@dataclass(frozen=True, kw_only=True)
class PageSpec:
    """What a page in one file shows, and the desk's words around it."""

    at: EditionRecord
    """The edition that is told in words; ``view.at`` decides with which the page opens."""
    first: EditionRecord
    """First and last edition that the time bar has."""
    last: EditionRecord
    view: MapView = field(default_factory=MapView)
    """``since``, ``hide``, ``pick``, centre and zoom of the opening view."""
    title: str = ""
    deck: str = ""
    credit: str = ""
    notes: str = ""


def build_page(store: Store, spec: PageSpec) -> bytes:
    """Return the page as UTF-8.

    Parameters
    ----------
    store : Store
    spec : PageSpec

    Raises
    ------
    RedistributionForbidden
        If the source forbids redistribution: whoever has the page has its outlines as data.
    NotInStore
        If the archive of the source is not there yet.
    ConfigurationError
        If the scripts that come from npm are not installed.
    """
    data, box = page_data(store, spec.first, spec.last)
    opening = {
        "urls": _URLS,
        "box": box,
        "view": _opening_view(spec),
    }
    blobs = {_URLS[name]: body for name, body in data.items() if name != "timeline"}
    timeline_hash = json.loads(gzip.decompress(data["index"]))["sources"][0]["timeline"]
    blobs[f"{_URLS['timelines']}/{timeline_hash}.bin"] = data["timeline"]
    style = _style()
    script = "\n;".join(_text(name) for name in ("leaflet.js", "salient.js", "page.js"))
    title = spec.title or f"Who holds what: {spec.at.source.title}"
    return _TEMPLATE.format(
        policy=_policy(script, style),
        title=encode(title),
        alt=encode(alt_text(spec.at, spec.view.hide)),
        head=_head(title, spec.deck),
        foot=_foot(spec),
        blobs="\n".join(_block(url, body) for url, body in blobs.items()),
        opening=_inert(opening),
        style=style,
        script=script,
    ).encode("utf-8")


def embed_snippet(spec: PageSpec, address: str) -> str:
    """Return the HTML by which another page shows this one.

    Parameters
    ----------
    spec : PageSpec
    address : str
        Where the page will lie.
    """
    title = spec.title or f"Who holds what: {spec.at.source.title}"
    return (
        f'<iframe src="{encode(address)}" title="{encode(title)}" '
        f'aria-label="{encode(alt_text(spec.at, spec.view.hide))}" width="100%" '
        f'height="{EMBED_HEIGHT_PX}" loading="lazy" sandbox="allow-scripts" '
        'referrerpolicy="no-referrer" style="border: 0"></iframe>'
    )


def _opening_view(spec: PageSpec) -> dict[str, Any]:
    view = spec.view
    return {
        "revision": 0,
        "source": spec.at.source.id,
        "at": view.at,
        "since": view.since,
        "hide": list(view.hide),
        "events": "",
        "pick": view.pick.as_json() if view.pick else None,
        "lat": view.lat,
        "lon": view.lon,
        "zoom": view.zoom,
    }


def _head(title: str, deck: str) -> str:
    return f"<h1>{encode(title)}</h1>" + (f"<p>{encode(deck)}</p>" if deck else "")


def _foot(spec: PageSpec) -> str:
    parts = [spec.notes, spec.credit]
    return "".join(f"<p>{encode(part)}</p>" for part in parts if part)


def _block(url: str, body: bytes) -> str:
    coded = base64.b64encode(body).decode("ascii")
    return f'<script type="application/octet-stream" data-url="{url}">{coded}</script>'


def _inert(value: Any) -> str:
    """Return JSON in which nothing can end a script element."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _style() -> str:
    # Leaflet's pictures are of controls that our maps do not have.
    leaflet = re.sub(r"[\w-]+:\s*url\([^)]*\);", "", _text("leaflet.css"))
    own = _text("salient.css")
    for name in FONT_FILES:
        coded = base64.b64encode(read_asset(name)).decode("ascii")
        own = own.replace(f'url("{name}")', f'url("data:font/woff2;base64,{coded}")')
    return leaflet + own + _text("page.css")


def _text(name: str) -> str:
    # A parser of HTML makes all line ends one kind, and hashes are of what it made.
    return read_asset(name).decode("utf-8").replace("\r\n", "\n")


def _policy(script: str, style: str) -> str:
    def allowed(text: str) -> str:
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

    return (
        f"default-src 'none'; script-src {allowed(script)}; style-src {allowed(style)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


_TEMPLATE = resources.files("geo.publish").joinpath("page.html").read_text(encoding="utf-8")
