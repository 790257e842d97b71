"""Articles' files: web pages, PDF, Word and text, read in the child process, with what they say."""

import io
import json
import zipfile

import pytest

from geo.articles.content import tidy
from geo.articles.documents import ArticleFiles, document_of, document_of_line, pasted
from geo.articles.formats import read_content
from geo.errors import ClockError, SchemaError, SourceParseError
from geo.sources.limits import Limits

PARAGRAPHS = (
    "Officials in Kursk said on Sunday that a depot near Rylsk had burned, and that nobody was "
    "hurt in the fire, which was put out by noon.",
    "Kyiv did not comment. The governor, whose name was not given, said that it was small.",
)
PAGE = """<!doctype html><html><head><title>Depot burns | The Courier</title>
<meta property="og:title" content="Depot burns &amp; is put out">
{head}</head><body><nav><a href="/">Home</a><a href="/w">World</a></nav>
<aside>Subscribe to our letter, every morning at seven.</aside>
<article><h1>Depot burns</h1>{time}<p>{0}</p><p>{1}</p>
<div class="related"><h3>Read more</h3><a href="/1">Ten recipes for the winter</a></div></article>
<script>alert("no text")</script><footer>Copyright The Courier. Cookies.</footer></body></html>"""


def page(head="", time=""):
    return PAGE.format(*PARAGRAPHS, head=head, time=time).encode()


def word(body, **others):
    stream = io.BytesIO()
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>',
        )
        for name, content in others.items():
            archive.writestr(name, content)
    return stream.getvalue()


def pdf(*lines):
    """Return a PDF of one page, written by hand as the format's first example is."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /CreationDate (D:20260101000000Z) /Title (A depot) >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        f"{out}xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>"
        f"\nstartxref\n{len(out)}\n%%EOF"
    ).encode()


@pytest.fixture(scope="module")
def files():
    with ArticleFiles() as reading:
        yield reading


def test_a_page_gives_its_article_and_not_its_furniture(files):
    found = files.read("a.html", page())
    assert found.text.endswith("\n\n".join(PARAGRAPHS))
    assert not any(word in found.text for word in ("Subscribe", "recipes", "Cookies", "alert"))
    assert found.title == "Depot burns & is put out"


@pytest.mark.parametrize(
    ("head", "time", "published", "outlet"),
    [
        ('<meta property="article:published_time" content="2025-01-12T08:00:00+02:00">'
         '<meta property="og:site_name" content="The Courier">', "",
         "2025-01-12T06:00:00+00:00", "The Courier"),
        ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished":'
         ' "2025-01-12", "publisher": {"name": "Courier"}}]}</script>', "",
         "2025-01-12T00:00:00+00:00", "Courier"),
        ('<link rel="canonical" href="https://courier.example/a">',
         '<time datetime="2025-01-12">Sunday</time>',
         "2025-01-12T00:00:00+00:00", "courier.example"),
        # A time of day without a zone tells the day and no more.
        ('<meta name="date" content="2025-01-12T23:30:00">', "", "2025-01-12T00:00:00+00:00", ""),
    ],
)  # fmt: skip
def test_date_and_outlet_come_from_what_a_page_says_of_itself(files, head, time, published, outlet):
    document = document_of(files.read("a.html", page(head, time)), "a")
    assert document.published is not None
    assert document.published.start.isoformat() == published
    assert document.outlet == outlet


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta name="date" content="yesterday">',
        '<script type="application/ld+json">{"datePublished": </script>',
        '<meta property="article:modified_time" content="2025-01-12">',
    ],
)
def test_a_date_that_nobody_gives_is_not_made_up(files, head):
    content = files.read("a.html", page(head))
    assert document_of(content, "a").published is None
    assert document_of(content, "a", date="2025-01-05").published.precision == "day"
    with pytest.raises(ClockError, match="'5 January'"):
        document_of(content, "a", date="5 January")


def test_a_pdf_gives_its_text_and_not_the_day_it_was_made(files):
    found = files.read("a.pdf", pdf("Officials in Kursk said that a", "depot near Rylsk burned."))
    assert found.text == "Officials in Kursk said that a depot near Rylsk burned."
    assert (found.title, found.published) == ("A depot", "")


def test_a_word_file_gives_its_paragraphs(files):
    body = (
        "<w:p><w:r><w:t>Kursk</w:t></w:r><w:r><w:t>: a depot</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>It burned.</w:t></w:r></w:p>"
    )
    assert files.read("a.docx", word(body)).text == "Kursk: a depot\n\nIt burned."


def test_plain_text_in_the_field_s_encodings(files):
    russian = "Глава района сообщил: в Судже тихо. " * 3
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1251"):
        assert files.read("a.txt", russian.encode(encoding)).text == russian.strip()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF-1.4 broken", "is a PDF that cannot be read"),
        ("a.docx", b"PK\x03\x04 broken", "archive"),
        ("a.docx", word("", **{"x/../../y.xml": "<a/>"}), "'x/../../y.xml'"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "Save it as .docx"),
        ("a.txt", b" \n ", "has no text"),
        ("a.html", b"<html><body><script>x</script></body></html>", "without running text"),
        ("a.bin", bytes(range(128, 256)) * 4, "UTF-8"),
    ],
)
def test_what_is_no_article_is_refused_with_its_name(files, name, data, says):
    with pytest.raises(SourceParseError, match=rf"The file '{name}' ") as refused:
        files.read(name, data)
    assert says in str(refused.value)


def test_entities_of_a_word_file_are_not_followed(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
        )
    with pytest.raises(SourceParseError, match="cannot be read"):
        files.read("a.docx", stream.getvalue())


def test_more_text_than_the_limit_is_refused_and_not_cut():
    with pytest.raises(SourceParseError, match="11 characters; the limit is 10"):
        read_content("a.txt", b"eleven char", Limits(text=10))


def test_tidy_leaves_words_and_paragraphs():
    assert tidy("a\u00a0\u00a0b \r\n c\n\n\n\nd\u200b") == "a b\nc\n\nd"


def test_a_line_gives_a_document_whose_text_is_left_as_it_is():
    line = {"id": 7, "text": " two  spaces ", "date": "2025-01-11", "domain": "x.example"}
    document = document_of_line(json.dumps(line))
    assert (document.id, document.text, document.outlet) == ("7", " two  spaces ", "x.example")
    assert document.published.precision == "day"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ('{"id": "a"}', "'text' is None"),
        ('{"text": "a"}', "'id' is missing"),
        ('{"id": "a", "text": "b", "date": "soon"}', "'soon' is no date"),
        ('{"id": [], "text": 5, "title": {}}', "'title' is {}"),
    ],
)
def test_a_line_that_is_no_document_says_why(line, says):
    with pytest.raises(SchemaError) as refused:
        document_of_line(line)
    assert says in str(refused.value)


def test_pasted_text_has_the_date_that_the_person_gives_or_none():
    assert pasted("A  text.", "a").published is None
    assert pasted("A  text.", "a", date="2025-01-11T10:00:00Z").published.precision == "instant"
