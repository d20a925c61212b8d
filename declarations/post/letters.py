"""Letters for those whom no e-mail and no text reaches: printed in one go, each with its QR code, then posted."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from declarations import emails, links, sending
from declarations.models import Message
from declarations.post import stuck
from organisations import qr
from organisations.models import Child
from policies import paper

AT_ONCE = 60
FIRST_LINES = {Message.Purpose.REMINDER: "emails/_still_waiting.txt"}


@dataclass(frozen=True)
class Letter:
    """One sheet."""

    message: Message
    before: str
    after: str
    link: str
    qr: qr.QrCode
    children: list


@transaction.atomic
def printed(organisation, *, at=None):
    """The next letters as the bytes of one PDF, or None when none waits. Printing again closes the earlier links."""
    waiting = stuck.letters(organisation).select_related("adult", "organisation").order_by("attempts", "pk")
    letters = [_letter(message) for message in waiting[:AT_ONCE]]
    if not letters:
        return None
    context = {"letters": letters, "owner": organisation}
    return paper.printed("pdf/letters.html", context, made_at=at or timezone.now())


def waiting_to_be_posted(organisation):
    """Letters that have been printed."""
    return stuck.letters(organisation).filter(attempts__gt=0)


@transaction.atomic
def posted(organisation):
    """Somebody has posted all that was printed. Returns how many."""
    done = list(waiting_to_be_posted(organisation).select_related("organisation"))
    for message in done:
        sending.note_posted(message)
    return len(done)


def _letter(message):
    links.revoke_of(message)
    token = emails.mint(message)
    with translation.override(settings.LANGUAGE_CODE):
        first_line = FIRST_LINES.get(message.purpose, "emails/_first_line.txt")
        context = emails.context_of(message, token) | {"first_line": first_line}
        words = emails.tidy(render_to_string("letters/letter.txt", context))
        subject = _("Letter to %(name)s") % {"name": message.adult}
    rendered = emails.Rendered(subject=subject, text=words, html="", link=context["link"])
    kept = {"subject": subject, "body": rendered.without(token), "attempts": F("attempts") + 1}
    Message.objects.filter(pk=message.pk).update(**kept)
    here = Child.objects.on_roll().filter(adults=message.adult, school__in=message.organisation.reached())
    code = qr.code(context["link"])
    return Letter(message, *rendered.around_link(), context["link"], code, list(here))
