"""From a file, pasted text or a line of JSON to a document that can be read."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo.articles.content import Content, tidy
from geo.articles.nouns import Document
from geo.clock import last_moment, parse_when
from geo.errors import ClockError, SchemaError, SourceParseError
from geo.models import DatedText
from geo.sources.limits import Limits
from geo.sources.reader import ChildProcess, file_bytes, shown_name

LIMITS = Limits(megabytes=32, seconds=8)
"""Of an article's file; real ones have a hundredth of it."""
_DAY = len("2025-01-11")


class ArticleFiles(ChildProcess):
    """Reads articles' files in a child process; use it as a context manager.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        super().__init__(limits, "geo.articles.child")

    def read_file(self, path: Path) -> Content:
        """Read a file.

        Raises
        ------
        SourceParseError
            If it cannot be opened, is over a limit, or is no article; see :meth:`read`.
        """
        return self.read(path.name, file_bytes(path, self.limits))

    def read(self, name: str, data: bytes) -> Content:
        """Read the bytes of a file: text, web page, PDF or Word file, as its content tells.

        Raises
        ------
        SourceParseError
            With the name, what is wrong and what to do.
        """
        answer = self.answer(name, data)
        try:
            said = json.loads(answer[0])
            return Content(**{key: str(value) for key, value in said.items()})
        except (ValueError, TypeError, AttributeError) as error:
            raise SourceParseError(
                f"The file {shown_name(name)} was read into something that is no text. Do not use "
                "it."
            ) from error


def document_of(content: Content, id: str, *, date: str = "", outlet: str = "") -> Document:
    """Return the document of a file's content.

    Parameters
    ----------
    content : Content
    id : str
    date, outlet : str
        What a person says of it; it stands above what the file says.

    Raises
    ------
    ClockError
        If ``date`` is none. A date of the file that cannot be read is no date.

    Notes
    -----
    A document of which nobody says when it was published has no date. It never gets today's.
    """
    published = published_of(date) if date else _readable(content.published)
    return Document(
        id=id,
        text=content.text,
        title=content.title,
        published=published,
        outlet=outlet or content.outlet,
    )


def document_of_line(line: str) -> Document:
    """Return the document of a line of JSON.

    Parameters
    ----------
    line : str
        An object with ``id``, ``text`` and where known ``title``, ``date``, ``domain`` or ``link``.
        The text is left as it is, so that spans count in it.

    Raises
    ------
    SchemaError
        If it is no such object; every problem is named.
    """
    try:
        said: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SchemaError("The line", [f"it is no JSON ({error})"]) from error
    if not isinstance(said, dict):
        raise SchemaError("The line", ["it is no JSON object"])
    problems = [
        f"{key!r} is {said.get(key)!r:.60}, and should be a text"
        for key in ("text", "title", "date", "domain", "link")
        if not isinstance(said.get(key, "" if key != "text" else None), str | None)
        or (key == "text" and not isinstance(said.get(key), str))
    ]
    if not isinstance(said.get("id"), str | int):
        problems.append("'id' is missing, or neither a text nor a number")
    published = None
    try:
        if not problems and said.get("date"):
            published = published_of(said["date"])
    except ClockError as error:
        problems.append(str(error).removesuffix("."))
    if problems:
        raise SchemaError("The line", problems)
    return Document(
        id=str(said["id"]),
        text=said["text"],
        title=said.get("title") or "",
        published=published,
        outlet=said.get("domain") or urlsplit(said.get("link") or "").netloc,
    )


def pasted(text: str, id: str, *, title: str = "", date: str = "", outlet: str = "") -> Document:
    """Return the document of pasted text; see :func:`document_of`."""
    return document_of(Content(text=tidy(text), title=title), id, date=date, outlet=outlet)


def published_of(date: str) -> DatedText:
    """Return when an article was published.

    Raises
    ------
    ClockError
        If the text is no date or instant.

    Examples
    --------
    >>> published_of("2025-01-11").precision
    'day'
    """
    start, precision = parse_when(date)
    return DatedText(start=start, end=last_moment(start, precision), precision=precision)


def _readable(date: str) -> DatedText | None:
    # A time of day without a zone tells no instant, but the day; anything else is asked about.
    for part in (date, date[:_DAY]) if date else ():
        with contextlib.suppress(ClockError):
            return published_of(part)
    return None
