"""A message is claimed, sent and recorded. Twice is impossible; a failure gives the turn back."""

import time
from collections import Counter
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.models import Case, Count, F, PositiveSmallIntegerField, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import emails, links
from declarations.errors import CannotSendAgain
from declarations.models import Declaration, Message
from declarations.post import channels, kinds, letter_words, stuck, texts, times
from declarations.post.errors import NeverAsItIs, NotSent, OutOfReach, WrongAddress
from declarations.post.models import Way
from organisations import canon, history
from organisations.models import Adult

# A claim older than this belongs to a worker that died: no task lives as long (CELERY_TASK_TIME_LIMIT). The one
# gap: it may have died between the mail server's yes and our note of it; then one e-mail goes out twice, with the
# same Message-ID, and `may_have_come_twice` says so.
CLAIM_LASTS = timedelta(minutes=10)
MOST_TAKEOVERS = 3  # a message that has taken down so many workers is left to a person
# How long we try to write down that a message went out when the database is away, in seconds.
PAUSES = (0, 1, 2, 4, 8, 15, 30, 60)
MOST_ATTEMPTS = 16  # over about two days: a mail server may be away for a night
LONGEST_WAIT = timedelta(hours=4)
SPREAD = 25  # seconds
NO_ADDRESS = {
    Way.EMAIL: gettext_lazy("There is no e-mail address on the roll."),
    Way.TEXT: gettext_lazy("There is no phone number on the roll."),
    Way.POST: gettext_lazy("There is no postal address on the roll."),
}
WHERE = {Way.EMAIL: "email", Way.TEXT: "phone", Way.POST: "address", Way.LETTER: "address"}
# As if it had never been tried.
FRESH = dict.fromkeys(("failed_at", "bounced_at", "sent_at", "claimed_at", "late_since"))
FRESH |= {"attempts": 0, "takeovers": 0, "failure": ""}
# Who puts a message into words; for all others, emails.
WRITERS = {Way.TEXT: texts, Way.POST: letter_words}
# Sent whatever has been answered by now.
ALWAYS_WANTED = (Message.Purpose.RECEIPT, Message.Purpose.LINK, Message.Purpose.CORRECTION)


def messages_at(organisation):
    """The messages that this organisation's staff may see: its own; a trust's, those of its schools too."""
    return Message.objects.filter(organisation__in=organisation.reached())


def owed():
    """Messages that wait to be sent now, oldest first."""
    now = timezone.now()
    unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
    waiting = Message.objects.in_state(Message.State.QUEUED).filter(unclaimed, send_after__lte=now)
    waiting = waiting.exclude(way=Way.LETTER)  # a person prints those
    return waiting.order_by("send_after", "pk")


def following(declaration_ids):
    """The receipts of these answers, and the questions to the address on record where details were not the roll's."""
    queued = Message.objects.in_state(Message.State.QUEUED).order_by().values_list("pk", flat=True)
    answered_by = Declaration.objects.filter(pk__in=declaration_ids, link__isnull=False).values("link")
    # Two questions in one: for "or" across tables the database would read all messages.
    receipts = queued.filter(declaration__in=declaration_ids)
    return receipts.union(queued.filter(correction__link__in=answered_by))


def to_hand_out(most):
    """The messages to send in this minute: of each organisation only so many as its pace allows."""
    recently = Message.objects.filter(claimed_at__gt=timezone.now() - timedelta(minutes=1)).order_by()
    taken = Counter(dict(recently.values_list("organisation").annotate(n=Count("pk"))))
    paces, found = times.paces(), []
    for pk, organisation in owed().values_list("pk", "organisation").iterator():
        if organisation in paces and taken[organisation] >= paces[organisation]:
            continue
        taken[organisation] += 1
        found.append(pk)
        if len(found) == most:
            break
    return found


def send_all(message_ids):
    """Send these, each carrier opened once; when one is out of reach, what goes by it stays owed."""
    with channels.Carriers() as carriers:
        for message_id in message_ids:
            _send(message_id, carriers)


def send(message_id):
    """Send one message if it is owed. Returns whether it went out."""
    with channels.Carriers() as carriers:
        return _send(message_id, carriers)


def send_again(message):
    """Give a failed or bounced message another turn, to the address now on the roll."""
    if message.state not in (Message.State.FAILED, Message.State.BOUNCED):
        raise CannotSendAgain(_("Only a message that did not arrive can be sent again."))
    if not address(message) and message.way != Way.LETTER:
        raise CannotSendAgain(NO_ADDRESS[message.way])
    if message.to != address(message):
        links.revoke_of(message)
    _note(message, **FRESH)


def send_all_again(organisation):
    """The same for all that could not be sent and is still wanted here, in one go. Returns how many."""
    failed = stuck.failed(organisation).values("pk")
    return Message.objects.filter(pk__in=failed).update(**FRESH, send_after=timezone.now())


