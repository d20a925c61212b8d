"""How far each code came, day by day: of the adults asked on a day, how many had agreed to the words then in force.

A line falls when new words ask everybody again, when an answer is taken back, and when somebody joins. An answer that
stays good after a minor change counts on; one that was set aside never counted.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Greatest, Least, TruncDate
from django.utils import timezone

from declarations.models import CarriedForward, Declaration, Request
from declarations.shares import Share

LONGEST = timedelta(days=400)
SET_ASIDE = Declaration.Outcome.INVALIDATED


@dataclass(frozen=True)
class Day(Share):
    """How things stood when a day ended."""

    on: date
    asked: int
    agreed: int


def days(policies, organisation, *, today=None):
    """{policy's number: its days from the first on which anybody was asked}; the same few queries for any number."""
    today = today or timezone.localdate()
    asked = Request.objects.at(organisation).filter(version__policy__in=policies).order_by()
    came, agreed = defaultdict(Counter), defaultdict(Counter)
    for requests, moment, sign in ((asked, "created_at", 1), (asked, "cancelled_at", -1)):
        _count(came, requests, "version__policy", moment, sign)
    for answers, path in ((_given(asked), "request__version__policy"), (_carried(asked), "version__policy")):
        _count(agreed, answers, path, "since", 1)
        _count(agreed, answers, path, "until", -1)
    return {policy: _run(changes, agreed[policy], today) for policy, changes in came.items()}


def _count(changes, rows, policy, moment, sign):
    dated = rows.filter(**{f"{moment}__isnull": False}).annotate(day=TruncDate(moment))
    for each, day, number in dated.values_list(policy, "day").annotate(n=Count("pk")):
        changes[each][day] += sign * number


def _given(asked):
    """Agreements to the words of their own request: from when to when they counted."""
    answers = Declaration.objects.filter(request__in=asked, outcome__in=Declaration.AGREED).order_by()
    return answers.exclude(replaced_by__outcome=SET_ASIDE).annotate(
        since=Greatest("request__created_at", "answered_at"),
        until=Least("request__cancelled_at", "replaced_by__answered_at"),
    )


def _carried(asked):
    """Requests that an earlier agreement answered from their first day: from when to when it did."""
    carried = CarriedForward.objects.filter(
        version=OuterRef("version"),
        declaration__request__adult=OuterRef("adult"),
        declaration__outcome__in=Declaration.AGREED,
    )
    own = Declaration.objects.filter(request=OuterRef("pk")).order_by("pk")
    kept = asked.filter(Exists(carried.exclude(declaration__replaced_by__outcome=SET_ASIDE)), reason="carried")
    own_answer = Subquery(own.values("answered_at")[:1])
    return kept.annotate(since=F("created_at"), until=Least("cancelled_at", own_answer))


def _run(came, agreed, today):
    """The sums of these changes, for every day from the first of them, or from as far back as is told."""
    first = max(min(came), today - LONGEST)
    asked = sum(number for day, number in came.items() if day < first)
    signed = sum(number for day, number in agreed.items() if day < first)
    told = []
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        asked, signed = asked + came[day], signed + agreed[day]
        told.append(Day(day, asked, signed))
    return told
