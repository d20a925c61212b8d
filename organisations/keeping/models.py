"""What a data controller has decided about keeping: its own periods, and what must stay whatever they say."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Period(models.Model):
    """For how long one kind of record is kept here. Without a row the portal's default holds (settings.KEPT_FOR)."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=30)
    months = models.PositiveSmallIntegerField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.UniqueConstraint(name="one_period_per_kind", fields=["organisation", "kind"]),
            models.CheckConstraint(name="kept_for_a_month_at_least", condition=Q(months__gte=1)),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.kind}: {self.months} months"


class Hold(models.Model):
    """Something keeps all about an adult, a child or a whole organisation: a claim, a complaint, an inquiry.

    What is held is never removed. The database lets a hold be lifted, once, and nothing else about it change; when what
    it was about goes one day, it goes, too.
    """

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="holds")
    adult = models.ForeignKey("organisations.Adult", models.PROTECT, null=True, blank=True, related_name="holds")
    child = models.ForeignKey("organisations.Child", models.PROTECT, null=True, blank=True, related_name="holds")
    reason = models.TextField()
    review_on = models.DateField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["review_on", "pk"]
        constraints = [
            models.CheckConstraint(name="held_for_one_thing", condition=Q(adult=None) | Q(child=None)),
            models.CheckConstraint(name="held_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="lifted_by_somebody_for_a_reason",
                condition=Q(lifted_at=None, lifted_by=None, lifted_why="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why="")),
            ),
        ]

    def __str__(self):
        return f"Hold on {self.adult or self.child or self.organisation}"

    @property
    def is_overdue(self):
        return self.lifted_at is None and self.review_on < timezone.localdate()
