"""For how long each kind of record is kept: as the data controller decided, or as the portal's settings say."""

import calendar
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import OrganisationError
from organisations.keeping import kinds
from organisations.keeping.models import Period


def of(controller):
    """{name of kind: months}"""
    chosen = dict(Period.objects.filter(organisation=controller).values_list("kind", "months"))
    return {
        name: kind.default if kind.is_fixed else chosen.get(name, kind.default) for name, kind in kinds.known.items()
    }


@transaction.atomic
def change(controller, *, by, **months):
    """Keep these kinds for so many months from now on. Who decided it is written down."""
    before = of(controller)
    changed = {name: number for name, number in months.items() if before[name] != number}
    for name, number in changed.items():
        kind = kinds.known[name]
        if kind.is_fixed or not kind.least <= number <= kind.most:
            raise OrganisationError(_("This period cannot be chosen."))
        told = {"months": number, "changed_by": by, "changed_at": timezone.now()}
        Period.objects.update_or_create(organisation=controller, kind=name, defaults=told)
        history.record(controller, "period_set", controller, by=by, kind=name, before=before[name], months=number)
    return changed


def last_day(months, today=None):
    """The day on which a period that ends today began; 31 March less a month is the last of February."""
    today = today or timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
