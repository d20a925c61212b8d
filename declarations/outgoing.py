"""What a worker has in hand is written down as it goes: one line before each message and one after the mail server's
yes. All else, the message's own row and history, follows for a handful at once. When a worker dies, whoever takes over
reads here what has gone out, what may have, and what was never begun.
"""

import time
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.utils import timezone

from declarations.models import Link, Message
from declarations.post.models import Outgoing
from organisations import canon, history
from organisations.models import Event
from organisations.prepared import LIGHTLY
from organisations.roll import bulk

# How long we try to write down that messages went out when the database is away, in seconds.
PAUSES = (0, 1, 2, 4, 8, 15, 30, 60, 60)
WORDS = ("to", "subject", "body")
SENT = ("sent_at", "reference", "failure", *WORDS)
TAKEN = "UPDATE declarations_outgoing SET taken_at = %s, reference = %s WHERE message_id = %s; "
BEGUN = "UPDATE declarations_outgoing SET begun_at = %s WHERE message_id = %s"


@dataclass
class Letter:
    """A message in words, with all that its sending needs. `reference` is the carrier's own number for it."""

    message: Message
    carrier: object
    rendered: object
    link: Link
    body: str  # as it is kept: the words with the link closed
    taken_at: object = None
    reference: str = ""

    @property
    def to(self):
        return self.message.to

    @property
    def subject(self):
        return self.rendered.subject


def words_digest(*, to, subject, body):
    """SHA-256 of a message as it is kept."""
    return canon.digest(f"[{canon.string(to)},{canon.string(subject)},{canon.string(body)}]")


@transaction.atomic
def take_in_hand(letters):
    """Keep the links of these, and what each of them says, before the first is sent."""
    Link.objects.bulk_create(letter.link for letter in letters)
    Outgoing.objects.bulk_create(_line(letter) for letter in letters)


def begin(letter, after=None):
    """The one before it was taken; this one is next. One question, because it is asked for every message.

    It waits for no disk: it outlives its worker at once, and PostgreSQL after at most some tenths of a second.
    """
    values = [after.taken_at, after.reference, after.message.pk] if after else []
    with connection.cursor() as cursor:
        cursor.execute(f"{LIGHTLY}; {TAKEN if after else ''}{BEGUN}", [*values, timezone.now(), letter.message.pk])


def note_taken(letter):
    """The mail server has said yes."""
    told = {"taken_at": letter.taken_at, "reference": letter.reference}
    Outgoing.objects.filter(pk=letter.message.pk).update(**told)


@transaction.atomic
def put_back(letters):
    """These were not begun after all: their links never stood anywhere."""
    if letters:
        Link.objects.filter(pk__in=[letter.link.pk for letter in letters]).delete()
        forget([letter.message for letter in letters])


def forget(messages):
    """Of these, their own rows now say what became of them."""
    Outgoing.objects.filter(pk__in=[message.pk for message in messages]).delete()


@transaction.atomic
def left_behind(messages):
    """Of messages whose worker died, record those that it sent. {message: may it have been sent?} of the others."""
    found = Outgoing.objects.in_bulk([message.pk for message in messages])
    sent = [message for message in messages if message.pk in found and found[message.pk].taken_at]
    for message in sent:
        _tell(message, found[message.pk])
    record_sent(sent)
    forget(messages)
    others = [message for message in messages if message not in sent]
    return {each: each.pk not in found or found[each.pk].begun_at is not None for each in others}


def record(letters):
    """What went out is kept and stands in history with its hash, also when the database is away for a moment."""
    if not letters:
        return None
    for letter in letters:
        _tell(letter.message, letter)
    messages = [letter.message for letter in letters]
    for pause in PAUSES:
        try:
            return record_sent(messages)
        except (OperationalError, InterfaceError):
            connections["default"].close()
            time.sleep(pause)
    return record_sent(messages)


@transaction.atomic
def record_sent(messages):
    """Said twice, it is written once: the first time may have been heard although nobody answered."""
    numbers = [message.pk for message in messages]
    waiting = Message.objects.filter(pk__in=numbers, sent_at=None).order_by("pk").select_for_update(no_key=True)
    still = set(waiting.values_list("pk", flat=True))
    news = [message for message in messages if message.pk in still]
    bulk.update(news, SENT)
    Event.objects.bulk_create(_event(message) for message in news)
    forget(messages)


def _line(letter):
    return Outgoing(message=letter.message, **{name: getattr(letter, name) for name in WORDS})


def _tell(message, sent):
    """What was sent of it, by its letter or by the line of that."""
    message.sent_at, message.reference, message.failure = sent.taken_at, sent.reference, ""
    for name in WORDS:
        setattr(message, name, getattr(sent, name))


def _event(message):
    sha256 = words_digest(**{name: getattr(message, name) for name in WORDS})
    return history.event(message.organisation, "sent", message, adult=message.adult_id, sha256=sha256)
