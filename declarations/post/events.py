"""What carriers tell us about messages afterwards: delivered, came back, unwanted. Told twice, it is noted once."""

from anymail.signals import EventType, tracking
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.models import Message
from declarations.post.models import DeliveryEvent, StopWish
from organisations import history

Kind = DeliveryEvent.Kind
KINDS = {
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.BOUNCED: Kind.BOUNCED,
    EventType.REJECTED: Kind.BOUNCED,
    EventType.DEFERRED: Kind.DELAYED,
    EventType.FAILED: Kind.FAILED,
    EventType.COMPLAINED: Kind.COMPLAINED,
    EventType.UNSUBSCRIBED: Kind.COMPLAINED,
}


@receiver(tracking, dispatch_uid="declarations.post.events")
def hear(*, event, esp_name, **_signal):
    """Anything that a carrier says; what is of no interest to us, or about nothing of ours, is let go."""
    kind, message = KINDS.get(event.event_type), _about(event)
    if kind and message:
        key = event.event_id or f"{message.pk}-{message.attempts}-{event.event_type}"
        note(message, kind, carrier=esp_name, key=key, at=event.timestamp or timezone.now())


@transaction.atomic
def note(message, kind, *, carrier, key, at, words=""):
    """Keep what was told, and what it means for the message; `words` say more exactly what went wrong."""
    told, is_new = DeliveryEvent.objects.get_or_create(
        carrier=carrier, key=key[:250], defaults={"message": message, "kind": kind, "at": at}
    )
    if not is_new:
        return
    if kind == Kind.DELIVERED:
        _set(message, delivered_at=at)
    elif kind == Kind.BOUNCED:
        _set(message, bounced_at=at, failure=words or _("The message came back: this address takes no mail."))
    elif kind == Kind.FAILED:
        _set(
            message, failed_at=at, failure=words or _("The message could not be delivered. Try again, or another way.")
        )
    elif kind == Kind.COMPLAINED:
        StopWish.objects.get_or_create(adult_id=message.adult_id, lifted_at=None)
    history.record(message.organisation, kind, message, carrier=told.carrier)


def _about(event):
    """The message an event is about: by our own number where the carrier repeats it, else by the carrier's."""
    ours = str((event.metadata or {}).get("message", ""))
    messages = Message.objects.select_related("organisation")
    if ours.isdecimal() and len(ours) < 19:
        return messages.filter(pk=ours).first()
    return event.message_id and messages.filter(reference=event.message_id).first()


def _set(message, **fields):
    Message.objects.filter(pk=message.pk).update(**fields)
