from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
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
NEVER = SMTPRecipientsRefused({MAILBOX: (550, b"5.1.1 <sam@home.example> unknown")})
NOT_NOW = SMTPRecipientsRefused({MAILBOX: (451, b"4.7.1 greylisted")})
TEMPORARY = [NOT_NOW, SMTPServerDisconnected("gone"), ConnectionRefusedError(), TimeoutError()]


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


@pytest.fixture
def server_says(monkeypatch):
    """From now on the mail server answers with this refusal."""

    def answer(refusal):
        def refuse(self, messages):
            raise refusal

        monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    return answer


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


def test_an_address_refused_for_good_is_not_tried_again(server_says):
    message = queued()
    server_says(NEVER)

    assert not send(message)

    assert message.state == State.BOUNCED
    assert message.failure == "The mail server says that this address takes no mail."
    assert not sending.owed().exists()


@pytest.mark.parametrize("refusal", TEMPORARY, ids=lambda refusal: type(refusal).__name__)
def test_not_now_is_tried_again_later(refusal, server_says, monkeypatch):
    message = queued()
    server_says(refusal)
    assert not send(message)
    assert (message.state, message.failure.endswith(".")) == (State.QUEUED, True)
    assert not sending.owed().exists()

    monkeypatch.undo()
    cache.delete("resting-smtp")  # where nobody answered, nobody knocks for a minute
    Message.objects.update(send_after=timezone.now())

    assert send(message)
    assert message.state == State.SENT


def test_a_message_refused_for_good_waits_for_a_person(server_says):
    message = queued()
    server_says(SMTPDataError(554, b"5.7.1 looks like spam"))
    send(message)
    assert (message.state, message.attempts) == (State.FAILED, 1)


def test_each_attempt_waits_twice_as_long_and_the_last_calls_a_person(server_says, time_machine):
    message = queued()
    server_says(SMTPAuthenticationError(535, b"5.7.8 no"))

    waits = []
    while message.state == State.QUEUED:
        time_machine.move_to(message.send_after, tick=False)
        send(message)
        waits.append(round((message.send_after - timezone.now()) / timedelta(minutes=1)))

    assert waits[:9] == [2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert (message.state, message.attempts) == (State.FAILED, sending.MOST_ATTEMPTS)


def test_what_a_mail_server_quotes_is_not_kept(server_says):
    message = queued()
    server_says(NEVER)
    send(message)
    assert "sam" not in message.failure


def test_a_failed_message_gets_another_turn_at_the_new_address(server_says, monkeypatch):
    message = queued()
    server_says(NEVER)
    send(message)
    monkeypatch.undo()
    Adult.objects.update(email="sam.new@home.example")

    sending.send_again(Message.objects.get())

    assert send(message)
    assert mail.outbox[0].to == ["sam.new@home.example"]


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
