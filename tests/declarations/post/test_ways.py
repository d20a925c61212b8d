"""Which way a message takes, and another when nothing arrives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from declarations import reminders, sending
from declarations.models import Message
from declarations.post import hidden, texts
from declarations.post.channels import notify
from declarations.post.models import MessageWays, Way
from tests import factories as make
from tests.declarations.post import peers

pytestmark = pytest.mark.django_db
KEY = "conduct-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
PHONE = {"phone": "07700 900123"}


def a_school(trust=None, **ways):
    school = make.SchoolFactory(trust=trust)
    if ways:
        MessageWays.objects.create(organisation=school, hidden_key=hidden.hide(KEY), text_template="t-1", **ways)
    return school


def queued(school, **adult):
    """The messages written so far to one adult of this school."""
    make.parent_at(school, **adult)
    make.published(school)
    reminders.queue_all()
    return Message.objects.order_by("pk")


def comes_back(message):
    Message.objects.filter(pk=message.pk).update(
        to=message.adult.email, sent_at=timezone.now(), bounced_at=timezone.now()
    )


@pytest.mark.parametrize(
    ("ways", "adult", "expected"),
    [
        ({}, PHONE, [Way.EMAIL]),
        ({}, PHONE | {"email": ""}, []),
        ({"texts": True}, PHONE, [Way.EMAIL]),
        ({"texts": True}, PHONE | {"email": ""}, [Way.TEXT]),
        ({"texts": True}, {"email": "", "phone": ""}, []),
        ({"letters": True}, {"email": "", "phone": ""}, [Way.LETTER]),
        ({"texts": True, "letters": True}, PHONE | {"email": ""}, [Way.TEXT]),
    ],
)
def test_the_first_good_way_is_taken(ways, adult, expected):
    assert [message.way for message in queued(a_school(**ways), **adult)] == expected


def test_a_school_without_ways_of_its_own_has_its_trusts():
    trust = make.TrustFactory()
    MessageWays.objects.create(organisation=trust, letters=True)
    assert queued(a_school(trust), email="").get().way == Way.LETTER


def test_when_the_email_comes_back_a_text_is_tried_and_then_one_letter():
    messages = queued(a_school(texts=True, letters=True), **PHONE)
    comes_back(messages[0])
    assert reminders.queue_all() == 1
    text = Message.objects.get(way=Way.TEXT)
    Message.objects.filter(pk=text.pk).update(to=text.adult.phone, bounced_at=timezone.now())
    assert [reminders.queue_all(), reminders.queue_all()] == [1, 0]
    assert list(messages.values_list("way", "purpose")) == [("email", "ask"), ("text", "ask"), ("letter", "ask")]


def test_nobody_is_reminded_by_letter_again_and_again(time_machine):
    queued(a_school(letters=True), email="")
    time_machine.move_to(timezone.now() + timedelta(days=30))
    assert reminders.queue_all() == 0


def test_a_text_goes_by_notify_and_says_how_to_end_it(settings):
    peer = peers.Notify()
    with peers.serving(peer) as settings.NOTIFY_URL:
        message = queued(a_school(texts=True), email="", **PHONE).get()
        assert sending.send(message.pk)

    [(path, sent)] = peer.sent
    words = sent["personalisation"]["text"]
    assert (path, sent["phone_number"]) == ("/v2/notifications/sms", PHONE["phone"])
    assert "http://localhost:8000/s/" in words and "Responding stops reminders." in words
    message.refresh_from_db()
    assert (message.to, message.reference) == (PHONE["phone"], "notification-1")
    assert notify.referred_to(sent["reference"]) == message


def test_a_letter_is_left_to_a_person():
    message = queued(a_school(letters=True), email="").get()
    assert not sending.send(message.pk)
    assert not sending.owed().exists()


@pytest.mark.parametrize(
    ("words", "parts", "costly"),
    [
        ("a" * 160, 1, ()),
        ("a" * 161, 2, ()),
        ("a" * 306, 2, ()),
        ("€" * 80, 1, ()),
        ("€" * 81, 2, ()),
        ("Ysgol Gŵyr " + "a" * 59, 1, ("ŵ",)),
        ("Ysgol Gŵyr " + "a" * 60, 2, ("ŵ",)),
        ("ŷ" + "a" * 134, 3, ("ŷ",)),
    ],
)
def test_parts_of_a_text_are_counted_as_networks_count_them(words, parts, costly):
    assert (texts.size(words).parts, texts.size(words).costly) == (parts, costly)


def test_typographic_quotes_alone_make_no_text_dearer():
    assert texts.size(texts.plain("“Being kind” – it’s short…")).costly == ()
