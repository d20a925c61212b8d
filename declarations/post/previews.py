"""How a message would look to Sam Okafor, Amira's parent: in the portal's words or in those being typed."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from declarations import emails, links
from declarations.models import Correction, Declaration, Request
from declarations.post import letter_words, texts
from declarations.post.models import ON_PAPER, Way, Wording
from organisations.models import Adult
from policies.models import Policy, PolicyVersion

MINUTES = 4
TOLD = {
    "correction": "missing",
    "differs": "differs",
    "not_mine": "not_mine",
    "text_told": "missing",
    "text_other": "differs",
}
LINKS = {"receipt": "/r/…/", "confirm": "/join/…/"}


@dataclass(frozen=True)
class Preview:
    """One message, and what a text of it costs."""

    rendered: emails.Rendered
    size: texts.Size | None = None


def of(kind, organisation, language, words=None):
    """With `words`, a dict of subject and text, as the organisation would say it; else as the portal does."""
    own = words and Wording(organisation=organisation, purpose=kind.name, language=language, **words)
    with emails.spoken(own):
        context = _example(kind, organisation)
        if kind.way == Way.TEXT:
            shown, size = texts.preview(kind, context, own)
            return Preview(emails.Rendered("", shown, "", context["link"]), size)
        if kind.way in ON_PAPER:
            return Preview(letter_words.written(context, own))
        return Preview(emails.written(kind, context, own))


def _example(kind, organisation):
    """Somebody, and something to answer. Nothing of it is ever stored."""
    version = PolicyVersion(title=_("Our code of conduct"), label="2", policy=Policy(owner=organisation))
    context = {
        "organisation": organisation,
        "adult": Adult(given_name="Sam", family_name="Okafor"),
        "link": settings.SITE_URL + LINKS.get(kind.name, "/s/…/"),
    }
    if "codes" in kind.placeholders:
        requests = [Request(version=version)]
        context |= {"requests": requests, "signs": True, "names": "Amira", "minutes": MINUTES, "changed": []}
        context |= {"letters": [], "first_line": letter_words.first_line(kind.name)}
    if kind.name == "receipt":
        answered = timezone.localtime() - timedelta(minutes=2)
        declaration = Declaration(outcome=Declaration.Outcome.SIGNED, typed_name="Sam Okafor")
        context |= {"version": version, "declaration": declaration, "is_another_name": False}
        context["said_at"] = date_format(answered, "j F Y, H:i")
    if kind.name == "link":
        context |= {"owed": 1, "days": links.SIGN_LINK_LASTS.days}
    if kind.name in TOLD:
        context["correction"] = Correction(about=TOLD[kind.name], text=_("My son Yusuf in Oak class is missing."))
    return context
