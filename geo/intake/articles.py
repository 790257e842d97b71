"""Files that hold an article: an import has no rows of them, but says what they are good for."""

from __future__ import annotations

from pathlib import PurePath

from geo.articles.documents import ArticleFiles
from geo.errors import GeoError
from geo.intake.files import Item
from geo.intake.outcome import Outcome, refused
from geo.sources.limits import Limits

_ENDINGS = (".html", ".htm", ".pdf", ".docx")


def is_article(item: Item) -> bool:
    """Return whether a file's name says that it is a page, a PDF or a Word file."""
    return PurePath(item.name).suffix.lower() in _ENDINGS


def dry_article(files: ArticleFiles, item: Item, limits: Limits) -> Outcome:
    """Read an article's text and say how to go on with it; nothing is stored.

    Parameters
    ----------
    files : ArticleFiles
        The process that reads it.
    item : Item
    limits : Limits
        How many bytes it may have.
    """
    try:
        content = files.read(item.name, item.load(limits))
    except GeoError as error:
        return refused(error)
    words = len(content.text.split())
    return Outcome(
        "accept", 0, 0, (), (), (),
        f"The file {item.name!r} is an article of {words:,} words and has no rows for the map. "
        "Read it on the Articles page or with python -m geo read.",
    )  # fmt: skip
