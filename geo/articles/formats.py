"""Tells by its content what an article's file is, and reads it; runs in the child process."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from pathlib import PurePath

from geo.articles.content import Content, tidy
from geo.articles.office import read_pdf, read_word
from geo.articles.pages import read_page
from geo.errors import SourceParseError
from geo.sources.encodings import told_encoding
from geo.sources.limits import Limits

_PAGE = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 2048
_ENCODINGS = (
    *("cp437", "cp866", "cp1250", "cp1251", "cp1252", "koi8_r", "koi8_u", "latin_1", "mac_roman"),
    *("utf-16", "utf-16-le", "utf-16-be", "iso8859-5", "unicode_escape", "idna"),
)
_LETTER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 23>>stream\nBT /F 9 Tf (a) Tj ET    \nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n"
)
"""A PDF of one letter: pypdf loads its tables of fonts when it first meets one."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_NOT_TEXT = (
    (b"\xd0\xcf\x11\xe0", "an old Word file. Save it as .docx"),
    (b"{\\rtf", "an RTF file. Save it as .docx or as text"),
    (b"\x89PNG", "a picture. Paste the text instead"),
    (b"\xff\xd8\xff", "a picture. Paste the text instead"),
)


def read_content(name: str, data: bytes, limits: Limits) -> Content:
    """Read an article's file: text, web page, PDF or Word file.

    Parameters
    ----------
    name : str
        For its ending; it is never opened.
    data : bytes
    limits : Limits

    Raises
    ------
    SourceParseError
        As the rest of a sentence that begins with the file's name: what is wrong, what to do.
    """
    found = _read(name, data, limits)
    content = replace(
        found,
        text=tidy(found.text),
        title=" ".join(found.title.split())[:300],
        published=found.published[:40],
        outlet=" ".join(found.outlet.split())[:120],
    )
    if not content.text:
        raise SourceParseError("has no text.")
    if len(content.text) > limits.text:
        raise SourceParseError(
            f"has {len(content.text)} characters; the limit is {limits.text} (text). Split it."
        )
    return content


def _read(name: str, data: bytes, limits: Limits) -> Content:
    for magic, what in _NOT_TEXT:
        if data.startswith(magic):
            raise SourceParseError(f"is {what}.")
    if data.lstrip()[:5] == b"%PDF-":
        return read_pdf(data, limits)
    if data.startswith(b"PK"):
        return read_word(data, limits)
    text = _decoded(data)
    if _PAGE.match(text[:_HEAD]) or PurePath(name).suffix.lower() in (".html", ".htm"):
        return read_page(text)
    return Content(text=text)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = _CHARSET.search(data[:_HEAD])
        name = said[1].decode() if said else told_encoding(data)
    try:
        return data.decode(name or "utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise SourceParseError(
            "is neither UTF-8 text, nor a web page, a PDF or a Word file. Save it as one of these."
        ) from error


def warm() -> None:
    """Load what reading needs, before the process may open no more."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    page = "<html><head><title>t</title></head><body><p>Words, so that all is loaded.</p></body>"
    read_content("page.html", page.encode(), Limits())
    read_content("text.txt", "назва місце подія\n".encode("cp1251") * 9, Limits())
    read_content("letter.pdf", _LETTER, Limits())
