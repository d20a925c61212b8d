"""Lists with a name, letters to those picked, and how the figures are counted."""

import pytest
from django.urls import reverse

from declarations.lists import saving
from declarations.lists.models import SavedList
from declarations.models import Message
from declarations.papers.models import Printing
from organisations.keeping import sweeping
from tests import factories as make
from tests.declarations.staff import Staff, office_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    school = make.SchoolFactory()
    make.parent_at(school, family_name="Silent")
    make.parent_at(school, family_name="Signed")
    request = make.published(school).requests.get(adult__family_name="Signed")
    make.answer(request)
    return school


def test_choices_are_kept_under_a_name_and_stand_above_the_list(school):
    office = office_at(school)
    page = office.posts("save_list", name="Not yet in 4", choices="state=not_signed&year=4&page=3&evil=1")

    assert page.redirect_chain[-1][0].endswith("?year=4&state=not_signed")
    assert "Not yet in 4" in office.opens("board").text


def test_a_list_of_the_same_name_is_replaced(school):
    office = office_at(school)
    for state in ("signed", "asked"):
        office.posts("save_list", name="Mine", choices=f"state={state}")
    assert SavedList.objects.get().choices == "state=asked"


@pytest.mark.parametrize(
    ("choices", "saved", "left", "stays"),
    [
        ("q=Silent&state=asked", "2025-10-01", None, False),
        ("code=1&q=Silent", "2025-10-01", None, False),
        ("q=Silent", "2026-10-01", None, True),
        ("state=asked&year=4", "2025-10-01", None, True),
        ("state=asked&year=4", "2025-10-01", "2026-01-01", False),
    ],
)
def test_a_name_searched_for_goes_after_a_year_and_so_does_what_a_leaver_kept(
    school, time_machine, choices, saved, left, stays
):
    office = office_at(school)
    saving.save(office.user, school, name="Mine", choices=choices)
    SavedList.objects.update(saved_at=f"{saved}T12:00Z")
    office.user.posts.update(left_at=left and f"{left}T12:00Z")
    time_machine.move_to("2026-11-21T09:00Z")

    sweeping.apply(school)

    assert SavedList.objects.exists() is stays


def test_saved_again_its_year_begins_again(school):
    office = office_at(school)
    for _ in range(2):
        saving.save(office.user, school, name="Mine", choices="q=Silent")
        kept, _number = SavedList.objects.get().saved_at, SavedList.objects.update(saved_at="2025-10-01T12:00Z")
    assert kept.year > 2025


def test_what_somebody_of_the_trust_kept_at_a_school_stays_while_they_are_there():
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    saving.save(make.head_of(trust, "trust"), school, name="Mine", choices="state=asked")
    SavedList.objects.update(saved_at="2020-10-01T12:00Z")
    sweeping.apply(trust)
    assert SavedList.objects.exists()


def test_nothing_chosen_is_nothing_to_keep(school):
    page = office_at(school).posts("save_list", name="All", choices="code=1")
    assert (page.status_code, "Choose a year" in page.text) == (422, True)


def test_a_list_is_its_owner_s_alone(school):
    office, other = office_at(school), office_at(school)
    office.posts("save_list", name="Mine", choices="state=signed")
    mine = SavedList.objects.get()

    assert "Mine" not in other.opens("board").text
    assert other.posts("forget_list", mine.pk).status_code == 404
    assert office.posts("forget_list", mine.pk).status_code == 200
    assert not SavedList.objects.exists()


def test_letters_are_printed_for_those_ticked_who_owe_an_answer(school):
    picks = [request.pk for adult in school.adults for request in adult.requests.all()]

    page = office_at(school).posts("letters", pick=picks)

    assert (page["Content-Type"], page.content[:4]) == ("application/pdf", b"%PDF")
    letter = Message.objects.get(way="letter")
    assert (letter.adult.family_name, letter.attempts) == ("Silent", 1)


def test_a_letter_that_waits_is_printed_again_and_not_written_twice(school):
    office, pick = office_at(school), [school.adults.get(family_name="Silent").requests.get().pk]
    for _time in range(2):
        office.posts("letters", pick=pick)
    assert list(Message.objects.filter(way="letter").values_list("attempts", flat=True)) == [2]


def test_nobody_who_is_not_to_be_contacted_gets_a_letter(school):
    silent = school.adults.get(family_name="Silent")
    silent.contact_rule = "court_order"
    silent.save()

    page = office_at(school).posts("letters", pick=[silent.requests.get().pk])

    assert "Nobody here can be written to" in page.text
    assert not Message.objects.filter(way="letter").exists()


def test_many_letters_are_printed_by_the_worker(school):
    for _number in range(60):
        make.parent_at(school)
    version = make.published(school, reference="two")

    page = office_at(school).posts("letters", everyone="yes", choices=f"code={version.policy_id}")

    [printing] = Printing.objects.all()
    assert page.redirect_chain[-1][0] == reverse("declarations:printing", args=[school.slug, printing.pk])
    assert printing.letters.count() == 62


def test_the_denominator_is_told_in_numbers(school):
    make.parent_at(school, contact_rule="no_contact")
    make.ChildFactory(school=school)

    counted = Staff(school, "viewer").opens("counted").context["counted"]

    assert (counted.concerned, counted.not_contacted, counted.asked, counted.to_be_asked) == (3, 1, 2, 0)
    assert (counted.children, counted.children_counted, counted.children_without_adult) == (4, 2, 2)
