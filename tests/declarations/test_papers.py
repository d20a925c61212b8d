import io
import zipfile

import pytest

from declarations import copies
from declarations.models import UnfinishedCopy
from declarations.views import papers
from organisations.models import Event
from tests import factories as make
from tests.declarations.staff import Staff, office_at
from tests.policies.desk import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.SchoolFactory(name="Larkrise Primary School")


def parent(school, given_name="Sam", class_name="4 Oak", child="Amira"):
    child = make.ChildFactory(school=school, given_name=child, class_name=class_name)
    return make.parent_of(child, given_name=given_name, family_name="Rao")


def test_all_signed_copies_come_in_one_file(school):
    parent(school), parent(school)
    version = make.published(school, reference="gate")
    for request in version.requests.all():
        copies.store(make.answer(request))

    response = office_at(school).opens("signed_copies")

    assert response["Content-Disposition"] == 'attachment; filename="gate-1-signed.zip"'
    assert response["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as pack:
        assert len(pack.namelist()) == 3


def test_who_took_the_copies_away_is_written_down(school):
    parent(school)
    version = make.published(school)
    make.answer(version.requests.get())
    office = office_at(school)

    office.opens("signed_copies")

    assert Event.objects.filter(verb="exported", actor=office.user, about_id=version.pk).exists()


def test_the_register_says_who_answered_what_and_when(school):
    adult = parent(school, given_name="Sam")
    parent(school, given_name="Ines")
    version = make.published(school)
    make.answer(version.requests.get(adult=adult))

    page = text(office_at(school).opens("register"))

    assert "1 of 2 have answered yes." in page
    assert page.index("<bdi>Rao</bdi>, <bdi>Ines</bdi>") < page.index("<bdi>Rao</bdi>, <bdi>Sam</bdi>")
    for said in ("<bdi>Amira Okafor</bdi> (4 Oak)", "Signed as <bdi>Sam Okafor</bdi>"):
        assert said in page


def test_the_papers_keep_the_choices_of_the_board(school):
    parent(school, given_name="Sam", class_name="4 Oak")
    parent(school, given_name="Ines", class_name="5 Elm")
    make.published(school)
    office = office_at(school)

    page = text(office.opens("register", class_name="5 Elm"))
    assert "Ines" in page and "Sam" not in page


def test_too_many_at_once_are_refused_with_the_way_out(school, monkeypatch):
    monkeypatch.setattr(papers, "MOST_LINES", 1)
    parent(school), parent(school)
    make.published(school)

    office = office_at(school)

    board = office.browser.get(office.opens("register", state="not_asked").url)

    assert "Choose a class" in text(board)
    assert board.request["QUERY_STRING"] == "state=not_asked"


@pytest.mark.parametrize("address", ["register", "signed_copies"])
def test_where_there_is_nothing_the_board_says_so(school, address):
    assert office_at(school).opens(address).status_code == 302


def test_a_copy_that_cannot_be_made_is_told_to_the_office_which_may_try_again(school):
    adult = parent(school, given_name="Sam")
    declaration = make.answer(make.published(school).requests.get())
    failed = {
        "attempts": copies.GIVEN_UP_AFTER,
        "failure": "MissingFont: No font on the server has: OGHAM LETTER BEITH.",
    }
    UnfinishedCopy.objects.create(declaration=declaration, **failed)
    office = office_at(school)

    board = text(office.opens("board"))
    assert f"{adult}" in board and "OGHAM LETTER BEITH" in board

    office.posts("copies_again")
    assert list(copies.missing()) == [declaration]
    assert "OGHAM" not in text(office.opens("board"))


def test_another_school_is_not_told_and_cannot_try(school):
    parent(school)
    declaration = make.answer(make.published(school).requests.get())
    UnfinishedCopy.objects.create(declaration=declaration, attempts=copies.GIVEN_UP_AFTER)
    other = make.SchoolFactory()

    office_at(other).posts("copies_again")

    assert list(copies.stuck()) == [declaration]


@pytest.mark.parametrize("address", ["register", "signed_copies"])
@pytest.mark.parametrize("role", ["viewer", "approver"])
def test_papers_with_names_are_for_the_office(school, address, role):
    assert Staff(school, role).opens(address).status_code == 403


@pytest.mark.parametrize("address", ["register", "signed_copies"])
def test_another_school_has_no_such_page(school, address):
    assert office_at(make.SchoolFactory()).opens(address, at=school).status_code == 404


def test_one_copy_that_names_children_of_another_school_is_left_to_the_trust():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    make.parent_of(make.ChildFactory(school=here), make.ChildFactory(school=there))
    declaration = make.answer(make.published(trust).requests.get())
    copies.store(declaration)

    assert office_at(here).opens("signed_copy", declaration.pk).status_code == 302
    for_trust = Staff(trust, "trust").opens("signed_copy", declaration.pk)
    assert b"".join(for_trust.streaming_content).startswith(b"%PDF")


def test_a_long_register_is_read_in_as_many_queries_as_a_short_one(school, django_assert_max_num_queries):
    for _ in range(20):
        parent(school)
    make.published(school)
    office = office_at(school)

    with django_assert_max_num_queries(12):
        office.opens("register")
