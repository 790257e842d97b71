"""PDF and Word files: their running text."""

from __future__ import annotations

import io
import logging
import re

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from geo.articles.content import Content
from geo.errors import SourceParseError
from geo.sources.archives import unpack
from geo.sources.limits import Limits

# It writes about every flaw of a file; what stops the reading comes as an error.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_BREAK = re.compile(r"(?<=[a-zа-яёіїєґ])-\n(?=[a-zа-яёіїєґ])")
_LINE = re.compile(r"(?<![.!?:;\"”»)])\n(?!\n)")


def read_pdf(data: bytes, limits: Limits) -> Content:
    """Read a PDF file.

    Raises
    ------
    SourceParseError
        If it is damaged or locked, has more pages than entries are allowed, or no text.

    Notes
    -----
    The date in a PDF is when the file was made, which is not when the article was published, and
    is not used. Lines that end within a sentence are joined.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceParseError("is a PDF with a password. Save a copy without one.")
        if len(reader.pages) > limits.entries:
            raise SourceParseError(
                f"has {len(reader.pages)} pages; the limit is {limits.entries} (entries). Split it."
            )
        pages, size = [], 0
        for page in reader.pages:
            pages.append(page.extract_text())
            size += len(pages[-1])
            if size > limits.text:
                raise SourceParseError(
                    f"has more than {limits.text} characters, which is the limit (text). Split it."
                )
        title = str((reader.metadata.title if reader.metadata else "") or "")
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceParseError(
            f"is a PDF that cannot be read ({error}). Open it and save it anew, or paste its text."
        ) from error
    text = "\n\n".join(pages)
    if not text.strip():
        raise SourceParseError(
            "is a PDF of pictures, without text. Have its text recognised, or paste it."
        )
    return Content(text=_LINE.sub(" ", _BREAK.sub("", text)), title=title.strip())


def read_word(data: bytes, limits: Limits) -> Content:
    """Read a Word file (.docx).

    Raises
    ------
    SourceParseError
        If it is no such file, damaged, over a limit, or has no text.
    """
    entries, _ = unpack(data, (".xml",), limits)
    parts = {entry.name: entry.content for entry in entries}
    if "word/document.xml" not in parts:
        raise SourceParseError("is a zip archive, but no Word file. Unpack it first.")
    try:
        body = fromstring(parts["word/document.xml"])
        core = fromstring(parts.get("docProps/core.xml", b"<none/>"))
    except (ParseError, DefusedXmlException) as error:
        raise SourceParseError(
            f"is a Word file that cannot be read ({error}). Open it and save it anew."
        ) from error
    paragraphs = []
    for paragraph in body.iter(f"{_WORD}p"):
        pieces = []
        for node in paragraph.iter():
            if node.tag == f"{_WORD}t":
                pieces.append(node.text or "")
            elif node.tag in (f"{_WORD}br", f"{_WORD}tab", f"{_WORD}cr"):
                pieces.append(" ")
        paragraphs.append("".join(pieces))
    text = "\n\n".join(paragraphs)
    if not text.strip():
        raise SourceParseError("is a Word file without text.")
    return Content(text=text, title=(core.findtext(f".//{_DUBLIN}title") or "").strip())
