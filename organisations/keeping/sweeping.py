"""What is past its period goes, a chunk at a time. Each chunk stands in the history: kind, number, period."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from organisations import history, ledger
from organisations.keeping import kinds, periods
from organisations.keeping.kinds import Kind
from organisations.keeping.models import Hold
from organisations.models import Adult, Contact, Event, Organisation

CHUNK = 200
MOST_AT_ONCE = 5_000  # of one kind at one controller in one sweep; the next one goes on
VERB = "purged"
LOCK_AWAY = 1 << 30  # beside the chain's own locks, which are the numbers of organisations


@dataclass(frozen=True)
class Line:
    """One line of the dry run: what would go now, and what a hold keeps."""

    kind: Kind
    months: int
    number: int
    held: int
    oldest: date | None


def controllers(organisation=None):
    """Who decides about keeping: trusts, and schools of none; or the one that decides for this organisation."""
    if organisation:
        return [organisation.controller]
    return list(Organisation.objects.filter(trust=None).order_by("pk"))


def dry_run(controller):
    """What would go now, kind by kind. Nothing is changed."""
    lines, anything_held = [], Hold.objects.filter(lifted_at=None).exists()
    for name, months in periods.of(controller).items():
        kind, last_day = kinds.known[name], periods.last_day(months)
        rows = kind.due(controller, last_day)
        number = rows.count()
        held = kind.held(controller, last_day).count() if anything_held else 0
        lines.append(Line(kind, months, number, held, kind.oldest(rows) if number else None))
    return lines


def apply(controller, *, by=None, most=MOST_AT_ONCE):
    """Remove what is due; {name of kind: number}. `by` is nobody when the schedule does it."""
    notice_leavers(controller)
    gone = {}
    for name, months in periods.of(controller).items():
        number = _sweep(controller, kinds.known[name], months, by, most)
        if number:
            gone[name] = number
    return gone


def notice_leavers(controller):
    """An adult whom nothing ties to a child any more is gone since the day we notice."""
    tied = Exists(Contact.objects.filter(adult=OuterRef("pk")))
    loose = Adult.objects.filter(~tied, controller=controller, last_here_on=None, merged_into=None, forgotten_at=None)
    loose.update(last_here_on=timezone.localdate())


def log(controller):
    """What was removed so far, newest first. It stands in the history, so nobody can change it."""
    return Event.objects.filter(
        verb=VERB, about_type="organisation", about_id=controller.pk
    ).select_related("actor").order_by("-at", "-pk")  # fmt: skip


def _sweep(controller, kind, months, by, most):
    gone = 0
    while gone < most:
        number = _chunk(controller, kind, months, by)
        gone += number
        if number == 0:
            break
    return gone


@transaction.atomic
def _chunk(controller, kind, months, by):
    """One transaction: the rows, and the line that says so. Two sweeps never meet: the second leaves."""
    if not ledger.alone(LOCK_AWAY + controller.pk):
        return 0
    due = kind.due(controller, periods.last_day(months)).order_by("pk")
    picked = list(due.values_list("pk", flat=True)[:CHUNK])
    rows = due.model.objects.filter(pk__in=picked)
    number = kind.take(rows, why=f"{kind.name}: {months} months", by=by) if picked else 0
    if number:
        history.record(
            controller, VERB, controller, by=by, kind=kind.name, number=number, months=months, reduced=kind.reduces
        )
    return number
