"""Letters to many, printed by the worker as forms are."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from declarations import reminders, tasks
from declarations.models import Link, Message, Request
from declarations.papers import mailing, printing
from declarations.papers.models import PrintedLetter, Printing
from declarations.post import letters, stuck
from declarations.post.models import MessageWays
from organisations.models import Event
from tests import factories as make
from tests import prints
from tests.declarations.papers.printed import codes, content, finish
from tests.declarations.people import text
from tests.declarations.staff import Staff, office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db
CHILDREN = ("Amira", "Yusuf", "Ines")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """More than two letters are many; two are printed at a time."""
    monkeypatch.setattr(letters, "AT_ONCE", 2)
    monkeypatch.setattr(printing, "AT_ONCE", 2)


@once
def built():
    """Three adults who have no e-mail address."""
    school = make.SchoolFactory()
    MessageWays.objects.create(organisation=school, letters=True)
    for name in CHILDREN:
        make.parent_of(make.ChildFactory(school=school, given_name=name), email="")
    make.published(school, reference="gate")
    reminders.queue_all()
    return school


@pytest.fixture
def school(built):
    return deepcopy(built)


def begin(school):
    return mailing.begin(school, stuck.letters(school), by=make.UserFactory())


def links_on(pdf):
    return [address for (address,) in codes(pdf)]


def test_many_letters_are_printed_in_parts_and_become_one_file(school):
    begun = begin(school)

    assert printing.print_next(begun.pk) and Printing.objects.get().done == 2
    pdf = content(finish(begun.pk))

    assert [next(name for name in CHILDREN if f"for {name}" in page) for page in prints.pages(pdf)] == [*CHILDREN]
    assert default_storage.listdir("forms")[1] == [f"{begun.pk}.pdf"]
    assert {Client().get(address, follow=True).status_code for address in links_on(pdf)} == {200}


def test_a_part_that_is_printed_again_leaves_only_links_that_open_something(school):
    begun = begin(school)
    printing.print_next(begun.pk)
    Printing.objects.update(done=0)  # the worker was killed before it could say so

    pdf = content(finish(begun.pk))

    assert len(set(links_on(pdf))) == Link.objects.filter(revoked_at=None).count() == 3
    assert {Client().get(address, follow=True).status_code for address in links_on(pdf)} == {200}


def test_whoever_answers_meanwhile_gets_no_letter(school):
    begun = begin(school)
    request = Request.objects.get(adult__children__given_name="Ines")
    make.answer(request, "declined")

    found = finish(begun.pk)

    assert len(prints.pages(content(found))) == 2
    assert found.letters.exclude(why_not="").get().message.adult == request.adult
    page = text(office_at(school).opens("printing", begun.pk))
    assert "2 letters are ready" in page and "It is not wanted any more." in page


def test_one_name_that_no_font_has_keeps_nobody_else_from_their_letter(school):
    adult = Message.objects.order_by("pk")[1].adult
    adult.family_name = "\U000e0fff\U0001f9ff\U000abcde"
    adult.save()

    found = finish(begin(school).pk)

    assert (len(prints.pages(content(found))), found.letters.exclude(why_not="").get().adult) == (2, adult)
    assert not Link.objects.filter(adult=adult).exists()


def test_a_letter_taken_off_the_roll_meanwhile_stops_nothing(school):
    begun = begin(school)
    Message.objects.order_by("pk")[2].delete()
    assert len(prints.pages(content(finish(begun.pk)))) == 2


def test_two_clicks_print_once(school):
    begun = begin(school)
    assert begin(school) is None
    finish(begun.pk)
    assert begin(school).number == 3  # once it is in somebody's hands, it may be printed again


def test_what_is_still_being_printed_is_not_posted(school):
    begun = begin(school)
    printing.print_next(begun.pk)
    assert letters.posted(school) == 0
    finish(begun.pk)
    assert letters.posted(school) == 3


def test_the_file_goes_after_a_day_because_its_links_open_pages(school):
    finish(begin(school).pk)
    for hours, state in ((23, "ready"), (25, "gone")):
        Printing.objects.update(finished_at=timezone.now() - timedelta(hours=hours))
        tasks.work_on_paper()
        assert Printing.objects.get().state == state
    assert default_storage.listdir("forms")[1] == []
    assert "was kept for a day" in text(office_at(school).opens("printing", Printing.objects.get().pk))


def test_a_part_asks_as_much_of_the_database_however_long_the_print_is(school, django_assert_max_num_queries):
    begun = begin(school)
    with django_assert_max_num_queries(40):
        printing.print_next(begun.pk)


# ── At the office ────────────────────────────────────────────────────────────────────────────────


def test_the_office_orders_many_letters_and_takes_the_file_away(school):
    office = office_at(school)

    page = office.posts("print_letters")
    assert "0 of 3 are laid out" in text(page) and "Letters with a QR code" in page.text
    begun = finish(Printing.objects.get().pk)
    assert "3 letters are ready" in text(office.opens("printing", begun.pk))
    assert "Letters printed on" in text(office.opens("stuck"))
    assert "3 letters" in text(office.opens("papers"))
    response = office.opens("printing_pdf", begun.pk)

    assert len(prints.pages(b"".join(response.streaming_content))) == 3
    assert response["Content-Disposition"] == 'attachment; filename="letters.pdf"'
    assert response["Cache-Control"] == "no-store"
    verbs = Event.objects.filter(actor=office.user).values_list("verb", flat=True)
    assert {"printed_letters", "downloaded_letters"} <= set(verbs)


def test_the_board_orders_them_too(school):
    page = office_at(school).posts("letters", everyone="yes", choices="")
    assert "0 of 3 are laid out" in text(page)
    assert PrintedLetter.objects.count() == 3


def test_a_second_click_leads_to_the_printing_that_is_under_way(school):
    office = office_at(school)
    office.posts("print_letters")
    assert "0 of 3 are laid out" in text(office.posts("print_letters"))
    one = Request.objects.first()
    assert "0 of 3 are laid out" in text(office.posts("letters", pick=one.pk))
    assert Printing.objects.count() == 1 and not Link.objects.exists()


def test_letters_that_the_trust_prints_are_not_printed_by_the_school(school):
    trust = make.TrustFactory()
    school.trust = trust
    school.save()
    begin(trust)
    assert "These letters are being printed already." in text(office_at(school).posts("print_letters"))


def test_a_few_letters_come_at_once(school):
    office = office_at(school)
    picked = Request.objects.values_list("pk", flat=True)[:2]
    answer = office.posts("letters", pick=list(picked))
    assert len(prints.pages(answer.content)) == 2 and not Printing.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "approver"])
def test_letters_are_for_the_office(school, role):
    assert Staff(school, role).posts("print_letters").status_code == 403


def test_another_school_does_not_find_them(school):
    begun = finish(begin(school).pk)
    for page in ("printing", "printing_pdf"):
        assert office_at(make.SchoolFactory()).opens(page, begun.pk).status_code == 404
