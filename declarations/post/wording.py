"""A school's own words for its messages. Placeholders are names in braces, and nothing else is ever read."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.post import languages
from declarations.post.kinds import PLACEHOLDERS
from declarations.post.models import Wording
from organisations import history
from organisations.models import Organisation

BRACES = re.compile(r"\{([^{}]*)\}")
FIRST_SUBJECTS = {
    "ask": gettext_lazy("{school}: please read and answer {codes}"),
    "reminder": gettext_lazy("{school}: {codes} still waits for your answer"),
    "receipt": gettext_lazy("{school}: receipt for your answer to {code}"),
    "link": gettext_lazy("{school}: the new link you asked for"),
    "correction": gettext_lazy("{school}: what you told us about our records"),
    "differs": gettext_lazy("{school}: was this answer yours?"),
    "not_mine": gettext_lazy("{school}: what you told us about our records"),
    "confirm": gettext_lazy("{school}: please confirm your e-mail address"),
    "replaced": gettext_lazy("{school}: your e-mail address in our records"),
    "not_found": gettext_lazy("{school}: we could not find you in our records"),
}
ASKING = gettext_lazy(
    "Dear {name},\n\n{school} asks you to read and answer {codes} for {children}. "
    "It takes about {minutes} minutes:\n\n{link}"
)
FIRST_TEXTS = {
    "ask": ASKING,
    "reminder": ASKING,
    "letter": ASKING,
    "receipt": gettext_lazy(
        "Dear {name},\n\nthank you: {school} has your answer of {when} to {code}, version {version}. {answer}\n\n"
        "Your lasting receipt, with the exact words:\n\n{link}"
    ),
    "link": gettext_lazy("Dear {name},\n\nhere is a new link to what {school} asks you to read:\n\n{link}"),
    "correction": gettext_lazy(
        "Dear {name},\n\nsomebody with your link told {school} this about its records:\n\n{told}\n\n"
        "Your page:\n\n{link}"
    ),
    "differs": gettext_lazy(
        "Dear {name},\n\n{school} has had an answer through your link, with a name or a relationship to the child "
        "that is not the one in its records.\n\nYour page:\n\n{link}"
    ),
    "not_mine": gettext_lazy(
        "Dear {name},\n\nsomebody with your link told {school} that they have no parental responsibility for the "
        "child. Nothing was signed.\n\nYour page:\n\n{link}"
    ),
    "confirm": gettext_lazy(
        "Somebody gave this address on the page of {school} for parents and carers who want to read and answer its "
        "code of conduct. If that was you, please confirm it here:\n\n{link}"
    ),
    "replaced": gettext_lazy(
        "{school} has taken this e-mail address out of its records about parents and carers and put another one in "
        "its place, because it was told to."
    ),
    "not_found": gettext_lazy(
        "Thank you for writing to {school} through its page for parents and carers. The office could not find you in "
        "its records. That may well be our mistake: if you are a parent or carer of a child at the school, please "
        "reply to this e-mail or ring the office."
    ),
    "text": gettext_lazy("{school} asks you to answer {codes} for {children}: {link}"),
    "text_again": gettext_lazy("Reminder from {school}: {codes} waits for your answer: {link}"),
    "text_link": gettext_lazy("{school}: the new link you asked for {link}"),
    "text_told": gettext_lazy(
        "{school} was told that its records about you are wrong. Not you? Tell the office. {link}"
    ),
    "text_other": gettext_lazy(
        "{school} has had an answer in your name with other details. Not you? Tell the office. {link}"
    ),
}


@dataclass(frozen=True)
class Piece:
    """A stretch of a message: of the school's words, of what a placeholder stands for, or the link."""

    text: str
    name: str = ""

    @property
    def is_link(self):
        return self.name == "link"


class Wordings:
    """All that one organisation, and its trust, have in their own words: asked for once, used for many messages."""

    def __init__(self, organisation_id):
        trust = Organisation.objects.filter(pk=organisation_id).values("trust")
        theirs = Wording.objects.filter(Q(organisation=organisation_id) | Q(organisation__in=trust), ended_at=None)
        self.kept = {(own.organisation_id == organisation_id, own.purpose, own.language): own for own in theirs}

    def of(self, kind, language):
        """In this adult's language, else in the portal's; the school's before its trust's. None: the portal's own."""
        for spoken in dict.fromkeys((language, languages.PORTAL)):
            for is_own in (True, False):
                if found := self.kept.get((is_own, kind.name, spoken)):
                    return found
        return None


