"""What a mail server says, and what becomes of the message: spoken with a real one, word by word."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from declarations import sending
from declarations.models import Message
from organisations.models import Adult
from tests.declarations.post import mail_server
from tests.declarations.post.mail_server import HANG_UP, SILENCE, SLOWLY
from tests.declarations.post.waiting import queued_email, queued_emails, send
from tests.scenes import once

pytestmark = pytest.mark.django_db
State = Message.State
MAILBOX = "adult0@home.example"


@pytest.fixture
def connected(settings):
    """Makes e-mails go to this port."""

    def connect(port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        cache.delete("resting-smtp")  # from a run of these tests a moment ago

    return connect


@pytest.fixture
def server(connected):
    server = mail_server.MailServer()
    with mail_server.serving(server) as port:
        connected(port)
        yield server


owed = once(queued_email)


def a_while_passes():
    """Nobody rests any more, and what waited for another try is due."""
    cache.delete("resting-smtp")
    Message.objects.update(send_after=timezone.now())


def test_a_message_that_the_server_takes_is_sent(server, message):
    assert send(message)
    assert server.letters == [(MAILBOX, f"<message-{message.pk}@localhost>")]


def test_a_slow_yes_is_a_yes(server, message):
    server.says(MAIL=SLOWLY, RCPT=SLOWLY, DATA=SLOWLY)
    assert send(message) and message.state == State.SENT


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ({"RCPT": "550 5.1.1 No such user"}, State.BOUNCED, "this address takes no mail"),
        ({"RCPT": "553 5.1.3 Bad address"}, State.BOUNCED, "this address takes no mail"),
        ({"DATA": "554 5.7.1 Looks like spam"}, State.FAILED, "refused the message (SMTPDataError)"),
        ({"DATA": "552 5.3.4 Too big"}, State.FAILED, "refused the message (SMTPDataError)"),
    ],
    ids=str,
)
def test_a_no_for_good_is_for_a_person_and_not_tried_again(server, message, answers, state, words):
    server.says(**answers)

    assert not send(message)

    assert (message.state, message.attempts) == (state, 1)
    assert words in message.failure and "adult0" not in message.failure
    a_while_passes()
    assert not sending.owed().exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"MAIL": "451 4.3.0 Try again"},
        {"MAIL": "550 5.7.1 Who are you?"},
        {"RCPT": "451 4.7.1 Greylisted"},
        {"RCPT": "452 4.2.2 Mailbox full"},
        {"RCPT": "421 4.3.2 Closing"},
        {"DATA": "451 4.3.0 Try again"},
        {"DATA": "421 4.3.2 Closing"},
        {"RCPT": HANG_UP},
        {"DATA": HANG_UP},
        {"RCPT": SILENCE},
        {"DATA": SILENCE},
    ],
    ids=str,
)
def test_not_now_is_tried_again_until_it_goes(server, message, settings, answers):
    server.says(**answers)
    settings.EMAIL_TIMEOUT = 0.2 if SILENCE in answers.values() else 1
    assert not send(message)
    assert (message.state, message.attempts, message.claimed_at) == (State.QUEUED, 1, None)
    assert message.failure.endswith(".")
    assert not sending.owed().exists()

    server.says()
    settings.EMAIL_TIMEOUT = 1
    a_while_passes()

    assert send(message) and message.state == State.SENT
    assert [to for to, _id in server.letters] == [MAILBOX]


def test_a_server_that_takes_calls_and_says_nothing_keeps_nobody(connected, message, settings):
    with mail_server.mute() as port:
        connected(port)
        settings.EMAIL_TIMEOUT = 0.2
        assert not send(message)
    assert (message.state, message.failure) == (State.QUEUED, "The mail server cannot be reached.")


def test_where_nobody_answers_the_rest_of_the_handful_is_not_tried(connected):
    messages = queued_emails(3)
    connected(mail_server.free_port())

    sending.send_all([message.pk for message in messages])

    tried = Message.objects.filter(organisation=messages[0].organisation)
    assert sorted(tried.values_list("attempts", flat=True)) == [0, 0, 1]
    assert tried.in_state(State.QUEUED).count() == 3


def test_one_connection_carries_a_handful_past_a_refused_address(server):
    messages = queued_emails(4)
    server.says(RCPT="550 5.1.1 No such user")
    sending.send(messages[0].pk)
    server.says()
    before = server.connections

    sending.send_all([message.pk for message in messages[1:]])

    assert len(server.letters) == 3
    assert server.connections == before + 1


def test_a_refused_address_gets_another_turn_once_it_is_corrected(server, message):
    server.says(RCPT="550 5.1.1 No such user")
    send(message)
    server.says()
    Adult.objects.update(email="sam.new@home.example")

    sending.send_again(Message.objects.get(pk=message.pk))

    assert send(message)
    assert [to for to, _id in server.letters] == ["sam.new@home.example"]


def test_each_attempt_waits_twice_as_long_and_the_last_calls_a_person(server, message, time_machine):
    server.says(DATA="451 4.3.0 Try again")

    waits = []
    while message.state == State.QUEUED:
        time_machine.move_to(message.send_after, tick=False)
        send(message)
        waits.append(round((message.send_after - timezone.now()).total_seconds() / 60))

    assert waits[:9] == [2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert (message.state, message.attempts) == (State.FAILED, sending.MOST_ATTEMPTS)
