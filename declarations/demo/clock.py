"""The portal's clock, set back: so that its own rules can write down what happened last week."""

import heapq
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count

from django.utils import timezone

FRIDAY = 4


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
        yield
    finally:
        timezone.datetime = before


class Agenda:
    """What is to happen, one thing after the other, each at its time; nothing of it lies in the future."""

    def __init__(self):
        self.now = timezone.localtime()
        self._entries, self._order = [], count()

    def put(self, moment, do, *args):
        """Let `do` happen at this moment."""
        heapq.heappush(self._entries, (moment, next(self._order), do, args))

    def live(self):
        """Until now. What happens may put further things onto the agenda."""
        while self._entries and self._entries[0][0] < self.now:
            moment, _order, do, args = heapq.heappop(self._entries)
            with set_to(moment):
                do(*args)

    def ago(self, days, hour, minute=0):
        """A time of day in London, so many days back."""
        day = self.now.date() - timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def school_day(self, days):
        """So many days back, or more when that is in a weekend: then the Friday before."""
        weekday = (self.now - timedelta(days=days)).weekday()
        return days + max(0, weekday - FRIDAY)
