"""When a policy's adults are reminded, and how often at most. The days count from the first message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from declarations.post import times
from organisations import history

LAST_DAY = 60  # a link lasts for 90 days, so that the last reminder leaves time to answer
APART = 2
MOST_DAYS = 6


@dataclass(frozen=True)
class Moment:
    """When one message would go out: `day` 0 is the first."""

    day: int
    at: datetime


@transaction.atomic
def keep(policy, *, by, days, most):
    """From now on; whoever has been asked already follows the new days too, and is never reminded more often."""
    policy.reminder_days, policy.most_reminders = days, most
    policy.save(update_fields=["reminder_days", "most_reminders"])
    history.record(policy.owner, "reminders_set", policy, by=by, days=days, most=most)


def preview(policy, days, most, now=None):
    """When messages would go out to somebody asked now, at the sending times of the owner."""
    first = times.next_moment(policy.owner_id, now or timezone.now())
    moments = [Moment(0, first)]
    for day in days[:most]:
        moments.append(Moment(day, times.next_moment(policy.owner_id, first + timedelta(days=day))))
    return moments