def filled(own, context):
    """The school's subject and words, each placeholder replaced once: what a name contains is never read again."""
    values = _values(context)
    subject = "".join(piece.text for piece in _pieces(own.subject, values))
    pieces = _pieces(own.text, values)
    return {"own_subject": subject, "own_words": "".join(piece.text for piece in pieces), "pieces": pieces}


def example(kind, language=languages.PORTAL):
    """Words to begin with."""
    with translation.override(languages.of_portal(language)):
        return {"subject": str(FIRST_SUBJECTS.get(kind.name, "")), "text": str(FIRST_TEXTS[kind.name])}


def check(words, kind, *, needs=()):
    """Refuse unknown placeholders, and words without those they need."""
    used = set(BRACES.findall(words))
    for name in sorted(used - set(kind.placeholders)):
        if name in PLACEHOLDERS:
            raise ValidationError(_("{%(name)s} says nothing in this message.") % {"name": name})
        raise ValidationError(_("There is no placeholder {%(name)s}.") % {"name": name})
    for name in needs:
        if name not in used:
            raise ValidationError(_("Put {%(name)s} where it should stand.") % {"name": name})


def standing(organisation, kind, language):
    """The organisation's own words that hold now, or None."""
    return organisation.wordings.filter(purpose=kind.name, language=language, ended_at=None).first()


def of_trust(organisation, kind, language):
    """What the organisation's trust says while it says nothing itself, or None."""
    return standing(organisation.trust, kind, language) if organisation.trust else None


def languages_of(organisation):
    """{name of a kind: languages in which the organisation has words of its own for it}."""
    found = {}
    own = organisation.wordings.filter(ended_at=None).order_by("language")
    for name, language in own.values_list("purpose", "language"):
        found.setdefault(name, []).append(language)
    return found


def earlier(organisation, kind, language):
    """Words that held once, newest first, with who wrote and who ended them."""
    ended = organisation.wordings.filter(purpose=kind.name, language=language).exclude(ended_at=None)
    return ended.select_related("kept_by", "ended_by")


@transaction.atomic
def keep(organisation, kind, language, *, by, subject="", text):
    """From now on these words; those before stay in the list of earlier ones."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    before = standing(organisation, kind, language)
    if before and (before.subject, before.text) == (subject, text):
        return before
    _end(organisation, kind, language, by)
    words = {"purpose": kind.name, "language": language, "subject": subject, "text": text}
    own = Wording.objects.create(organisation=organisation, kept_by=by, **words)
    history.record(organisation, "worded", organisation, by=by, message=kind.name, language=language)
    return own


@transaction.atomic
def drop(organisation, kind, language, *, by):
    """Back to the portal's words."""
    if _end(organisation, kind, language, by):
        history.record(organisation, "unworded", organisation, by=by, message=kind.name, language=language)


def _end(organisation, kind, language, by):
    holding = organisation.wordings.filter(purpose=kind.name, language=language, ended_at=None)
    return holding.update(ended_at=timezone.now(), ended_by=by)


def _pieces(words, values):
    """The words in order, cut where a placeholder stands; one that says nothing here stays as it is."""
    pieces = []
    for place, part in enumerate(BRACES.split(words)):
        if not place % 2:
            pieces.append(Piece(part))
        else:
            pieces.append(Piece(values[part], part) if part in values else Piece(f"{{{part}}}"))
    return [piece for piece in pieces if piece.text]


def _values(context):
    values = {"school": context["organisation"].name, "link": context.get("link", "")}
    if "adult" in context:
        values["name"] = context["adult"].full_name
    if "names" in context:
        titles = context.get("titles") or [request.version.title for request in context["requests"]]
        codes = ", ".join(f"“{title}”" for title in titles)
        values |= {"children": context["names"], "codes": codes, "minutes": str(context["minutes"])}
    if "version" in context:
        values |= _of_answer(context)
    if "days" in context:
        values["days"] = str(context["days"])
    if "correction" in context and context["correction"].is_written:
        told = context["correction"]
        values["told"] = f"{told.get_about_display()}: {told.text}"
    return values


def _of_answer(context):
    declaration, version = context["declaration"], context["version"]
    signed = f" – {declaration.typed_name}" if declaration.typed_name else ""
    return {
        "code": f"“{version.title}”",
        "version": version.label,
        "answer": f"{declaration.told_back}{signed}.",
        "when": context["said_at"],
    }
