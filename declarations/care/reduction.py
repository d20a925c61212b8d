"""Evidence after its period: what an answer or a message told of people goes, that it was there can still be shown.

The history keeps the hash it had before. That of an answer still fits afterwards, because what goes is in it only as a
salted hash (see statement.py); an answer of format 1, which held everything in one, is vouched for by the event.
"""

import logging
from collections import Counter

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import statement
from declarations.models import Declaration, Link, Message, SignedCopy, UnfinishedCopy
from declarations.papers.models import Paper
from organisations import history
from organisations.ledger import Flaw
from organisations.models import Event

logger = logging.getLogger(__name__)
VERB = "reduced"
OF_PEOPLE = "typed_name relationship is_responsible comment children ip_address user_agent salt".split()
WORDS = {"to": "", "subject": "", "body": "", "failure": "", "reference": ""}


def reduce_answers(rows, *, why, by=None):
    """Take from these answers what they tell of people. One that is not as it was given stays: it needs a person."""
    given = rows.select_related("request__version__policy__owner").order_by("pk")
    return sum(_reduce(declaration, why, by) for declaration in given)


def drop_files():
    """The PDFs and scans of answers that were reduced. A file goes first: what a dying worker left is found again."""
    for model in (SignedCopy, Paper):
        left = model.objects.filter(declaration__reduced_at__isnull=False).exclude(file="").order_by("pk")
        for answer, name in left.values_list("declaration", "file"):
            default_storage.delete(name)
            _ask_for("drop_file_of", answer, model._meta.db_table)


def reduce_messages(rows, *, why, by=None):
    """Take from these messages address and words. When they went, by which way and about what stays."""
    for message in rows.annotate(told=_told("sent")).select_related("organisation").order_by("pk"):
        if message.sent_at:
            history.record(message.organisation, VERB, message, by=by, sha256=message.told, why=why)
    return rows.update(reduced_at=timezone.now(), **WORDS)


def flaws_of_answers(organisations, checked):
    """What is wrong with answers that were reduced: each has its event, and what is left is what was left then."""
    left = Declaration.objects.filter(request__version__policy__owner__in=organisations, reduced_at__isnull=False)
    left = left.annotate(event=_event(), told=_given()).select_related("request__version").order_by("pk")
    for declaration in left.iterator(chunk_size=1_000):
        checked["reduced answers"] += 1
        if what := _wrong_with(declaration):
            yield Flaw(_("answer %(number)s") % {"number": declaration.pk}, what)


def flaws_of_messages(organisations, checked):
    """The same of messages."""
    left = Message.objects.filter(organisation__in=organisations, sent_at__isnull=False, reduced_at__isnull=False)
    left = left.annotate(told=_told("sent"), told_then=_told(VERB)).order_by("pk")
    for message in left.iterator(chunk_size=1_000):
        checked["reduced messages"] += 1
        place = _("message %(number)s") % {"number": message.pk}
        if message.told_then is None or message.told_then != message.told:
            yield Flaw(place, _("it was emptied, and history does not tell of it"))
        elif any(getattr(message, name) for name in WORDS):
            yield Flaw(place, _("it was reduced, and yet there is something in it"))


def told(organisations):
    """What was reduced when and why, as sentences."""
    events = Event.objects.filter(organisation__in=organisations, verb=VERB)
    events = events.annotate(why=KeyTextTransform("why", "detail"))
    found = Counter()
    for kind, at, why in events.values_list("about_type", "at", "why").iterator():
        found[timezone.localdate(at), kind, why] += 1
    names = {"declaration": _("answers"), "message": _("messages")}
    for (day, kind, why), number in sorted(found.items()):
        words = {"number": number, "what": names[kind], "day": day, "why": why}
        yield _("%(number)s %(what)s reduced on %(day)s under “%(why)s”") % words


def _reduce(declaration, why, by):
    before = statement.digest(declaration)
    told = Event.objects.filter(
        about_type="request", about_id=declaration.request_id, detail__declaration=declaration.pk
    ).values_list("detail__sha256", flat=True)  # fmt: skip
    if before not in told or not statement.personal_part_fits(declaration):
        logger.error("Answer %s is not as it was given and is not reduced; see verify_evidence.", declaration.pk)
        return 0
    _ask_for("reduce_answer", declaration.pk)
    UnfinishedCopy.objects.filter(declaration=declaration).delete()
    Link.objects.filter(declaration=declaration, revoked_at=None).update(revoked_at=timezone.now())
    declaration.refresh_from_db(fields=OF_PEOPLE)
    owner, left = declaration.request.version.policy.owner, statement.digest(declaration)
    history.record(owner, VERB, declaration, by=by, sha256=before, left=left, why=why)
    return 1


def _wrong_with(declaration):
    event, left = declaration.event or {}, statement.digest(declaration)
    if not event or declaration.told is None or event["sha256"] != declaration.told:
        return _("it was emptied, and history does not tell of it")
    if event["left"] != left or (declaration.personal_hash and left != declaration.told):
        return _("what is left of it is not what was left when it was reduced")
    if any(getattr(declaration, name) for name in OF_PEOPLE):
        return _("it was reduced, and yet there is something in it")
    return ""


def _ask_for(function, *values):
    """What only the owner of the tables may do, and does under its own conditions."""
    with connection.cursor() as cursor:
        cursor.callproc(function, values)


def _event():
    events = Event.objects.filter(verb=VERB, about_type="declaration", about_id=OuterRef("pk")).order_by("-pk")
    return Subquery(events.values("detail")[:1])


def _given():
    events = Event.objects.annotate(said=KeyTextTransform("declaration", "detail"))
    events = events.filter(
        about_type="request", about_id=OuterRef("request_id"), said=Cast(OuterRef("pk"), CharField())
    )
    return Subquery(events.values("detail__sha256")[:1])


def _told(verb):
    """The hash that the last such event about a message tells."""
    events = Event.objects.filter(verb=verb, about_type="message", about_id=OuterRef("pk")).order_by("-pk")
    return Subquery(events.values("detail__sha256")[:1])
