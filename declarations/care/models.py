"""What is kept about looking after people's data."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Data Protection Act 2018 s.164A (from 19 June 2026): acknowledged within 30 days. Counted from the day after.
ACKNOWLEDGED_WITHIN = timedelta(days=30)
SOON = timedelta(days=7)


class Complaint(models.Model):
    """Somebody says that their personal data is not treated as it should be."""

    class Route(models.TextChoices):
        FORM = "form", _("Form of the portal")
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Letter")
        PHONE = "phone", _("Phone")
        IN_PERSON = "in_person", _("In person")

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="complaints")
    adult = models.ForeignKey("organisations.Adult", models.PROTECT, null=True, blank=True, related_name="complaints")
    who = models.CharField(max_length=200)
    contact = models.CharField(max_length=300)
    about = models.TextField()
    route = models.CharField(max_length=10, choices=Route)
    received_on = models.DateField(default=timezone.localdate)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)  # when the office had an e-mail of it
    acknowledged_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="written_down_by_somebody_unless_by_form", condition=Q(route="form") | Q(written_by__isnull=False)
            ),
            models.CheckConstraint(
                name="closed_with_an_outcome",
                condition=Q(closed_on=None, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="acknowledged_after_it_came",
                condition=Q(acknowledged_on=None) | Q(acknowledged_on__gte=models.F("received_on")),
            ),
            models.CheckConstraint(
                name="closed_after_it_came", condition=Q(closed_on=None) | Q(closed_on__gte=models.F("received_on"))
            ),
        ]

    def __str__(self):
        return f"Complaint {self.pk}"

    @property
    def due_on(self):
        """The last day on which to acknowledge it."""
        return self.received_on + ACKNOWLEDGED_WITHIN

    @property
    def is_open(self):
        return self.closed_on is None

    @property
    def waits(self):
        """Whether somebody has to acknowledge it. An outcome told in time needs no letter before it."""
        return self.acknowledged_on is None and self.closed_on is None

    @property
    def days_left(self):
        return (self.due_on - timezone.localdate()).days

    @property
    def is_late(self):
        return self.waits and self.days_left < 0

    @property
    def is_soon(self):
        return self.waits and 0 <= self.days_left <= SOON.days


class AccessFile(models.Model):
    """The answer to a request for access that takes long to make: made by a worker, kept for a week."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    adult = models.ForeignKey("organisations.Adult", models.PROTECT, related_name="access_files")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    left_out = models.JSONField(default=dict)
    asked_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="access/", max_length=200, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a request for access")
        verbose_name_plural = _("answers to requests for access")

    def __str__(self):
        return f"Answer to a request for access {self.pk}"
