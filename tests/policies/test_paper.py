import io

import pdfplumber
import pytest
from pdfminer.pdftypes import resolve1

from policies import lifecycle, paper, press
from policies.errors import CannotPrint, MissingFont
from policies.models import PolicyVersion
from tests import factories as make
from tests import prints

pytestmark = pytest.mark.django_db

NO_FONT_HAS_THIS = "\U000ffffd"


def draft(**fields):
    school = make.SchoolFactory(name="Larkrise Primary School", office_email="office@larkrise.example")
    return make.draft(school, **fields)


def published(**fields):
    return make.publish(draft(**fields))


def fonts_of(page):
    """What a page says about each of its fonts."""
    for reference in resolve1(page.page_obj.resources["Font"]).values():
        for descendant in resolve1(resolve1(reference)["DescendantFonts"]):
            yield resolve1(resolve1(descendant)["FontDescriptor"])


def test_a_print_carries_the_exact_words():
    text = " ".join(prints.pages(paper.version_pdf(published())))

    for words in ("Larkrise Primary School", "Kindness", "We will not accept:", "Unkind posts", "I will not:"):
        assert words in text


def test_no_word_is_lost_between_the_text_and_whoever_copies_it_out():
    said = "Difficult affairs, fluffy offices: “first” finds, naïve cafés… fjords — and £5 off."
    assert said in prints.pages(paper.version_pdf(published(body=f"<p>{said}</p>")))[0]


def test_every_page_says_what_it_is_and_how_many_there_are():
    version = published(body="<h2>Manners</h2>" + "<p>Please be kind to one another.</p>" * 60)

    pages = prints.pages(paper.version_pdf(version))

    label = f"version 1 · code · words {version.content_hash[:12]}"
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert label in text
        assert f"page {number} of {len(pages)}" in text


def test_a_draft_says_that_it_is_one():
    assert "Draft, not in force" in prints.pages(paper.version_pdf(draft()))[0]


def test_a_code_for_information_asks_nobody_to_sign():
    text = " ".join(prints.pages(paper.version_pdf(published(asks="information"))))

    assert "Unkind posts" in text
    assert "Signature" not in text


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("signature", ["I agree to this code and sign it", "I do not want to sign", "Signature"]),
        ("acknowledgement", ["I have read it", "I do not want to confirm it"]),
    ],
)
def test_the_last_sheet_can_be_answered_by_hand_as_on_the_screen(asks, answers):
    sheet = prints.pages(paper.version_pdf(published(asks=asks)))[-1]

    for words in [*answers, "I would like to talk to the school first", "Being kind online, version 1", "I will not:"]:
        assert words in sheet
    assert ("Signature" in sheet) == (asks == "signature")


def test_nobody_signs_a_draft():
    assert "This is a draft. Please do not sign it." in prints.pages(paper.version_pdf(draft()))[-1]


def test_a_replaced_or_withdrawn_version_says_so_and_takes_no_answer():
    old = published()
    new = make.revise(old)
    lifecycle.withdraw(new, by=new.written_by, reason="Wrong file")

    for version, words in [(old, "Replaced by a later version"), (new, "Withdrawn on")]:
        pages = prints.pages(paper.version_pdf(PolicyVersion.objects.get(pk=version.pk)))
        assert words in pages[0]
        assert "Your full name" not in pages[-1]


@pytest.mark.parametrize("lines", range(24, 36))
def test_a_short_list_is_never_parted_from_what_leads_into_it(lines):
    body = (
        "<p>One line.</p>" * lines + "<p>We will not accept:</p><ul><li>Insults</li><li>Threats</li><li>Lies</li></ul>"
    )

    pages = prints.pages(paper.version_pdf(draft(body=body)))

    together = ("We will not accept:", "Insults", "Threats", "Lies")
    assert any(all(words in text for words in together) for text in pages)


def test_a_long_table_repeats_its_headings_on_every_page():
    rows = "".join(f"<tr><td>Matter {n}</td><td>Person {n}</td></tr>" for n in range(80))
    head = "<thead><tr><th>Matter</th><th>Whom to ask</th></tr></thead>"

    pages = prints.pages(paper.version_pdf(published(body=f"<table>{head}<tbody>{rows}</tbody></table>")))

    with_rows = [text for text in pages if "Matter 7" in text or "Person" in text]
    assert len(with_rows) > 1
    assert all("Matter Whom to ask" in text for text in with_rows)


def test_lists_keep_their_numbers():
    version = published(body='<h2>Rules</h2><ol start="7"><li>Park with care</li><li>Wait</li></ol>')

    with pdfplumber.open(io.BytesIO(paper.version_pdf(version))) as document:
        assert "7. Park with care\n8. Wait" in document.pages[0].extract_text()


