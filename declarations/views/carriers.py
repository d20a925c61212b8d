"""Where carriers call back. Each call must show a secret; what it says goes to post/events.py."""

import json
from datetime import datetime
from importlib import import_module

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, tracking
from anymail.webhooks.base import AnymailCoreWebhookView

from declarations.post import ways
from declarations.post.channels import notify

# https://docs.notifications.service.gov.uk/rest-api.html#delivery-receipts
NOTIFY_SAYS = {
    "delivered": EventType.DELIVERED,
    "permanent-failure": EventType.BOUNCED,
    "temporary-failure": EventType.FAILED,
    "technical-failure": EventType.FAILED,
}
BEARER = "Bearer "


class NotifyCallback(AnymailCoreWebhookView):
    """Delivery receipts of GOV.UK Notify, shown the bearer token that the school typed in there."""

    esp_name = "Notify"
    signal = tracking

    def validate_request(self, request):
        shown = request.headers.get("Authorization", "")
        token = shown.removeprefix(BEARER)
        if token == shown or not ways.is_callback_token(self.kwargs["slug"], token):
            raise AnymailWebhookValidationFailure("A callback without its token.")

    def parse_events(self, request):
        receipt = _read(request)
        message = notify.referred_to(receipt.get("reference"))
        kind = NOTIFY_SAYS.get(receipt.get("status"), EventType.UNKNOWN)
        if message is None or not self._may_speak_of(message):
            return []
        return [
            AnymailTrackingEvent(
                event_type=kind,
                event_id=f"{receipt.get('id')}-{receipt.get('status')}",
                timestamp=_moment(receipt.get("completed_at")),
                metadata={"message": message.pk},
            )
        ]

    def _may_speak_of(self, message):
        """The token of one school says nothing about another's messages."""
        used = ways.of(message.organisation_id)
        return used is not None and used.organisation.slug == self.kwargs["slug"]


def mail_service(name):
    """The view to which that mail service reports, out of django-anymail; it asks for WEBHOOK_SECRET."""
    module = import_module(f"anymail.webhooks.{name}")
    [view] = [each for key, each in vars(module).items() if key.endswith("TrackingWebhookView") and each.signal]
    return view.as_view()


def _read(request):
    try:
        receipt = json.loads(request.body)
    except ValueError:
        receipt = None
    if not isinstance(receipt, dict):
        raise AnymailWebhookValidationFailure("A callback that is no JSON object.")
    return receipt


def _moment(words):
    try:
        moment = datetime.fromisoformat(words)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None
