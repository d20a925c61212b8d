"""A school's own words for asking and reminding. Placeholders are names in braces, and nothing else is ever read."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.post.models import Wording
from organisations.models import Adult, Organisation

PURPOSES = {
    "ask": gettext_lazy("The first e-mail"),
    "reminder": gettext_lazy("Every reminder by e-mail"),
    "text": gettext_lazy("The first text message"),
    "text_again": gettext_lazy("Every reminder by text message"),
}
TEXTS = {"ask": "text", "reminder": "text_again"}  # what is said by text message, by what it is for
PLACEHOLDERS = {
    "name": gettext_lazy("the parent’s name"),
    "children": gettext_lazy("the children’s given names"),
    "codes": gettext_lazy("what is to be read, by its title"),
    "minutes": gettext_lazy("how many minutes it takes"),
    "school": gettext_lazy("the school’s name"),
    "link": gettext_lazy("the parent’s own link"),
}
FIRST_TEXTS = {
    "text": gettext_lazy("{school} asks you to answer {codes} for {children}: {link}"),
    "text_again": gettext_lazy("Reminder from {school}: {codes} waits for your answer: {link}"),
}
BRACES = re.compile(r"\{([^{}]*)\}")


def of(organisation_id, purpose):
    """The words that hold here: the school's own, or its trust's; None for the portal's."""
    trust = Organisation.objects.filter(pk=organisation_id).values("trust")
    found = Wording.objects.filter(Q(organisation=organisation_id) | Q(organisation__in=trust), purpose=purpose)
    return found.order_by(F("organisation__trust").asc(nulls_last=True)).first()


def filled(own, context):
    """The school's subject and words, each placeholder replaced once: what a name contains is never read again."""
    values = _values(context)

    def fill(words):
        return BRACES.sub(lambda found: values.get(found[1], found[0]), words)

    return {"own_subject": fill(own.subject), "own_words": fill(own.text)}


def example(purpose):
    """Words to begin with."""
    if purpose in TEXTS.values():
        return {"subject": "", "text": str(FIRST_TEXTS[purpose])}
    subjects = {
        "ask": _("{school}: please read and answer {codes}"),
        "reminder": _("{school}: {codes} still waits for your answer"),
    }
    text = _(
        "Dear {name},\n\n{school} asks you to read and answer {codes} for {children}. "
        "It takes about {minutes} minutes:\n\n{link}"
    )
    return {"subject": subjects[purpose], "text": text}


def preview(own, *, ending="…"):
    """(subject, words) as somebody might receive them."""
    adult = Adult(given_name="Sam", family_name="Okafor")
    context = {
        "adult": adult,
        "names": "Amira",
        "titles": [_("Our code of conduct")],
        "minutes": 4,
        "organisation": own.organisation,
        "link": f"{settings.SITE_URL}/s/{ending}/",
    }
    words = filled(own, context)
    return words["own_subject"], words["own_words"]


def check(words, *, needs=()):
    """Refuse unknown placeholders, and words without those they need."""
    used = set(BRACES.findall(words))
    unknown = sorted(used - PLACEHOLDERS.keys())
    if unknown:
        raise ValidationError(_("There is no placeholder {%(name)s}.") % {"name": unknown[0]})
    for name in needs:
        if name not in used:
            raise ValidationError(_("Put {%(name)s} where it should stand.") % {"name": name})


def _values(context):
    return {
        "name": context["adult"].full_name,
        "children": context["names"],
        "codes": ", ".join(f"“{title}”" for title in _titles(context)),
        "minutes": str(context["minutes"]),
        "school": context["organisation"].name,
        "link": context["link"],
    }


def _titles(context):
    return context.get("titles") or [request.version.title for request in context["requests"]]
