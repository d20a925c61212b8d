"""Whom to write to now: found in the database every minute, never scheduled ahead. Any answer stops it."""

from datetime import timedelta
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Mod, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import asking, parts
from declarations.errors import CannotRemind
from declarations.models import Correction, Message, Request
from declarations.post import queueing, times, ways
from declarations.post.models import ON_PAPER, StopWish, Way
from organisations import history
from organisations.models import Adult, Child, Organisation
from policies.models import Policy, PolicyVersion

# A reminder sent by hand replaces the automatic one that would follow within this time.
REPLACES_NEXT = timedelta(days=3)
# Nobody is written to by hand twice on the same day.
RESTS = timedelta(hours=12)
CHUNK = 25_000
# Never asked; or a day of the reminder plan has come (one letter is enough); or all that was sent came back, and there
# is a way that has not been tried.
OWED = f"""
    asked = 0 OR due AND way NOT IN {tuple(way.value for way in ON_PAPER)}
    OR arrived = 0 AND (way = '{Way.TEXT.value}' AND texts = 0 OR way = '{Way.LETTER.value}' AND letters = 0)
"""
IF_OWED = {"worth": OWED, "judged_by": ("due", "texts", "letters")}
LOCK = 0x50415254  # "PART": our half of the key of an advisory lock; the other is a part of a roll


def queue_all(now=None):
    """Queue one message for every adult who is owed a first message or a reminder. Returns how many."""
    now = now or timezone.now()
    keepers = Organisation.objects.filter(trust=None).values_list("pk", flat=True)
    return sum(queue_for(keeper, now) for keeper in keepers)


def queue_for(keeper, now):
    """The same for the adults of one data controller, in chunks."""
    return sum(_queue_chunk(keeper, chunk, now) for chunk in _chunks(keeper))


@transaction.atomic
def ask_part(version, part, now):
    """Ask one part of those whom it concerns and write to them, whoever does so with the others meanwhile."""
    keeper = version.policy.owner.controller.pk
    _take_turn_of_part(keeper, part)
    asking.ask_part(version, part)
    return _write_owed(owed(keeper, now).filter(parts.within(part, "adult")), keeper, now)


@transaction.atomic
def remind_now(requests, *, by):
    """Remind by hand. One message per adult; whoever has answered or cannot be reached is left out."""
    _take_turns(Organisation.objects.filter(kept_adults__requests__in=requests))
    rested = Q(last_at=None) | Q(last_at__lte=timezone.now() - RESTS)
    owing = _with_asks(_with_way(requests)).filter(rested).exclude(_in_peace(), asked__gt=0)
    messages = _write_at_once(owing, by=by)
    if not messages:
        raise CannotRemind(
            _("Nobody here can be reminded now: they have answered, cannot be reached or were written to today.")
        )
    return messages


@transaction.atomic
def write_letters(requests, *, by):
    """By hand, too: a letter for each adult who still owes an answer and has none waiting. Returns the messages."""
    _take_turns(Organisation.objects.filter(kept_adults__requests__in=requests))
    waiting = Message.objects.in_state(Message.State.QUEUED).filter(way=Way.LETTER, asks__request=OuterRef("pk"))
    owing = _with_asks(_may_be_written_to(requests)).annotate(way=Value(Way.LETTER))
    owing = owing.exclude(Exists(waiting)).exclude(_in_peace(), asked__gt=0)
    return _write_at_once(owing, by=by)


def _write_at_once(owing, *, by):
    """Whoever writes by hand waits for no school hours, and stands in history."""
    numbers = queueing.write(owing, moments={}, by=by)
    messages = list(Message.objects.filter(pk__in=numbers).select_related("organisation", "adult").order_by("pk"))
    for message in messages:
        history.record(message.organisation, "reminded", message.adult, by=by, message=message.pk)
    return messages


def owed(keeper, now):
    """Requests of one data controller still open, each with what says whether it is OWED a message now."""
    here = Q(policy__owner=keeper) | Q(policy__owner__trust=keeper)
    # Requests about the words before are closed a moment later. By number: the database guesses better how many.
    in_force = list(PolicyVersion.objects.in_force().filter(here).values_list("pk", flat=True))
    requests = _with_asks(_with_way(Request.objects.filter(version__in=in_force, adult__controller=keeper)))
    due = Q(pk__in=[])
    for policy in Policy.objects.asking().filter(versions__in=in_force):
        due |= _reminder_due(policy, now)
    # Whoever asked to be left in peace is.
    return requests.annotate(due=Case(When(due & ~_in_peace(), then=Value(True)), default=Value(False)))


def _in_peace():
    """They asked not to be reminded, or the office has yet to look whether the child is theirs at all."""
    wishes = StopWish.objects.filter(adult=OuterRef("adult"), lifted_at=None)
    not_mine = Correction.objects.filter(adult=OuterRef("adult"), about=Correction.About.NOT_MINE, settled_at=None)
    return Exists(wishes) | Exists(not_mine)


