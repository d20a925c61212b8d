"""What becomes of letters that GOV.UK Notify prints: it calls nobody back about them, so every hour it is asked."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from declarations.models import Message
from declarations.post import channels, events
from declarations.post.errors import NotSent
from declarations.post.models import DeliveryEvent, Way

Kind = DeliveryEvent.Kind
MOST = 1_000  # in one hour; Notify answers 3,000 questions a minute
ASKED_FOR = timedelta(days=14)  # Notify forgets after 7 to 90 days, as the school has set there
# https://docs.notifications.service.gov.uk/python.html#letter-status-descriptions; all others: it is on its way.
SAYS = {
    "received": (Kind.POSTED, ""),
    "delivered": (Kind.POSTED, ""),
    "permanent-failure": (Kind.BOUNCED, _("GOV.UK Notify could not print and post a letter to this address.")),
    "returned-letter": (Kind.BOUNCED, _("The letter came back: nobody of that name lives at this address.")),
    "technical-failure": (Kind.FAILED, _("GOV.UK Notify could not get the letter printed. Send it again.")),
    "cancelled": (Kind.FAILED, _("Somebody cancelled this letter at GOV.UK Notify.")),
    "virus-scan-failed": (Kind.FAILED, _("GOV.UK Notify refused the letter when it looked for viruses.")),
    "validation-failed": (Kind.FAILED, _("GOV.UK Notify could not print the letter: too much stands on it.")),
}


def undecided():
    """Letters on their way, of which nobody knows yet whether they were printed and posted; oldest first."""
    on_the_way = Message.objects.in_state(Message.State.SENT).filter(way=Way.POST).exclude(reference="")
    told = DeliveryEvent.objects.filter(message=OuterRef("pk"), kind=Kind.POSTED)
    recent = on_the_way.filter(sent_at__gt=timezone.now() - ASKED_FOR)
    return recent.exclude(Exists(told)).order_by("sent_at", "pk")


def ask_about_all():
    """Ask about each, one account at a time; where nobody answers, the next hour will do. Returns how many are told."""
    waiting = undecided().select_related("organisation")[:MOST]
    silent = set()
    with channels.Carriers() as carriers:
        return sum(_ask(message, carriers.of(message), silent) for message in waiting)


def _ask(message, carrier, silent):
    if carrier.name in silent:
        return False
    try:
        told = carrier.state_of(message)
    except NotSent:
        silent.add(carrier.name)
        return False
    state, at = told or ("", None)
    if state not in SAYS:
        return False
    kind, words = SAYS[state]
    at = (at and parse_datetime(at)) or timezone.now()
    key = f"{message.reference}-{state}"
    events.note(message, kind, carrier="Notify", key=key, at=at, words=str(words))
    return True
