from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from declarations import links, reminders, sending
from declarations.errors import CannotSendAgain
from declarations.models import Link, Message
from organisations.models import Adult
from tests import factories as make
from tests.declarations.people import parent_asked

pytestmark = pytest.mark.django_db
State = Message.State
MAILBOX = "sam@home.example"


def queued(**fields):
    school = make.SchoolFactory()
    make.parent_at(school, email=MAILBOX, **fields)
    make.published(school)
    reminders.queue_all()
    return Message.objects.get()


def send(message):
    went_out = sending.send(message.pk)
    message.refresh_from_db()
    return went_out


def test_a_message_is_sent_once():
    message = queued()

    assert [send(message), send(message)] == [True, False]

    assert len(mail.outbox) == 1
    assert (message.state, message.to, message.attempts) == (State.SENT, MAILBOX, 1)


def test_what_is_kept_reads_like_what_was_sent_but_opens_nothing():
    message = queued()
    send(message)

    [sent] = mail.outbox
    link = Link.objects.get(message=message)
    token = sent.body.partition("/s/")[2].partition("/")[0]
    assert links.find(token, Link.Purpose.SIGN) == link
    assert message.body == sent.body.replace(token, "…")
    assert message.subject == sent.subject


def test_one_that_another_worker_has_claimed_is_left_alone():
    message = queued()
    Message.objects.update(claimed_at=timezone.now())
    assert not send(message)
    assert not sending.owed().exists()


def test_after_a_worker_died_the_message_is_found_again():
    message = queued()
    Message.objects.update(claimed_at=timezone.now() - sending.CLAIM_LASTS - timedelta(seconds=1))
    assert list(sending.owed()) == [message]
    assert send(message)


def test_the_one_gap_sends_the_same_message_id_twice(monkeypatch):
    """The worker dies between the mail server's yes and our note of it."""
    message = queued()

    def die(message, **fields):
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(sending, "_note", die)
        sending.send(message.pk)
    Message.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    send(message)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_an_answer_given_meanwhile_stops_the_message():
    parent = parent_asked()
    reminders.queue_all()
    message = Message.objects.get()
    parent.signs(parent.owes())

    assert not send(message)

    assert message.state == State.CANCELLED
    assert not mail.outbox


def test_who_may_not_be_contacted_any_more_is_not_written_to():
    message = queued()
    Adult.objects.update(contact_rule=Adult.ContactRule.COURT_ORDER)
    assert not send(message)
    assert message.state == State.CANCELLED


def test_without_an_address_somebody_must_look():
    message = queued()
    Adult.objects.update(email="")
    assert not send(message)
    assert (message.state, message.failure) == (State.FAILED, "There is no e-mail address on the roll.")


def test_links_sent_to_a_wrong_address_open_nothing_once_it_is_corrected():
    message = queued()
    send(message)
    Message.objects.update(bounced_at=timezone.now())
    Adult.objects.update(email="sam.new@home.example")

    sending.send_again(Message.objects.get())

    assert not Link.objects.get().is_open


def test_a_message_that_arrived_is_not_sent_again():
    message = queued()
    send(message)
    with pytest.raises(CannotSendAgain):
        sending.send_again(message)


def test_what_a_school_has_chosen_is_asked_for_once_for_a_handful(django_assert_max_num_queries):
    school = make.SchoolFactory()
    for number in range(10):
        make.parent_at(school, email=f"a{number}@home.example")
    make.published(school)
    reminders.queue_all()
    owed = list(Message.objects.values_list("pk", flat=True))
    once, each = 5, 10  # two of these ten open and close the transaction
    with django_assert_max_num_queries(once + 10 * each):
        sending.send_all(owed)
    assert Message.objects.in_state(State.SENT).count() == 10
