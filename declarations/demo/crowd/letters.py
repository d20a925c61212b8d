"""The messages about the newest version: asked, reminded, thanked; some opened the link, some addresses failed.

Messages about the versions before are older than anybody keeps them.
"""

from datetime import timedelta
from hashlib import sha256
from itertools import count

from django.utils import timezone

from declarations import emails, outgoing
from declarations.demo.crowd.answers import EVENT
from declarations.models import Ask, Link, Message
from organisations import copying
from organisations.models import Event

Purpose = Message.Purpose
OPENED_ONLY = 0.15
BOUNCED = 0.007
AFTER = timedelta(minutes=20)
LINKS_LAST = timedelta(days=90)

MESSAGE = "id organisation adult purpose declaration to subject body created_at attempts claimed_at sent_at bounced_at"
MESSAGE = MESSAGE.split()
ASK = "message request step".split()
LINK = "id adult purpose declaration message token_hash created_at expires_at opened_at".split()


class Post:
    """What goes to the people about one version, and what comes back."""

    def __init__(self, version, chance):
        self.version, self.chance = version, chance
        self.subject, self.body = emails.preview(version)
        self.messages, self.asks, self.links, self.events = [], [], [], []
        self.tokens = count(chance.getrandbits(60))

    def expect(self, people):
        """The number of the link by which each of them will come: {person: link}."""
        written = [person.pk for person in people if person.is_concerned and person.email]
        return dict(zip(written, copying.reserve(Link, len(written)), strict=True))

    def write(self, told, links):
        """Copy everything said to these [(person, request, declarations)]."""
        for person, request, given in told:
            if person.email:
                self._ask(person, request, given, links[person.pk])
        self._number_and_copy()

    def _ask(self, person, request, given, link):
        asked = self.version.effective_at + AFTER
        bounced = not given and self.chance.random() < BOUNCED
        opened = given and given[0][1] - timedelta(minutes=4)
        if not given and not bounced and self.chance.random() < OPENED_ONLY:
            opened = asked + timedelta(hours=9)
        first = self._message(person, Purpose.ASK, asked, bounced=bounced)
        self.asks.append((first, request, 0))
        self._link(link, person, first, asked, opened or None)
        for step, days in enumerate(self.version.policy.reminder_days, 1):
            day = asked + timedelta(days=days)
            if not bounced and day < timezone.now() and not (given and given[0][1] < day):
                again = self._message(person, Purpose.REMINDER, day)
                self.asks.append((again, request, step))
                self._link(None, person, again, day, None)
        for declaration, moment, _outcome in given:
            self._receipt(person, declaration, moment + timedelta(minutes=1))

    def _receipt(self, person, declaration, moment):
        place = self._message(person, Purpose.RECEIPT, moment, declaration)
        self.links.append([None, person.pk, "receipt", declaration, place, self._hash(), moment, None, None])

    def _message(self, person, purpose, moment, declaration=None, *, bounced=False):
        school = person.children[0]["school_id"]
        back = moment + timedelta(minutes=2) if bounced else None
        words = (person.email, self.subject, self.body.replace("family_name", person.name))
        row = [school, person.pk, purpose.value, declaration, *words, moment, 1, moment, moment, back]
        self.messages.append(row)
        return len(self.messages) - 1

    def _link(self, number, person, message, moment, opened):
        lasts = moment + LINKS_LAST
        self.links.append([number, person.pk, "sign", None, message, self._hash(), moment, lasts, opened])

    def _hash(self):
        return sha256(str(next(self.tokens)).encode()).hexdigest()

    def _number_and_copy(self):
        numbers = copying.reserve(Message, len(self.messages))
        free = iter(copying.reserve(Link, sum(link[0] is None for link in self.links)))
        copying.copy(Message, MESSAGE, ((pk, *row) for pk, row in zip(numbers, self.messages, strict=True)))
        copying.copy(Ask, ASK, ((numbers[place], *row) for place, *row in self.asks))
        copying.copy(Link, LINK, (_numbered(link, numbers, free) for link in self.links))
        told = sorted(zip(numbers, self.messages, strict=True), key=lambda each: each[1][7])
        copying.copy(Event, EVENT, (_sent(pk, row) for pk, row in told))


def _numbered(link, messages, free):
    pk, adult, purpose, declaration, place, *row = link
    return pk or next(free), adult, purpose, declaration, messages[place], *row


def _sent(pk, row):
    school, adult, _purpose, _declaration, to, subject, body, moment, *_rest = row
    detail = {"adult": adult, "sha256": outgoing.words_digest(to=to, subject=subject, body=body)}
    return school, moment, None, "sent", "message", pk, detail
