"""The page that most parents open: words not answered yet. Two questions, and a page that is made already.

Whatever is not quite so is left to the ordinary view, which knows every case.
"""

from collections import namedtuple
from functools import lru_cache

from django.contrib.messages import get_messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, CharField, DateTimeField, OuterRef, Subquery
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
ASKED = "adult__requests"
Found = namedtuple("Found", "link opened_at adult given_name family_name merged_into version cancelled_at answer")
Known = namedtuple("Known", "in_force organisation children relationships before answered_at")


def page_to_sign(request, token, request_id):
    """The page for who holds this token, or None when it takes more than the usual."""
    if request.method != "GET" or request_id > BigIntegerField.MAX_BIGINT or len(get_messages(request)):
        return None
    now = timezone.now()
    found = _opened().first(token_hash=links.digest(token), now=now, request=request_id)
    if found is None:
        return None
    found = Found(*found)
    if found.merged_into or found.cancelled_at or found.answer:
        return None
    known = Known(*_about(found.version, timezone.localdate()).first(adult=found.adult, now=now))
    if known.in_force != found.version or known.organisation is None:
        return None
    links.note_opened(Link(pk=found.link, opened_at=found.opened_at))
    return HttpResponse(shells.page_to_sign(request, _for(found, known, token, request_id)))


def _for(found, known, token, request_id):
    return shells.Reader(
        token=token,
        adult=Adult(given_name=found.given_name, family_name=found.family_name),
        request_id=request_id,
        version_id=found.version,
        children=known.children,
        relationship=signing.only(known.relationships),
        organisation=known.organisation,
        before_id=known.before,
        answered_at=known.answered_at,
    )


@lru_cache(maxsize=1)
def _opened():
    """Of a link that opens and the request it is opened for."""
    good = links.opening(Slot("token_hash", CharField()), Link.Purpose.SIGN, NOW)
    told = ("pk", "opened_at", "adult", "adult__given_name", "adult__family_name", "adult__merged_into")
    asked = (f"{ASKED}__version", f"{ASKED}__cancelled_at", f"{ASKED}__answer")
    return Question(good.filter(**{ASKED: Slot("request", BigIntegerField())}).values_list(*told, *asked))


@lru_cache(maxsize=100)
def _about(version_id, _today):
    """Of one adult and these words; who is on roll depends on the day."""
    version = PolicyVersion.objects.select_related("policy__owner").get(pk=version_id)
    asked = Request(version=version)
    asked.adult_id = ADULT
    before = reading.answers_before(asked)
    school = Child.objects.first_of(ADULT).values(told=JSONObject(**_columns("school__")))
    children = signing.children_of(asked).values("given_name")
    found = PolicyVersion.objects.filter(pk=version_id).values_list(
        Subquery(PolicyVersion.objects.in_force(NOW).filter(policy=OuterRef("policy")).values("pk")[:1]),
        Subquery(school[:1]),
        ArraySubquery(children),
        ArraySubquery(signing.relationships(asked)),
        Subquery(before.values("request__version")[:1]),
        Subquery(before.values("answered_at")[:1]),
    )
    return Question(found)


def _columns(path):
    return {field.attname: f"{path}{field.attname}" for field in Organisation._meta.concrete_fields}
