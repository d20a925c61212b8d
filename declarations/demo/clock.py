"""The portal's clock, set back: so that its own rules can write down what happened last week."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils import timezone


@contextmanager
def set_to(moment):
    """Until the end of the block it is `moment`, for `timezone.now()` and all that ask it.

    Every rule and every default reads the time there, so one place is changed and no rule needs to know.
    """

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    before, timezone.datetime = timezone.datetime, Stopped
    try:
        yield moment
    finally:
        timezone.datetime = before


def days_ago(days, hour=9, minute=0):
    """A time of day in London, so many days back."""
    today = timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
    return timezone.make_aware(today.replace(tzinfo=None) - timedelta(days=days))


def school_day(days):
    """So many days back, or more when that is in a weekend: then the Friday before."""
    return days + max(0, days_ago(days).weekday() - 4)
