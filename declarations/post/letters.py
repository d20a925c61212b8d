"""Letters for those whom no e-mail and no text reaches: printed in one go, each with its QR code, then posted."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from declarations import emails, links, sending
from declarations.models import Ask, Message
from declarations.papers.models import PrintedLetter
from declarations.post import kinds, letter_words, stuck
from declarations.post.wording import Wordings
from organisations import logo, qr
from organisations.models import Child
from policies import paper

AT_ONCE = 20  # more of them take longer than anybody waits for a page


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
def printed(organisation, waiting=None, *, at=None):
    """All letters, or these, as the bytes of one PDF, or None when none waits.

    Printing again closes the earlier links.
    """
    waiting = stuck.letters(organisation) if waiting is None else waiting
    waiting = list(waiting.select_related("adult", "organisation").order_by("attempts", "pk"))
    wordings = {pk: Wordings(pk) for pk in {message.organisation_id for message in waiting}}
    letters = [_letter(message, wordings[message.organisation_id]) for message in waiting]
    if not letters:
        return None
    context = {"letters": letters, "owner": organisation, "logo": logo.as_address(organisation)}
    return paper.printed("pdf/letters.html", context, made_at=at or timezone.now())


def waiting_about(requests, organisation):
    """Letters that wait to be printed or posted about these requests."""
    return stuck.letters(organisation).filter(pk__in=Ask.objects.filter(request__in=requests).values("message"))


def free(waiting):
    """Those of these letters that no printing is at: another print would close the links it has made."""
    return waiting.exclude(Exists(PrintedLetter.objects.filter(message=OuterRef("pk"), printing__finished_at=None)))


def waiting_to_be_posted(organisation):
    """Letters that have been printed and are in somebody's hands."""
    return free(stuck.letters(organisation).filter(attempts__gt=0))


@transaction.atomic
def posted(organisation):
    """Somebody has posted all that was printed. Returns how many."""
    done = list(waiting_to_be_posted(organisation).select_related("organisation"))
    for message in done:
        sending.note_posted(message)
    return len(done)


def _letter(message, wordings):
    links.revoke_of(message)
    token = emails.mint(message)
    rendered = letter_words.render(message, token, wordings.of(kinds.of(message), message.adult.language))
    kept = {"subject": rendered.subject, "body": rendered.without(token), "attempts": F("attempts") + 1}
    Message.objects.filter(pk=message.pk).update(**kept)
    here = Child.objects.on_roll().filter(adults=message.adult, school__in=message.organisation.reached())
    code = qr.code(rendered.link)
    return Letter(message, *rendered.around_link(), rendered.link, code, list(here))
