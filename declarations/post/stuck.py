"""Messages that will not arrive by themselves: no message fails silently, each has its one right action."""

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.models import Message, Request
from declarations.post.models import Way
from organisations.models import Adult

SHOWN = 20
LATE = timedelta(hours=1)
FOR_ITSELF = (Message.Purpose.RECEIPT, Message.Purpose.CORRECTION)  # no other message says what these say
KINDS = {
    "bounced": (
        _("Came back"),
        _("Ask the family for another address and correct it on the roll; then send the message again."),
    ),
    "failed": (_("Could not be sent"), _("Read why, put it right, then send them again.")),
    "late": (
        _("Waiting for more than an hour"),
        _("The portal goes on trying. If it lasts, tell whoever runs the portal: the mail server may be down."),
    ),
    "letters": (_("Letters to print"), _("Print them, post them, and say so.")),
}


@dataclass(frozen=True)
class Group:
    """Messages of one kind: what to do, how many there are, and the first few."""

    kind: str
    title: str
    what_to_do: str
    number: int
    messages: list


def groups(organisation):
    """What is stuck at an organisation, or at the schools of a trust."""
    found = []
    for kind, messages in _kinds(_at(organisation)).items():
        number = messages.count()
        if number:
            first = list(messages.select_related("adult").order_by("created_at", "pk")[:SHOWN])
            found.append(Group(kind, *KINDS[kind], number, first))
    return found


def number_at(organisation):
    """How many are stuck, letters that wait for the printer included."""
    return reduce(or_, _kinds(_at(organisation)).values()).count()  # no message is of two kinds


def failed(organisation):
    """Messages that could not be sent and may be sent again."""
    return _kinds(_at(organisation))["failed"]


def letters(organisation):
    """Letters that wait to be printed."""
    return _kinds(_at(organisation))["letters"]


def _at(organisation):
    return Message.objects.filter(organisation__in=organisation.reached())


def _kinds(messages):
    wanted = messages.filter(_still_wanted(), adult__contact_rule=Adult.ContactRule.NORMAL)
    queued, an_hour_ago = wanted.in_state(Message.State.QUEUED), timezone.now() - LATE
    return {
        "bounced": wanted.in_state(Message.State.BOUNCED).filter(_same_address() & ~Exists(_later_ones())),
        "failed": wanted.in_state(Message.State.FAILED).exclude(Exists(_later_ones())),
        "late": queued.exclude(way=Way.LETTER).filter(Q(send_after__lt=an_hour_ago) | Q(late_since__lt=an_hour_ago)),
        "letters": queued.filter(way=Way.LETTER),
    }


def _still_wanted():
    """An answer is still owed, or it asks for none."""
    owing = Request.objects.open().filter(asks__message=OuterRef("pk"))
    return Exists(owing) | Q(purpose__in=(*FOR_ITSELF, Message.Purpose.LINK))


def _same_address():
    by_post = Q(way=Way.POST, to=F("adult__address"))
    return Q(way=Way.EMAIL, to=F("adult__email")) | Q(way=Way.TEXT, to=F("adult__phone")) | by_post


def _later_ones():
    """Another message to the same adult that went out after this one and has not come back."""
    sent = Message.objects.filter(adult=OuterRef("adult"), created_at__gt=OuterRef("created_at"))
    return sent.filter(sent_at__isnull=False, bounced_at=None).exclude(purpose__in=FOR_ITSELF)
