"""The office brings a file to the roll, page by page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations import notes
from organisations.models import Adult, Child
from organisations.roll.models import Import
from tests import factories as make
from tests.organisations.roll.desk import Desk
from tests.organisations.roll.office import AMIRA, BEN, FILE, SAM, UNA, bring, sheet

pytestmark = pytest.mark.django_db


def test_a_file_comes_to_the_roll_in_three_steps(office, school):
    page = office.sends()
    assert "What the columns mean" in page.text
    assert "Amira" in page.text

    page = office.settles(school.imports.get())
    assert "What this file would change" in page.text
    assert "the portal writes to the new parents and carers" in page.text
    assert not Child.objects.exists()

    page = office.posts("apply", school.imports.get().pk)
    assert "What this file changed" in page.text
    assert school.children.count() == 2
    assert school.imports.get().applied_by == office.user


def test_a_file_is_undone_on_its_page(office, school):
    office.brings()
    assert "Whoever it brought goes" in office.opens("undo", school.imports.get().pk).text

    page = office.posts("undo", school.imports.get().pk)

    assert "The roll is as it was before this file" in page.text
    assert page.context["sections"] == []
    assert not Adult.objects.exists()


def test_what_needs_a_file_is_listed(office, school):
    office.brings()
    make.published(school)
    assert "3 people whom it brought have been asked" in office.opens("undo", school.imports.get().pk).text
    sam = Adult.objects.get(given_name="Sam")
    notes.add(sam, school, by=office.user, text="They rang.")

    page = office.posts("undo", school.imports.get().pk)

    assert "Notes: 1" in page.text
    assert f'<a href="/o/{school.slug}/roll/adults/{sam.pk}/"><bdi>Sam Okafor' in page.text
    assert Adult.objects.count() == 3


def test_a_file_is_thrown_away_unread(office, school):
    office.sends()

    page = office.posts("forget", school.imports.get().pk)

    assert "The file is gone" in page.text
    assert not Import.objects.exists()


def test_columns_can_be_corrected(office, school):
    office.sends("Okafor,Amira", headers="First,Second")

    page = office.settles(school.imports.get(), ["child.family_name", "child.given_name"])

    assert "Amira Okafor" in page.text


@pytest.mark.parametrize(
    ("meanings", "error"),
    [
        (["", ""], "Say which column holds the child’s name."),
        (["child.given_name", "child.given_name"], "Two columns have this meaning"),
        (["child.given_name", "adult1.email"], "Say which column holds the name of each adult"),
        (["child.given_name", "child.nonsense"], "Choose one of those shown here"),
    ],
)
def test_columns_that_make_no_sense_are_asked_about_again(office, school, meanings, error):
    office.sends("Okafor,Amira", headers="First,Second")

    page = office.settles(school.imports.get(), meanings)

    assert page.status_code == 422 and error in page.text


def test_when_many_would_leave_a_second_yes_is_asked_for(office, school):
    for n in range(7):
        make.ChildFactory(school=school, given_name=f"Child{n}")
    office.sends()
    office.settles(school.imports.get())

    page = office.posts("apply", school.imports.get().pk)
    assert page.status_code == 422 and "Tick the box" in page.text
    assert Adult.objects.count() == 0

    office.posts("apply", school.imports.get().pk, many_left="on")
    assert school.children.on_roll().count() == 2


def test_a_file_that_changes_nothing_says_so(office, school):
    bring(school, *FILE)

    office.sends()
    page = office.settles(school.imports.first())

    assert "Nothing would change" in page.text and "the portal writes to" not in page.text


def test_a_roll_that_moved_is_shown_anew(office, school):
    office.sends()
    office.settles(school.imports.get())
    make.ChildFactory(school=school, given_name="Ben", family_name="Ashdown", year_group="R", class_name="R Elm")

    page = office.posts("apply", school.imports.get().pk)

    assert "The roll has changed since you looked" in page.text
    assert Child.objects.count() == 1


def test_every_list_can_be_opened(office, school):
    bring(school, *FILE)
    office.sends(
        f"A801200001001,Ami,Okafor,4,4 Oak,{SAM}", f",,,,,{SAM}", ",Cy,Dell,1,1 A,,Una,Ashdown,,,sam@home.example,"
    )
    page = office.settles(school.imports.first())

    for section in page.context["sections"]:
        assert office.opens("import", school.imports.first().pk, show=section.name).status_code == 200
    assert {"errors", "twins", "children", "shared", "values"} <= {each.name for each in page.context["sections"]}


def test_a_file_says_who_is_in_it(office):
    page = office.posts("new_import", file=sheet(*FILE))

    assert page.status_code == 422 and "Say who is in the file" in page.text


def test_our_own_template_needs_no_correcting(office, school):
    template = office.opens("template").text.strip()
    row = f"{AMIRA},Sam,Okafor,Mother,Yes,sam@home.example,07700 900111"

    office.sends(row, headers=template)
    page = office.settles(school.imports.get())

    assert school.imports.get().figures["changes"] == {"child new": 1, "adult new": 1, "contact new": 1}
    assert "1 row was passed over" in page.text


def test_only_the_office_brings_files(school):
    roll_import = bring(school, *FILE)
    viewer = Desk(school, "viewer")

    for page in ("imports", "new_import", "template"):
        assert viewer.opens(page).status_code == 403
    assert viewer.opens("import", roll_import.pk).status_code == 403


def test_files_of_another_school_are_out_of_reach():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    roll_import = bring(there, f"{BEN},{UNA}")

    assert Desk(here).opens("import", roll_import.pk).status_code == 404
    assert Desk(here).posts("undo", roll_import.pk).status_code == 404


def test_a_large_file_is_left_to_a_worker(office, school, monkeypatch):
    monkeypatch.setattr("organisations.roll.imports.AT_ONCE", 10)
    office.sends()

    page = office.settles(school.imports.get())

    assert "Working on your file" in page.text
    assert school.imports.get().checked_at is None


def test_a_long_list_asks_no_more_of_the_database(office, school):
    def queries(rows):
        roll_import = bring(school, *rows)
        office.opens("imports")
        with CaptureQueriesContext(connection) as asked:
            office.opens("import", roll_import.pk, show="contacts")
        return len(asked)

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rows = [f",C{n},Okafor,4,4 Oak,{n},A{n},Okafor,Mother,T,{n}@home.example," for n in letters]
    assert queries(rows[:1]) == queries(rows[1:])
