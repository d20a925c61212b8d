"""The history as a chain: each event of an organisation carries a hash of itself and of the one before it.

Nobody waits for the chain. An event counts when it is written; every minute those that wait are numbered and
chained, in order, by one worker for each organisation.
"""

from collections import namedtuple
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import canon, streaming
from organisations.models import Event
from organisations.roll import bulk

FORMAT = 1
START = "0" * 64
WRITTEN = "id number hash organisation_id actor_id verb about_type about_id".split()
Kept = namedtuple("Kept", [*WRITTEN, "at", "detail"])
LAST = 2**63 - 1  # the largest number that the database has
BATCH = 1_000
LOCK = 0x4C454447  # "LEDG": our half of the key of an advisory lock; the other is the organisation
OVERDUE = timedelta(hours=1)


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it was written, and where."""

    place: str
    what: str

    def __str__(self):
        return f"{self.place}: {self.what}"


def chain_all():
    """Chain all that waits. Returns how many events it was."""
    waiting = Event.objects.filter(hash=None).order_by("organisation").values_list("organisation", flat=True)
    return sum(_chain_organisation(organisation) for organisation in list(waiting.distinct()))


def head(organisation):
    """The last event of the chain, or None."""
    return Event.objects.filter(organisation=organisation, number__isnull=False).order_by("-number").first()


def flaws(organisation, checked):
    """What is wrong in this organisation's chain, one after the other; nothing means that it is whole."""
    yield from chain_flaws(organisation, checked)
    yield from late(organisation, checked)


def chain_flaws(organisation, checked, span=range(1, LAST)):
    """What is wrong with the events of these numbers, or with what is missing before one of them."""
    chained = Event.objects.filter(organisation=organisation, number__isnull=False).order_by("number")
    before = chained.filter(number__lt=span.start).values_list("number", "hash").last()
    number, previous = before or (0, START)
    within = chained.filter(number__gte=span.start, number__lt=span.stop)
    told = within.values_list(*WRITTEN, streaming.Moment("at"), Cast("detail", TextField()))
    for *columns, detail in streaming.each_as_kept(told):
        event = Kept(*columns, canon.rewritten(detail))
        checked["events"] += 1
        if event.number != number + 1:
            yield Flaw(_place(organisation, event), _("the event before it is missing from the chain"))
        elif event.hash != _link(event, event.number, previous):
            yield Flaw(_place(organisation, event), _("it is not as it was written: the hash does not fit"))
        number, previous = event.number, event.hash


def late(organisation, _checked):
    """Events that nobody has chained."""
    overdue = Event.objects.filter(organisation=organisation, number=None, at__lt=timezone.now() - OVERDUE)
    for event in streaming.each(overdue.order_by("pk")):
        yield Flaw(_place(organisation, event), _("it waits to be chained for more than an hour"))


def alone(organisation):
    """Whether nobody else is at this chain until the end of our transaction; 0 stands for all chains together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, organisation])
        return cursor.fetchone()[0]


def _chain_organisation(organisation):
    chained = 0
    while batch := _chain_batch(organisation):
        chained += batch
    return chained


@transaction.atomic
def _chain_batch(organisation):
    """Whoever comes second leaves at once: what waits now is found again in a minute."""
    if not alone(organisation):
        return 0
    last = head(organisation)
    before, previous = (last.number, last.hash) if last else (0, START)
    events = list(Event.objects.filter(organisation=organisation, hash=None).order_by("pk")[:BATCH])
    for number, event in enumerate(events, before + 1):
        event.number, event.hash = number, _link(event, number, previous)
        previous = event.hash
    bulk.update(events, ["number", "hash"])
    return len(events)


def text(event, number, previous):
    """An event at its place in the chain, as the one text that is hashed: JSON, its names in order (see canon.py)."""
    return (
        f'{{"about":[{canon.string(event.about_type)},{event.about_id}],"actor":{canon.number(event.actor_id)},'
        f'"at":{canon.moment(event.at)},"detail":{canon.canonical(event.detail)},"format":{FORMAT},"id":{event.id},'
        f'"number":{number},"organisation":{event.organisation_id},"previous":"{previous}",'
        f'"verb":{canon.string(event.verb)}}}'
    )


def _link(event, number, previous):
    """The hash of an event at its place in the chain."""
    return canon.digest(text(event, number, previous))


def _place(organisation, event):
    what = f"{event.verb} {event.about_type} {event.about_id}"
    return _("history of %(organisation)s, event %(event)s (%(what)s)") % {
        "organisation": organisation.slug,
        "event": event.id,
        "what": what,
    }
