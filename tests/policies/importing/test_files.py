"""The same code out of every kind of file, and a clear sentence where there is none to be had."""

import io
import zipfile

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from weasyprint import HTML

from policies import importing
from policies.importing import limits
from tests.policies.importing.word_files import SPACE, paragraph, table, word_file

KIND = "At Larkrise School we ask every parent to be kind to everybody who works here."
PAGE = f"""<html><head><title>Site</title><script>alert(1)</script></head><body><nav><a>Home</a></nav>
<h1>Code of Conduct for Parents</h1><p>Larkrise School</p>
<table border="1"><tr><td>Approved by</td><td>Governing Board</td></tr>
<tr><td>Next review</td><td>March 2028</td></tr></table>
<h2>Kindness</h2><p>{KIND}</p><p>We do not accept:</p>
<ul><li>shouting</li><li>threats<ul><li>in groups</li></ul></li></ul>
<h2>Steps</h2><table border="1"><tr><th>Step</th><th>Who</th></tr><tr><td>A talk</td><td>Teacher</td></tr></table>
<p style="display:none">Secret words</p></body></html>"""
CSS = (
    "<style>td,th{border:1px solid black} @page{@bottom-center{content:'Page ' counter(page) ' of "
    "2'}} h2{break-before:page}</style>"
)


def word_code():
    return word_file(
        paragraph("Code of Conduct for Parents", style="T"),
        paragraph("Larkrise School"),
        table(("Approved by", "Governing Board"), ("Next review", "March 2028")),
        paragraph("Kindness", style="H1"),
        paragraph(KIND, number="1", level=1),
        paragraph("We do not accept:", number="1", level=1),
        paragraph("shouting", number="2"),
        paragraph("threats", number="2"),
        paragraph("in groups", number="2", level=1),
        paragraph("Steps", style="H1"),
        table(("Step", "Who"), ("A talk", "Teacher")),
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PAGE.encode(), "code.html"),
        (word_code(), "code.docx"),
        (HTML(string=PAGE + CSS).write_pdf(presentational_hints=True), "code.pdf"),
    ],
    ids=["html", "docx", "pdf"],
)
def test_every_kind_of_file_says_the_same(content, name):
    parsed = importing.read(content, name)

    assert (parsed.title, parsed.organisation) == ("Code of Conduct for Parents", "Larkrise School")
    assert (parsed.approver, parsed.next_review) == ("Governing Board", "2028-03")
    assert [section.heading for section in parsed.sections] == ["Kindness", "Steps"]
    assert [clause.sub_items for clause in parsed.sections[0].clauses] == [0, 3]
    assert parsed.sections[1].clauses[0].rows == (("Step", "Who"), ("A talk", "Teacher"))
    assert "Secret" not in parsed.body_html()
    assert "alert" not in parsed.body_html()


def test_what_stands_around_a_web_page_is_left_out_and_can_be_seen():
    page = PAGE.replace("<h1>", "<main><h1>").replace("</body>", "</main><footer>Ring <b>us</b></footer></body>")

    left = [each.what for each in importing.read(page.encode(), "code.html").left_out]

    assert {"Home", "Secret words", "Ring us"} <= set(left)
    assert not any("alert" in each for each in left)


def test_word_shows_the_numbers_that_word_shows():
    parsed = importing.read(word_code(), "code.docx")

    assert [section.number for section in parsed.sections] == ["1.", "2."]
    assert [clause.number for clause in parsed.sections[0].clauses] == ["1.1", "1.2"]


def test_word_keeps_out_what_word_hides():
    content = word_file(
        paragraph(KIND),
        paragraph("Hidden words", run="<w:vanish/>"),
        "<w:p><w:del><w:r><w:delText>Deleted words</w:delText></w:r></w:del></w:p>",
    )
    parsed = importing.read(content, "code.docx")

    assert [clause.text for clause in parsed.clauses] == [KIND]


def test_a_header_of_a_word_file_is_told():
    header = f"<w:hdr {SPACE}>{paragraph('Larkrise School, page')}</w:hdr>"
    parsed = importing.read(word_file(paragraph(KIND), **{"word/header1.xml": header}), "code.docx")

    assert "Larkrise School, page" in [look.what for look in parsed.needs_look]


def test_an_old_encoding_is_read_and_told():
    parsed = importing.read(
        "Parents’ code\n\nWe ask every parent to keep calm – always, please.".encode("cp1252"), "code.txt"
    )

    assert "–" in parsed.clauses[0].text
    assert "Windows" in "".join(look.why for look in parsed.needs_look)


def bomb():
    return word_file(paragraph("Words"), **{"word/media.xml": "0" * 80_000_000})


def with_macros():
    return word_file(paragraph("Words"), **{"word/vbaProject.bin": "macro"})


def other_archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    return packed.getvalue()


def locked():
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(HTML(string=PAGE).write_pdf())))
    writer.encrypt("secret", "secret")
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


DRAWN = "<svg width='9' height='9'><rect width='9' height='9'/></svg>"


def laughing():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
    body = "<w:body><w:p><w:r><w:t>&l8;</w:t></w:r></w:p></w:body>"
    document = f"<!DOCTYPE w [{laughs}]><w:document {SPACE}>{body}</w:document>"
    return word_file(**{"word/document.xml": document})


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "code.txt", "empty"),
        (b" \n ", "code.txt", "empty"),
        (b"\x00\x01\x02words", "code.bin", "no text file"),
        (b"%PDF-1.7 nothing else", "code.pdf", "damaged"),
        (b"PK\x03\x04 nothing else", "code.docx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "code.doc", r"\.docx"),
        (b"{\\rtf1 words}", "code.rtf", "RTF"),
        (b"\x89PNG\r\n", "code.png", "picture"),
        (b"words", "code.docx", "damaged"),
        (b"\xff\xfe\x00", "code.txt", "damaged"),
        (b"x" * (limits.MOST_BYTES + 1), "code.txt", "20 MB"),
        (b"words\n" * 9_000, "code.txt", "longer"),
        (bomb, "code.docx", "not opened"),
        (with_macros, "code.docm", "macros"),
        (other_archive, "code.odt", "not a Word file"),
        (locked, "code.pdf", "password"),
        (laughing, "code.docx", "damaged|no words"),
        (HTML(string=DRAWN).write_pdf, "code.pdf", "picture of paper"),
        (("<div>" * 200 + "deep").encode(), "code.html", "nested"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # some are only made by their test
)
def test_what_cannot_be_read_is_refused_in_words(content, name, sentence):
    with pytest.raises(importing.CannotRead, match=sentence):
        importing.read(content() if callable(content) else content, name)


def test_a_stream_is_read_no_further_than_the_limit():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert size > 0
            return b"x" * size

    with pytest.raises(importing.CannotRead):
        importing.read(Endless(), "code.txt")


def test_a_text_on_one_line_is_cut_and_told():
    parsed = importing.read(f"Parents' code\n{KIND} ".encode() + f"{KIND} ".encode() * 60, "code.txt")

    assert len(parsed.clauses) > 1
    assert "line breaks" in "".join(look.why for look in parsed.needs_look)
