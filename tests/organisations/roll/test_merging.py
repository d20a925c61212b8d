"""Two records of one child become one, with all their parents; no file brings the second back."""

from datetime import date

import pytest

from declarations import asking
from organisations.models import Child, Event
from tests import factories as make
from tests.organisations.roll.desk import Desk
from tests.organisations.roll.office import AMIRA, JOE, SAM, bring, changes

pytestmark = pytest.mark.django_db


def amira(office, **fields):
    return make.ChildFactory(school=office.organisation, given_name="Amira", family_name="Okafor", **fields)


def test_the_one_kept_has_all_parents_and_what_it_lacked(office):
    one, two = amira(office, class_name="", upn=""), amira(office, upn="R674123101121", joined_on=date(2019, 9, 1))
    first, second = make.parent_of(one), make.parent_of(two)
    both = make.parent_of(one, two)

    page = office.posts("merge_children", one.pk, two.pk, kept=one.pk)

    one.refresh_from_db()
    assert "are one now" in page.text
    assert set(one.adults.all()) == {first, second, both}
    assert (one.upn, one.class_name, one.joined_on, one.left_on) == (
        "R674123101121", "4 Oak", date(2019, 9, 1), None,
    )  # fmt: skip
    assert office.organisation.children.get() == one
    assert Event.objects.get(verb="roll_merged").actor == office.user
    assert "Merged" in office.opens("child", one.pk).text


def test_nobody_is_asked_twice_or_for_nobody(office):
    one, two = amira(office), amira(office)
    parent = make.parent_of(two)
    version = make.published(office.organisation)
    office.posts("merge_children", one.pk, two.pk, kept=one.pk)
    asking.bring_all_up_to_date()
    assert version.requests.open().get().adult == parent


def test_no_file_brings_the_other_back(office):
    bring(office.organisation, f"{AMIRA},{SAM}")
    named = Child.objects.get()
    by_hand = amira(office, class_name="")
    office.posts("merge_children", by_hand.pk, named.pk, kept=by_hand.pk)

    again = bring(office.organisation, f"{AMIRA},{SAM}", f"{AMIRA},{JOE}")

    assert "child new" not in changes(again) and "child left" not in changes(again)
    assert office.organisation.children.get() == by_hand


def test_the_page_says_what_happens_and_the_child_leads_there(office):
    one, two = amira(office), amira(office)
    assert f"/children/{one.pk}/merge/{two.pk}/" in office.opens("child", one.pk).text
    assert "No answer is changed" in office.opens("merge_children", one.pk, two.pk).text


def test_whom_a_merge_needs_a_file_cannot_take_back(office):
    office.brings()
    named = Child.objects.get(given_name="Amira")
    other = amira(office)
    office.posts("merge_children", named.pk, other.pk, kept=named.pk)
    assert "It cannot be undone" in office.opens("undo", office.organisation.imports.get().pk).text


@pytest.mark.parametrize("kept", ["", "0", "x"])
def test_without_saying_which_is_kept_nothing_happens(office, kept):
    one, two = amira(office), amira(office)
    assert office.posts("merge_children", one.pk, two.pk, kept=kept).status_code == 422
    assert office.organisation.children.count() == 2


def test_a_child_is_not_merged_with_itself_nor_with_another_schools(office):
    one = amira(office)
    elsewhere = make.ChildFactory()
    assert office.posts("merge_children", one.pk, one.pk, kept=one.pk).status_code == 422
    assert office.posts("merge_children", one.pk, elsewhere.pk, kept=one.pk).status_code == 404


def test_children_of_two_schools_of_a_trust_are_two_children():
    trust = make.TrustFactory()
    pair = [make.ChildFactory(school=make.SchoolFactory(trust=trust)) for _ in range(2)]
    page = Desk(trust, "trust").posts("merge_children", pair[0].pk, pair[1].pk, kept=pair[0].pk)
    assert "children of one school" in page.text
