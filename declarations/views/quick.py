"""The page that most parents open: words not answered yet. Two questions, and a page that is made already.

Whatever is not quite so is left to the ordinary view, which knows every case.
"""

import json
from collections import namedtuple
from datetime import datetime
from functools import cache, lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.utils import timezone

from declarations import links, reading, signing
from declarations.models import Link, Request
from declarations.views import shells
from organisations.models import Adult, Child, Organisation
from organisations.prepared import Question, Slot
from policies.models import PolicyVersion

ADULT, NOW = Slot("adult", BigIntegerField()), Slot("now", DateTimeField())
REQUEST = Slot("request", BigIntegerField())
ASKED = "adult__requests"
OPENED = ("pk", "opened_at", "adult", "adult__given_name", "adult__family_name", "adult__email", "adult__merged_into")
OPENED += (ASKED, f"{ASKED}__version", f"{ASKED}__cancelled_at", f"{ASKED}__answer")
Found = namedtuple(
    "Found", "link opened_at adult given_name family_name email merged_into request version cancelled_at answer"
)
Known = namedtuple("Known", "is_in_force organisation children before others_wait")
CHILD = {name: name for name in ("id", "school_id", "given_name", "family_name", "year_group", "class_name")}
CHILD |= {"school": "school__name", "relationship": "contacts__relationship"}


def page_to_sign(request, token, request_id):
    """The page for who holds this token, or None when it takes more than the usual."""
    if request_id > BigIntegerField.MAX_BIGINT:
        return None
    now = timezone.now()
    return _page(request, token, now, opened().all(token_hash=links.digest(token), now=now, request=request_id))


def only_page_to_sign(request, token):
    """The page of the one code that waits for who holds this token; None when several wait, or none."""
    if request.GET:
        return None
    now = timezone.now()
    return _page(request, token, now, _waiting().all(token_hash=links.digest(token), now=now))


def _page(request, token, now, rows):
    if len(rows) != 1:
        return None
    found = Found(*rows[0])
    if found.merged_into or found.cancelled_at or found.answer:
        return None
    known = known_of(found, now)
    if not known.is_in_force or known.organisation is None:
        return None
    links.note_opened(Link(pk=found.link, opened_at=found.opened_at))
    return HttpResponse(shells.page_to_sign(request, _for(found, known, token)))


def known_of(found, now):
    """What is known of an adult and the words they were asked about."""
    told = {"adult": found.adult, "request": found.request, "now": now}
    is_in_force, organisation, children, *more = _about(found.version, timezone.localdate()).first(**told)
    return Known(is_in_force, organisation, [*map(json.loads, children)], *more)


def relationships(known):
    """What this adult is to those children, as the roll has it."""
    return sorted({child["relationship"] for child in known.children})


def _for(found, known, token):
    before = json.loads(known.before or "{}")
    return shells.Reader(
        token=token,
        adult=Adult(given_name=found.given_name, family_name=found.family_name),
        request_id=found.request,
        version_id=found.version,
        children=[child["given_name"] for child in known.children],
        relationship=signing.only(relationships(known)),
        organisation=known.organisation,
        before_id=before.get("version"),
        answered_at=before and datetime.fromisoformat(before["answered_at"]),
    )


@cache
def opened():
    """Of a link that opens and the request it is opened for."""
    return Question(_good_link().filter(**{ASKED: REQUEST}).values_list(*OPENED))


@cache
def _waiting():
    """Of a link that opens and what waits for an answer: two are as good as many."""
    waits = Request.objects.open().filter(pk=OuterRef("request"), version__withdrawn_at=None)
    asked = _good_link().annotate(request=F(ASKED)).filter(Exists(waits))
    return Question(asked.values_list(*OPENED)[:2])


def _good_link():
    return links.opening(Slot("token_hash", CharField()), Link.Purpose.SIGN, NOW)


@lru_cache(maxsize=100)
def _about(version_id, _today):
    """Of one adult and these words; who is on roll depends on the day."""
    asked = Request(version=PolicyVersion.objects.select_related("policy__owner").get(pk=version_id))
    asked.adult_id = ADULT
    before = JSONObject(version="request__version", answered_at="answered_at")
    found = (
        PolicyVersion.objects.order_by()
        .filter(pk=version_id)
        .values_list(
            Exists(PolicyVersion.objects.in_force(NOW).filter(pk=version_id)),
            Subquery(school_of(ADULT)),
            ArraySubquery(signing.children_of(asked).values(told=JSONObject(**CHILD))),
            Subquery(reading.answers_before(asked).values(told=before)[:1]),
            Exists(Request.objects.open().filter(adult=ADULT).exclude(pk=REQUEST)),
        )
    )
    return Question(found)


def school_of(adult):
    """The columns of the school that writes to this adult, as JSON."""
    columns = {field.attname: f"school__{field.attname}" for field in Organisation._meta.concrete_fields}
    return Child.objects.first_of(adult).values(told=JSONObject(**columns))[:1]
