"""E-mails by a mail service's API: django-anymail speaks to a server that answers as Postmark documents it."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import path

from conduct_portal import urls as portal_urls
from declarations import sending
from declarations.models import Message
from declarations.views import carriers
from tests.declarations.post import peers
from tests.declarations.post.waiting import queued_email, queued_emails, send
from tests.scenes import once

pytestmark = pytest.mark.django_db
State = Message.State
SECRET = "portal:a-long-secret"


@pytest.fixture
def peer(settings):
    service = peers.Postmark()
    with peers.serving(service) as address:
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        chosen = {"POSTMARK_SERVER_TOKEN": "our-token", "POSTMARK_API_URL": address, "REQUESTS_TIMEOUT": 1}
        settings.ANYMAIL = settings.ANYMAIL | chosen | {"WEBHOOK_SECRET": SECRET}
        yield service


owed = once(queued_email)


def test_an_email_goes_out_whole_and_is_not_tracked(peer, message):

    assert send(message)

    [sent] = peer.sent
    assert (peer.tokens, sent["To"], sent["ReplyTo"]) == (
        ["our-token"],
        "adult0@home.example",
        "office@school.example",
    )
    assert (sent["TrackOpens"], sent["TrackLinks"]) == (False, "None")
    assert "/s/" in sent["TextBody"] and "/s/" in sent["HtmlBody"]
    assert sent["Metadata"] == {"message": str(message.pk)}
    assert {"Name": "Auto-Submitted", "Value": "auto-generated"} in sent["Headers"]
    assert (message.state, message.reference) == (State.SENT, "postmark-1")


@pytest.mark.parametrize(
    ("mood", "state", "words"),
    [
        ("bad address", State.BOUNCED, "takes no mail"),
        ("inactive", State.BOUNCED, "takes no mail"),
        ("something new", State.FAILED, "did not say that it took"),
        ("bad sender", State.FAILED, "refused the message (422)"),
        ("wrong key", State.QUEUED, "refuses the portal's key"),
        ("too many", State.QUEUED, "no more messages just now"),
        ("broken", State.QUEUED, "cannot be reached"),
        ("gibberish", State.QUEUED, "cannot be reached"),
        ("silent", State.QUEUED, "cannot be reached"),
        ("slow", State.SENT, ""),
    ],
)
def test_each_answer_has_its_one_consequence(peer, message, settings, mood, state, words):
    peer.mood = mood
    if mood == "silent":
        settings.ANYMAIL = settings.ANYMAIL | {"REQUESTS_TIMEOUT": 0.2}

    send(message)

    assert message.state == state
    assert words in message.failure
    assert "home.example" not in message.failure


def test_while_the_service_is_silent_the_others_do_not_wait_for_it_too(peer, settings):
    messages = queued_emails(3)
    peer.mood, settings.ANYMAIL = "silent", settings.ANYMAIL | {"REQUESTS_TIMEOUT": 0.5}
    sending.send_all([message.pk for message in messages])
    assert len(peer.tokens) == 1
    assert {message.failure for message in Message.objects.filter(pk__in=[each.pk for each in messages])} == {
        "The mail service cannot be reached."
    }


def test_what_was_refused_for_now_goes_out_later_and_once(peer, message):
    for mood in ("too many", "broken", ""):
        peer.mood = mood
        cache.clear()
        Message.objects.update(send_after=message.created_at)
        send(message)
    assert message.state == State.SENT and len(peer.sent) == 1


class Addresses:
    """The portal with Postmark chosen: what settings.MAIL_SERVICE does when the portal starts."""

    urlpatterns = [*portal_urls.urlpatterns, path("carriers/mail/", carriers.mail_service("postmark"))]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"RecordType": "Delivery", "DeliveredAt": "2026-11-20T16:33:54Z"}, State.DELIVERED),
        (
            {"RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "TypeCode": 1, "Email": "adult0@home.example"},
            State.BOUNCED,
        ),
    ],
    ids=["delivered", "came back"],
)
def test_what_the_service_reports_of_its_own_number_is_the_state_of_the_message(peer, message, settings, told, state):
    settings.ROOT_URLCONF = Addresses
    send(message)
    report = json.dumps(told | {"MessageID": message.reference, "Recipient": "adult0@home.example", "Metadata": {}})
    secret = {"Authorization": "Basic cG9ydGFsOmEtbG9uZy1zZWNyZXQ="}

    answer = Client().post("/carriers/mail/", report, content_type="application/json", headers=secret)

    assert answer.status_code == 200
    message.refresh_from_db()
    assert message.state == state
