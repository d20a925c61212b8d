"""A merge is undone: both records are as they were, apart from what somebody changed since."""

import pytest

from organisations.models import Adult, Child, Contact, Event
from organisations.roll import merging, people, unmerging
from organisations.roll.models import AdultKnownAs, Change, ChildKnownAs
from tests import factories as make
from tests.organisations.roll.desk import Desk
from tests.organisations.roll.office import AMIRA, SAM, bring, changes

pytestmark = pytest.mark.django_db
CONTACT = ("adult", "child", "relationship", "parental_responsibility", "priority", "said")


def merged(school, kept, other):
    people.merge(school, kept, other, by=make.UserFactory())
    return Change.objects.filter(kind="merged").latest("pk")


def merged_children(school, kept, other):
    merging.merge_children(school, kept, other, by=make.UserFactory())
    return Change.objects.filter(kind="merged").latest("pk")


def undone(school, change):
    return unmerging.undo(school, change, by=make.UserFactory())


def roll():
    """All that a merge touches, as it stands."""
    tables = (Adult.objects, Child.objects, AdultKnownAs.objects, ChildKnownAs.objects)
    adults, children, *known = [list(table.order_by("pk").values()) for table in tables]
    numbers = [sorted(str({**row, "id": None}) for row in rows) for rows in known]
    return adults, children, numbers, sorted(map(str, Contact.objects.values_list(*CONTACT)))


def two_of_one_adult(school):
    """Two records of Sam: a child of each and one of both, and what only one of the two has."""
    bring(school, f"{AMIRA},{SAM}", ",Kofi,Okafor,2,2 Ash,,Sam,Okafor,Mother,T,work@office.example,")
    first, second = Adult.objects.order_by("pk")
    Adult.objects.filter(pk=first.pk).update(phone="")
    Adult.objects.filter(pk=second.pk).update(phone="07700 900123", contact_rule="no_contact")
    both = make.ChildFactory(school=school)
    for adult, has in ((first, False), (second, True)):
        adult.contacts.create(child=both, relationship="mother", parental_responsibility=has)
    return first, second


@pytest.mark.parametrize("swapped", [False, True])
def test_both_adults_are_as_they_were(school, swapped):
    pair = two_of_one_adult(school)
    before = roll()
    change = merged(school, *(reversed(pair) if swapped else pair))
    assert roll() != before
    undone(school, change)
    assert roll() == before


@pytest.mark.parametrize("swapped", [False, True])
def test_both_children_are_as_they_were(school, swapped):
    bring(school, f"{AMIRA},{SAM}")
    named = Child.objects.get()
    Child.objects.filter(pk=named.pk).update(upn="R674123101121", class_name="")
    by_hand = make.ChildFactory(school=school, given_name="Amira", year_group="", joined_on="2019-09-01")
    make.parent_of(named, by_hand)
    pair, before = (named, by_hand), roll()
    change = merged_children(school, *(reversed(pair) if swapped else pair))
    assert roll() != before
    undone(school, change)
    assert roll() == before


def test_files_that_name_either_mean_that_one_again(school):
    rows = [f"{AMIRA},{SAM}", ",Kofi,Okafor,2,2 Ash,99,Sam,Okafor,Mother,T,work@office.example,"]
    bring(school, *rows)
    undone(school, merged(school, *Adult.objects.order_by("pk")))
    assert changes(bring(school, *rows)) == {}
    assert [adult.children.count() for adult in Adult.objects.all()] == [1, 1]


def test_what_somebody_corrected_or_tied_since_stays(school):
    kept, other = two_of_one_adult(school)
    change = merged(school, kept, other)
    kept.refresh_from_db()
    people.correct(school, kept, by=make.UserFactory(), phone="01632 960111")
    newcomer = make.ChildFactory(school=school)
    people.tie(school, kept, newcomer, by=make.UserFactory(), relationship="mother")
    undone(school, change)
    kept.refresh_from_db()
    assert kept.phone == "01632 960111"
    assert list(newcomer.adults.all()) == [kept]


def test_a_upn_that_another_child_has_by_now_stays_with_that_child(school):
    one, two = make.ChildFactory(school=school), make.ChildFactory(school=school, upn="R674123101121")
    change = merged_children(school, one, two)
    one.refresh_from_db()
    people.correct(school, one, by=make.UserFactory(), upn="")
    third = make.ChildFactory(school=school, upn="R674123101121")
    undone(school, change)
    assert [Child.objects.get(pk=each.pk).upn for each in (one, two, third)] == ["", "", "R674123101121"]


def test_of_three_records_the_last_merge_is_undone_first(school, office):
    first, second, third = (make.parent_at(school) for _ in range(3))
    one, two = merged(school, second, first), merged(school, third, second)
    assert "merged again since" in office.posts("unmerge", one.pk).text
    undone(school, two)
    assert Adult.objects.get(pk=first.pk).merged_into == second
    undone(school, one)
    assert not Adult.objects.exclude(merged_into=None).exists()


def test_the_page_says_what_happens_and_both_records_tell_of_it(school, office):
    kept, other = two_of_one_adult(school)
    change = merged(school, kept, other)
    assert f"/merges/{change.pk}/undo/" in office.opens("adult", kept.pk).text
    assert "Each has the answers it gave" in office.opens("unmerge", change.pk).text

    assert "they are two records again" in office.posts("unmerge", change.pk).text

    assert Event.objects.get(verb="roll_unmerged").actor == office.user
    for adult in (kept, other):
        page = office.opens("adult", adult.pk).text
        assert "a merge was undone" in page and "/undo/" not in page
    assert office.posts("unmerge", change.pk).status_code == 404


def test_whose_record_was_erased_since_stays_merged(school, office):
    kept, other = two_of_one_adult(school)
    change = merged(school, kept, other)
    Adult.objects.filter(pk=other.pk).update(forgotten_at="2026-01-01T12:00Z")
    assert "One of the two records is gone" in office.posts("unmerge", change.pk).text
    assert Adult.objects.get(pk=other.pk).merged_into == kept


def test_another_school_of_the_trust_does_not_undo_it():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    kept, other = make.parent_of(make.ChildFactory(school=here), make.ChildFactory(school=there)), make.parent_at(here)
    change = merged(here, kept, other)
    assert Desk(there).opens("unmerge", change.pk).status_code == 404
    assert "/undo/" not in Desk(there).opens("adult", kept.pk).text
    assert Desk(trust, "trust").opens("unmerge", change.pk).status_code == 200
