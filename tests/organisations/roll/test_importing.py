"""A file of the school's own records comes to the roll, and does no harm there."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from organisations.errors import NotNow, RollHasMoved
from organisations.models import Adult, Child, Contact, Event
from organisations.roll import applying, imports
from organisations.roll.models import Change, Finding, Line
from tests import factories as make
from tests.organisations.roll.office import AMIRA, BEN, FILE, JOE, SAM, UNA, bring, changes, check, found, roll

pytestmark = pytest.mark.django_db


def test_a_check_says_what_is_new_and_writes_nothing():
    school = make.SchoolFactory()

    roll_import = check(school, *FILE)

    assert changes(roll_import) == {"child new": 2, "adult new": 3, "contact new": 3}
    assert not Child.objects.exists() and not Adult.objects.exists()


def test_what_the_check_showed_is_written():
    school = make.SchoolFactory()

    bring(school, *FILE)

    amira = Child.objects.get(upn="R674123101121")
    assert (amira.school, amira.given_name, amira.year_group, amira.class_name) == (school, "Amira", "4", "4 Oak")
    mother = amira.contacts.get(adult__email="sam@home.example")
    assert (mother.relationship, mother.parental_responsibility) == ("mother", True)
    assert mother.adult.phone == "07700 900111"
    assert not amira.contacts.get(adult__given_name="Joe").parental_responsibility
    assert set(school.adults) == set(Adult.objects.all())


def test_the_same_file_twice_changes_nothing():
    school = make.SchoolFactory()
    bring(school, *FILE)
    before = roll()

    again = bring(school, *FILE)

    assert changes(again) == {}
    assert roll() == before
    assert not again.told.exists()


def test_what_only_the_check_needed_is_not_kept(django_capture_on_commit_callbacks):
    roll_import = check(make.SchoolFactory(), *FILE)
    name, storage = roll_import.file.name, roll_import.file.storage

    with django_capture_on_commit_callbacks(execute=True):
        applying.apply(roll_import, by=roll_import.uploaded_by)

    assert not Line.objects.exists()
    assert not storage.exists(name)


def test_history_says_who_applied_what():
    roll_import = bring(make.SchoolFactory(), *FILE)

    event = Event.objects.get(verb="roll_applied")
    assert (event.actor, event.about_id, event.detail["child new"]) == (roll_import.applied_by, roll_import.pk, 2)


def test_siblings_in_one_file_have_one_mother():
    bring(make.SchoolFactory(), f"{AMIRA},{SAM}", f",Kofi,Okafor,2,2 Ash,{SAM}")

    assert Adult.objects.get().children.count() == 2


def test_without_number_name_and_address_make_one_person():
    bring(
        make.SchoolFactory(),
        f"{AMIRA},,Sam,Okafor,,,sam@home.example,",
        ",Kofi,Okafor,2,2 Ash,,SAM,okafor,,,Sam@Home.example,",
        ",Lia,Okafor,1,1 Ash,,Sam,Okafor,,,sam@office.example,",
    )

    assert sorted(Adult.objects.values_list("email", flat=True)) == ["sam@home.example", "sam@office.example"]


def test_a_child_with_a_row_for_each_lesson_is_one_child():
    bring(make.SchoolFactory(), f"{AMIRA},{SAM}", f"{AMIRA},{SAM}", f"{AMIRA},{JOE}")

    assert (Child.objects.count(), Adult.objects.count(), Contact.objects.count()) == (1, 2, 2)


def test_changes_are_found_and_shown_before_and_after():
    school = make.SchoolFactory()
    bring(school, *FILE)

    roll_import = check(school, *[row.replace("4 Oak", "5 Oak").replace(",4,", ",5,") for row in FILE])

    assert changes(roll_import) == {"child changed": 1}
    change = roll_import.told.get(kind="changed")
    assert (change.before["class_name"], change.after["class_name"]) == ("4 Oak", "5 Oak")


def test_an_empty_cell_takes_nothing_away():
    school = make.SchoolFactory()
    bring(school, f"{AMIRA},{SAM}")
    before = roll()

    bring(school, "R674123101121,Amira,Okafor,,,17,Sam,Okafor,,,,")

    assert roll() == before


def test_a_child_who_is_in_the_file_no_more_has_left():
    school = make.SchoolFactory()
    bring(school, *FILE)

    roll_import = bring(school, f"{BEN},{UNA}")

    assert changes(roll_import) == {"child left": 1}
    assert list(school.children.on_roll()) == [Child.objects.get(given_name="Ben")]


def test_nobody_leaves_by_a_file_that_holds_only_some():
    school = make.SchoolFactory()
    bring(school, *FILE)

    assert changes(check(school, f"{BEN},{UNA}", holds="some")) == {}


def test_nobody_leaves_by_a_file_that_could_not_be_read_to_the_end():
    school = make.SchoolFactory()
    bring(school, *FILE)

    roll_import = check(school, f"{BEN},{UNA}", f",,,4,4 Oak,{SAM}")

    assert changes(roll_import) == {}
    assert found(roll_import) == [(3, "Pupil forename", "The row names no child.")]


def test_a_child_who_comes_back_is_the_same_child():
    school = make.SchoolFactory()
    bring(school, *FILE)
    bring(school, f"{BEN},{UNA}")

    roll_import = bring(school, *FILE)

    assert changes(roll_import) == {"child changed": 1}
    assert school.children.on_roll().count() == 2


def test_whoever_is_no_contact_any_more_is_taken_away_and_stays_in_reach():
    school = make.SchoolFactory()
    bring(school, *FILE)

    roll_import = bring(school, f"{AMIRA},{SAM}", f"{BEN},{UNA}")

    joe = Adult.objects.get(given_name="Joe")
    assert changes(roll_import) == {"contact gone": 1}
    assert not joe.contacts.exists()
    assert joe in school.adults


def test_a_contact_whom_staff_added_stays():
    school = make.SchoolFactory()
    bring(school, *FILE)
    aunt = make.parent_of(Child.objects.get(given_name="Ben"), given_name="Aunt")

    bring(school, *FILE)

    assert aunt.contacts.count() == 1


@pytest.mark.parametrize("rule", ["no_contact", "court_order", "corporate_parent"])
def test_what_staff_suppressed_no_file_allows(rule):
    school = make.SchoolFactory()
    bring(school, *FILE)
    Adult.objects.filter(given_name="Sam").update(contact_rule=rule)

    bring(school, *FILE)
    bring(school, f"{AMIRA},{SAM.replace('07700 900111', '07700 900222')}", f"{BEN},{UNA}")

    assert Adult.objects.get(given_name="Sam").contact_rule == rule


def test_a_file_may_ask_for_less_contact_once_and_staff_have_the_last_word():
    school = make.SchoolFactory()
    headers = "Pupil name,Contact name,Email,Court order"
    barred = "Amira Okafor,Sam Okafor,sam@home.example,Yes"
    bring(school, barred, headers=headers)
    assert Adult.objects.get().contact_rule == "court_order"

    Adult.objects.update(contact_rule="normal")
    bring(school, barred, headers=headers)

    assert Adult.objects.get().contact_rule == "normal"


def test_parents_of_a_looked_after_child_are_not_chased_but_their_foster_carer_is():
    headers = "Pupil name,In care,Contact name,Relationship"
    bring(
        make.SchoolFactory(),
        "Amira Okafor,Yes,Sam Okafor,Mother",
        "Amira Okafor,Yes,Jo Hill,Foster carer",
        headers=headers,
    )

    rules = dict(Adult.objects.values_list("given_name", "contact_rule"))
    assert rules == {"Sam": "corporate_parent", "Jo": "normal"}


def test_a_correction_made_here_stands_until_the_source_says_something_new():
    school = make.SchoolFactory()
    bring(school, *FILE)
    Adult.objects.filter(given_name="Sam").update(email="right@home.example")

    bring(school, *FILE)
    assert Adult.objects.get(given_name="Sam").email == "right@home.example"

    bring(school, f"{AMIRA},{SAM.replace('sam@home', 'new@home')}", *FILE[1:])
    assert Adult.objects.get(given_name="Sam").email == "new@home.example"


def test_a_parent_at_two_schools_of_a_trust_is_one_person():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    bring(here, f"{AMIRA},{SAM}")

    roll_import = bring(there, ",Kofi,Okafor,9,9 Elm,204,Sam,Okafor,Mother,T,sam@home.example,")

    sam = Adult.objects.get()
    assert changes(roll_import) == {"child new": 1, "contact new": 1}
    assert sam.children.count() == 2
    assert [child.given_name for child in there.children] == ["Kofi"]


def test_two_schools_of_a_trust_that_disagree_do_not_undo_each_other_for_ever():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    ours = f"{AMIRA},{SAM}"
    theirs = ",Kofi,Okafor,9,9 Elm,204,Sam,Okafor,Mother,T,sam@home.example,07700 900999"
    bring(here, ours), bring(there, theirs)

    assert (changes(bring(here, ours)), changes(bring(there, theirs))) == ({}, {})


def test_two_adults_may_share_an_address():
    school = make.SchoolFactory()

    roll_import = check(school, f"{AMIRA},{SAM}", f"{AMIRA},{JOE.replace('joe@home', 'sam@home')}")

    assert changes(roll_import)["adult new"] == 2
    assert len(found(roll_import, Finding.Kind.SHARED)) == 2


def test_whoever_may_be_somebody_we_know_is_pointed_out():
    school = make.SchoolFactory()
    bring(school, f"{AMIRA},{SAM}")

    roll_import = check(school, f"{BEN},,Sam,Okafor,,,other@home.example,", holds="some")

    ((row, _column, words),) = found(roll_import, Finding.Kind.TWIN)
    assert row == 2 and words.startswith("Sam Okafor: somebody of this name is on the roll already")


def test_two_children_of_one_name_are_not_taken_for_each_other():
    school = make.SchoolFactory()
    bring(school, f",Amira,Okafor,4,4 Oak,{SAM}", f",Amira,Okafor,1,1 Elm,{JOE}")
    assert school.children.count() == 2

    roll_import = bring(school, f",Amira,Okafor,5,5 Oak,{SAM}", f",Amira,Okafor,2,2 Elm,{JOE}")

    assert changes(roll_import) == {"child changed": 2}
    assert sorted(school.children.on_roll().values_list("class_name", flat=True)) == ["2 Elm", "5 Oak"]


def test_whoever_could_be_two_is_left_out_and_nobody_leaves():
    school = make.SchoolFactory()
    make.ChildFactory(school=school, given_name="Amira"), make.ChildFactory(school=school, given_name="Amira")

    roll_import = check(school, f",Amira,Okafor,9,9 Oak,{SAM}")

    assert changes(roll_import) == {"child unclear": 1}
    assert "more than one child could be meant" in found(roll_import)[0][2]


def test_a_number_given_to_somebody_else_is_not_followed():
    school = make.SchoolFactory()
    bring(school, f"{AMIRA},{SAM}")

    roll_import = check(school, f"{AMIRA},17,Dmitri,Volkov,Father,T,dv@home.example,")

    assert changes(roll_import) == {"adult unclear": 1}


def test_a_new_surname_under_the_same_number_is_a_change():
    school = make.SchoolFactory()
    bring(school, f"{AMIRA},{SAM}")

    bring(school, f"{AMIRA},{SAM.replace('Okafor', 'Lindqvist')}")

    assert Adult.objects.get().full_name == "Sam Lindqvist"


def test_applicants_leavers_and_doctors_do_not_come_in():
    headers = "Pupil name,Status,Contact name,Relationship"
    rows = [
        "Amira Okafor,Applicant,Sam Okafor,Mother",
        "Ben Ashdown,Leaver,Una Ashdown,Mother",
        "Cy Dell,On roll,Dr Who,Doctor",
    ]

    roll_import = bring(make.SchoolFactory(), *rows, headers=headers)

    assert list(Child.objects.values_list("given_name", flat=True)) == ["Cy"]
    assert not Contact.objects.exists()
    assert roll_import.figures["read"]["skipped"] == 2


def test_whoever_starts_later_is_not_on_roll_before():
    day = (timezone.localdate() + timedelta(days=30)).isoformat()

    bring(make.SchoolFactory(), f"Amira Okafor,{day}", headers="Pupil name,Admission date")

    assert Child.objects.get().joined_on == date.fromisoformat(day)
    assert not Child.objects.on_roll().exists()


def test_a_wrong_upn_is_left_out_and_said_by_row_and_column():
    roll_import = check(make.SchoolFactory(), f"A801200001001,Amira,Okafor,4,4 Oak,{SAM}")

    assert found(roll_import) == [(2, "UPN", "“A801200001001” is not a UPN: its check letter does not fit.")]
    assert "upn" not in roll_import.told.get(about="child").facts


def test_what_cannot_be_read_of_a_child_is_said_for_each_of_their_rows():
    wrong = "A674123101121,Amira,Okafor,4,4 Oak"
    roll_import = check(make.SchoolFactory(), f"{wrong},{SAM}", f"{wrong},{JOE}", f"{AMIRA},{SAM}", f"{AMIRA},{JOE}")

    assert [(row, column) for row, column, _words in found(roll_import, "blanked")] == [(2, "UPN"), (3, "UPN")]


def test_a_roll_that_moved_since_the_check_is_looked_at_again():
    school = make.SchoolFactory()
    roll_import = check(school, *FILE)
    make.ChildFactory(school=school, given_name="Ben", family_name="Ashdown", year_group="R", class_name="R Elm")

    with pytest.raises(RollHasMoved):
        applying.apply(roll_import, by=roll_import.uploaded_by)

    assert not Adult.objects.exists()
    imports.check_again(roll_import)
    applying.apply(roll_import, by=roll_import.uploaded_by)
    assert Child.objects.filter(given_name="Ben").count() == 1


def test_a_file_is_applied_once():
    roll_import = bring(make.SchoolFactory(), *FILE)

    with pytest.raises(NotNow):
        applying.apply(roll_import, by=roll_import.uploaded_by)


def test_columns_are_remembered_for_the_school():
    school = make.SchoolFactory()
    first = check(school, "x,Amira Okafor", headers="A,B")
    meanings = ["", "child.full_name"]
    imports.settle_columns(first, meanings)
    imports.check(first)

    second = check(school, "x,Ben Ashdown", headers="A,B")

    assert first.figures["changes"] == {"child new": 1}
    assert second.layout["meanings"] == meanings
    assert check(make.SchoolFactory(), "x,Amira Okafor", headers="A,B").state == "refused"


def test_a_change_knows_whom_it_became():
    roll_import = bring(make.SchoolFactory(), *FILE)

    assert not Change.objects.filter(kind="new", about="child", child=None).exists()
    assert roll_import.changes.filter(about="contact", adult__isnull=False, child__isnull=False).count() == 3


def test_nobody_comes_to_the_roll_without_a_child():
    school = make.SchoolFactory()

    roll_import = check(school, f"R674123101121,Amira,Okafor,,,{SAM}", f"R674123101121,Ben,Ashdown,,,{SAM}")

    assert changes(roll_import) == {"child unclear": 1}
