"""When each policy is to be looked at again: the year ahead, month by month, what is late first."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone


@dataclass(frozen=True)
class Month:
    """The reviews of one month."""

    first_day: date
    standings: list


@dataclass(frozen=True)
class Year:
    """The reviews that are late, the months ahead that have any, and what comes later."""

    late: list
    months: list
    later: list
    without: list


def of(standings, today=None):
    """Sort policies in force by the day of their review."""
    today = today or timezone.localdate()
    last = date(today.year + 1, today.month, 1)
    standing = [each for each in standings if each.in_force]
    dated = sorted((each for each in standing if each.review_due_on), key=lambda each: each.review_due_on)
    ahead = [each for each in dated if today <= each.review_due_on < last]
    return Year(
        [each for each in dated if each.review_due_on < today],
        [Month(first, list(group)) for first, group in groupby(ahead, key=_month)],
        [each for each in dated if each.review_due_on >= last],
        [each for each in standing if not each.review_due_on],
    )


def _month(standing):
    return standing.review_due_on.replace(day=1)
