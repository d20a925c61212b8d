"""The page that most parents open: words not answered yet. One question, and a page that is made already.

Whatever is not quite so is left to the ordinary view, which knows every case.
"""

import json
from collections import namedtuple
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.utils import timezone

from declarations import links, reading, signing
from declarations.links import NOW, TOKEN_HASH
from declarations.models import Link, Request
from declarations.views import shells
from organisations.models import Adult, Child, Organisation
from organisations.prepared import Question, Slot, together
from policies.models import Policy, PolicyVersion

REQUEST = Slot("request", BigIntegerField())
ASKED = "adult__requests"
OPENED = ("pk", "adult", "adult__given_name", "adult__family_name", "adult__email", "request", "version")
FOUND = "link adult given_name family_name email request version organisation children before others_wait"
Found = namedtuple("Found", f"{FOUND} number", defaults=[None])  # the number of the answer, for who gives one
CHILD = {name: name for name in ("id", "school_id", "given_name", "family_name", "year_group", "class_name")}
CHILD |= {"school": "school__name", "relationship": "contacts__relationship"}


def page_to_sign(request, token, request_id):
    """The page for who holds this token, or None when it takes more than the usual."""
    if request_id > BigIntegerField.MAX_BIGINT:
        return None
    return _page(request, token, _asked_for(timezone.localdate()), {"request": request_id})


def only_page_to_sign(request, token):
    """The page of the one code that waits for who holds this token; None when several wait, or none."""
    return None if request.GET else _page(request, token, _waiting(timezone.localdate()), {})


def _page(request, token, question, told):
    told |= {"token_hash": links.digest(token), "now": timezone.now()}
    rows = together((links.noting(Link.Purpose.SIGN), told), (question, told), lightly=True)
    found = Found(*rows[0]) if len(rows) == 1 else None
    if found is None or found.organisation is None:
        return None
    return HttpResponse(shells.page_to_sign(request, _reader(found, token)))


def children(found):
    """The children that the answer is about, as the roll has them."""
    return [*map(json.loads, found.children)]


def relationships(children):
    """What the adult is to these children, as the roll has it."""
    return sorted({child["relationship"] for child in children})


def _reader(found, token):
    theirs, before = children(found), json.loads(found.before or "{}")
    return shells.Reader(
        token=token,
        adult=Adult(given_name=found.given_name, family_name=found.family_name),
        request_id=found.request,
        version_id=found.version,
        children=[child["given_name"] for child in theirs],
        relationship=signing.only(relationships(theirs)),
        organisation=found.organisation,
        before_id=before.get("version"),
        answered_at=before and datetime.fromisoformat(before["answered_at"]),
    )


@lru_cache(maxsize=2)
def _asked_for(_today):
    """Who is on roll depends on the day."""
    return Question(asked_for())


def asked_for(*more):
    """Of a link that opens and the request it is opened for."""
    return _all_of(_unanswered().filter(request=REQUEST), *more)


@lru_cache(maxsize=2)
def _waiting(_today):
    """Of a link that opens and the only request that waits for an answer."""
    others = _others().filter(version__withdrawn_at=None)
    return Question(_all_of(_unanswered().filter(~Exists(others))))


def _unanswered():
    """Links that open, with each of the words in force that their adult has not answered yet."""
    never = (f"{ASKED}__answer", f"{ASKED}__cancelled_at", "adult__merged_into")
    opened = links.opening(TOKEN_HASH, Link.Purpose.SIGN, NOW).filter(**dict.fromkeys(never))
    in_force = PolicyVersion.objects.in_force(NOW).filter(pk=OuterRef("version"))
    return opened.annotate(request=F(ASKED), version=F(f"{ASKED}__version")).filter(Exists(in_force))


def _others():
    """What else waits for an answer of the same adult."""
    return Request.objects.open().filter(adult=OuterRef("adult")).exclude(pk=OuterRef("request"))


def _all_of(unanswered, *more):
    """What the page and the answer depend on, and more."""
    asked, version = _stand_in(), f"{ASKED}__version"
    before = JSONObject(version="request__version", answered_at="answered_at")
    known = {"number": F(f"{version}__number"), "policy": F(f"{version}__policy")}
    known |= {"owner": F(f"{version}__policy__owner")}
    return (
        unanswered.order_by()
        .annotate(**known)
        .values_list(
            *OPENED,
            Subquery(school_of(OuterRef("adult"))),
            ArraySubquery(signing.children_of(asked).values(told=JSONObject(**CHILD))),
            Subquery(reading.answers_before(asked).values(told=before)[:1]),
            Exists(_others()),
            *more,
        )
    )


def _stand_in():
    """For the request of each row: the rules that ask for it are asked about the columns of the row instead."""
    owner = Organisation(pk=OuterRef(OuterRef("owner")))
    policy = Policy(pk=OuterRef(OuterRef(OuterRef("policy"))), owner=owner)
    version = SimpleNamespace(policy=policy, policy_id=OuterRef("policy"), number=OuterRef("number"))
    return SimpleNamespace(adult_id=OuterRef("adult"), version=version)


def school_of(adult):
    """The columns of the school that writes to this adult, as JSON."""
    columns = {field.attname: f"school__{field.attname}" for field in Organisation._meta.concrete_fields}
    return Child.objects.first_of(adult).values(told=JSONObject(**columns))[:1]
