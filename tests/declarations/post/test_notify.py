"""GOV.UK Notify with a school's own key, against a server that answers as documented."""

import json
from datetime import timedelta

import jwt
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declarations import reminders, sending
from declarations.models import Message
from declarations.post import ways
from declarations.post.channels import notify
from declarations.post.models import DeliveryEvent, MessageWays
from tests import factories as make
from tests.declarations.post.by_notify import KEY, REFUSALS, SECRET, SERVICE, assert_refused, school_with
from tests.declarations.post.waiting import queued_at, send
from tests.scenes import once

pytestmark = pytest.mark.django_db
State = Message.State


def a_school(**fields):
    return school_with(**({"emails_by_notify": True, "email_template": "template-1"} | fields))


def queued(school=None, **adult):
    return queued_at(school or a_school(), **({"email": "sam@home.example"} | adult))


owed = once(queued)


def test_an_email_goes_out_under_the_schools_own_key(peer):
    message = queued(a_school(reply_to="office-address"))

    assert send(message)

    [(path, sent)] = peer.sent
    assert (path, sent["email_address"], sent["template_id"]) == (
        "/v2/notifications/email", "sam@home.example", "template-1",
    )  # fmt: skip
    assert (sent["reference"], sent["email_reply_to_id"]) == (f"message-{message.pk}", "office-address")
    assert (message.state, message.reference) == (State.SENT, "notification-1")
    claims = jwt.decode(peer.tokens[0].removeprefix("Bearer "), SECRET, algorithms=["HS256"])
    assert claims["iss"] == SERVICE


def test_names_cannot_put_a_link_into_a_schools_email(peer):
    send(queued(given_name="[click](http://evil.example)"))
    [(_path, sent)] = peer.sent
    assert set(sent["sanitise_content_for"]) == {"subject", "before", "after"}
    assert sent["personalisation"]["link"].startswith("http://localhost:8000/s/")
    assert "evil" not in sent["personalisation"]["link"]


@pytest.mark.parametrize(
    ("mood", "state", "words"),
    [
        ("bad address", State.BOUNCED, "not one"),
        *REFUSALS,
    ],
)
def test_each_refusal_has_its_one_consequence(peer, message, mood, state, words, monkeypatch):
    assert_refused(peer, message, mood, state, words, monkeypatch)
    assert "sam@home.example" not in message.failure


def test_after_a_worker_died_notify_is_asked_before_it_is_sent_again(peer, message):
    send(message)
    Message.objects.update(sent_at=None, claimed_at=timezone.now() - timedelta(hours=1))

    assert send(message)

    assert len(peer.sent) == 1
    assert (message.reference, message.takeovers) == ("notification-1", 1)


def test_one_silent_account_holds_up_no_other_school(peer, message, monkeypatch):
    monkeypatch.setattr(notify, "TIMEOUT", 0.2)
    peer.mood = "silent"
    send(message)
    peer.mood = ""
    second = make.SchoolFactory()
    make.parent_at(second)
    make.published(second)
    reminders.queue_all()

    assert sending.send(Message.objects.exclude(pk=message.pk).get().pk)


def call_back(school, token, **receipt):
    address = reverse("carriers:notify", args=[school.slug])
    client = Client(enforce_csrf_checks=True)
    return client.post(
        address, json.dumps(receipt), content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )


@pytest.fixture
def sent(peer, message):
    send(message)
    return message


def token_of(message):
    return ways.new_callback_token(message.organisation.message_ways)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("delivered", State.DELIVERED),
        ("permanent-failure", State.BOUNCED),
        ("temporary-failure", State.FAILED),
        ("technical-failure", State.FAILED),
        ("something-new", State.SENT),
    ],
)
def test_a_receipt_says_what_became_of_the_message(sent, status, state):
    receipt = {"id": "n-1", "reference": f"message-{sent.pk}", "status": status, "to": "sam@home.example"}
    receipt |= {"completed_at": "2026-11-20T09:30:00.000000Z", "notification_type": "email"}
    token = token_of(sent)

    assert call_back(sent.organisation, token, **receipt).status_code == 200
    assert call_back(sent.organisation, token, **receipt).status_code == 200

    sent.refresh_from_db()
    assert sent.state == state
    assert DeliveryEvent.objects.count() == (status != "something-new")


@pytest.mark.parametrize("token", ["", "guessed", "ŵ"])
def test_a_callback_without_the_token_is_refused(sent, token):
    token_of(sent)
    receipt = {"id": "n-1", "reference": f"message-{sent.pk}", "status": "delivered"}
    assert call_back(sent.organisation, token.encode().decode("latin-1"), **receipt).status_code == 400
    assert not DeliveryEvent.objects.exists()


def test_the_token_of_one_school_says_nothing_of_anothers_messages(sent):
    other = a_school()
    token = ways.new_callback_token(other.message_ways)
    call_back(other, token, id="n-1", reference=f"message-{sent.pk}", status="permanent-failure")
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("reference", [None, "", "message-", "message-999", "message-١٢", "x" * 500, {"a": 1}])
def test_a_receipt_about_nothing_of_ours_is_let_go(sent, reference):
    assert call_back(sent.organisation, token_of(sent), reference=reference, status="delivered").status_code == 200
    assert not DeliveryEvent.objects.exists()


def test_the_key_is_not_readable_in_the_database():
    school = a_school()
    row = MessageWays.objects.values().get(organisation=school)
    assert SECRET not in str(row)
    assert school.message_ways.notify_key == KEY
