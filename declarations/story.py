"""All that happened between a school and one adult, told line by line from what is kept."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.models import Declaration, Link, Message
from declarations.papers import keeping

WRITTEN = {
    Message.Purpose.ASK: gettext_lazy("Written to"),
    Message.Purpose.REMINDER: gettext_lazy("Reminded"),
    Message.Purpose.RECEIPT: gettext_lazy("Receipt sent"),
    Message.Purpose.LINK: gettext_lazy("New link sent"),
    Message.Purpose.CORRECTION: gettext_lazy("Copy sent of what they told about the roll"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the story; `url` leads to what it tells of, and `link` says what that is."""

    at: datetime
    text: str
    by: str = ""
    detail: str = ""
    url: str = ""
    link: str = ""


def of_adult(adult, asked, organisation):
    """What staff of this organisation may know of an adult, newest first. `asked` is what they were asked."""
    messages = list(adult.messages.filter(organisation__in=organisation.reached()))
    entries = [*_of_requests(asked), *_of_answers(asked, organisation), *_of_messages(messages, organisation)]
    entries += [*_of_visits(messages), *_of_notes(adult, organisation), *_of_wishes(adult)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_requests(asked):
    for request in asked:
        code = _code(request.version)
        asked = _("To be asked about %(code)s") % {"code": code}
        yield Entry(request.created_at, asked, detail=request.get_reason_display())
        if request.cancelled_at:
            yield Entry(
                request.cancelled_at,
                _("%(code)s: an answer is not asked for any more") % {"code": code},
                detail=request.get_cancelled_why_display(),
            )


def _of_answers(asked, organisation):
    given = Declaration.objects.filter(request__in=[request.pk for request in asked])
    for declaration in given.select_related("request__version", "recorded_by", "copy", "paper"):
        told = {"outcome": declaration.get_outcome_display(), "code": _code(declaration.request.version)}
        has_copy = hasattr(declaration, "copy") and declaration.copy.file
        yield Entry(
            declaration.answered_at,
            _("%(outcome)s: %(code)s") % told,
            by=str(declaration.recorded_by or ""),
            detail=_said(declaration),
            url=reverse("declarations:signed_copy", args=[organisation.slug, declaration.pk]) if has_copy else "",
            link=_("Signed copy (PDF)"),
        )
        yield from _of_paper(declaration, organisation)


def _of_paper(declaration, organisation):
    paper = getattr(declaration, "paper", None)
    if paper and keeping.may_see(organisation, paper):
        yield Entry(
            paper.kept_at,
            _("The paper is kept: %(code)s") % {"code": _code(declaration.request.version)},
            url=reverse("declarations:paper", args=[organisation.slug, declaration.pk]),
            link=_("Scan of the paper"),
        )


def _said(declaration):
    typed = declaration.typed_name and _("Signed as %(name)s") % {"name": declaration.typed_name}
    route = declaration.route != Declaration.Route.ONLINE and declaration.get_route_display()
    return " · ".join(filter(None, [typed, route, declaration.comment]))


def _of_messages(messages, organisation):
    for message in messages:
        told = {"purpose": WRITTEN[message.purpose], "subject": message.subject, "to": message.to}
        url = reverse("declarations:message", args=[organisation.slug, message.pk])
        link = _("See the message")
        if message.sent_at:
            yield Entry(message.sent_at, _("%(purpose)s: %(subject)s") % told, detail=message.to, url=url, link=link)
        if message.bounced_at:
            yield Entry(message.bounced_at, _("The message to %(to)s came back") % told, url=url, link=link)
        if message.failed_at:
            yield Entry(message.failed_at, _("A message could not be sent"), detail=message.failure, url=url, link=link)


def _of_visits(messages):
    opened = Link.objects.filter(message__in=messages, opened_at__isnull=False, purpose=Link.Purpose.SIGN)
    for link in opened:
        yield Entry(link.opened_at, _("The link was opened"), detail=_("By the adult, or by a mail scanner."))


def _of_notes(adult, organisation):
    for note in adult.notes.filter(organisation__in=organisation.reached()).select_related("by"):
        words = note.text or _("The words were removed after their period.")
        yield Entry(note.at, _("The office wrote"), by=str(note.by), detail=words)


def _of_wishes(adult):
    for wish in adult.stop_wishes.select_related("lifted_by"):
        yield Entry(wish.at, _("Asked not to be reminded"))
        if wish.lifted_at:
            yield Entry(wish.lifted_at, _("May be reminded again"), by=str(wish.lifted_by))


def _code(version):
    return _("%(title)s, version %(label)s") % {"title": version.title, "label": version.label}
