"""Letters that GOV.UK Notify prints and posts, against a server that answers as documented."""

from datetime import timedelta

import pytest
from django.utils import timezone

from declarations import reminders
from declarations.models import Message
from declarations.post import letter_states, stuck
from declarations.post.channels import notify
from declarations.post.models import DeliveryEvent
from tests import factories as make
from tests.declarations.people import text
from tests.declarations.post.by_notify import REFUSALS, assert_refused, school_with
from tests.declarations.post.waiting import queued_at, send
from tests.declarations.staff import Staff
from tests.scenes import once

pytestmark = pytest.mark.django_db
HOME = "4 Elm Road\nLarkford\nLK1 2AB"
State = Message.State


def a_school(**fields):
    return school_with(**({"letters_by_notify": True, "letter_template": "template-3"} | fields))


def queued(school=None, **adult):
    who = {"email": "", "address": HOME, "given_name": "Ann", "family_name": "Lee"} | adult
    return queued_at(school or a_school(), **who)


owed = once(queued)


def test_a_letter_goes_to_the_address_on_the_roll(peer, message):
    assert message.way == "post"

    assert send(message)

    [(path, sent)] = peer.sent
    assert (path, sent["template_id"], sent["reference"]) == (
        "/v2/notifications/letter", "template-3", f"message-{message.pk}",
    )  # fmt: skip
    words = sent["personalisation"]
    lines = [words.get(f"address_line_{number}") for number in range(1, 6)]
    assert lines == ["Ann Lee", "4 Elm Road", "Larkford", "LK1 2AB", None]
    assert words["link"].startswith("http://localhost:8000/s/") and words["link"] not in words["before"]
    assert "asks you to read and sign" in words["before"] and "Signing is voluntary." in words["after"]
    assert (message.state, message.to, message.reference) == (State.SENT, HOME, "notification-1")
    assert "/s/…/" in message.body


@pytest.mark.parametrize("address", ["", "LK1 2AB", "4 Elm Road\nLarkford", "4 Elm Road\nLarkford\nFrance"])
def test_without_a_whole_address_the_office_prints_it(address):
    message = queued(a_school(letters=True), address=address)
    assert message.way == "letter"
    assert [group.kind for group in stuck.groups(message.organisation)] == ["letters"]


def test_names_make_no_qr_code_and_no_placeholder_of_their_own(peer):
    send(queued(given_name="QR: http://evil.example", family_name="((link))"))
    [(_path, sent)] = peer.sent
    words = sent["personalisation"]
    assert "QR:" not in words["before"] + words["after"]
    assert "((" not in words["before"] + words["after"]


@pytest.mark.parametrize(
    ("mood", "state", "words"),
    [
        ("bad postal address", State.BOUNCED, "not one"),
        ("no letters", State.FAILED, "Allow it in its settings"),
        ("trial", State.QUEUED, "trial mode"),
        *REFUSALS,
    ],
)
def test_each_refusal_has_its_one_consequence(peer, message, mood, state, words, monkeypatch):
    assert_refused(peer, message, mood, state, words, monkeypatch)
    assert "Elm" not in message.failure


def test_an_address_that_notify_refuses_leads_to_the_offices_printer(peer):
    message = queued(a_school(letters=True))
    peer.mood = "bad postal address"
    send(message)

    reminders.queue_all()

    assert Message.objects.first().way == "letter"


def test_one_letter_is_enough(peer, message, time_machine):
    send(message)
    time_machine.move_to(timezone.now() + timedelta(days=20))
    reminders.queue_all()
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        ("accepted", State.SENT, ""),
        ("received", State.SENT, ""),
        ("pending-virus-check", State.SENT, ""),
        ("something-new", State.SENT, ""),
        ("permanent-failure", State.BOUNCED, "could not print and post"),
        ("returned-letter", State.BOUNCED, "came back"),
        ("technical-failure", State.FAILED, "Send it again"),
        ("cancelled", State.FAILED, "cancelled"),
        ("virus-scan-failed", State.FAILED, "viruses"),
        ("validation-failed", State.FAILED, "too much"),
    ],
)
def test_what_becomes_of_a_letter_is_asked(peer, message, status, state, words):
    send(message)
    peer.states["notification-1"] = status

    letter_states.ask_about_all()
    letter_states.ask_about_all()

    message.refresh_from_db()
    assert message.state == state
    assert words in message.failure
    assert DeliveryEvent.objects.count() == (status not in ("accepted", "pending-virus-check", "something-new"))


def test_a_posted_letter_says_so_and_is_asked_about_no_more(peer, message):
    send(message)
    peer.states["notification-1"] = "received"
    letter_states.ask_about_all()
    assert not letter_states.undecided().exists()
    page = text(Staff(message.organisation).opens("message", message.pk))
    assert "Printed and posted 19 November 2026" in page


@pytest.mark.parametrize("mood", ["", "wrong key", "broken", "silent", "gibberish"])
def test_where_notify_says_nothing_the_letter_stays_asked_about(peer, message, mood, monkeypatch):
    if mood == "silent":
        monkeypatch.setattr(notify, "TIMEOUT", 0.1)
    send(message)
    peer.mood = mood
    assert letter_states.ask_about_all() == 0
    message.refresh_from_db()
    assert message.state == State.SENT and letter_states.undecided().exists()


def test_an_account_that_is_silent_is_asked_once_in_an_hour(peer):
    school = a_school()
    for name in ("Ann", "Bea"):
        make.parent_at(school, email="", address=HOME, given_name=name)
    make.published(school)
    reminders.queue_all()
    for message in Message.objects.filter(organisation=school):
        send(message)
    peer.mood, asked = "broken", len(peer.tokens)
    letter_states.ask_about_all()
    assert len(peer.tokens) == asked + 1
