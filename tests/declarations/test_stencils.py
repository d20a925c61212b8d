"""Copies of the same words are drawn into one stencil: they say what a whole print says, and tell of nobody else."""

import io
import logging
import pickletools
import re
import zlib
from copy import deepcopy

import pikepdf
import pypdfium2
import pytest

from declarations import links, pdf, statement
from declarations.models import Message
from declarations.signing import Circumstances
from policies import stencils
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile"


@once
def published():
    """One for all these tests: what they print of it shares a stencil, unless they forget what is laid out."""
    return make.published(make.SchoolFactory(name="Larkrise Primary School"))


@pytest.fixture
def version(db, published):
    return deepcopy(published)


def signed(version, *children, name="Sam Okafor", browser=BROWSER, comment="", **fields):
    """The answer of an adult who came by an e-mail."""
    school = version.policy.owner
    children = [make.ChildFactory(school=school, given_name=each) for each in children or ["Amira"]]
    adult = make.parent_of(*children, **fields)
    sent = {"to": "sam.okafor@home.example", "sent_at": version.published_at}
    link, _token = links.mint(adult, message=Message.objects.create(organisation=school, adult=adult, **sent))
    came_by = Circumstances(link=link, ip_address="2001:db8::7", user_agent=browser)
    asked = version.requests.create(adult=adult, reason="joined")
    return make.answer(asked, typed_name=name, comment=comment, circumstances=came_by)


def words_on(content):
    """Every word of a print with the page and the line it stands on, and where it begins, in points."""
    for number, page in enumerate(pypdfium2.PdfDocument(content)):
        shown = page.get_textpage()
        for word in re.finditer(r"\S+", shown.get_text_range()):
            left, _bottom, _right, top = shown.get_charbox(word.start(), loose=True)
            yield number, top, left, word[0]


def assert_drawn_as_whole(declaration):
    """The same words on the same lines of the same pages, whether a stencil is filled or all of it is laid out."""
    drawn, whole = (list(words_on(pdf.signed_copy(declaration, whole=each))) for each in (False, True))

    assert [word[3] for word in drawn] == [word[3] for word in whole]
    for (page, top, left, word), (its_page, its_top, its_left, _same) in zip(drawn, whole, strict=True):
        assert page == its_page and abs(top - its_top) < 1 and abs(left - its_left) < 1, word


@pytest.fixture
def layouts(caplog):
    """How often something is laid out in the course of an act, as WeasyPrint tells of it; before, nothing is."""
    stencils._stencil.cache_clear()
    progress = logging.getLogger("weasyprint.progress")
    progress.addHandler(caplog.handler)

    def count(act):
        caplog.clear()
        with caplog.at_level(logging.INFO, "weasyprint.progress"):
            act()
        return sum(record.getMessage().startswith("Step 6") for record in caplog.records)

    yield count
    progress.removeHandler(caplog.handler)


@pytest.mark.parametrize(
    "name",
    ["Sam Okafor", "Zoë O’Brien-Łukaszewicz", "Nguyễn Thị Lan", "Đorđe Ðuric", 'Anna <b>&amp;</b> "Bo"', "Ǆemal"],
)
def test_it_says_the_same_in_the_same_places_as_a_whole_print(version, name):
    declaration = signed(version, "Amira", "Łucja", name=name)

    assert_drawn_as_whole(declaration)


def test_its_lines_end_where_those_of_a_whole_print_end(version):
    """Each name is a hair longer than the one before; some end just before the margin, some just after."""
    names = [f"{'AVAWA To ' * 6}{'i' * more} {'AVAWA-' * 3}Tavy" for more in range(1, 24)]

    assert_drawn_as_whole(signed(version, *names))


@pytest.mark.parametrize("digits", [1, 3, 4, 5, 9, 18])
def test_a_number_of_any_length_leaves_its_lines_as_they_are(version, digits):
    number, declaration = int("9" * digits), signed(version, name='Anna <b>&amp;</b> "Bo"')
    declaration.link.message = Message(pk=number, to="sam.okafor@home.example", sent_at=version.published_at)

    assert_drawn_as_whole(declaration)


def test_the_second_copy_of_the_same_words_is_laid_out_by_nobody(version, layouts):
    first, second = signed(version, name="Sam Okafor"), signed(version, name="Ada Ng", given_name="Ada")

    assert layouts(lambda: pdf.signed_copy(first)) > 0
    assert layouts(lambda: pdf.signed_copy(second)) == 0


def test_what_no_answer_changes_stands_at_the_beginning_of_every_copy(version):
    """Fonts above all: there it is packed once, and not for each copy anew."""
    one, other = (pdf.signed_copy(signed(version)) for _turn in range(2))
    same = next(place for place, signs in enumerate(zip(one, other, strict=False)) if len(set(signs)) > 1)
    assert b"/Length1" in one[:same]
    assert b"/Length1" not in one[same:]