def test_headings_are_numbered_only_where_the_code_numbers_none():
    ours = prints.pages(paper.version_pdf(published(body="<h2>Online</h2><p>One.</p><h2>At the gate</h2><p>Two.</p>")))
    theirs = prints.pages(paper.version_pdf(published(body="<h2>4. Online</h2><p>One.</p><h2>5. Gate</h2><p>Two.</p>")))

    assert "2. At the gate" in ours[0]
    assert "1. 4." not in theirs[0] and "5. Gate" in theirs[0]


def test_the_same_version_gives_the_same_bytes():
    version = published()
    assert paper.version_pdf(version) == paper.version_pdf(version)


def test_a_letter_no_font_has_is_refused_and_never_printed_as_a_box(caplog):
    with pytest.raises(MissingFont, match="U\\+FFFFD"):
        paper.version_pdf(published(body=f"<p>A box: {NO_FONT_HAS_THIS}</p>"))

    assert NO_FONT_HAS_THIS not in caplog.text


def test_after_a_refusal_the_next_print_is_good():
    with pytest.raises(MissingFont):
        paper.version_pdf(published(body=f"<p>{NO_FONT_HAS_THIS}</p>"))

    assert "Unkind posts" in prints.pages(paper.version_pdf(published()))[0]


@pytest.mark.parametrize(
    "page",
    [
        '<img src="https://school.example/logo.png" alt="">',
        '<img src="file:///etc/hostname" alt="">',
        '<link rel="stylesheet" href="https://school.example/style.css">',
        '<p style="background: url(http://169.254.169.254/)">x</p>',
    ],
)
def test_a_print_fetches_nothing(page):
    with pytest.raises(CannotPrint):
        press.pdf(page)


def test_what_an_editor_should_never_have_let_through_is_not_printed():
    version = draft()
    version.body = '<p>Kind<script>alert(1)</script></p><img src="https://school.example/spy.png"><p>words</p>'

    text = prints.pages(paper.version_pdf(version))[0]

    assert "Kind" in text and "words" in text and "alert" not in text


def test_a_link_can_be_followed_from_paper():
    version = published(body='<p>See <a href="https://larkrise.example/complaints">how to complain</a>.</p>')
    assert "See how to complain (https://larkrise.example/complaints)." in prints.pages(paper.version_pdf(version))[0]


def test_markup_in_a_title_is_shown_as_text():
    assert "Be <b>kind</b> & fair" in prints.pages(paper.version_pdf(published(title="Be <b>kind</b> & fair")))[0]


@pytest.mark.parametrize(
    ("row", "heads"),
    [
        ("<thead><tr><th>Matter</th><th>Person</th></tr></thead>", ["col", "col"]),
        ("<tbody><tr><th>Homework</th><td>Teacher</td></tr></tbody>", ["row"]),
        ('<tbody><tr><th scope="col">Homework</th><td>Teacher</td></tr></tbody>', ["col"]),
    ],
)
def test_every_heading_cell_says_what_it_heads(row, heads):
    body = paper.body_of(draft(body=f"<table>{row}</table>"))
    assert [part.split('"')[0] for part in body.split('scope="')[1:]] == heads


def test_a_print_is_an_archive_and_a_screen_reader_finds_its_way():
    with pdfplumber.open(io.BytesIO(paper.version_pdf(published()))) as document:
        catalogue = document.doc.catalog
        assert catalogue["MarkInfo"]["Marked"]
        assert "StructTreeRoot" in catalogue
        assert "OutputIntents" in catalogue
        assert document.metadata["Title"] == "Being kind online, version 1"
        assert document.doc.catalog["Lang"] == b"en-gb"
        assert [title for _level, title, *_ in document.doc.get_outlines()] == [
            "Being kind online",
            "Kindness",
            "Declaration",
        ]


def test_every_font_goes_along_in_the_file():
    with pdfplumber.open(io.BytesIO(paper.version_pdf(published()))) as document:
        fonts = [font for page in document.pages for font in fonts_of(page)]

    assert fonts
    assert all("FontFile3" in font or "FontFile2" in font for font in fonts)


def test_words_in_a_language_written_from_right_to_left_start_at_the_right():
    content = paper.version_pdf(published(language="ar", body="<p>سلام</p>"))

    with pdfplumber.open(io.BytesIO(content)) as document:
        page = document.pages[0]
        first = next(char for char in page.chars if char["text"] == "س")
        assert first["x0"] > page.width / 2


def test_the_style_sheet_uses_nothing_the_press_does_not_know(caplog):
    paper.version_pdf(published())
    assert caplog.text == ""
