"""The answer to a request for access (UK GDPR article 15): all that is kept about an adult, to read and for machines.

The other adults of a child are nowhere in it. Words that staff wrote may speak of others: a person reads them first,
and may leave some out, for a reason that stands in the history and in the answer.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import dossier
from declarations.models import Correction, Declaration, Link
from organisations import history
from organisations.roll.models import Change
from policies import paper

COMPLAINT = ("received_on", "route", "who", "contact", "about", "acknowledged_on", "outcome", "closed_on")
TITLES = {
    "adult": gettext_lazy("You, and your children here"),
    "asked": gettext_lazy("What you were asked"),
    "answers": gettext_lazy("What you answered"),
    "told": gettext_lazy("What you told us about our records"),
    "complaints": gettext_lazy("Your complaints about personal data"),
    "read_first": gettext_lazy("What staff wrote about you"),
    "messages": gettext_lazy("What we wrote to you"),
    "links": gettext_lazy("Links sent to you, and when they were opened"),
    "wishes": gettext_lazy("Asked not to be reminded"),
    "roll": gettext_lazy("How our records about you changed"),
    "history": gettext_lazy("Who did what, and who looked"),
    "left_out": gettext_lazy("What was left out"),
    "earlier_records": gettext_lazy("Earlier records about you"),
}


class Reason(models.TextChoices):
    """Why something is not handed over (Data Protection Act 2018, schedules 2 and 3)."""

    OTHERS = "others", gettext_lazy("It is about somebody else, who has not agreed")
    ADVICE = "advice", gettext_lazy("It is advice from a lawyer, or asks for it")
    HARM = "harm", gettext_lazy("It could seriously harm somebody’s health, or a child")
    ANOTHER = "another", gettext_lazy("Another reason, given in our letter")


@dataclass(frozen=True)
class Words:
    """Something that a person has to read before it is handed over."""

    key: str
    what: str
    at: datetime
    by: str
    text: str


def to_read(adult, organisation):
    """What staff wrote about this adult, and what somebody else may have typed as them, oldest first."""
    found = []
    for each in _records(adult):
        found += [*_notes(each, organisation), *_reasons(each), *_noticed(each, organisation)]
        found += _set_aside(each, organisation)
    return sorted(found, key=lambda words: words.at)


def pack(adult, organisation, *, left_out, by):
    """The bytes of a ZIP. `left_out` is {key of words: reason}."""
    told = _told(adult, organisation, left_out)
    with transaction.atomic():
        why = dict(Counter(map(str, left_out.values())))
        history.record(organisation, "access_given", adult, by=by, left_out=why)
        readable = _readable(adult, organisation, told)
    files = {"everything.pdf": readable, "everything.json": dossier.as_json(told)}
    for each in _records(adult):
        files |= dict(dossier.papers(each, organisation))
    return dossier.zipped(files)


def _told(adult, organisation, left_out):
    handed = [words for words in to_read(adult, organisation) if words.key not in left_out]
    told = {"about": _heading(adult, organisation), **_sections(adult, organisation)}
    told["read_first"] = [
        {"what": str(words.what), "at": words.at, "by": words.by, "text": words.text} for words in handed
    ]
    told["left_out"] = [{"why": str(Reason(why).label)} for why in left_out.values()]
    told["earlier_records"] = [_sections(each, organisation) for each in adult.merged.all()]
    return told


def _sections(adult, organisation):
    here = {"organisation__in": organisation.reached()}
    told = dict(dossier.sections(adult, organisation))
    del told["notes"]
    told["answers"] = [_without_staffs_words(answer) for answer in told["answers"]]
    told["told"] = [each for each in told["told"] if each.get("about") in (None, *Correction.WRITTEN)]
    told["complaints"] = list(adult.complaints.filter(**here).order_by("pk").values(*COMPLAINT))
    links = Link.objects.filter(adult=adult).order_by("pk")
    told["links"] = list(links.values("purpose", "created_at", "opened_at", "expires_at", "revoked_at"))
    told["wishes"] = list(adult.stop_wishes.values("at", "lifted_at"))
    told["roll"] = [_change(change) for change in _changes(adult)]
    return told


def _heading(adult, organisation):
    return {
        "controller": organisation.controller.name,
        "school": organisation.name,
        "adult": adult.full_name,
        "made_on": timezone.localdate(),
    }


def _without_staffs_words(answer):
    set_aside = answer["outcome"] == Declaration.Outcome.INVALIDATED
    return answer | {"comment": ""} if set_aside else answer


def _records(adult):
    """Their record, and those that were merged into it."""
    return [adult, *adult.merged.all()]


def _changes(adult):
    """Of the adult themself: what a change says of a child may be another adult's business."""
    of_them = Change.objects.filter(adult=adult, about=Change.About.ADULT).exclude(kind=Change.Kind.SAME)
    return of_them.select_related("by").order_by("at", "pk")


