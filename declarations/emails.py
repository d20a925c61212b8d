"""What our e-mails say. The link stands in full in what is sent and is hidden in what is kept:
staff who read the message later cannot answer for the parent."""

import re
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _

from declarations import handfuls, links, signing
from declarations.models import Message, Request
from declarations.post import kinds, languages, wording
from organisations.models import Adult
from policies import words
from policies.models import Policy

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Rendered:
    """One e-mail, ready to read."""

    subject: str
    text: str
    html: str
    link: str

    def around_link(self):
        """The text before and after the link."""
        before, _link, after = self.text.partition(self.link) if self.link else (self.text, "", "")
        return before.strip(), after.strip()

    def without(self, token):
        """The text to keep: the same words, the link closed."""
        return self.text.replace(token, "…")


def mint(message):
    """The token of a new link for this message."""
    link, token = drawn(message)
    link.save()
    return token


def drawn(message):
    """A link for this message that has yet to be kept, and its token."""
    token = links.new_token()
    if message.purpose == Message.Purpose.RECEIPT:
        return links.to_receipt(message.declaration, token, message=message), token
    return links.to_sign(message.adult, token, message=message), token


def render(message, token, own=None):
    """The message with its link in it, in `own` words of the school where it has any."""
    with spoken(own):
        context = context_of(message, token)
        return written(kinds.of(message), context, own, subject_ends=for_whom(message))


def spoken(own):
    """The language of the portal's own lines: that of the school's words, where the portal speaks it."""
    return translation.override(languages.of_portal(own.language if own else languages.PORTAL))


def written(kind, context, own=None, *, subject_ends=""):
    """An e-mail of this kind: the portal's words, or the school's with what always stands below them."""
    template = kind.template
    if own:
        template = "emails/own_words"
        context = context | {"rest": kind.rest, "own": own, **wording.filled(own, context)}
    return Rendered(
        one_line(render_to_string(f"{template}_subject.txt", context), subject_ends),
        tidy(render_to_string(f"{template}.txt", context)),
        render_to_string(f"{template}.html", context),
        context.get("link", ""),
    )


def context_of(message, token):
    """What the words of a message speak of."""
    receipt = message.purpose == Message.Purpose.RECEIPT
    return _context(message) | {
        "link": links.receipt_address(token) if receipt else links.sign_address(token),
        "adult": message.adult,
        "organisation": message.organisation,
    }


def preview(version):
    """The first message about a version as (subject, text), before there is anybody to send it to."""
    reason = Request.Reason.CHANGED if version.previous() else Request.Reason.PUBLISHED
    with translation.override(settings.LANGUAGE_CODE):
        context = _asked([Request(version=version, reason=reason)]) | {
            "link": links.sign_address("-").replace("/-/", "/…/"),
            "adult": Adult(family_name=_("the parent’s name")),
            "organisation": version.policy.owner,
        }
        subject = render_to_string("emails/please_sign_subject.txt", context)
        return one_line(subject), tidy(render_to_string("emails/please_sign.txt", context))


def compose(message, rendered, connection=None):
    """An e-mail sent by the portal for the school; answers go to the school office."""
    organisation = message.organisation
    email = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        from_email=formataddr((one_line(organisation.name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[message.to],
        reply_to=[organisation.office_email],
        connection=connection,
        # The same row always has the same Message-ID, so that a second copy can be recognised.
        headers={
            "Message-ID": f"<message-{message.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(rendered.html, "text/html")
    email.metadata = {"message": str(message.pk)}  # a mail service says it again when it tells what became of it
    return email


def one_line(subject, end=""):
    return Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT - len(end)) + end


def for_whom(message):
    """The end of the subject where adults share a mailbox, so that each finds their own."""
    if not handfuls.known(message).shares_mailbox:
        return ""
    return " " + _("– for %(name)s") % {"name": one_line(message.adult.full_name)}


def tidy(text):
    """No line with nothing but spaces, no two empty lines together: what template tags leave behind."""
    return re.sub(r"\n\s*\n", "\n\n", text).strip() + "\n"


def _context(message):
    if message.purpose == Message.Purpose.RECEIPT:
        return _receipt_context(message)
    if message.purpose == Message.Purpose.LINK:
        return {"owed": message.adult.requests.open().count(), "days": links.SIGN_LINK_LASTS.days}
    if message.purpose == Message.Purpose.CORRECTION:
        return {"correction": message.correction}
    return _ask_context(message)


def _ask_context(message):
    known = handfuls.known(message)
    return _asked(known.requests, known.children)


def _asked(requests, children=()):
    versions = [request.version for request in requests]
    asked_again = [request.version for request in requests if request.reason == Request.Reason.CHANGED]
    return {
        "requests": requests,
        "signs": any(version.policy.asks == Policy.Asks.SIGNATURE for version in versions),
        "names": get_text_list(children, _("and")),
        "minutes": sum(map(words.minutes_to_read, versions)),
        "changed": [version for version in asked_again if version.summary_of_changes],
        "letters": [version for version in versions if version.covering_letter],
    }


def _receipt_context(message):
    declaration = message.declaration
    return {
        "declaration": declaration,
        "version": declaration.request.version,
        "is_another_name": signing.is_another_name(declaration),
        "said_at": date_format(timezone.localtime(declaration.answered_at), "j F Y, H:i"),
    }
