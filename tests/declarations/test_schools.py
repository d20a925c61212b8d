import csv
from datetime import date

import pypdfium2
import pytest

from declarations import asking
from policies import adoption, lifecycle
from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db


def trust_of(*names):
    trust = make.TrustFactory()
    return trust, [make.SchoolFactory(trust=trust, name=name) for name in names]


def rows(page):
    return [row.record for row in page.context["table"].paginated_rows]


def test_every_school_and_code_has_its_row():
    trust, (ash, birch) = trust_of("Ash", "Birch")
    at_both = make.parent_of(make.ChildFactory(school=ash), make.ChildFactory(school=birch))
    make.parent_at(birch, email="")
    whole = make.published(trust, reference="whole")
    own = make.published(birch, reference="own")
    make.answer(whole.requests.get(adult=at_both))
    make.answer(own.requests.get(adult=at_both), "declined")

    page = Staff(trust, "trust").opens("schools")

    told = [(row.school, row.version, row.asked, row.agreed, row.said_no, row.unreached) for row in rows(page)]
    assert told == [(ash, whole, 1, 1, 0, 0), (birch, whole, 2, 1, 0, 1), (birch, own, 2, 0, 1, 1)]
    assert "1 (50%)" in page.text


def test_the_figures_are_a_file_too():
    trust, (ash,) = trust_of("=Ash")
    make.parent_at(ash)
    make.published(trust)

    response = Staff(trust, "viewer").opens("schools_csv")

    (line,) = csv.DictReader(response.content.decode("utf-8-sig").splitlines())
    assert (line["School"], line["Adults asked"], line["No answer yet"]) == ("'=Ash", "1", "1")


def test_the_next_review_is_the_one_that_the_latest_review_set():
    trust, (ash,) = trust_of("Ash")
    make.parent_at(ash)
    version = make.published(trust, next_review_on=date(2098, 1, 1))
    lifecycle.record_review(version, by=make.UserFactory(), next_review_on=date(2099, 1, 1))

    assert [row.review_on for row in rows(Staff(trust, "trust").opens("schools"))] == [date(2099, 1, 1)]


def test_a_school_is_no_trust():
    trust, (ash,) = trust_of("Ash")
    assert Staff(ash, "head").opens("schools").status_code == 404
    assert Staff(ash, "head").opens("schools", at=trust).status_code == 404


def test_a_child_who_has_left_counts_nowhere():
    trust, (ash, birch) = trust_of("Ash", "Birch")
    make.parent_of(make.ChildFactory(school=ash, left_on="2024-07-20"), make.ChildFactory(school=birch))
    make.published(trust)

    found = [(row.school, row.asked) for row in rows(Staff(trust, "trust").opens("schools"))]
    assert found == [(ash, 0), (birch, 1)]


@pytest.mark.parametrize("schools", [1, 20])
def test_the_table_asks_as_much_of_the_database_for_many_as_for_one(schools, django_assert_num_queries):
    trust, found = trust_of(*(f"School {n}" for n in range(schools)))
    for school in found:
        make.parent_at(school)
    make.published(trust)
    officer = Staff(trust, "trust")

    with django_assert_num_queries(10):
        officer.opens("schools")


def test_the_table_of_many_schools_is_counted_once_a_minute():
    trust, found = trust_of(*(f"School {n:02}" for n in range(21)))
    make.parent_at(found[0])
    make.published(trust)
    officer = Staff(trust, "trust")
    before = officer.opens("schools")
    make.parent_at(found[1])

    assert "Counted within the last minute" in before.text
    assert "School 00" in officer.opens("schools").text
    assert officer.opens("schools", sort="school").text != officer.opens("schools", sort="-school").text


def test_the_table_says_which_of_the_trust_s_versions_a_school_holds_and_who_is_behind():
    trust, (ash, birch) = trust_of("Ash", "Birch")
    make.parent_at(ash), make.parent_at(birch)
    master = make.publish(make.draft(trust, reference="master", is_master=True))
    adopted = adoption.adopt(master.policy, ash, by=make.UserFactory())
    make.publish(adopted.draft)
    asking.bring_up_to_date(adopted)
    make.revise(master)

    first, second = rows(Staff(trust, "trust").opens("schools"))

    assert (first.school, first.adopted, first.is_behind) == (ash, master, True)
    assert (second.school, second.version, second.adopted) == (birch, None, None)


def test_reached_are_those_to_whom_something_went_out_and_stayed_out():
    trust, (ash,) = trust_of("Ash")
    make.parent_at(ash), make.parent_at(ash, email=""), make.parent_at(ash)
    version = make.published(trust)
    make.answer(version.requests.exclude(adult__email="").first())

    (row,) = rows(Staff(trust, "trust").opens("schools"))

    assert (row.asked, row.reached, row.unreached) == (3, 1, 1)


def test_a_league_is_never_the_first_thing_to_see():
    trust, (ash, birch) = trust_of("Ash", "Birch")
    make.parent_at(ash), make.parent_at(birch)
    make.answer(make.published(trust).requests.get(adult__children__school=birch))
    officer = Staff(trust, "trust")

    assert [row.school for row in rows(officer.opens("schools"))] == [ash, birch]
    by_share = officer.opens("schools", sort="-percent")
    assert [row.school for row in rows(by_share)] == [birch, ash]
    assert "this is no league" in by_share.text


@pytest.mark.parametrize("number", [3, 12, 14, 30])
def test_those_who_govern_get_one_page_without_names(number):
    trust, schools = trust_of(*(f"Saint Etheldreda’s Church of England Primary School {n}" for n in range(number)))
    for school in schools:
        make.parent_at(school, family_name="Wolfeschlegelsteinhausen")
    make.published(trust)

    response = Staff(trust, "viewer").opens("governors_pdf")

    [page] = pypdfium2.PdfDocument(response.content)
    told = page.get_textpage().get_text_range()
    assert f"0 of {number} requests agreed to (0%)" in told
    assert "Wolfeschlegelsteinhausen" not in told


def test_one_school_alone_has_such_a_page_too():
    trust, (ash, birch) = trust_of("Ash", "Birch")
    make.parent_at(ash), make.parent_at(birch)
    make.published(trust)

    [page] = pypdfium2.PdfDocument(Staff(ash, "approver").opens("governors_pdf").content)
    told = page.get_textpage().get_text_range()

    assert "0 of 1 requests agreed to" in told
    assert "Birch" not in told
