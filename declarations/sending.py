"""A message is claimed, sent and recorded. Twice is impossible; a failure gives the turn back."""

import time
from collections import Counter, defaultdict, deque
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import cache
from itertools import chain

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import circulars, emails, handfuls, links, outgoing
from declarations.errors import CannotSendAgain
from declarations.models import Declaration, Message
from declarations.post import channels, kinds, letter_words, stuck, texts, times
from declarations.post.errors import NeverAsItIs, NotSent, OutOfReach, WrongAddress
from declarations.post.models import Way
from organisations.models import Adult
from organisations.roll import bulk

# A claim older than this belongs to a worker that died: no task lives as long (CELERY_TASK_TIME_LIMIT). What it had in
# hand is told apart by what it wrote down as it went (outgoing.py). The one gap: it may have died between the mail
# server's yes and its note of it; then one e-mail goes out twice, with the same Message-ID, and `may_have_come_twice`
# says so.
CLAIM_LASTS = timedelta(minutes=10)
MOST_TAKEOVERS = 3  # a message that has taken down so many workers is left to a person
FIRST_HANDFUL, MOST_AT_ONCE = 20, 100
HOLDS = 1  # second for which what was found out about a handful is acted upon
LASTS = 60  # seconds after which the rest is left to the next sweep
INSTANT = 0.001
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
# Who puts a message into words; all others are e-mails, and may be circulars.
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
    """The messages to send in this minute: of each organisation only so many as its pace allows.

    Those of one organisation stand together, because they have most of their words in common; it comes where its oldest
    message does.
    """
    recently = Message.objects.filter(claimed_at__gt=timezone.now() - timedelta(minutes=1)).order_by()
    taken = Counter(dict(recently.values_list("organisation").annotate(n=Count("pk"))))
    paces, found = times.paces(), defaultdict(list)
    for pk, organisation in owed().values_list("pk", "organisation").iterator():
        if organisation in paces and taken[organisation] >= paces[organisation]:
            continue
        taken[organisation] += 1
        found[organisation].append(pk)
        most -= 1
        if not most:
            break
    return list(chain.from_iterable(found.values()))


def send_all(message_ids):
    """Send these, each carrier opened once; when one is out of reach, what goes by it stays owed. How many went out?

    As many are taken in hand together as go out in a second: an answer given before that stops what it makes needless.
    """
    waiting, went_out, most = list(message_ids), 0, FIRST_HANDFUL
    ends, written = time.monotonic() + LASTS, circulars.Circulars()
    with channels.Carriers() as carriers:
        while waiting and time.monotonic() < ends:
            handful, began = waiting[:most], time.monotonic()
            sent, left = _send_handful(handful, carriers, written)
            waiting, went_out = left + waiting[most:], went_out + sent
            rate = (len(handful) - len(left)) / max(time.monotonic() - began, INSTANT)
            most = min(MOST_AT_ONCE, max(1, round(rate * HOLDS)))
    return went_out


def send(message_id):
    """Send one message if it is owed. Returns whether it went out."""
    return bool(send_all([message_id]))


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
    message.sent_at, message.failure = timezone.now(), ""
    outgoing.record_sent([message])


def address(message):
    """Where it goes: what the roll says at this moment."""
    return getattr(message.adult, WHERE[message.way])


def _send_handful(message_ids, carriers, written):
    """(how many of these went out, which of them did not for want of time)."""
    letters, taken = _prepared(_claimed(message_ids), carriers, written), []
    try:
        # When the database goes away meanwhile, what was sent is recorded as soon as it is back.
        with suppress(OperationalError, InterfaceError):
            _send_letters(letters, taken)
    finally:
        outgoing.record(taken)
        outgoing.put_back(letters)
        left = _give_back([letter.message for letter in letters])
    return len(taken), left