def _reminder_due(policy, now):
    """A day of the plan has come for a request, and no reminder has been written for it."""
    wanted = Q(pk__in=[])
    for days in policy.reminder_days:
        day = F("first_at") + timedelta(days=days)
        # Compared with null, a date is neither before nor after: never reminded is asked for by name.
        not_since = Q(last_reminded_at=None) | Q(last_reminded_at__lt=day)
        not_by_hand = Q(last_by_hand_at=None) | Q(last_by_hand_at__lt=day - REPLACES_NEXT)
        wanted |= Q(version__policy=policy, first_at__lte=now - timedelta(days=days)) & not_since & not_by_hand
    # What arrived is the first message and the reminders, by hand or not.
    return wanted & Q(arrived__lte=policy.most_reminders)


def _may_be_written_to(requests):
    """Requests still open whose adult staff have not marked, each with its `sender`."""
    children = Child.objects.on_roll().filter(contacts__adult=OuterRef("adult")).order_by("pk")
    school, owner = Subquery(children.values("school")[:1]), F("version__policy__owner")
    sender = Coalesce(school, owner, output_field=BigIntegerField())
    return requests.open().filter(adult__contact_rule=Adult.ContactRule.NORMAL).annotate(sender=sender)


def _with_way(requests):
    """Requests still open whose adult may be written to, each with its `sender` and the first `way` that is good, or
    none."""
    by_email = ~Q(adult__email="") & ~Exists(_came_back("adult__email"))
    by_text = ~Q(adult__phone="") & ~Exists(_came_back("adult__phone")) & Q(sender__in=ways.with_texts())
    by_post = Q(adult__address__iregex=ways.POSTABLE, sender__in=ways.with_posted_letters())
    by_post &= ~Exists(_came_back("adult__address"))
    way = Case(
        When(by_email, then=Value(Way.EMAIL)),
        When(by_text, then=Value(Way.TEXT)),
        When(by_post, then=Value(Way.POST)),
        When(sender__in=ways.with_letters(), then=Value(Way.LETTER)),
        default=Value(""),
        output_field=CharField(),
    )
    return _may_be_written_to(requests).annotate(way=way)


def _came_back(address):
    """Messages that this address, or number, has sent back."""
    return Message.objects.filter(adult=OuterRef("adult"), to=OuterRef(address), bounced_at__isnull=False)


def _with_asks(requests):
    # The days of the plan are counted from when a message goes out, not from when it was written down.
    at = Coalesce("asks__message__sent_at", "asks__message__send_after")
    reminded, by_hand = Q(asks__step__gt=0), Q(asks__message__asked_by__isnull=False)
    return requests.annotate(
        asked=Count("asks"),
        arrived=Count("asks", filter=Q(asks__message__bounced_at=None)),
        texts=Count("asks", filter=Q(asks__message__way=Way.TEXT)),
        letters=Count("asks", filter=Q(asks__message__way=Way.LETTER)),
        first_at=Min(at),
        last_at=Max(at),
        last_reminded_at=Max(at, filter=reminded),
        last_by_hand_at=Max(at, filter=reminded & by_hand),
    )


def _chunks(keeper):
    """The adults of whom something is asked, in parts of some thousands: from this number up to before that one."""
    asked = Adult.objects.filter(Exists(Request.objects.open().filter(adult=OuterRef("pk"))), controller=keeper)
    places = asked.annotate(place=Mod(Window(RowNumber(), order_by="pk"), CHUNK))
    first = places.filter(place=1 % CHUNK).order_by("pk").values_list("pk", flat=True)
    return pairwise([*first, None])


@transaction.atomic
def _queue_chunk(keeper, chunk, now):
    """Asked once it is our turn: somebody else may have written to them before."""
    _take_turns(Organisation.objects.filter(pk=keeper))
    first, beyond = chunk
    adults = Q(adult__gte=first) if beyond is None else Q(adult__gte=first, adult__lt=beyond)
    return _write_owed(owed(keeper, now).filter(adults), keeper, now)


def _write_owed(owing, keeper, now):
    return len(queueing.write(owing, moments=_moments(keeper, now), **IF_OWED))


def _take_turns(keepers):
    """One hand at a time writes to the adults of a roll: who waits here finds written what the other wrote."""
    list(Organisation.objects.select_for_update(no_key=True).filter(pk__in=keepers).order_by("pk"))


def _take_turn_of_part(keeper, part):
    """Parts go side by side, but none twice at once, and none while somebody writes to all of a roll."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM organisations_organisation WHERE id = %s FOR SHARE", [keeper])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, keeper * parts.PARTS + part])


def _moments(keeper, now):
    """When each organisation of a data controller may write next; those that write at any time are left out."""
    reached = Organisation.objects.filter(Q(pk=keeper) | Q(trust=keeper)).values_list("pk", flat=True)
    found = times.of_all(list(reached))
    return {pk: each.next_moment(now) for pk, each in found.items() if each}
