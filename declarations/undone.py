"""When a file of the roll is taken back, whoever it brought is not asked any more.

Being asked is no reason to keep somebody on the roll; an answer, a note or anything else that a person did is.
What was sent or printed is evidence: whoever it was for stays on file, asked for nothing, and the link in it is closed.
"""

from django.db.models import Q
from django.utils import timezone

from declarations.models import Link, Message, Request
from organisations.roll import dependents

ASKING = (Message.Purpose.ASK, Message.Purpose.REMINDER)
NEVER_SENT = Q(sent_at=None, claimed_at=None, bounced_at=None, failed_at=None)


def _unanswered(requests):
    return requests.filter(answer=None, declarations=None)


def _asking(messages):
    return messages.filter(purpose__in=ASKING)


def _unused(links):
    return links.filter(purpose=Link.Purpose.SIGN, declarations=None)


def call_off(adults):
    """Nobody asks these adults any more. Returns those for whom something was sent or printed."""
    now = timezone.now()
    requests = Request.objects.filter(adult__in=adults)
    list(requests.select_for_update().values_list("pk"))  # an answer on its way waits, and then finds nothing to answer
    Message.objects.filter(NEVER_SENT, adult__in=adults).delete()
    Link.objects.filter(adult__in=adults, revoked_at=None).update(revoked_at=now)
    staying = set(Message.objects.filter(adult__in=adults).values_list("adult", flat=True))
    staying |= set(requests.filter(forms__isnull=False).values_list("adult", flat=True))  # printed for them by name
    staying |= set(Link.objects.filter(adult__in=adults).values_list("adult", flat=True))
    requests.exclude(adult__in=staying).delete()
    requests.standing().update(cancelled_at=now, cancelled_why=Request.Cancelled.NOT_CONCERNED)
    return staying


dependents.FOLLOWS |= {Request: _unanswered, Message: _asking, Link: _unused}
dependents.CALL_OFF.append(call_off)
