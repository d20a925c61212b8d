import hashlib
import io
import os
import subprocess
import sys
from copy import deepcopy
from datetime import UTC, datetime

import pdfplumber
import pypdfium2
import pytest

from declarations import asking, links, pdf
from declarations.models import Declaration, Message
from declarations.signing import Circumstances, Outcome
from policies import lifecycle, press
from policies.errors import MissingFont
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db

SUMMER = datetime(2026, 7, 1, 16, 30, 5, tzinfo=UTC)


@once
def asked_once():
    return make.asked(make.SchoolFactory(name="Larkrise Primary School"))


@pytest.fixture
def asked(db, asked_once):
    """One adult, about the same code in all of these tests; it is laid out once where only the answer is another."""
    return deepcopy(asked_once)


def answer(request, *, name="Sam O'Brien-Łukaszewicz", outcome=Outcome.SIGNED, **fields):
    """Given at half past four UTC on a summer's day."""
    return make.answer(request, outcome, typed_name=name, at=SUMMER, **fields)


def answered(adult=None, *, school=None, words=None, **fields):
    """An answer to a fresh code."""
    school = school or make.SchoolFactory()
    adult = adult or make.parent_at(school)
    return answer(make.published(school, **words or {}).requests.get(adult=adult), **fields)


def by_link(adult, school):
    """How an answer comes in from an e-mail."""
    sent = {"to": "sam.obrien@home.example", "sent_at": datetime(2026, 6, 30, 7, tzinfo=UTC)}
    message = Message.objects.create(organisation=school, adult=adult, purpose="ask", **sent)
    link, _token = links.mint(adult, message=message)
    return Circumstances(link=link, ip_address="2001:db8::7", user_agent="Mozilla/5.0 (Android 14)")


def read(content):
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(content))


def test_a_copy_carries_the_words_the_declaration_and_the_answer(asked):
    # PDFium would read the dots of the lists after all else, as they are drawn.
    with pdfplumber.open(io.BytesIO(pdf.signed_copy(answer(asked)))) as document:
        text = " ".join(" ".join(page.extract_text().split()) for page in document.pages)

    for words in (
        "Unkind posts",
        "I have read this code and agree to follow it.",
        "I will not: • Post unkind words • Share photographs of other children",
        "Sam O'Brien-Łukaszewicz",
        "Signed",
        "Wednesday 1 July 2026, 17:30 UK time (BST)",
    ):
        assert words in text


def test_the_evidence_says_when_by_whom_and_which_words(asked):
    declaration = answer(asked)
    version = declaration.request.version

    text = read(pdf.signed_copy(declaration))

    assert f"SHA-256 of the words {version.content_hash}" in text
    assert f"by {version.approved_by.full_name}" in text
    assert "Version 1, number 1 of this code" in text
    assert "UK time 1 July 2026, 17:30:05 BST" in text
    assert "World time 1 July 2026, 16:30:05 UTC" in text


def test_the_evidence_says_how_the_link_reached_the_adult():
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    circumstances = by_link(adult, school)

    text = read(pdf.signed_copy(answered(adult, school=school, circumstances=circumstances)))

    number = circumstances.link.message.pk
    assert f"30 June 2026, 08:00:00 BST, e-mail number {number} to s•••@home.example" in text
    assert "2001:db8::7" in text and "Mozilla/5.0 (Android 14)" in text
    assert "sam.obrien@" not in text


def test_the_record_of_a_family_of_four_children_is_one_page():
    school = make.SchoolFactory()
    adult = make.parent_of(*(make.ChildFactory(school=school) for _ in range(4)))

    content = pdf.signed_copy(answered(adult, school=school, circumstances=by_link(adult, school)))

    *_words, last = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    assert "Record of this answer" in last and "Receipt" in last


def test_an_answer_on_paper_says_who_wrote_it_down(asked):
    circumstances = Circumstances(route="paper", recorded_by=make.UserFactory(full_name="Ada Clerk"))

    text = read(pdf.signed_copy(answer(asked, circumstances=circumstances)))

    assert "On paper; written down by Ada Clerk" in text
    assert "typed by the adult" not in text


