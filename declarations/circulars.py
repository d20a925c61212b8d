"""The same words to many: a school that asks all its parents is put into words once, and then only the places are
filled that differ from adult to adult."""

from dataclasses import dataclass

from django.utils.html import escape

from declarations import emails, handfuls
from declarations.models import Message
from declarations.post import kinds

TO_MANY = (Message.Purpose.ASK, Message.Purpose.REMINDER)
# Characters that stand for nothing and in no text: https://www.unicode.org/faq/private_use.html#noncharacters
NAME, CHILDREN, LINK = "\ufdd0", "\ufdd1", "\ufdd2"


class AnyAdult:
    """Whoever it is: an e-mail to many says the name, and nothing else of an adult."""

    full_name = NAME


@dataclass(frozen=True)
class Circular:
    """An e-mail to many, with places for what differs."""

    subject: str
    text: str
    html: str

    def filled(self, values, ending):
        """The e-mail to one of them."""
        return emails.Rendered(
            emails.one_line(_filled(self.subject, values), ending),
            _filled(self.text, values),
            _filled(self.html, {place: escape(value) for place, value in values.items()}),
            values[LINK],
        )


class Circulars:
    """Those of one task. The first of each is written as every e-mail is, too; if both agree, the rest are filled."""

    def __init__(self):
        self.kept = {}

    def render(self, message, token, own=None):
        """The same as `emails.render`."""
        if message.purpose not in TO_MANY:
            return emails.render(message, token, own)
        with emails.spoken(own):
            context = emails.context_of(message, token)
            kind, ending = kinds.of(message), emails.for_whom(message)
            values = {NAME: context["adult"].full_name, CHILDREN: context["names"], LINK: context["link"]}
            key = self._key(message, kind, own, values)
            if key not in self.kept:
                self.kept[key] = self._tried(kind, context, own, values, ending)
            circular = self.kept[key]
            if circular and all(map(_is_plain, values.values())):
                return circular.filled(values, ending)
            return emails.written(kind, context, own, subject_ends=ending)

    def _key(self, message, kind, own, values):
        asked = tuple((request.version_id, request.reason) for request in handfuls.known(message).requests)
        return kind.name, own and own.pk, message.organisation_id, asked, bool(values[CHILDREN])

    def _tried(self, kind, context, own, values, ending):
        """A circular, or None if it does not say to the first what an e-mail for that adult alone does."""
        anybody = context | {"adult": AnyAdult, "names": values[CHILDREN] and CHILDREN, "link": LINK}
        words = emails.written(kind, anybody, own)
        circular = Circular(words.subject, words.text, words.html)
        for_one = emails.written(kind, context, own, subject_ends=ending)
        return circular if circular.filled(values, ending) == for_one else None


def _is_plain(value):
    """One line, with nothing unseen in it: wherever it is put, nothing around it moves."""
    return value.isprintable() and value == value.strip()


def _filled(text, values):
    for place, value in values.items():
        text = text.replace(place, value)
    return text
