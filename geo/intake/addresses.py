"""A file or a layer at an address that a person gave: fetched then, and only then."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from geo.articles.content import Content
from geo.articles.documents import LIMITS as ARTICLE_LIMITS
from geo.articles.documents import ArticleFiles
from geo.intake.files import Item
from geo.sources.arcgis import read_layer
from geo.sources.fetching import Fetcher
from geo.sources.limits import Limits

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|/vsi|www\.", re.IGNORECASE)
_PAGE_MEGABYTES = 64  # a page is parsed in this process, and is far smaller
_ARCGIS = re.compile(r"/(?:Feature|Map)Server(?:/|\?|$)", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Return whether a text is meant as an address and not as a path."""
    return _ADDRESS.match(text) is not None


def fetch_article(address: str, files: ArticleFiles, *, allow_private: bool) -> Content:
    """Fetch the article at an address and read it; its host is the outlet if the page names none.

    Parameters
    ----------
    address : str
    files : ArticleFiles
    allow_private : bool
        Whether addresses of the machine's own network may be reached.

    Raises
    ------
    SourceError
        If the address may not be reached, does not answer, or has no article.
    """
    fetched = Fetcher(allow_private, megabytes=ARTICLE_LIMITS.megabytes).get(address)
    parts = urlsplit(fetched.url)
    name = unquote(PurePosixPath(parts.path).name) or "page.html"
    content = files.read(name, fetched.body)
    return replace(content, outlet=content.outlet or parts.hostname or "")


def fetch_item(
    address: str,
    folder: Path,
    *,
    allow_private: bool,
    now: datetime,
    limits: Limits,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Item:
    """Fetch what is at an address.

    Parameters
    ----------
    address : str
        Of a file, or of a layer of an ArcGIS service, which is asked page by page.
    folder : Path
        Where pages of a service are kept until all have come, so that a second call goes on.
    allow_private : bool
        Whether addresses of the machine's own network may be reached.
    now : datetime
        Aware.
    limits : Limits
    progress, cancelled : callable
        As :func:`geo.sources.arcgis.read_layer` takes them.

    Raises
    ------
    SourceError
        If the address may not be reached, or does not answer with data.
    """
    if not _ARCGIS.search(address):
        fetched = Fetcher(allow_private, megabytes=limits.megabytes).get(address)
        name = unquote(PurePosixPath(urlsplit(fetched.url).path).name) or "download"
        return Item.of(name, fetched.body)
    own = folder / hashlib.sha256(address.encode()).hexdigest()[:24]
    layer = read_layer(
        address,
        Fetcher(allow_private, megabytes=_PAGE_MEGABYTES),
        own,
        now=now,
        limits=limits,
        progress=progress,
        cancelled=cancelled,
    )
    item = Item.of(f"{layer.name}.geojson", layer.features)
    return replace(item, edited_at=layer.edited_at)
