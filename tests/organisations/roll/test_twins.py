"""Whoever may be somebody on the roll: the office says so, and need not say it twice."""

import pytest

from organisations.models import Adult, Child, Event
from organisations.roll import twins
from organisations.roll.models import Verdict
from tests import factories as make
from tests.organisations.roll.desk import Desk
from tests.organisations.roll.office import AMIRA, BEN, SAM, bring, changes, check

pytestmark = pytest.mark.django_db
OTHER_SAM = f"{BEN},,Sam,Okafor,,,other@home.example,"


@pytest.fixture
def office():
    school = make.SchoolFactory()
    bring(school, f"{AMIRA},{SAM}")
    return Desk(school)


def doubted(office):
    roll_import = check(office.organisation, OTHER_SAM, holds="some", by=office.user)
    (twin,) = twins.of(roll_import)
    return roll_import, twin


def says(office, roll_import, twin, who):
    page = office.posts("who", roll_import.pk, **{twin.name: who})
    roll_import.refresh_from_db()
    return page


def test_the_page_tells_people_of_one_name_apart(office):
    roll_import, _twin = doubted(office)
    assert "Say who is who" in office.opens("import", roll_import.pk, show="twins").text
    page = office.opens("who", roll_import.pk)
    assert "Row 2: Sam Okafor" in page.text
    assert "The same as Sam Okafor · sam@home.example · 07700 900111 · Amira Okafor" in page.text


def test_the_same_person_gets_another_child_and_nobody_is_added(office):
    roll_import, twin = doubted(office)
    sam = Adult.objects.get()

    says(office, roll_import, twin, sam.pk)

    assert "adult new" not in changes(roll_import)
    assert not twins.of(roll_import)
    office.posts("apply", roll_import.pk)
    assert {child.given_name for child in sam.children.all()} == {"Amira", "Ben"}
    assert Event.objects.get(verb="roll_said_who").actor == office.user


def test_another_person_is_new_and_not_pointed_out_again(office):
    roll_import, twin = doubted(office)
    page = says(office, roll_import, twin, "another")
    assert changes(roll_import)["adult new"] == 1
    assert "twins" not in {each.name for each in page.context["sections"]}
    office.posts("apply", roll_import.pk)
    assert Adult.objects.count() == 2


def test_it_is_remembered_for_the_next_file(office):
    roll_import, twin = doubted(office)
    says(office, roll_import, twin, Adult.objects.get().pk)
    office.posts("forget", roll_import.pk)

    again = check(office.organisation, OTHER_SAM, holds="some")

    assert not twins.of(again)
    assert "adult new" not in changes(again)


def test_a_child_left_out_for_doubt_can_be_said_to_be_one_of_two(office):
    school = office.organisation
    for year in ("2", "3"):
        make.ChildFactory(school=school, given_name="Cy", family_name="Dell", year_group=year, class_name="")
    roll_import = check(school, ",Cy,Dell,9,9 Oak,,Di,Dell,,,,", holds="some", by=office.user)
    assert changes(roll_import)["child unclear"] == 1
    (twin,) = twins.of(roll_import)
    meant = Child.objects.get(given_name="Cy", year_group="3")

    says(office, roll_import, twin, meant.pk)
    office.posts("apply", roll_import.pk)

    meant.refresh_from_db()
    assert meant.year_group == "9"


def test_a_child_left_out_for_doubt_can_be_said_to_be_another(office):
    school = office.organisation
    for year in ("2", "3"):
        make.ChildFactory(school=school, given_name="Cy", family_name="Dell", year_group=year, class_name="")
    roll_import = check(school, ",Cy,Dell,9,9 Oak,,Di,Dell,,,,", holds="some", by=office.user)
    (twin,) = twins.of(roll_import)
    says(office, roll_import, twin, "another")
    office.posts("apply", roll_import.pk)
    assert Child.objects.filter(given_name="Cy").count() == 3


@pytest.mark.parametrize("who", ["", "999999", "x"])
def test_nothing_said_or_somebody_who_is_not_offered_is_refused(office, who):
    roll_import, twin = doubted(office)
    page = office.posts("who", roll_import.pk, **{twin.name: who})
    assert page.status_code == 422
    assert not Verdict.objects.exists()


def test_after_applying_nothing_can_be_said_any_more(office):
    roll_import, twin = doubted(office)
    office.posts("apply", roll_import.pk)
    assert office.posts("who", roll_import.pk, **{twin.name: "another"}).status_code == 404