def _change(change):
    after = {name: value for name, value in change.after.items() if name not in ("reason", "merged")}
    by = str(change.by) if change.by else None
    return {"at": change.at, "by": by, "what": change.get_kind_display(), "before": change.before, "after": after}


def _notes(adult, organisation):
    notes = adult.notes.filter(organisation__in=organisation.reached()).exclude(text="")
    for note in notes.select_related("by"):
        yield Words(f"note-{note.pk}", _("Note"), note.at, str(note.by), note.text)


def _reasons(adult):
    for change in _changes(adult).filter(after__has_key="reason").exclude(after__reason=""):
        what = _("Why the contact rule was changed")
        yield Words(f"change-{change.pk}", what, change.at, str(change.by or ""), change.after["reason"])


def _noticed(adult, organisation):
    """What was typed that is not what the roll says: somebody else may have typed it."""
    noticed = adult.corrections.filter(organisation__in=organisation.reached()).exclude(about__in=Correction.WRITTEN)
    for each in noticed:
        yield Words(f"correction-{each.pk}", str(each.get_about_display()), each.at, "", each.text)


def _set_aside(adult, organisation):
    _asked, answers = dossier.asked_of(adult, organisation)
    for answer in answers.filter(outcome=Declaration.Outcome.INVALIDATED).exclude(comment=""):
        who = str(answer.recorded_by or "")
        yield Words(f"answer-{answer.pk}", _("Why an answer was set aside"), answer.answered_at, who, answer.comment)


def _readable(adult, organisation, told):
    told = told | {"answers": [_with_lead_in(answer) for answer in told["answers"]]}
    parts = [(title, _rows(told[name])) for name, title in TITLES.items() if told[name]]
    context = {"owner": organisation, "adult": adult, "parts": parts, "controller": organisation.controller}
    context["how"] = render_to_string("care/how_to_read.txt", context)
    return paper.printed("pdf/access.html", context, made_at=timezone.now(), spells_out=True)


def _with_lead_in(answer):
    """A list of things not to do says so only together with the words before it."""
    points = [f"– {point}" for point in answer["undertakings"]]
    lead_in = answer.get("undertakings_lead_in") or ""
    return answer | {"undertakings_lead_in": "", "undertakings": [lead_in, *points] if points else []}


def _rows(content):
    """A section as a list of lists of (what, value) that people can read."""
    found = content if isinstance(content, list) else [content]
    return [[(_label(name), _words(value)) for name, value in each.items() if _says(value)] for each in found]


def _says(value):
    return value not in (None, "", [], {})


def _label(name):
    return name.replace("_", " ").capitalize()


def _words(value):
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{_label(name)}: {_words(each)}" for name, each in value.items() if _says(each))
    if isinstance(value, list):
        return "\n".join(_words(each) for each in value)
    return date_format(value, "j F Y") if hasattr(value, "isoformat") else str(value)
