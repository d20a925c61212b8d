"""The portal's clock, set back: so that its own rules can write down what happened last week."""

from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def set_to(moment):
    """Until the end of the block it is `moment`, for `timezone.now()` and all that ask it.

    Every rule and every default reads the time there, so one place is changed, and no rule needs to know.
    """

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    timezone.datetime = Stopped
    try:
        yield moment
    finally:
        timezone.datetime = datetime


def days_ago(days, hour=9, minute=0):
    """A time of day in London, so many days back."""
    day = timezone.localtime() - timezone.timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
