"""A mail service reports deliveries and bounces by webhook: here in Brevo's and Postmark's documented words."""

import base64
import json

import pytest
from django.test import Client
from django.urls import path

from conduct_portal import urls as portal_urls
from declarations import sending
from declarations.models import Message
from declarations.post.models import DeliveryEvent, StopWish
from declarations.views import carriers
from tests.declarations.post.waiting import queued_email

pytestmark = pytest.mark.django_db
SECRET = "portal:a-long-secret"
State = Message.State


class Addresses:
    """The portal with a mail service chosen: what settings.MAIL_SERVICE does when the portal starts."""


@pytest.fixture
def service(settings):
    settings.ANYMAIL = settings.ANYMAIL | {"WEBHOOK_SECRET": SECRET}
    Addresses.urlpatterns = [
        *portal_urls.urlpatterns,
        path("brevo/", carriers.mail_service("brevo")),
        path("postmark/", carriers.mail_service("postmark")),
    ]
    settings.ROOT_URLCONF = Addresses
    return settings


@pytest.fixture
def message(service):
    message = queued_email()
    assert sending.send(message.pk)
    return message


def report(address, content, secret=SECRET):
    basic = "Basic " + base64.b64encode(secret.encode()).decode()
    client = Client(enforce_csrf_checks=True)
    return client.post(
        address, json.dumps(content), content_type="application/json", headers={"Authorization": basic}
    ).status_code


def brevo(message, event):
    return {
        "event": event,
        "email": message.adult.email,
        "message-id": "<x@smtp-relay.mailin.fr>",
        "ts_epoch": 1795168800000,
        "X-Mailin-custom": json.dumps({"message": str(message.pk)}),
        "reason": f"550 5.1.1 {message.adult.email} unknown",
    }


def postmark(message):
    return {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"message": str(message.pk)},
        "Email": message.adult.email,
        "BouncedAt": "2026-11-20T16:33:54Z",
        "Details": "unknown",
    }


@pytest.mark.parametrize(
    ("event", "state"),
    [("delivered", State.DELIVERED), ("hard_bounce", State.BOUNCED), ("deferred", State.SENT), ("opened", State.SENT)],
)
def test_what_the_service_reports_is_the_state_of_the_message(message, event, state):
    assert report("/brevo/", brevo(message, event)) == 200
    assert report("/brevo/", brevo(message, event)) == 200

    message.refresh_from_db()
    assert message.state == state
    assert DeliveryEvent.objects.count() == (event != "opened")
    assert message.adult.email not in message.failure


def test_services_with_other_words_mean_the_same(message):
    assert report("/postmark/", postmark(message)) == 200
    message.refresh_from_db()
    assert message.state == State.BOUNCED


def test_whoever_calls_a_message_unwanted_is_reminded_no_more(message):
    report("/brevo/", brevo(message, "spam"))
    assert StopWish.objects.get().adult == message.adult


@pytest.mark.parametrize("secret", ["", "portal:guessed", "a-long-secret"])
def test_a_report_without_the_secret_is_refused(message, secret):
    assert report("/brevo/", brevo(message, "hard_bounce"), secret) == 400
    assert not DeliveryEvent.objects.exists()


def test_a_report_about_nothing_of_ours_is_let_go(message):
    unknown = brevo(message, "hard_bounce") | {"X-Mailin-custom": "{}", "message-id": "<other@elsewhere>"}
    assert report("/brevo/", unknown) == 200
    assert not DeliveryEvent.objects.exists()
