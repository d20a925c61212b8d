"""The pages on which a head says how long things are kept."""

import pytest

from organisations.keeping import kinds, periods, sweeping
from organisations.keeping.models import Hold
from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db


class Head(Staff):
    pages = "keeping"

    def __init__(self, organisation, role="head"):
        super().__init__(organisation, role)


def chosen(**changes):
    return {name: kind.default for name, kind in kinds.known.items()} | changes


def test_the_page_says_that_the_defaults_are_ours_and_not_law():
    page = Head(make.SchoolFactory()).opens("periods")
    assert "Our default, not law: 72 months" in page.text
    assert "names no number of months" in page.text


def test_a_head_changes_a_period():
    head = Head(make.SchoolFactory())
    assert "Saved" in head.posts("periods", **chosen(notes=6)).text
    assert periods.of(head.organisation)["notes"] == 6


def test_what_is_out_of_bounds_comes_back_as_it_was_typed():
    head = Head(make.SchoolFactory())
    page = head.posts("periods", **chosen(answers=3, notes=77))
    assert page.status_code == 422
    assert "At least 12 months." in page.text
    assert 'value="77"' in page.text
    assert periods.of(head.organisation)["notes"] == 24


def test_at_a_school_of_a_trust_the_trust_decides():
    school = make.SchoolFactory(trust=make.TrustFactory(name="Fernhollow Trust"))
    head = Head(school)

    page = head.posts("periods", **chosen(notes=6))
    head.posts("removing")

    assert "Fernhollow Trust is the data controller" in page.text
    assert periods.of(school.controller)["notes"] == 24
    assert not sweeping.log(school.controller).exists()


def test_what_would_go_is_listed_and_goes_when_the_head_says_so():
    school = make.SchoolFactory()
    make.ChildFactory.create_batch(2, school=school, left_on="2022-07-21")
    head = Head(school)

    page = head.opens("removing")
    (line,) = [line for line in page.context["lines"] if line.number]
    assert (line.kind.name, line.number, str(line.oldest)) == ("children", 2, "2022-07-21")
    page = head.posts("removing")

    assert "Children who have left: 2" in " ".join(page.text.split())
    assert not school.children.exists()


def test_a_child_is_held_from_its_page_and_let_go_again():
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school, left_on="2022-07-21")
    head = Head(school)

    page = head.posts("hold_child", child.pk, reason="A claim", review_on="2027-01-01")
    assert "A claim" in page.text
    assert sweeping.apply(school) == {}
    head.posts("lift", Hold.objects.get().pk, why="Settled")

    assert sweeping.apply(school) == {"children": 1}


@pytest.mark.parametrize("day", ["2020-01-01", "2031-01-01", ""])
def test_a_hold_is_looked_at_again_within_a_year(day):
    head = Head(make.SchoolFactory())
    page = head.posts("holds", reason="A claim about the gate", review_on=day)
    assert page.status_code == 422
    assert "A claim about the gate" in page.text
    assert not Hold.objects.exists()


@pytest.mark.parametrize("number", [1, 12])
def test_the_pages_ask_as_much_of_the_database_for_many_as_for_one(number, django_assert_num_queries):
    school = make.SchoolFactory()
    head = Head(school)
    for _ in range(number):
        child = make.ChildFactory(school=school, left_on="2022-07-21")
        Hold.objects.create(
            organisation=school, child=child, reason="A claim", review_on="2027-01-01", placed_by=head.user
        )
        make.ChildFactory(school=school, left_on="2022-07-21")
        sweeping.apply(school, most=1)
    with django_assert_num_queries(7):
        head.opens("holds")
    with django_assert_num_queries(2 * len(kinds.known) + 9):
        head.opens("removing")
