"""The answer that most parents give: their first, to the words in force. What it takes is asked at once.

Whatever is not quite so, and whatever was not filled in rightly, is left to the ordinary view, which knows every case.
"""

import json
import time
from functools import cache, lru_cache

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils import timezone

from declarations import links, recording, signing
from declarations.forms import AnswerForm
from declarations.models import Declaration, Link, Request
from declarations.views import leading, nudges, quick
from declarations.views.by_link import circumstances
from organisations import copying
from organisations.models import Adult, Child, Organisation
from organisations.prepared import Question, together
from policies.models import PolicyVersion

LASTS = 600  # seconds that a process keeps the words of a version


def answer(request, token, request_id):
    """Where the answer leads to; None when it takes more than the usual."""
    return _answer(request, token, request_id) if request_id <= BigIntegerField.MAX_BIGINT else None


@transaction.atomic
def _answer(request, token, request_id):
    found = _locked(token, request_id)
    if found is None:
        return None
    version = _words(found.version, time.monotonic() // LASTS)
    form = AnswerForm(version, request.POST)
    if not _is_good(form, version):
        return None
    receipt_token = links.new_token()
    said = form.answer() | {"circumstances": circumstances(request, Link(pk=found.link))}
    said |= {"number": found.number, "receipt_token": receipt_token}
    nudges.follow_up(signing.write(_asked(found, version), _roll(found), **said))
    return leading.to_receipt(receipt_token, token, others_wait=found.others_wait)


def _locked(token, request_id):
    """The link and the request, of which nobody else can change the answer meanwhile; None when it is no first one."""
    told = {"token_hash": links.digest(token), "now": timezone.now(), "request": request_id}
    # Two statements: what is joined to a row by the one that waits for its lock is as old as the waiting.
    noting, asking = links.noting(Link.Purpose.SIGN), _numbered(timezone.localdate())
    rows = together((noting, told), (_locking(), told), (asking, told))
    return quick.Found(*rows[0]) if rows else None


def _is_good(form, version):
    return form.is_valid() and not form.is_not_theirs and form.cleaned_data["content_hash"] == version.content_hash


def _asked(found, version):
    adult = Adult(pk=found.adult, given_name=found.given_name, family_name=found.family_name, email=found.email)
    return Request(pk=found.request, adult=adult, version=version)


def _roll(found):
    theirs = quick.children(found)
    school = found.organisation and json.loads(found.organisation)["id"]
    return recording.Roll([recording.frozen(_child(**told)) for told in theirs], quick.relationships(theirs), school)


def _child(*, school, school_id, relationship, **told):
    return Child(**told, school=Organisation(pk=school_id, name=school))


@lru_cache(maxsize=2)
def _numbered(_today):
    """The page's own question, and a number for the answer to it."""
    return Question(quick.asked_for(copying.next_number(Declaration)))


@cache
def _locking():
    return Question(Request.objects.select_for_update().filter(pk=quick.REQUEST).values_list("pk"))


@lru_cache(maxsize=100)
def _words(version_id, _now):
    """A published version: whatever an answer says of it stays as it is."""
    return PolicyVersion.objects.select_related("policy__owner").get(pk=version_id)
