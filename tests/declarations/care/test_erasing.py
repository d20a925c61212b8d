"""An adult asks that their data be erased: what goes, what stays, and why."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from declarations import asking, corrections, links, notes, reminders, sending, signing
from declarations.care import complaints, erasing
from declarations.models import Declaration, Link, Message, Note, Request
from organisations import ledger
from organisations.keeping import holds
from organisations.models import Adult, Contact, Event
from organisations.roll import people
from organisations.roll.models import Change
from tests import factories as make
from tests.declarations.test_verifying import found
from tests.scenes import once

pytestmark = pytest.mark.django_db
NAME = "Łukaszewicz"


class Home:
    """An adult who was asked and written to, about whom there is a note, a correction and a change."""

    def __init__(self):
        self.school = make.SchoolFactory()
        self.child = make.ChildFactory(school=self.school)
        self.adult = make.parent_of(
            self.child, given_name="Zoë", family_name=NAME, email="zoe@lukaszewicz.example", phone="07700 900123"
        )
        self.request = make.published(self.school).requests.get()
        reminders.queue_all()
        for message in Message.objects.all():
            sending.send(message.pk)
        self.head = make.head_of(self.school)
        notes.add(self.adult, self.school, by=self.head, text=f"{NAME} rang")
        self.link, self.token = links.mint(self.adult)
        corrections.tell(self.link, about="me", text=f"Spell it {NAME}")
        people.correct(self.school, self.adult, by=self.head, given_name="Zoe")
        self.browser = Client()
        self.browser.force_login(self.head)

    def signs(self):
        came_by = signing.Circumstances(link=Link.objects.filter(message__isnull=False).first())
        return make.answer(self.request, typed_name=f"Zoë {NAME}", circumstances=came_by)

    def address(self):
        return reverse("care:erase", args=[self.school.slug, self.adult.pk])

    def erases(self):
        return self.browser.post(self.address(), {"checked": "on"})


built = once(Home)


@pytest.fixture
def home(built):
    return deepcopy(built)


def kept_tables_naming(*words):
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"TABLE {connection.ops.quote_name(table)}")
            if any(word in str(row) for row in cursor.fetchall() for word in words):
                yield table


def test_who_has_not_answered_leaves_nothing_but_a_number(home):
    page = home.erases()

    assert page.status_code == 200
    assert list(kept_tables_naming(NAME, "lukaszewicz", "07700 900123")) == []
    assert Adult.objects.get().forgotten_at
    assert not Contact.objects.exists()
    ledger.chain_all()
    assert found() == []


def test_the_page_shows_first_what_goes(home):
    page = home.browser.get(home.address())
    goes = dict(page.context["preview"].goes)
    assert goes["Open requests, which are cancelled"] == 1
    assert goes["Words of notes"] == 1
    assert goes["Name, and to which children they belong"] == 1
    assert page.context["preview"].is_on_roll
    assert Adult.objects.get().email


def test_nothing_is_erased_by_looking_or_without_the_tick(home):
    assert home.browser.post(home.address()).status_code == 422
    assert Adult.objects.get().email
    assert Note.objects.get().text


def test_an_answer_stays_with_its_name_and_its_message_and_the_letter_says_why(home):
    answer = home.signs()
    sending.send(answer.receipt.pk)

    page = home.erases()

    home.adult.refresh_from_db()
    assert Declaration.objects.get().typed_name == f"Zoë {NAME}"
    assert (home.adult.email, home.adult.phone, home.adult.family_name) == ("", "", NAME)
    assert Message.objects.get(pk=answer.link.message_id).body
    assert Note.objects.get().text == ""
    assert not Change.objects.exists()
    text = " ".join(page.text.split())
    assert "article 17(3)(b) and (e)" in text
    assert "72 months after your last child has left" in text
    ledger.chain_all()
    assert found() == []


def test_nobody_asks_reminds_or_lets_them_in_any_more(home, client):
    home.erases()

    asking.bring_all_up_to_date()
    reminders.queue_all()

    assert not Request.objects.standing().exists()
    assert not Message.objects.filter(sent_at=None, cancelled_at=None).exists()
    assert client.get(reverse("parents:waiting", args=[home.token])).status_code == 410


def test_an_open_request_beside_an_answer_is_cancelled_and_not_asked_again(home):
    home.signs()
    second = make.published(home.school, reference="second")
    home.erases()
    asking.bring_all_up_to_date()
    assert not second.requests.filter(cancelled_at=None).exists()


def test_what_is_held_is_not_erased(home):
    holds.place(home.school, by=home.head, reason="A claim", review_on="2030-01-01", child=home.child)
    assert "A legal hold keeps everything" in home.browser.get(home.address()).text
    assert home.erases().status_code == 422
    assert Adult.objects.get().email
    with pytest.raises(erasing.CannotErase):
        erasing.erase(home.adult, home.school, by=home.head)


def test_a_complaint_keeps_the_name_for_its_period(home):
    complaints.receive(
        home.school, route="phone", by=home.head, adult=home.adult, who="Zoë", contact="-", about="A list"
    )
    home.erases()
    home.adult.refresh_from_db()
    assert home.adult.family_name == NAME
    assert home.adult.email == ""


def test_a_merged_record_goes_with_them(home):
    twin = make.parent_of(home.child, family_name=NAME, email="old@lukaszewicz.example")
    people.merge(home.school, home.adult, twin, by=home.head)
    home.erases()
    assert list(kept_tables_naming(NAME, "lukaszewicz")) == []


def test_the_other_adult_of_the_child_is_left_alone(home):
    other = make.parent_of(home.child, family_name="Other", email="zoe@lukaszewicz.example")
    home.erases()
    other.refresh_from_db()
    assert (other.email, other.contacts.count()) == ("zoe@lukaszewicz.example", 1)
    assert other.forgotten_at is None


def test_it_stands_in_the_history_who_did_it(home):
    home.signs()
    home.erases()
    event = Event.objects.get(verb="erased")
    assert (event.actor, event.about_id) == (home.head, home.adult.pk)
    assert event.detail == {"records": 1, "answers_kept": 1}


def test_only_a_head_may(home):
    browser = Client()
    browser.force_login(make.head_of(home.school, "office"))
    assert browser.post(home.address(), {"checked": "on"}).status_code == 403


def test_erased_twice_is_erased_once(home):
    home.signs()
    home.erases()
    assert home.erases().status_code == 200
    assert Declaration.objects.count() == 1
