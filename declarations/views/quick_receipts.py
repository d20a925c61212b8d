"""The receipt as it is met right after an answer. One question, and a page that is made already (see quick.py)."""

import json
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.utils import timezone

from declarations import links
from declarations.links import NOW, TOKEN_HASH
from declarations.models import Declaration, Link, Request, SignedCopy
from declarations.views import shells
from declarations.views.quick import school_of
from organisations.prepared import Question, together
from policies.models import PolicyVersion

SAID = ("outcome", "typed_name", "relationship", "is_responsible", "children", "answered_at")
TOLD = ("declaration", *(f"declaration__{name}" for name in SAID), "declaration__request__version")
GIVEN = ("number", *SAID, "version_id", "organisation")


def receipt(_request, token):
    """The page for who holds this token, or None when it takes more than the usual."""
    told = {"token_hash": links.digest(token), "now": timezone.now()}
    just_given = _just_given(timezone.localdate())
    rows = together((links.noting(Link.Purpose.RECEIPT), told), (just_given, told), lightly=True)
    given = dict(zip(GIVEN, rows[0], strict=True)) if rows else None
    if given is None or given["organisation"] is None:
        return None
    given |= {"token": token, "children": json.loads(given["children"])}
    return HttpResponse(shells.receipt(shells.Given(**given)))


@lru_cache(maxsize=2)
def _just_given(_today):
    """Of a link and its answer, where all is as it was when the answer was given: it stands, for the words in force,
    on the only code that waited, its copy still to be made."""
    answer = OuterRef("declaration")
    stands = Request.objects.standing().filter(answer=answer, pk=OuterRef("declaration__request"))
    waits = Request.objects.open().filter(adult=OuterRef("adult"), version__withdrawn_at=None)
    policy = OuterRef("declaration__request__version__policy")
    in_force = PolicyVersion.objects.in_force(NOW).filter(policy=policy).values("pk")[:1]
    given = links.opening(TOKEN_HASH, Link.Purpose.RECEIPT, NOW).filter(
        Exists(stands),
        ~Exists(waits),
        ~Exists(Declaration.objects.filter(replaces=answer)),
        ~Exists(SignedCopy.objects.filter(declaration=answer)),
        Q(declaration__request__version=Subquery(in_force)),
        adult__merged_into=None,
        declaration__route=Declaration.Route.ONLINE,
        declaration__comment="",
        declaration__outcome__in=[*Declaration.AGREED, Declaration.Outcome.DECLINED],
        declaration__reduced_at=None,
    )
    return Question(given.values_list(*TOLD, Subquery(school_of(OuterRef("adult")))))