def test_the_children_are_those_of_the_answer_even_after_they_have_moved_on():
    school = make.SchoolFactory()
    children = [make.ChildFactory(school=school, given_name=f"Ngozi{n}", class_name="2 Elm") for n in range(12)]
    declaration = answered(make.parent_of(*children), school=school)
    for child in children:
        child.given_name, child.class_name = "Other", "9 Ash"
        child.save()

    text = read(pdf.signed_copy(declaration))

    assert all(f"Ngozi{n} Okafor, 2 Elm" in text for n in range(12))
    assert "9 Ash" not in text


def test_another_adult_of_the_same_child_is_nowhere_in_it():
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school)
    make.parent_of(child, given_name="Hidden", family_name="Stranger", email="hidden.stranger@home.example")
    adult = make.parent_of(child)

    text = read(pdf.signed_copy(answered(adult, school=school))).lower()

    assert "stranger" not in text and "hidden" not in text


def test_names_and_undertakings_are_shown_as_typed_and_never_as_markup():
    words = {"undertakings": ["Post <script>alert(1)</script> & worse"], "declaration": "I <b>agree</b>."}

    text = read(pdf.signed_copy(answered(name='<img src="x"> & "Co"', words=words)))

    assert '<img src="x"> & "Co"' in text
    assert "Post <script>alert(1)</script> & worse" in text
    assert "I <b>agree</b>." in text


def test_a_code_that_is_only_read_gives_a_copy_that_says_read():
    text = read(pdf.signed_copy(answered(outcome=Outcome.ACKNOWLEDGED, words={"asks": "acknowledgement"})))

    assert "Answered by the adult online" in text
    assert "Answer Read" in text


def test_a_later_version_or_withdrawal_leaves_the_copy_as_it_was(asked):
    declaration = answer(asked)
    before = pdf.signed_copy(declaration)
    version = declaration.request.version

    newer = make.revise(version)
    lifecycle.withdraw(newer, by=newer.written_by, reason="Wrong file")
    asking.bring_up_to_date(version.policy)

    assert pdf.signed_copy(Declaration.objects.get(pk=declaration.pk)) == before


PAGE = "<html lang=en><title>x</title><h1>Kind</h1><p>Łukasz <b>bold</b></p>"
PRINT = "import sys; from policies import press; sys.stdout.buffer.write(press.pdf(sys.argv[1]))"


def test_another_process_prints_the_same_bytes():
    """One that has printed nothing before, and puts sets into another order than this one."""
    environment = os.environ | {"PYTHONHASHSEED": "1"}
    command = [sys.executable, "-c", PRINT, PAGE]

    printed = subprocess.run(command, env=environment, check=True, capture_output=True).stdout

    assert hashlib.sha256(printed).hexdigest() == hashlib.sha256(press.pdf(PAGE)).hexdigest()


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "Олександра Шевченко", "Ελένη Παππά", "İbrahim Çelik", "Siân Rhŷs"])
def test_names_in_letters_every_server_has_are_printed(asked, name):
    assert name in read(pdf.signed_copy(answer(asked, name=name)))


@pytest.mark.parametrize("name", ["王小明", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "ሰላም ተስፋዬ", "محمد خان"])
def test_names_in_other_scripts_are_printed_whole_or_refused_by_name(asked, name):
    """Which of the two depends on the fonts installed here; what never happens is a box."""
    try:
        content = pdf.signed_copy(answer(asked, name=name))
    except MissingFont as error:
        assert str(error).startswith("No font on the server has:")
    else:
        assert set(name) <= set(read(content))


@pytest.mark.parametrize(
    ("address", "shown"),
    [("sam@home.example", "s•••@home.example"), ("x@y.example", "x•••@y.example"), ("", "")],
)
def test_addresses_are_masked(address, shown):
    assert pdf.masked(address) == shown
