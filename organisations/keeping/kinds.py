"""The kinds of records that are kept for a time. Each stands next to its records, and is known here by name."""

from abc import ABC, abstractmethod
from datetime import datetime, time

from django.conf import settings
from django.db.models import BooleanField, DateField, F, Func, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

YEAR = 12
known = {}


class Kind(ABC):
    """One kind of record: when its period begins, what goes when it is over, and how.

    A subclass says the words, which rows are `past` their period and how some of them are to `take`; `due` and
    everything else follows. `reduces` says that rows stay behind without what they told of people.
    """

    name = label = begins = goes = why = ""
    least, most = 1, 20 * YEAR
    reduces = False
    is_of_people = True  # told to parents on the page that says what is kept about them
    keeps = "adult"  # what a row is about, as a path; held with it: an adult, a child or an organisation
    held_with = "adult"
    dated = ""

    @property
    def default(self):
        """Months, as the settings say; ours, not law."""
        return settings.KEPT_FOR[self.name]

    @property
    def is_fixed(self):
        """Whether no organisation may choose another period, because people were told this one."""
        return self.least == self.most

    @abstractmethod
    def past(self, controller, last_day):
        """The rows whose period was over on this day, held or not."""

    @abstractmethod
    def take(self, rows, *, why, by=None):
        """Remove or reduce these rows, locked and in one transaction; `why` is what the log says."""

    def due(self, controller, last_day):
        """The rows that may go: past their period, and not held."""
        return self.past(controller, last_day).filter(~self.is_held())

    def held(self, controller, last_day):
        """The rows that would go if no hold kept them."""
        return self.past(controller, last_day).filter(self.is_held())

    def is_held(self):
        return is_held(self.held_with, self.keeps)

    def oldest(self, rows):
        """The day of the oldest of these rows, or None."""
        return rows.order_by().aggregate(day=Min(TruncDate(self.dated)))["day"]


def register(kind):
    """A decorator: from now on the portal keeps records of this kind for a time."""
    known[kind.name] = kind()
    return kind


def is_held(what, path):
    """Whether a hold keeps this adult, child or organisation: asked of the database, as its own guards ask."""
    return Func(F(path), function=f"{what}_is_held", output_field=BooleanField())


def morning_of(day):
    """The moment at which a day begins, for columns that hold moments."""
    return timezone.make_aware(datetime.combine(day, time.min))


def gone_since(path="pk"):
    """The day after which this adult had no child here any more; nothing while one is here."""
    return Func(F(path), function="adult_gone_since", output_field=DateField())
