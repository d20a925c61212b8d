"""What is kept about getting messages to people."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a message reaches somebody."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    LETTER = "letter", _("Letter")


class ParkedTask(models.Model):
    """A task that took its worker down each time it ran: laid aside, for whoever runs the portal to look at."""

    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    parked_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.name} {self.arguments}"


class Beat(models.Model):
    """When a part of the schedule last ran to its end."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.name}, {self.at}"


def school_week():
    """Monday to Friday."""
    return [0, 1, 2, 3, 4]


class SendingTimes(models.Model):
    """When an organisation writes to adults of its own accord. Without a row: at any time."""

    class BankHolidays(models.TextChoices):
        ENGLAND = "ENG", _("England")
        WALES = "WLS", _("Wales")
        SCOTLAND = "SCT", _("Scotland")
        NORTHERN_IRELAND = "NIR", _("Northern Ireland")

    organisation = models.OneToOneField("organisations.Organisation", models.PROTECT, related_name="sending_times")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=school_week)
    opens_at = models.TimeField(default=time(8))
    closes_at = models.TimeField(default=time(18))
    bank_holidays = models.CharField(max_length=3, choices=BankHolidays, default=BankHolidays.ENGLAND, blank=True)
    most_a_minute = models.PositiveIntegerField(default=300)

    class Meta:
        constraints = [
            models.CheckConstraint(name="opens_before_it_closes", condition=Q(opens_at__lt=F("closes_at"))),
            models.CheckConstraint(name="open_on_some_day", condition=~Q(weekdays=[])),
            models.CheckConstraint(name="some_messages_a_minute", condition=Q(most_a_minute__gte=1)),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"


class ClosedDays(models.Model):
    """Days on which a school, or every school of a trust, writes to nobody of its own accord."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="closed_days")
    name = models.CharField(max_length=100)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(name="closed_for_a_day_at_least", condition=Q(last_on__gte=F("first_on"))),
        ]

    def __str__(self):
        return self.name
