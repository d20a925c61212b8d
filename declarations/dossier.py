"""All that is kept about one adult, as one ZIP: evidence in a dispute. Other adults are left out, of children all but
the names; but notes stand in it as they were written. The answer to a request for access is care/access.py."""

import csv
import hashlib
import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from declarations import copies, proof, standing
from declarations.joining.models import Introduction
from declarations.models import Correction, Declaration, Message, Note
from declarations.papers import keeping
from organisations.models import Event
from policies import words

ANSWER = (
    "id", "outcome", "typed_name", "relationship", "is_responsible", "comment", "children", "undertakings",
    "content_hash", "language", "route", "answered_at", "ip_address", "user_agent",
)  # fmt: skip
MESSAGE = (
    "id", "purpose", "way", "to", "subject", "created_at", "sent_at", "delivered_at", "bounced_at", "failed_at",
    "cancelled_at", "failure", "reference", "body",
)  # fmt: skip
INTRODUCTION = ("name", "email", "child", "class_name", "at", "confirmed_at", "settled_at")
CORRECTION = ("about", "text", "at", "settled_at")
DETAILS = ("given_name", "family_name", "email", "phone", "address", "language", "contact_rule")


def pack(adult, organisation):
    """The bytes of the ZIP. manifest.csv lists every file with its SHA-256; so does SHA256SUMS, for `sha256sum -c`."""
    files = dict(_files(adult, organisation))
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    return zipped(files | {"SHA256SUMS": "".join(lines).encode()})


def sections(adult, organisation):
    """What is kept about an adult, as (name, what can be written as JSON)."""
    asked, answers = asked_of(adult, organisation)
    yield "adult", _about(adult, organisation)
    yield "asked", [_asked(request) for request in asked]
    yield "answers", [_answer(answer) for answer in answers]
    yield "notes", [_note(note) for note in _notes(adult, organisation)]
    yield "told", _told(adult, organisation)
    messages = _messages(adult, organisation)
    yield "messages", [_message(message) for message in messages]
    yield "history", [_event(event) for event in _events(adult, asked, answers, messages)]


def papers(adult, organisation):
    """The words that were answered, and what was signed, as (name of a file, bytes)."""
    _asked_for, answers = asked_of(adult, organisation)
    for version in {answer.request.version for answer in answers}:
        yield f"words/{version.policy.reference}-{version.number}.json", words.canonical(version).encode()
    for answer in answers.filter(copy__isnull=False, reduced_at=None).select_related("copy"):
        if not copies.names_children_elsewhere(answer, organisation):
            yield f"signed/{answer.pk}.pdf", copies.read(answer.copy)
    for paper in keeping.at(organisation).filter(declaration__in=answers):
        yield f"paper/{paper.declaration_id}{paper.suffix}", keeping.read(paper)


def asked_of(adult, organisation):
    """What an adult was asked, and what they answered."""
    asked = list(standing.requests_of(adult, organisation))
    answers = Declaration.objects.filter(request__in=asked).select_related("request__version__policy", "recorded_by")
    return asked, answers


def zipped(files):
    """These files as the bytes of a ZIP, with a list of them."""
    files = dict(files)
    files["manifest.csv"] = _manifest(files)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6]), data)
    return content.getvalue()


def as_json(content):
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _files(adult, organisation):
    yield "READ-ME.txt", _read_me(adult, organisation).encode()
    for name, content in sections(adult, organisation):
        yield f"{name}.json", as_json(content)
    yield from papers(adult, organisation)
    asked, answers = asked_of(adult, organisation)
    messages = _messages(adult, organisation)
    yield from proof.files(asked, answers, _events(adult, asked, answers, messages), organisation)


def _read_me(adult, organisation):
    told = {"adult": adult, "organisation": organisation, "day": timezone.localdate()}
    return render_to_string("declarations/read_me.txt", told)


def _about(adult, organisation):
    contacts = adult.contacts.filter(child__school__in=organisation.reached()).select_related("child__school")
    children = [
        {
            "name": contact.child.full_name,
            "school": contact.child.school.name,
            "relationship": contact.relationship,
            "parental_responsibility": contact.parental_responsibility,
        }
        for contact in contacts
    ]
    return _picked(adult, DETAILS) | {"children": children}


def _asked(request):
    return {
        "code": request.version.title,
        "version": request.version.label,
        "content_hash": request.version.content_hash,
        "asked_at": request.created_at,
        "why": request.reason,
        "cancelled_at": request.cancelled_at,
        "cancelled_why": request.cancelled_why,
    }


def _answer(answer):
    version = answer.request.version
    who = str(answer.recorded_by) if answer.recorded_by else None
    about = {"code": version.title, "version": version.label, "undertakings_lead_in": version.undertakings_lead_in}
    return {**about, **_picked(answer, ANSWER), "recorded_by": who}


def _notes(adult, organisation):
    notes = Note.objects.filter(adult__in=_records(adult), organisation__in=organisation.reached())
    return notes.select_related("by")


def _note(note):
    return {"at": note.at, "by": str(note.by), "text": note.text}


def _told(adult, organisation):
    """What they told of themselves: that the roll is wrong, or who they are when they came by the school link."""
    theirs = {"adult__in": _records(adult), "organisation__in": organisation.reached()}
    return [_picked(told, CORRECTION) for told in Correction.objects.filter(**theirs)] + [
        _picked(told, INTRODUCTION) for told in Introduction.objects.filter(**theirs)
    ]


def _messages(adult, organisation):
    theirs = Message.objects.filter(adult__in=_records(adult), organisation__in=organisation.reached())
    return list(theirs.prefetch_related("delivery_events").order_by("pk"))


def _message(message):
    told = message.delivery_events.all()
    delivery = [{"at": event.at, "what": event.kind, "carrier": event.carrier} for event in told]
    return _picked(message, MESSAGE) | {"delivery": delivery}


def _records(adult):
    """Every record of this person: others were merged into the one kept."""
    return [adult.pk, *adult.merged.values_list("pk", flat=True)]


def _events(adult, asked, answers, messages):
    about = Q(about_type="adult", about_id__in=_records(adult))
    about |= Q(about_type="message", about_id__in=[message.pk for message in messages])
    about |= Q(about_type="request", about_id__in=[request.pk for request in asked])
    about |= Q(about_type="declaration", about_id__in=[answer.pk for answer in answers])
    return Event.objects.filter(about).select_related("actor", "organisation").order_by("at", "pk")


def _event(event):
    who = str(event.actor) if event.actor else None
    place = {"organisation": event.organisation.name, "id": event.pk, "number": event.number, "hash": event.hash}
    return {"at": event.at, "by": who, "did": event.verb, "to": event.about_type, "detail": event.detail, **place}


def _picked(row, names):
    return {name: getattr(row, name) for name in names}


def _manifest(files):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["file", "bytes", "sha256"])
    writer.writerows([name, len(data), hashlib.sha256(data).hexdigest()] for name, data in sorted(files.items()))
    return text.getvalue().encode()