def test_other_words_more_children_or_another_school_have_a_stencil_of_their_own(version, layouts):
    elsewhere = make.published(make.SchoolFactory())
    first, with_two = signed(version), signed(version, "Amira", "Noah")
    of_newer_words = signed(make.revise(version, declaration="I agree to these other words."))
    pdf.signed_copy(first)

    for declaration in (with_two, of_newer_words, signed(elsewhere)):
        assert layouts(lambda declaration=declaration: pdf.signed_copy(declaration)) > 0


def test_a_process_that_has_just_begun_finds_what_another_has_laid_out(version, layouts):
    first, second = signed(version), signed(version, name="Ada Ng", given_name="Ada")
    alone = pdf.signed_copy(second)
    stencils._stencil.cache_clear()  # as in a new process

    assert layouts(lambda: pdf.signed_copy(first)) == 0
    assert pdf.signed_copy(second) == alone


def decompressed(file):
    with file.open("rb") as kept:
        list(pickletools.genops(kept))  # passes over when it expires
        return zlib.decompress(kept.read())


def test_nothing_of_an_answer_is_in_what_is_kept(version, settings, layouts):
    office = make.head_of(version.policy.owner, full_name="Wilhelmina Quickfoot")
    asked = version.requests.create(adult=make.parent_of(make.ChildFactory()), reason="joined")
    by_hand = Circumstances(route="paper", recorded_by=office)
    declaration = make.answer(asked, typed_name="Peregrine Featherstonehaugh", circumstances=by_hand)
    stencils._stencil.cache_clear()
    pdf.signed_copy(declaration)

    kept = list(settings.STENCILS.glob("*.djcache"))
    told = b" ".join(decompressed(file) for file in kept)
    assert kept
    for trace in ("Featherstonehaugh", office.full_name, statement.code(declaration)):
        assert trace.encode() not in told


def test_what_somebody_said_in_words_of_their_own_makes_no_stencil(version, settings):
    declaration = signed(version, comment="I should like to talk about the last point.")
    stencils._stencil.cache_clear()

    told = " ".join(word[3] for word in words_on(pdf.signed_copy(declaration)))

    assert "should like to talk" in told
    assert not list(settings.STENCILS.glob("*"))


def test_another_script_is_laid_out_as_a_whole(version, layouts):
    signed_in_latin, declaration, copies = signed(version), signed(version, name="王小明"), []
    pdf.signed_copy(signed_in_latin)

    assert layouts(lambda: copies.append(pdf.signed_copy(declaration))) > 0
    assert "王小明" in " ".join(word[3] for word in words_on(copies[0]))


def test_what_is_too_long_for_its_line_gets_more_of_them(version):
    short, long = signed(version, browser="Bench"), signed(version, browser=BROWSER * 3)
    endless = signed(version, browser="x" * 300)

    for declaration in (short, long, endless):
        told = "".join(word[3] for word in words_on(pdf.signed_copy(declaration)))
        assert declaration.user_agent.replace(" ", "") in told


def test_nothing_of_whoever_came_first_is_in_the_copy_of_the_next(version):
    first = signed(version, "Quillon", name="Peregrine Featherstonehaugh", browser="Unmistakable/1.0")
    second = signed(version, "Amira", name="Sam Okafor", browser="Another/1.0")
    pdf.signed_copy(first)

    with pikepdf.open(io.BytesIO(pdf.signed_copy(second))) as file:
        streams = [each.read_bytes() for each in file.objects if isinstance(each, pikepdf.Stream)]
        told = b" ".join([*streams, *(each.unparse() for each in file.objects)])
    told += " ".join(word[3] for word in words_on(pdf.signed_copy(second))).encode()

    for trace in ("Quillon", "Featherstonehaugh", "Unmistakable", statement.code(first), "18010203", "1801-02-03"):
        assert trace.encode() not in told


def test_it_carries_its_own_answer_its_own_moment_and_a_whole_table_of_objects(version):
    pdf.signed_copy(signed(version))
    declaration = signed(version, name="Ada Ng")

    with pikepdf.open(io.BytesIO(pdf.signed_copy(declaration))) as file:
        assert file.check_pdf_syntax() == []
        enclosed = file.attachments["declaration.json"].get_file()
        assert enclosed.read_bytes().decode() == statement.text(declaration)
        assert file.docinfo.CreationDate == f"{declaration.answered_at:D:%Y%m%d%H%M%SZ}"
        with file.open_metadata() as claims:
            assert claims["xmp:CreateDate"].startswith(f"{declaration.answered_at:%Y-%m-%dT%H:%M:%S}")


def test_the_same_answer_gives_the_same_bytes(version):
    declaration = signed(version)
    assert pdf.signed_copy(declaration) == pdf.signed_copy(declaration)
