import time
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from declarations import emails, links, outgoing, reminders, sending, verifying
from declarations.errors import CannotSendAgain
from declarations.models import Link, Message, Request
from declarations.post.channels import Smtp
from declarations.post.models import Outgoing
from organisations import history
from organisations.models import Adult
from tests import factories as make
from tests.declarations.people import parent_asked
from tests.declarations.post.waiting import queued_at, queued_emails, send

pytestmark = pytest.mark.django_db
State = Message.State
MAILBOX = "sam@home.example"


def queued(**fields):
    return queued_at(make.SchoolFactory(), email=MAILBOX, **fields)


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


def killed(monkeypatch, act, *places):
    """The worker dies where it first comes to one of these places, and an hour passes."""

    def die(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        for module, name in places:
            patched.setattr(module, name, die)
        act()
    Message.objects.filter(claimed_at__isnull=False).update(claimed_at=timezone.now() - timedelta(hours=1))


# A process that is killed does nothing any more, also not what Python does at the end.
AT_THE_END = [(outgoing, "record"), (outgoing, "put_back"), (sending, "_give_back")]


def test_the_one_gap_sends_the_same_message_id_twice(monkeypatch):
    """The worker dies between the mail server's yes and its note of it."""
    message = queued()
    killed(monkeypatch, lambda: sending.send(message.pk), (outgoing, "note_taken"), *AT_THE_END)

    assert send(message)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert message.may_have_come_twice


def test_what_a_dead_worker_had_sent_is_recorded_and_not_sent_again(monkeypatch):
    messages = queued_emails(3)
    killed(monkeypatch, lambda: sending.send_all([each.pk for each in messages]), *AT_THE_END)
    assert len(mail.outbox) == 3 and not Message.objects.in_state(State.SENT).exists()

    assert sending.send_all([each.pk for each in sending.owed()]) == 0

    assert len(mail.outbox) == 3
    assert not Outgoing.objects.exists()
    for message, email in zip(Message.objects.order_by("pk"), mail.outbox, strict=True):
        assert (message.state, message.attempts, message.may_have_come_twice) == (State.SENT, 1, False)
        assert (message.to, message.subject) == (email.to[0], email.subject)
        assert len(message.body.splitlines()) == len(email.body.splitlines())
        assert history.of(message).get().verb == "sent"
    assert not list(verifying.flaws([Message.objects.first().organisation], Counter()))


def test_only_the_message_in_hand_is_taken_over_when_a_worker_dies(monkeypatch):
    messages = queued_emails(3)
    killed(monkeypatch, lambda: sending.send_all([each.pk for each in messages]), (Smtp, "send"), *AT_THE_END)

    sending.send_all([each.pk for each in sending.owed()])

    told = Message.objects.order_by("pk").values_list("attempts", "takeovers")
    assert list(told) == [(2, 1), (1, 0), (1, 0)]
    assert len(mail.outbox) == 3


def test_where_nothing_is_written_down_any_more_each_may_have_been_sent(monkeypatch):
    """PostgreSQL crashed together with the worker."""
    messages = queued_emails(3)
    killed(monkeypatch, lambda: sending.send_all([each.pk for each in messages]), *AT_THE_END)
    Outgoing.objects.all().delete()

    sending.send_all([each.pk for each in sending.owed()])

    assert all(message.may_have_come_twice for message in Message.objects.all())
    assert len(mail.outbox) == 6


def test_what_takes_too_long_is_given_back_and_asked_about_anew(monkeypatch):
    """Whoever answers while others are written to slowly is not written to any more."""
    messages = queued_emails(3)
    monkeypatch.setattr(sending, "HOLDS", 0.05)
    give = Smtp.send

    def slowly(carrier, message, rendered):
        time.sleep(0.1)
        Request.objects.filter(adult=messages[2].adult).update(cancelled_at=timezone.now(), cancelled_why="replaced")
        return give(carrier, message, rendered)

    monkeypatch.setattr(Smtp, "send", slowly)
    assert sending.send_all([each.pk for each in messages]) == 2

    assert [message.state for message in Message.objects.order_by("pk")] == [State.SENT, State.SENT, State.CANCELLED]
    assert list(Message.objects.order_by("pk").values_list("attempts", "takeovers")) == [(1, 0), (1, 0), (1, 0)]
    assert Link.objects.count() == 2


def test_a_message_that_cannot_be_written_holds_up_no_other(monkeypatch):
    messages = queued_emails(3)
    drawn = emails.drawn

    def stumble(message):
        if message.pk == messages[1].pk:
            raise KeyError("a bug")
        return drawn(message)

    monkeypatch.setattr(emails, "drawn", stumble)
    with pytest.raises(KeyError):
        sending.send_all([each.pk for each in messages])
    assert list(sending.owed().order_by("pk")) == [messages[0], messages[2]]

    assert sending.send_all([each.pk for each in sending.owed()]) == 2


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
    owed = [message.pk for message in queued_emails(10)]
    once, each = 31, 1  # those once are the same for a hundred messages
    with django_assert_max_num_queries(once + 10 * each):
        sending.send_all(owed)
    assert Message.objects.in_state(State.SENT).count() == 10
