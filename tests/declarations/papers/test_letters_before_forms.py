"""A long letter pushes the answer to another page: the pages before it are known, and wait for nobody."""

from copy import deepcopy

import pytest
import zxingcpp

from declarations.models import Declaration
from declarations.papers import codes
from tests import factories as make
from tests import prints
from tests.declarations.papers import scanner
from tests.declarations.papers.printed import printed
from tests.declarations.papers.returned import bring, parent
from tests.declarations.people import text

pytestmark = pytest.mark.django_db


class LongLetter:
    """A form whose letter pushes the answer to another page: its pages, and what they say."""

    def __init__(self, paragraphs):
        self.school = make.SchoolFactory()
        parent(self.school)
        letter, undertakings = "Dear parents.\n\n" * paragraphs, ["Be kind", "Be calm"] * 8
        version = make.published(self.school, covering_letter=letter, undertakings=undertakings)
        pdf = printed(version, self.school)
        self.pages, self.said = scanner.pages(pdf), prints.pages(pdf)


@pytest.fixture(scope="module", params=[30, 60, 90])
def long_letter(scene, request):
    with scene.set():
        return LongLetter(request.param)


@pytest.fixture
def school(long_letter):
    return deepcopy(long_letter.school)


@pytest.mark.parametrize("worsened", [lambda page: page, lambda page: scanner.badly(page, noise=8)])
def test_the_letter_before_an_answer_is_known_and_waits_for_nobody(school, office, long_letter, worsened):
    said = long_letter.said
    has_answer = ["Signature" in words for words in said]
    assert has_answer[0] is False and sum(has_answer) == 1
    assert "the answer comes after this page" in said[0] and "the answer comes" not in said[-1]

    pile, pages = bring(school, scanner.scan(*map(worsened, long_letter.pages)))

    assert [page.found for page in pages] == ["form" if answer else "letter" for answer in has_answer]
    assert len({page.form for page in pages}) == 1
    assert list(pile.pages.waiting()) == pages[-1:]
    assert "Letters that came back with a form, left out" in office.opens("pile", pile.pk).text
    assert office.opens("page", pages[0].pk).status_code == 200


def test_beside_an_answer_stands_the_way_to_its_letter_and_nothing_of_a_second_sheet(school, office, long_letter):
    pile, _pages = bring(school, scanner.scan(*long_letter.pages))
    page = text(office.opens("pile", pile.pk))
    assert "Its letter came back with it, perhaps with something written on it: page 1" in page
    assert "This sheet was scanned before" not in page


def test_a_letter_alone_leaves_the_adult_asked(school, office, long_letter):
    pile, _pages = bring(school, scanner.scan(long_letter.pages[0]))
    assert "Nothing of this pile waits for you" in text(office.opens("pile", pile.pk))
    assert not Declaration.objects.exists()


def test_a_form_of_one_page_has_one_code():
    school = make.SchoolFactory()
    parent(school)
    (page,) = scanner.pages(printed(make.published(school), school))
    assert codes.tokens([page])[1] is False
    shown = zxingcpp.read_barcodes(page.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    assert len([code for code in shown if code.text.startswith("CP1")]) == 1