@transaction.atomic
def _claimed(message_ids):
    """Take the turns of these, unless somebody else has; taking over what a dead worker may have sent is counted."""
    free = owed().filter(pk__in=message_ids).select_related("adult")
    found = list(free.select_for_update(of=("self",), no_key=True, skip_locked=True))
    perhaps_sent = outgoing.left_behind([message for message in found if message.claimed_at])
    messages = [message for message in found if message.sent_at is None]
    now = timezone.now()
    for message in messages:
        message.attempts += perhaps_sent.get(message, True)
        message.takeovers += perhaps_sent.get(message, False)
        message.claimed_at = now
    bulk.update(messages, ["claimed_at", "attempts", "takeovers"])
    return messages


def _prepared(messages, carriers, written):
    """Those of these that may go, in words. A message that cannot be written holds up no other: its turn lapses."""
    letters, waiting, why_resting = deque(), deque(messages), cache(channels.why_resting)
    with ExitStack() as when_it_fails:
        when_it_fails.callback(lambda: _give_back([*waiting, *(letter.message for letter in letters)]))
        handfuls.learn(messages)
        while waiting:
            message = waiting.popleft()
            if _may_go(message, carriers, why_resting):
                letters.append(_letter(message, carriers, written))
        outgoing.take_in_hand(letters)
        when_it_fails.pop_all()
    return letters


def _may_go(message, carriers, why_resting):
    if not _still_wanted(message):
        _note(message, cancelled_at=timezone.now())
    elif message.takeovers > MOST_TAKEOVERS:
        _note(message, failed_at=timezone.now(), failure=_("Each time it was sent, the sending program stopped."))
    elif not address(message):
        _note(message, failed_at=timezone.now(), failure=NO_ADDRESS[message.way])
    elif not _is_out_of_hours(message, carriers.house(message).times):
        words = why_resting(carriers.of(message))
        return not (words and _rest(message, words))
    return False


def _letter(message, carriers, written):
    message.to = address(message)
    link, token = emails.drawn(message)
    own = carriers.house(message).wordings.of(kinds.of(message), message.adult.language)
    rendered = WRITERS.get(message.way, written).render(message, token, own)
    return outgoing.Letter(message, carriers.of(message), rendered, link, rendered.without(token))


def _send_letters(waiting, taken):
    """One after the other, for as long as what is known of them is fresh. What is taken goes to the other list."""
    until = time.monotonic() + HOLDS
    while waiting and time.monotonic() < until:
        letter = waiting[0]
        outgoing.begin(letter, after=taken[-1] if taken else None)
        waiting.popleft()
        try:
            letter.reference = letter.carrier.send(letter.message, letter.rendered)
        except NotSent as refusal:
            _note_failure(letter.message, refusal)
            if isinstance(refusal, OutOfReach):
                _let_rest(letter.carrier, refusal.words, waiting)
        else:
            letter.taken_at = timezone.now()
            taken.append(letter)
    if taken:
        outgoing.note_taken(taken[-1])


def _let_rest(carrier, words, waiting):
    """Nothing could go out this way: all that waits for it is for later."""
    channels.let_rest(carrier, words)
    resting = [letter for letter in waiting if letter.carrier is carrier]
    outgoing.put_back(resting)
    for letter in resting:
        waiting.remove(letter)
        _rest(letter.message, words)


def _rest(message, words):
    late = {"late_since": message.late_since or timezone.now(), "failure": words}
    _postpone(message, timezone.now() + timedelta(seconds=channels.REST), **late)
    return True


def _give_back(messages):
    """The turns of these were never used. Returns their numbers."""
    numbers = [message.pk for message in messages]
    Message.objects.filter(pk__in=numbers).update(claimed_at=None, attempts=F("attempts") - 1)
    return numbers


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
    return message.purpose in ALWAYS_WANTED or bool(handfuls.known(message).requests)


@transaction.atomic
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
    outgoing.forget([message])
    _note(message, to=message.to, failure=refusal.words, **outcome)


def _wait(message):
    """A few seconds apart from its neighbours, so that what failed together does not come back together."""
    return min(timedelta(minutes=2**message.attempts), LONGEST_WAIT) + timedelta(seconds=message.pk % SPREAD)


def _note(message, **fields):
    Message.objects.filter(pk=message.pk).update(**fields)
