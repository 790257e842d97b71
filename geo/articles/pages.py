"""Web pages: the article without the page's furniture, and what its metadata say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from geo.articles.content import Content
from geo.errors import SourceParseError

_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate")
_OUTLETS = ("og:site_name", "application-name", "publisher")
_TITLES = ("og:title", "twitter:title")
_LD_DEPTH = 6


def read_page(html: str) -> Content:
    """Read a web page.

    Raises
    ------
    SourceParseError
        If no running text is in it.

    Notes
    -----
    The rules that part an article from menus, teasers and notices are resiliparse's.
    """
    tree = HTMLTree.parse(html)
    text = extract_plain_text(
        tree, main_content=True, links=False, alt_texts=False, list_bullets=False
    )
    if not text.strip():
        raise SourceParseError(
            "is a web page without running text, as one that a script fills. Copy the article's "
            "text and paste it."
        )
    meta = dict(_named(tree))
    linked = list(_linked_data(tree))
    return Content(
        text=text,
        title=_first(meta, _TITLES) or (tree.title or "").strip(),
        published=_first(meta, _DATES) or _linked_date(linked) or _time_element(tree),
        outlet=_first(meta, _OUTLETS) or _linked_outlet(linked) or _host(tree, meta),
    )


def _named(tree: HTMLTree) -> Iterator[tuple[str, str]]:
    """Yield the page's meta elements; of several with one name, the first counts."""
    seen = set()
    for element in _all(tree, "meta"):
        for attribute in ("property", "name", "itemprop"):
            name = (element.getattr(attribute) or "").strip().lower()
            content = (element.getattr("content") or "").strip()
            if name and content and name not in seen:
                seen.add(name)
                yield name, content


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _linked_data(tree: HTMLTree) -> Iterator[dict[str, Any]]:
    for script in _all(tree, 'script[type="application/ld+json"]'):
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue  # damaged metadata are no metadata; the date is then asked for
        yield from _objects(found, _LD_DEPTH)


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth and isinstance(value, list):
        for item in value:
            yield from _objects(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth - 1)


def _linked_date(linked: list[dict[str, Any]]) -> str:
    dates = (item.get("datePublished") for item in linked)
    return next((date for date in dates if isinstance(date, str) and date), "")


def _linked_outlet(linked: list[dict[str, Any]]) -> str:
    for item in linked:
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name:
            return name
    return ""


def _time_element(tree: HTMLTree) -> str:
    """Return the page's one moment; with several it is not told which is the article's."""
    times = {
        (element.getattr("datetime") or "").strip()
        for element in _all(tree, "article time[datetime]")
    } - {""}
    return times.pop() if len(times) == 1 else ""


def _host(tree: HTMLTree, meta: dict[str, str]) -> str:
    links = [link.getattr("href") or "" for link in _all(tree, 'link[rel="canonical"]')]
    address = next(iter(links), "") or meta.get("og:url", "")
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _all(tree: HTMLTree, selector: str) -> list[Any]:
    return list(tree.document.query_selector_all(selector)) if tree.document is not None else []
