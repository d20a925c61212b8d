"""When a school writes of its own accord: on its school days, in its hours. What is sent by hand goes at once."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

import holidays
from django.conf import settings
from django.utils import timezone

from declarations.post.models import ClosedDays, SendingTimes
from organisations.models import Organisation

A_YEAR = 366


@dataclass(frozen=True)
class Times:
    """The sending times of one organisation, with its trust's where it has none of its own."""

    weekdays: tuple
    opens_at: time
    closes_at: time
    bank_holidays: str
    closed: tuple

    def is_school_day(self, day):
        """Whether the school is open on this day."""
        if day.weekday() not in self.weekdays or (self.bank_holidays and day in _calendar(self.bank_holidays)):
            return False
        return not any(first <= day <= last for first, last in self.closed)

    def next_moment(self, at):
        """The first moment from `at` on in which something may be sent; `at` itself when that is one."""
        local = timezone.localtime(at)
        for ahead in range(A_YEAR):
            day = local.date() + timedelta(days=ahead)
            opens, closes = _moment(day, self.opens_at), _moment(day, self.closes_at)
            if self.is_school_day(day) and at < closes:
                return max(at, opens)
        return at + timedelta(days=A_YEAR)  # closed for a year: asked again then


def of_all(organisations):
    """{id: Times, or None for any time} for these organisation ids, in three queries."""
    trusts = dict(Organisation.objects.filter(pk__in=organisations).values_list("pk", "trust"))
    everybody = {*trusts, *trusts.values()} - {None}
    rows = {row.organisation_id: row for row in SendingTimes.objects.filter(organisation__in=everybody)}
    closed = {}
    for days in ClosedDays.objects.filter(organisation__in=everybody):
        closed.setdefault(days.organisation_id, []).append((days.first_on, days.last_on))
    usual = _unless_set()
    return {pk: _times(rows.get(pk) or rows.get(trust) or usual, closed, pk, trust) for pk, trust in trusts.items()}


def next_moment(organisation_id, at):
    """When this organisation may write next."""
    times = of_all([organisation_id])[organisation_id]
    return times.next_moment(at) if times else at


def paces():
    """{organisation id: most messages a minute}; a trust's is that of each of its schools."""
    own = dict(SendingTimes.objects.values_list("organisation", "most_a_minute"))
    usual = _unless_set()
    everybody = Organisation.objects.values_list("pk", "trust")
    found = {pk: own.get(pk) or own.get(trust) or (usual and usual.most_a_minute) for pk, trust in everybody}
    return {pk: pace for pk, pace in found.items() if pace}


def bank_holidays(nation, since, days=A_YEAR):
    """The bank holidays of a nation from a day on, as (day, name)."""
    calendar, ahead = _calendar(nation), (since + timedelta(days=n) for n in range(days))
    return [(day, calendar[day]) for day in ahead if day in calendar]


def _unless_set():
    """The times of whoever has never said anything: Monday to Friday, in school hours. A demo writes at any hour."""
    return None if settings.SENDS_AT_ANY_HOUR else SendingTimes()


def _times(row, closed, pk, trust):
    if row is None:
        return None
    days = (*closed.get(pk, ()), *closed.get(trust, ()))
    return Times(tuple(row.weekdays), row.opens_at, row.closes_at, row.bank_holidays, days)


def _moment(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


@cache
def _calendar(nation):
    return holidays.country_holidays("GB", subdiv=nation, language="en_GB")
