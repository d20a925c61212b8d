"""An answer is put down: the row, its place, its line in history and what is owed for it, said in one breath."""

from dataclasses import dataclass
from functools import cache

from django.db.models import BigIntegerField, Q

from declarations import links, statement
from declarations.models import Declaration, Link, Message, Request
from organisations import copying, history
from organisations.models import Event
from organisations.prepared import Addition, Change, Slot, together


@dataclass(frozen=True)
class Roll:
    """What the roll says of an adult at the moment of an answer."""

    children: list  # the answer is about: on roll, in the schools that the policy concerns
    relationships: list  # to them
    school_id: int | None  # that writes to the adult


def frozen(child):
    """A child as it is kept with an answer."""
    return {
        "id": child.pk,
        "name": child.full_name,
        "year_group": child.year_group,
        "class_name": child.class_name,
        "school": child.school.name,
        "school_id": child.school_id,
    }


def put_down(declaration, *, writes_id, receipt_token=""):
    """Number (if it has none), salt and keep a new answer; `writes_id` is the organisation that writes to the adult.

    With a token, also the link to its receipt. Whoever calls this holds the lock on the request.
    """
    if declaration.pk is None:
        [declaration.pk] = copying.reserve(Declaration, 1)
    statement.salted(declaration)
    told = [_adding(_answers(), declaration), _in_place(declaration), _adding(_events(), _event(declaration))]
    if declaration.request.adult.email and declaration.outcome != Declaration.Outcome.INVALIDATED:
        told.append(_adding(_messages(), _receipt(declaration, writes_id)))
    if receipt_token:
        told.append(_adding(_links(), links.to_receipt(declaration, receipt_token)))
    together(*told)
    return declaration


def _event(declaration):
    """With its hash: whoever changes the answer later would have to change history, too."""
    request = declaration.request
    detail = {
        "declaration": declaration.pk,
        "sha256": statement.digest(declaration),
        "adult": request.adult_id,
        "route": declaration.route,
    }
    policy = request.version.policy
    return history.event(policy.owner, declaration.outcome, request, by=declaration.recorded_by, **detail)


def _receipt(declaration, writes_id):
    return Message(
        organisation_id=writes_id,
        adult_id=declaration.request.adult_id,
        purpose=Message.Purpose.RECEIPT,
        declaration_id=declaration.pk,  # not the answer itself, or it would take this for the row that it will find
    )


def _adding(addition, row):
    return addition, addition.told(row)


def _in_place(declaration):
    """It is the answer of its request, and of those to which the one it replaces was carried forward."""
    told = {"answer": declaration.pk, "request": declaration.request_id, "replaced": declaration.replaces_id}
    return _putting_in_place(), told


@cache
def _putting_in_place():
    carried = Q(answer=Slot("replaced", BigIntegerField()), cancelled_at__isnull=True)
    answered = Request.objects.filter(Q(pk=Slot("request", BigIntegerField())) | carried)
    return Change(answered, answer=Slot("answer", BigIntegerField()))


@cache
def _answers():
    return Addition(Declaration, numbered=True)


@cache
def _events():
    return Addition(Event)


@cache
def _messages():
    return Addition(Message)


@cache
def _links():
    return Addition(Link)
