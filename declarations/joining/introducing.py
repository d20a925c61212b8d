"""From the school link to a personal one, as far as the adult goes: say who you are, confirm the address.

Whoever asks is answered before anybody looks at the roll: the page, its words and its time are the same for an
address that is known and for one that is not. A task looks, and what comes next is only said in an e-mail.
"""

import secrets
from datetime import timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from declarations import emails, links, new_links
from declarations.joining.models import Introduction
from declarations.post import languages
from declarations.post.kinds import KINDS
from declarations.post.wording import Wordings
from organisations import history
from organisations.mailing import NOT_SENT

KEPT = timedelta(days=14)
MOST_A_DAY = 3  # to one address, so that nobody fills the mailbox of another
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=4)


def introduce(school, **said):
    """Write down what somebody says about themselves; whether that leads to anything, nobody is told."""
    said["email"] = said["email"].lower()
    recent = Introduction.objects.filter(email=said["email"], at__gt=timezone.now() - timedelta(days=1))
    if recent.count() < MOST_A_DAY:
        Introduction.objects.create(organisation=school, **said)


def unwritten():
    """Those to whom no e-mail has gone out yet."""
    return Introduction.objects.filter(sent_at=None, attempts__lt=MOST_ATTEMPTS, send_after__lte=timezone.now())


@transaction.atomic
def write(introduction_id):
    """Send what helps: to an address on the school's roll a personal link, to any other a question to confirm it.

    The row's lock is the claim: another worker skips it, and a failure gives it back for later.
    """
    waiting = unwritten().select_for_update(skip_locked=True, of=("self",)).select_related("organisation")
    introduction = waiting.filter(pk=introduction_id).first()
    if introduction is None:
        return
    known = list(known_by_address(introduction))
    if known:
        for adult in known:
            new_links.owe(adult, introduction.organisation)
        introduction.delete()  # the roll knows them; what was typed is not needed
    else:
        _ask_to_confirm(introduction)


def known_by_address(introduction):
    """The adults here who have this address; two may share one."""
    here = introduction.organisation.adults
    return here.filter(email__iexact=introduction.email, merged_into=None).order_by("pk")


def find(token):
    """The introduction whose address this token confirms, or None."""
    kept = Introduction.objects.filter(token_hash=links.digest(token), at__gt=timezone.now() - KEPT)
    return kept.select_related("organisation").first()


@transaction.atomic
def confirm(introduction):
    """Whoever reads this mailbox wants it: now the office sees it. Confirmed twice is confirmed once."""
    unconfirmed = Introduction.objects.filter(pk=introduction.pk, confirmed_at=None)
    if unconfirmed.update(confirmed_at=timezone.now()):
        history.record(introduction.organisation, "introduced", introduction)


def untold():
    """Those whose match has replaced an address on the roll that nobody has written to yet."""
    due = Introduction.objects.filter(attempts__lt=MOST_ATTEMPTS, send_after__lte=timezone.now())
    return due.exclude(replaced="")


@transaction.atomic
def tell_replaced(introduction_id):
    """Tell the address that the roll had before, in case somebody has taken another's place."""
    waiting = untold().select_for_update(skip_locked=True, of=("self",)).select_related("organisation")
    introduction = waiting.filter(pk=introduction_id).first()
    if introduction is None:
        return
    if _sent(introduction, introduction.replaced, KINDS["replaced"]):
        introduction.replaced = ""
    introduction.save()


def unrefused():
    """Those whom the office did not find, and whom nobody has told so yet."""
    due = Introduction.objects.filter(attempts__lt=MOST_ATTEMPTS, send_after__lte=timezone.now())
    return due.filter(is_owed_refusal=True)


@transaction.atomic
def tell_refused(introduction_id):
    """Say kindly that the office could not find them, and that nothing they answered counts."""
    waiting = unrefused().select_for_update(skip_locked=True, of=("self",)).select_related("organisation")
    introduction = waiting.filter(pk=introduction_id).first()
    if introduction is None:
        return
    if _sent(introduction, introduction.email, KINDS["not_found"]):
        introduction.is_owed_refusal = False
    introduction.save()


def given_up(organisation):
    """Those to whom the portal tried to write, until trying made no sense any more."""
    tried = Introduction.objects.filter(organisation__in=organisation.reached(), attempts__gte=MOST_ATTEMPTS)
    return tried.filter(Q(sent_at=None) | ~Q(replaced="") | Q(is_owed_refusal=True))


def forget_old():
    """What was never confirmed, and what the office has settled, goes after two weeks; history keeps who did what."""
    old = Introduction.objects.filter(at__lt=timezone.now() - KEPT)
    old.filter(confirmed_at=None).delete()
    old.filter(settled_at__lt=timezone.now() - KEPT).delete()


def mint(introduction):
    """A new token with which to confirm and to answer; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    Introduction.objects.filter(pk=introduction.pk).update(token_hash=links.digest(token))
    return token


def _ask_to_confirm(introduction):
    """The question whether the address is theirs. It repeats no name: a stranger may have typed it."""
    token = secrets.token_urlsafe(32)
    link = settings.SITE_URL + reverse("join:confirm", args=[token])
    if _sent(introduction, introduction.email, KINDS["confirm"], link=link):
        introduction.sent_at, introduction.token_hash = timezone.now(), links.digest(token)
    introduction.save()


def _sent(introduction, to, kind, **context):
    """Send it; a failure is counted, and the next attempt waits twice as long."""
    introduction.attempts += 1
    try:
        _compose(introduction.organisation, to, kind, context).send()
    except NOT_SENT:
        wait = min(timedelta(minutes=2**introduction.attempts), LONGEST_WAIT)
        introduction.send_after = timezone.now() + wait
        return False
    return True


def _compose(organisation, to, kind, context):
    """Nobody knows yet who reads it, nor in which language: the organisation's words in the portal's own."""
    own = Wordings(organisation.pk).of(kind, languages.PORTAL)
    with emails.spoken(own):
        rendered = emails.written(kind, context | {"organisation": organisation}, own)
    sender = formataddr((" ".join(organisation.name.split()), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    email = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        from_email=sender,
        to=[to],
        reply_to=[organisation.office_email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(rendered.html, "text/html")
    return email
