"""The page that is read in a minute before a meeting."""

from copy import deepcopy

import pytest
from django.test import Client

from declarations import notes
from policies import lifecycle
from tests import factories as make
from tests.declarations.staff import Staff
from tests.scenes import once

pytestmark = pytest.mark.django_db


@once
def school_of_all():
    school = make.SchoolFactory()
    adults = [make.parent_at(school, family_name=name) for name in ("Signed", "Talks", "Silent")]
    make.parent_at(school, family_name="Unreached", email="")
    version = make.published(school, reference="gate")
    make.answer(version.requests.get(adult=adults[0]))
    make.answer(version.requests.get(adult=adults[1]), "wants_to_talk", comment="Which parking?")
    return school


@pytest.fixture
def school(db, school_of_all):
    """Four adults: one signed, one wants to talk, one cannot be reached, one has not answered."""
    return deepcopy(school_of_all)


def test_it_tells_how_far_each_code_came(school):
    page = Staff(school, "head").opens("overview")

    (code,) = page.context["codes"]
    assert (code.asked, code.agreed, code.percent) == (4, 1, 25)
    assert (code.said_something, code.unreached, code.waiting) == (1, 1, 1)
    assert code.chart.now == 25
    assert "1 of 4 adults asked have signed" in page.text


def test_the_line_is_told_in_words_and_figures_too(school):
    page = Staff(school, "head").opens("overview")
    assert 'role="img"' in page.text
    assert "now 25 per cent" in page.text
    assert "<td>4</td><td>1</td><td>25%</td>" in page.text
    assert "A line shows" in page.text


def test_no_line_is_explained_where_there_is_none():
    make.draft(school := make.SchoolFactory())
    assert "A line shows" not in Staff(school, "head").opens("overview").text


@pytest.mark.parametrize(("role", "sees"), [("head", True), ("office", True), ("viewer", False), ("approver", False)])
def test_names_and_words_of_parents_are_for_those_who_may_see_them(school, role, sees):
    page = Staff(school, role).opens("overview")
    assert ("Talks" in page.text, "Which parking?" in page.text) == (sees, sees)
    assert "Wants to talk" in page.text


def test_what_a_note_has_settled_is_not_told_again(school):
    head = Staff(school, "head")
    asked = school.adults.get(family_name="Talks").requests.get()
    notes.add(asked.adult, school, by=head.user, text="Rang.", settles=asked.answer)
    assert not head.opens("overview").context["voices"]


def test_the_next_step_is_one_press_away(school):
    head = Staff(school, "head")
    waiting = make.draft(school, reference="next")
    lifecycle.submit(waiting, by=waiting.written_by)
    lifecycle.approve(waiting, by=make.UserFactory())
    assert f"/o/{school.slug}/policies/next/publish/" in head.opens("overview").text


def test_a_new_school_sees_what_is_left_to_do():
    page = Staff(make.SchoolFactory(), "head").opens("overview")
    assert "Until parents can be asked" in page.text


def test_the_page_asks_as_much_of_the_database_for_many_as_for_one(django_assert_num_queries):
    small, large = make.SchoolFactory(), make.SchoolFactory()
    for school, number in ((small, 1), (large, 9)):
        for n in range(number):
            make.parent_at(school)
            make.published(school, reference=f"code-{n}")
    heads = [Staff(small, "head"), Staff(large, "head")]
    for head in heads:
        head.opens("overview")
        with django_assert_num_queries(20):
            head.opens("overview")


@pytest.mark.parametrize(
    ("role", "page"), [("office", "to-do"), ("head", "overview"), ("viewer", "overview"), ("approver", "overview")]
)
def test_each_role_begins_where_its_work_is(role, page):
    school, browser = make.SchoolFactory(), Client()
    browser.force_login(make.head_of(school, role))
    assert browser.get("/", follow=True).redirect_chain[-1][0] == f"/o/{school.slug}/{page}/"


def test_a_trust_begins_with_its_schools():
    trust, browser = make.TrustFactory(), Client()
    browser.force_login(make.head_of(trust, "viewer"))
    assert browser.get("/", follow=True).redirect_chain[-1][0] == f"/o/{trust.slug}/schools/"
