"""Whom to write to now: found in the database every minute, never scheduled ahead. Any answer stops it."""

from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.errors import CannotRemind
from declarations.models import Ask, Message, Request
from organisations import history
from organisations.models import Adult, Child, Organisation
from policies.models import Policy

# A reminder sent by hand replaces the automatic one that would follow within this time.
REPLACES_NEXT = timedelta(days=3)
CHUNK = 500


def queue_all(now=None):
    """Queue one message for every adult who is owed a first message or a reminder. Returns how many."""
    now = now or timezone.now()
    keepers = Organisation.objects.filter(trust=None).values_list("pk", flat=True)
    return sum(queue_for(keeper, now) for keeper in keepers)


def queue_for(keeper, now):
    """The same for the adults of one data controller, in chunks."""
    queued = 0
    while chunk := _queue_chunk(keeper, now):
        queued += chunk
    return queued


@transaction.atomic
def remind_now(requests, *, by):
    """Remind by hand. One message per adult; whoever has answered or has no address is left out."""
    owing = _with_asks(_reachable(requests)).filter(Q(last_at=None) | Q(last_at__lte=timezone.now() - timedelta(hours=12)))
    messages = _write_messages(owing)
    if not messages:
        raise CannotRemind(_("Nobody here can be reminded now: they have answered, have no e-mail address or were written to today."))
    for message in messages:
        history.record(message.organisation, "reminded", message.adult, by=by, message=message.pk)
    return messages


def owed(now):
    """Requests that are owed a message now: never asked, or a day of the reminder plan has come."""
    requests = _with_asks(_reachable(Request.objects.all()))
    wanted = Q(asked=0)
    for policy in Policy.objects.asking():
        wanted |= _reminder_due(policy, now)
    return requests.filter(wanted)


def _reminder_due(policy, now):
    """A day of the plan has come for a request, and nothing but older messages has been sent for it."""
    wanted = Q(pk__in=[])
    for days in policy.reminder_days:
        due = now - timedelta(days=days)
        missed = Q(last_reminded_at=None) | Q(last_reminded_at__lt=F("first_at") + timedelta(days=days) - REPLACES_NEXT)
        wanted |= Q(version__policy=policy, first_at__lte=due) & missed
    return wanted


def _reachable(requests):
    """Requests still open whose adult has an address and may be written to."""
    contactable = {"adult__contact_rule": Adult.ContactRule.NORMAL}
    return requests.open().filter(**contactable).exclude(adult__email="")


def _with_asks(requests):
    return requests.annotate(
        asked=Count("asks"),
        first_at=Min("asks__message__created_at"),
        last_at=Max("asks__message__created_at"),
        last_reminded_at=Max("asks__message__created_at", filter=Q(asks__step__gt=0)),
    )


@transaction.atomic
def _queue_chunk(keeper, now):
    # One queue at a time for each roll: two beats by accident find nothing left to do.
    locked = Organisation.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=keeper).first()
    if locked is None:
        return 0
    adults = owed(now).filter(adult__controller=keeper).order_by("adult").values("adult").distinct()[:CHUNK]
    requests = owed(now).filter(adult__in=[row["adult"] for row in adults])
    return len(_write_messages(requests))


def _write_messages(requests):
    """One message per adult for all that is asked of them."""
    rows = list(_with_school(requests).select_related("version__policy").order_by("adult_id", "pk"))
    messages, asks = [], []
    for adult_id, group in groupby(rows, key=lambda request: request.adult_id):
        group = list(group)
        message = Message(adult_id=adult_id, organisation_id=_sender(group), purpose=_purpose(group))
        messages.append(message)
        asks += [Ask(message=message, request=request, step=request.asked) for request in group]
    Message.objects.bulk_create(messages)
    for ask in asks:
        ask.message_id = ask.message.pk
    Ask.objects.bulk_create(asks)
    return messages


def _with_school(requests):
    children = Child.objects.on_roll().filter(contacts__adult=OuterRef("adult")).order_by("pk")
    return requests.annotate(school=Subquery(children.values("school")[:1]))


def _sender(requests):
    return requests[0].school or requests[0].version.policy.owner_id


def _purpose(requests):
    asked_before = all(request.asked for request in requests)
    return Message.Purpose.REMINDER if asked_before else Message.Purpose.ASK
