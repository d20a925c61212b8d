import csv
from datetime import date

import pytest

from declarations import signing
from policies import lifecycle
from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db


def says(request, outcome, name=""):
    return signing.answer(request, outcome=outcome, content_hash=request.version.content_hash, typed_name=name)


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
    says(whole.requests.get(adult=at_both), "signed", "Sam")
    says(own.requests.get(adult=at_both), "declined")

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

    assert [row.school for row in rows(Staff(trust, "trust").opens("schools"))] == [birch]


@pytest.mark.parametrize("schools", [1, 20])
def test_the_table_asks_as_much_of_the_database_for_many_as_for_one(schools, django_assert_num_queries):
    trust, found = trust_of(*(f"School {n}" for n in range(schools)))
    for school in found:
        make.parent_at(school)
    make.published(trust)
    officer = Staff(trust, "trust")

    with django_assert_num_queries(9):
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
