"""The office keeps the roll by hand: search, add, correct, mark, merge; what changed is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations import asking
from organisations.models import Adult, Child, Contact, Event
from tests import factories as make
from tests.organisations.roll.desk import Desk
from tests.organisations.roll.office import AMIRA, FILE, SAM, bring, changes

pytestmark = pytest.mark.django_db


def listed(page):
    return [row.record.full_name for row in page.context["table"].paginated_rows]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, ["Una Ashdown", "Joe Marsh", "Sam Okafor"]),
        ({"q": "okafor sam"}, ["Sam Okafor"]),
        ({"q": "joe@home"}, ["Joe Marsh"]),
        ({"q": "0111"}, ["Sam Okafor"]),
        ({"q": "ben"}, ["Una Ashdown"]),
        ({"state": "not_contacted"}, ["Joe Marsh"]),
        ({"state": "no_email"}, []),
        ({"q": "nobody"}, []),
    ],
)
def test_adults_are_found(office, school, question, found):
    bring(school, *FILE)
    Adult.objects.filter(given_name="Joe").update(contact_rule="no_contact")

    assert listed(office.opens("adults", **question)) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, ["Ben Ashdown", "Amira Okafor"]),
        ({"q": "4 oak"}, ["Amira Okafor"]),
        ({"q": "r674123101121"}, ["Amira Okafor"]),
        ({"state": "left"}, ["Ben Ashdown"]),
        ({"state": "on_roll"}, ["Amira Okafor"]),
        ({"state": "no_adult"}, []),
    ],
)
def test_children_are_found(office, school, question, found):
    bring(school, *FILE)
    bring(school, f"{AMIRA},{SAM}")

    assert listed(office.opens("children", **question)) == found


def test_a_child_and_an_adult_are_added_by_hand(office, school):
    page = office.posts(
        "add_child", given_name="Amira", family_name="Okafor", year_group="Year 4", joined_on="2026-09-01"
    )
    assert "Amira Okafor is on the roll" in page.text
    child = school.children.get()
    assert child.year_group == "4"

    page = office.posts(
        "add_adult", child.pk, given_name="Sam", family_name="Okafor", email="Sam@Home.example", relationship="mother"
    )

    sam = school.adults.get()
    assert (sam.email, sam.contacts.get().relationship) == ("sam@home.example", "mother")
    assert "Added" in page.text and office.user.full_name in page.text


AMIRA_BY_HAND = {"given_name": "Amira", "family_name": "Okafor", "year_group": "4", "joined_on": "2026-09-01"}


def test_a_child_who_is_sent_twice_is_added_once_and_can_be_opened(office, school):
    office.posts("add_child", **AMIRA_BY_HAND)

    page = office.posts("add_child", **AMIRA_BY_HAND | {"given_name": "AMÍRA", "class_name": "4 Oak"})

    child = school.children.get()
    assert page.status_code == 422
    assert "Amira Okafor is on the roll already." in page.text
    assert f'<a href="/o/{school.slug}/roll/children/{child.pk}/">Open the page of Amira Okafor</a> Year 4' in page.text
    assert "AMÍRA" in page.text and "4 Oak" in page.text


def test_two_children_of_the_same_name_are_both_added_once_that_is_said(office, school):
    office.posts("add_child", **AMIRA_BY_HAND)

    office.posts("add_child", another="on", **AMIRA_BY_HAND)

    assert [child.full_name for child in school.children.all()] == ["Amira Okafor"] * 2


def test_what_is_refused_for_another_reason_keeps_the_tick(office, school):
    office.posts("add_child", **AMIRA_BY_HAND)
    page = office.posts("add_child", another="on", **AMIRA_BY_HAND | {"joined_on": ""})
    assert page.context["form"]["another"].value()


def test_nobody_is_asked_about_who_has_left_or_has_another_upn_or_school(office, school):
    office.posts("add_child", **AMIRA_BY_HAND | {"left_on": "2026-09-02"})
    office.posts("add_child", upn="H801200001001", **AMIRA_BY_HAND)
    office.posts("add_child", upn="R674123101121", **AMIRA_BY_HAND)
    elsewhere = make.SchoolFactory()
    Desk(elsewhere).posts("add_child", **AMIRA_BY_HAND)

    assert (school.children.count(), elsewhere.children.count()) == (3, 1)


SAM_BY_HAND = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@home.example", "relationship": "mother"}


def test_an_adult_who_is_sent_twice_is_asked_once(office, school):
    amira = make.ChildFactory(school=school)
    office.posts("add_adult", amira.pk, **SAM_BY_HAND)

    page = office.posts("add_adult", amira.pk, **SAM_BY_HAND)

    assert page.status_code == 422
    assert "Sam Okafor is on the roll already." in page.text
    assert school.adults.filter(family_name="Okafor").count() == 1


def test_a_parent_of_one_child_is_tied_to_the_next_instead_of_added_again(office, school):
    amira, kofi = make.ChildFactory(school=school), make.ChildFactory(school=school)
    office.posts("add_adult", amira.pk, **SAM_BY_HAND)
    sam = school.adults.get(family_name="Okafor")

    page = office.posts("add_adult", kofi.pk, **SAM_BY_HAND | {"phone": "01632 960199"})

    address = f"/o/{school.slug}/roll/adults/{sam.pk}/children/{kofi.pk}/"
    assert f'<a href="{address}">It is the same person: Sam Okafor</a> sam@home.example' in page.text
    office.posts("contact", sam.pk, kofi.pk, relationship="mother")
    assert set(sam.children.all()) == {amira, kofi}


def test_two_adults_of_one_name_are_both_added_once_that_is_said(office, school):
    amira = make.ChildFactory(school=school)
    for _time in range(2):
        office.posts("add_adult", amira.pk, another="on", **SAM_BY_HAND)
    assert school.adults.filter(family_name="Okafor").count() == 2


def test_a_correction_is_told_with_who_and_what(office, school):
    bring(school, *FILE)
    sam = Adult.objects.get(given_name="Sam")

    office.posts(
        "correct_adult", sam.pk, given_name="Sam", family_name="Okafor", email="right@home.example", phone=sam.phone
    )

    page = office.opens("adult", sam.pk)
    assert "E-mail: sam@home.example → right@home.example" in page.text
    assert office.user.full_name in page.text
    assert changes(bring(school, *FILE)) == {}
    event = Event.objects.get(verb="roll_changed")
    assert event.detail == {"what": ["email"]}


def test_a_correction_that_changes_nothing_leaves_no_trace(office, school):
    bring(school, *FILE)
    sam = Adult.objects.get(given_name="Sam")

    office.posts("correct_adult", sam.pk, given_name="Sam", family_name="Okafor", email=sam.email, phone=sam.phone)

    assert not Event.objects.filter(verb="roll_changed").exists()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"given_name": ""}, "Fill this in"),
        ({"given_name": "=cmd()"}, "looks like a formula"),
        ({"upn": "A801200001001"}, "its check letter does not fit"),
        ({"upn": "R674123101121"}, "Another child of this school has this UPN"),
        ({"left_on": "2020-01-01"}, "The last day is before the first"),
        ({"class_name": "x" * 2000}, "at most 50 characters"),
        ({"given_name": "A\0B"}, "there is an invisible sign in it"),
    ],
)
def test_what_cannot_be_is_refused_where_it_was_typed(office, school, typed, error):
    bring(school, *FILE)

    page = office.posts("add_child", **{"given_name": "Cy", "joined_on": "2026-09-01"} | typed)

    assert page.status_code == 422 and error in page.text
    assert school.children.count() == 2


def test_whoever_is_marked_is_not_asked_any_more(office, school):
    bring(school, *FILE)
    version = make.published(school)
    sam = Adult.objects.get(given_name="Sam")

    page = office.posts("contact_rule", sam.pk, contact_rule="court_order", reason="Order of 3 May")
    asking.bring_all_up_to_date()

    assert "Court order: do not contact" in page.text and "Order of 3 May" in page.text
    assert version.requests.get(adult=sam).cancelled_at
    assert "Order of 3 May" not in str(Event.objects.filter(verb="roll_changed").values_list("detail", flat=True))


def test_leavers_are_not_asked_any_more_and_joiners_are(school):
    bring(school, *FILE)
    version = make.published(school)

    bring(school, f"{AMIRA},{SAM}", ",Cy,Dell,2,2 Elm,31,Di,Dell,Mother,T,di@home.example,")
    asking.bring_all_up_to_date()

    standing = version.requests.standing().values_list("adult__given_name", flat=True)
    assert set(standing) == {"Sam", "Di"}


def test_a_contact_is_corrected_and_ended(office, school):
    bring(school, *FILE)
    contact = Contact.objects.get(adult__given_name="Joe")

    office.posts(
        "contact", contact.adult_id, contact.child_id, relationship="step_parent", parental_responsibility="on"
    )
    contact.refresh_from_db()
    assert (contact.relationship, contact.parental_responsibility) == ("step_parent", True)

    page = office.posts("end_contact", contact.adult_id, contact.child_id)
    assert "no contact of Amira Okafor any more" in page.text
    assert contact.adult in school.adults


def test_two_records_of_one_person_become_one(office, school):
    bring(school, f"{AMIRA},{SAM}", ",Kofi,Okafor,2,2 Ash,,Sam,Okafor,Mother,T,work@office.example,")
    first, second = Adult.objects.order_by("pk")
    assert second.email in office.opens("adult", first.pk).text

    page = office.posts("merge", first.pk, second.pk, kept=first.pk)

    assert "The two records of Sam Okafor are one now" in page.text
    assert first.children.count() == 2
    assert listed(office.opens("adults")) == ["Sam Okafor"]
    assert "merged into another one" in office.opens("adult", second.pk).text


@pytest.mark.parametrize("number", ["", "99"])
def test_no_file_brings_a_merged_record_back(office, school, number):
    rows = [f"{AMIRA},{SAM}", f",Kofi,Okafor,2,2 Ash,{number},Sam,Okafor,Mother,T,work@office.example,"]
    bring(school, *rows)
    first, second = Adult.objects.order_by("pk")
    office.posts("merge", first.pk, second.pk, kept=first.pk)

    assert changes(bring(school, *rows)) == {}
    assert first.children.count() == 2


def test_a_suppression_outlives_a_merge(office, school):
    bring(school, *FILE)
    sam, joe = Adult.objects.get(given_name="Sam"), Adult.objects.get(given_name="Joe")
    Adult.objects.filter(pk=joe.pk).update(contact_rule="no_contact")

    office.posts("merge", sam.pk, joe.pk, kept=sam.pk)

    sam.refresh_from_db()
    assert sam.contact_rule == "no_contact"


def test_answers_stay_with_the_record_that_gave_them(office, school):
    bring(school, *FILE)
    version = make.published(school)
    sam, joe = Adult.objects.get(given_name="Sam"), Adult.objects.get(given_name="Joe")

    office.posts("merge", sam.pk, joe.pk, kept=sam.pk)
    asking.bring_all_up_to_date()

    assert version.requests.get(adult=joe).cancelled_at
    assert joe in school.adults


def test_a_merge_with_oneself_is_refused(office, school):
    bring(school, *FILE)
    sam = Adult.objects.get(given_name="Sam")

    page = office.posts("merge", sam.pk, sam.pk, kept=sam.pk)

    assert page.status_code == 422 and "cannot be merged" in page.text


def test_children_at_a_sibling_school_are_never_shown():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    bring(here, f"{AMIRA},{SAM}")
    bring(there, ",Kofi,Elsewhere,9,9 Elm,204,Sam,Okafor,Mother,T,sam@home.example,")
    sam, kofi = Adult.objects.get(), Child.objects.get(given_name="Kofi")
    office = Desk(here)

    pages = [office.opens("adult", sam.pk), office.opens("adults"), office.opens("children")]

    assert all("Kofi" not in page.text and "9 Elm" not in page.text for page in pages)
    assert listed(office.opens("adults", q="Kofi")) == []
    assert office.opens("child", kofi.pk).status_code == 404
    assert office.opens("contact", sam.pk, kofi.pk).status_code == 404
    assert office.posts("end_contact", sam.pk, kofi.pk).status_code == 404
    assert office.opens("add_adult", kofi.pk).status_code == 404


def test_adults_of_another_school_are_out_of_reach(office):
    other = make.parent_at(make.SchoolFactory())

    for page in ("adult", "correct_adult", "contact_rule"):
        assert office.opens(page, other.pk).status_code == 404


def test_whoever_only_reads_figures_sees_no_name(school):
    bring(school, *FILE)
    viewer = Desk(school, "viewer")

    assert {viewer.opens(page).status_code for page in ("adults", "children", "add_child")} == {403}


def test_a_trust_adds_a_child_at_one_of_its_schools():
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)

    Desk(trust, "trust").posts("add_child", school=school.pk, given_name="Amira", joined_on="2026-09-01")

    assert school.children.get().given_name == "Amira"


@pytest.mark.parametrize("page", ["adults", "children"])
def test_a_long_list_asks_no_more_of_the_database(office, school, page):
    def queries():
        office.opens(page)
        with CaptureQueriesContext(connection) as asked:
            office.opens(page)
        return len(asked)

    make.parent_at(school)
    few = queries()
    for _ in range(20):
        make.parent_of(make.ChildFactory(school=school), make.ChildFactory(school=school))
    assert queries() == few


# A British keyboard has no Ł, a phone writes the other apostrophe, and what a file had may have any of them.
SPELLINGS = ["lukaszewicz", "OBrien", "o’brien", "O'BRIEN-LUKASZEWICZ", "ŁUKASZEWICZ", "zoe", "Zoë", "strasse", "søren"]


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("page", ["adults", "children"])
def test_people_are_found_by_what_a_keyboard_can_type(office, school, page, typed):
    name = {"given_name": "Zoë Soren", "family_name": "O’Brien-Łukaszewicz Straße"}
    make.parent_of(make.ChildFactory(school=school, **name), **name)

    assert listed(office.opens(page, q=typed)) == ["Zoë Soren O’Brien-Łukaszewicz Straße"]
    assert listed(office.opens(page, q=f"{typed}x")) == []


def test_two_records_are_told_apart_by_children_here_alone():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    one = make.parent_of(
        make.ChildFactory(school=here, given_name="Amira"), make.ChildFactory(school=there, given_name="Kofi")
    )
    two = make.parent_of(make.ChildFactory(school=here, given_name="Ben"))

    page = Desk(here).opens("merge", one.pk, two.pk)

    assert "Amira" in page.text and "Ben" in page.text and "Kofi" not in page.text


@pytest.mark.parametrize(
    ("word", "is_found"), [("amm", True), ("RKE", True), ("home", True), ("yc", False), ("%", False), ("bo@", False)]
)
def test_letters_of_any_name_or_address_find_an_adult_by_index(word, is_found):
    adult = make.AdultFactory(given_name="Sammy", family_name="Clarke", email="sam@home.example")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = Adult.objects.with_letters(word).order_by()

        assert [each.pk for each in found] == [adult.pk] * is_found
        assert "adults_by_any_part" in found.explain()