def note_posted(message):
    """A letter went out by a person's hand; its words were kept when it was printed."""
    _note_sent(message, "", subject=message.subject, body=message.body)


def address(message):
    """Where it goes: what the roll says at this moment."""
    return getattr(message.adult, WHERE[message.way])


def words_digest(*, to, subject, body):
    """SHA-256 of a message as it is kept."""
    return canon.digest(canon.canonical([to, subject, body]))


def _send(message_id, carriers):
    if not _claim(message_id):
        return False
    message = Message.objects.select_related("adult", "organisation", "declaration__request__version__policy").get(
        pk=message_id
    )
    if not _still_wanted(message):
        _note(message, cancelled_at=timezone.now())
    elif message.takeovers > MOST_TAKEOVERS:
        _note(message, failed_at=timezone.now(), failure=_("Each time it was sent, the sending program stopped."))
    elif not address(message):
        _note(message, failed_at=timezone.now(), failure=NO_ADDRESS[message.way])
    elif not _is_out_of_hours(message, carriers.house(message).times):
        return _deliver(message, carriers)
    return False


def _claim(message_id):
    """Take the turn, in one statement; taking over from a worker that died is counted."""
    now = timezone.now()
    taken_over = Case(When(claimed_at=None, then=0), default=1, output_field=PositiveSmallIntegerField())
    turn = {"claimed_at": now, "attempts": F("attempts") + 1, "takeovers": F("takeovers") + taken_over}
    return owed().filter(pk=message_id).update(**turn)


def _is_out_of_hours(message, school_times):
    """Whether it waits for the school's next hour after all: what nobody asked for just now is not sent at night."""
    if message.purpose in ALWAYS_WANTED or message.asked_by_id or school_times is None:
        return False
    now = timezone.now()
    moment = school_times.next_moment(now)
    if moment > now:
        _postpone(message, moment)
    return moment > now


def _postpone(message, moment, **more):
    """Give the turn back as if it had never been taken."""
    _note(message, claimed_at=None, attempts=message.attempts - 1, send_after=moment, **more)


def _still_wanted(message):
    """Whether the reason to write stands: an answer is still owed, and nobody has said not to write."""
    if message.adult.contact_rule != Adult.ContactRule.NORMAL:
        return False
    return message.purpose in ALWAYS_WANTED or bool(message.open_requests)


def _deliver(message, carriers):
    carrier = carriers.of(message)
    if words := channels.why_resting(carrier):
        late = {"late_since": message.late_since or timezone.now(), "failure": words}
        _postpone(message, timezone.now() + timedelta(seconds=channels.REST), **late)
        return False
    message.to = address(message)
    token = emails.mint(message)
    own = carriers.house(message).wordings.of(kinds.of(message), message.adult.language)
    rendered = WRITERS.get(message.way, emails).render(message, token, own)
    try:
        reference = carrier.send(message, rendered)
    except NotSent as refusal:
        _note_failure(message, refusal)
        if isinstance(refusal, OutOfReach):
            channels.let_rest(carrier, refusal.words)
        return False
    _surely(lambda: _note_sent(message, reference, subject=rendered.subject, body=rendered.without(token)))
    return True


def _surely(note):
    """The mail server has said yes: that is written down also when the database is away for a moment."""
    for pause in PAUSES:
        try:
            return note()
        except (OperationalError, InterfaceError):
            connections["default"].close()
            time.sleep(pause)
    return note()


@transaction.atomic
def _note_sent(message, reference, **words):
    """What went out is kept and stands in history with its hash."""
    words["to"] = message.to
    _note(message, sent_at=timezone.now(), reference=reference, failure="", **words)
    sha256 = words_digest(**words)
    history.record(message.organisation, "sent", message, adult=message.adult_id, sha256=sha256)


def _note_failure(message, refusal):
    """Whether a person must look, or the portal tries again: each time after twice as long, up to some hours."""
    now = timezone.now()
    if isinstance(refusal, WrongAddress):
        outcome = {"bounced_at": now}
    elif isinstance(refusal, NeverAsItIs) or message.attempts >= MOST_ATTEMPTS:
        outcome = {"failed_at": now}
    else:
        late_since = message.late_since or now
        outcome = {"claimed_at": None, "send_after": now + _wait(message), "late_since": late_since}
    _note(message, to=message.to, failure=refusal.words, **outcome)


def _wait(message):
    """A few seconds apart from its neighbours, so that what failed together does not come back together."""
    return min(timedelta(minutes=2**message.attempts), LONGEST_WAIT) + timedelta(seconds=message.pk % SPREAD)


def _note(message, **fields):
    Message.objects.filter(pk=message.pk).update(**fields)
