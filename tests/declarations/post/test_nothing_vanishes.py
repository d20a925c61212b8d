"""Whatever stands in the way of a message, the office sees that it has not gone out, why, and what to do."""

import smtplib
import socket
import ssl
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from declarations import new_links, reminders, sending
from declarations.models import Message
from declarations.post import health, stuck
from declarations.post.models import MessageWays
from tests import factories as make
from tests.declarations.people import text
from tests.declarations.staff import Staff
from tests.scenes import once

pytestmark = pytest.mark.django_db


def a_school_that_writes(number=1):
    school = make.SchoolFactory()
    for n in range(number):
        make.parent_at(school, email=f"a{n}@home.example")
    make.published(school)
    reminders.queue_all()
    return school


@once
def built():
    return a_school_that_writes(), a_school_that_writes(3)


@pytest.fixture
def school(built):
    """It has one message to send."""
    return deepcopy(built[0])


@pytest.fixture
def larger_school(built):
    """It has three."""
    return deepcopy(built[1])


def server_says(monkeypatch, error):
    def refuse(self, messages):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def an_hour_of_sweeps(time_machine, school):
    """The sweep of every tenth minute, for a little over an hour."""
    moment = timezone.now()
    for minute in range(0, 71, 10):
        time_machine.move_to(moment + timedelta(minutes=minute), tick=False)
        cache.clear()
        sending.send_all([message.pk for message in sending.owed()])
    return {group.kind: group for group in stuck.groups(school)}


OUT_OF_REACH = [
    (smtplib.SMTPAuthenticationError(535, b"no"), "refuses the portal's name and password"),
    (smtplib.SMTPSenderRefused(550, b"no", "portal@portal.example"), "takes no mail from the portal's address"),
    (smtplib.SMTPConnectError(421, b"no"), "cannot be reached"),
    (smtplib.SMTPServerDisconnected("gone"), "cannot be reached"),
    (ssl.SSLCertVerificationError("self-signed certificate"), "No safe connection"),
    (socket.gaierror(-2, "Name or service not known"), "cannot be reached"),
    (ConnectionRefusedError(), "cannot be reached"),
    (TimeoutError(), "cannot be reached"),
]


@pytest.mark.parametrize(("error", "words"), OUT_OF_REACH, ids=lambda each: type(each).__name__)
def test_while_nothing_goes_out_the_office_is_told_within_the_hour(
    larger_school, error, words, monkeypatch, time_machine
):
    server_says(monkeypatch, error)

    late = an_hour_of_sweeps(time_machine, larger_school)["late"]

    assert late.number == 3
    assert all(words in message.failure for message in late.messages)
    assert health.figures()["oldest_owed_seconds"] >= 3600
    page = text(Staff(larger_school).opens("message", late.messages[0].pk))
    assert "The portal has been trying since" in page and words in page


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (smtplib.SMTPRecipientsRefused({"a0@home.example": (550, b"no")}), "bounced", "takes no mail"),
        (smtplib.SMTPRecipientsRefused({"a0@home.example": (451, b"later")}), "late", "just now"),
        (smtplib.SMTPDataError(552, b"too big"), "failed", "refused the message"),
        (smtplib.SMTPDataError(554, b"spam"), "failed", "refused the message"),
        (ValueError("Header values can't contain newlines"), "failed", "refused the message"),
        (UnicodeEncodeError("ascii", "ŵ", 0, 1, "x"), "failed", "refused the message"),
    ],
    ids=["no such address", "not now", "too big", "spam", "a header", "letters"],
)
def test_a_message_that_is_refused_says_why(school, error, kind, words, monkeypatch, time_machine):
    server_says(monkeypatch, error)

    found = an_hour_of_sweeps(time_machine, school)

    assert list(found) == [kind]
    assert words in found[kind].messages[0].failure


@pytest.mark.parametrize("key", ["", "unreadable since SECRET_KEY changed"])
def test_an_account_without_its_key_holds_messages_up_in_sight(key, time_machine):
    school = make.SchoolFactory()
    MessageWays.objects.create(organisation=school, texts=True, hidden_key="x")
    make.parent_at(school, email="", phone="07700 900123")
    make.published(school)
    reminders.queue_all()
    MessageWays.objects.filter(organisation=school).update(texts=False, hidden_key=key)

    late = an_hour_of_sweeps(time_machine, school)["late"]

    assert "There is no key of GOV.UK Notify" in late.messages[0].failure


def test_a_text_goes_to_no_mail_server_when_the_account_is_gone():
    school = make.SchoolFactory()
    adult = make.parent_at(school, email="", phone="07700 900123")
    message = Message.objects.create(organisation=school, adult=adult, purpose="link", way="text")
    assert not sending.send(message.pk)
    message.refresh_from_db()
    assert "no key of GOV.UK Notify" in message.failure


def test_what_went_out_at_last_is_late_no_more(school, monkeypatch, time_machine):
    with monkeypatch.context() as patched:
        server_says(patched, ConnectionRefusedError())
        an_hour_of_sweeps(time_machine, school)
    found = an_hour_of_sweeps(time_machine, school)
    assert found == {}
    assert Message.objects.get(organisation=school).failure == ""


def test_a_new_link_that_cannot_be_sent_is_in_sight_too():
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    message = new_links.owe(adult, school)
    Message.objects.filter(pk=message.pk).update(failed_at=timezone.now())
    assert stuck.number_at(school) == 1


def test_once_it_is_put_right_all_go_again_with_one_click(larger_school, school):
    Message.objects.update(failed_at=timezone.now(), attempts=16, failure="Look at the templates there.")
    office = Staff(larger_school)
    assert "Send all 3 again" in text(office.opens("stuck"))

    page = text(office.posts("send_failed_again"))

    assert "3 messages are on their way again." in page
    assert stuck.number_at(larger_school) == 0 and stuck.number_at(school) == 1
    assert Message.objects.filter(organisation=larger_school, attempts=0, failure="").count() == 3
