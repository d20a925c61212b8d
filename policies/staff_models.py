"""What staff work with around the words: notices, uploads, reviews."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation


class Review(models.Model):
    """Somebody has read the words in force again, and they stay as they are until the next review. Never changed."""

    version = models.ForeignKey("policies.PolicyVersion", models.PROTECT, related_name="reviews")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    next_review_on = models.DateField()
    comment = models.TextField(blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.version}, reviewed on {self.at:%Y-%m-%d}"


class Notice(models.Model):
    """One e-mail to one member of staff whose turn it is. The row is the promise; sending it is found work."""

    class Purpose(models.TextChoices):
        APPROVE = "approve", _("Please read and approve")
        SENT_BACK = "sent_back", _("Sent back for more writing")
        PUBLISH = "publish", _("Approved, ready to publish")
        REVIEW_90 = "review_90", _("Review in 90 days")
        REVIEW_30 = "review_30", _("Review in 30 days")
        REVIEW_DUE = "review_due", _("Review due")

    REVIEWS = (Purpose.REVIEW_90, Purpose.REVIEW_30, Purpose.REVIEW_DUE)

    version = models.ForeignKey("policies.PolicyVersion", models.PROTECT, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    comment = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    not_wanted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice to staff")
        verbose_name_plural = _("notices to staff")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_notice_of_each_review",
                fields=["version", "user", "purpose", "review_on"],
                condition=Q(purpose__in=["review_90", "review_30", "review_due"]),
            ),
        ]
        indexes = [
            models.Index(
                name="notices_owed",
                fields=["send_after"],
                condition=Q(sent_at__isnull=True, not_wanted_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.version}"


class Upload(models.Model):
    """A document on its way to becoming a draft: kept until it is read, then only what was understood."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being read")
        REFUSED = "refused", _("Cannot be read")
        READ = "read", _("Read")
        MADE = "made", _("A draft was made of it")

    # Longest that a file of the usual size waits and is read.
    SOON = timedelta(minutes=2)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Of which policy whoever brought the file in wants it to be the next version, if they said so then.
    policy = models.ForeignKey("policies.Policy", models.PROTECT, null=True, blank=True, related_name="+")
    filename = models.CharField(max_length=200)
    file = models.FileField(upload_to="uploads/", max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    parsed = models.JSONField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    version = models.OneToOneField(
        "policies.PolicyVersion", models.PROTECT, null=True, blank=True, related_name="upload"
    )

    class Meta:
        verbose_name = _("document brought in")
        verbose_name_plural = _("documents brought in")

    def __str__(self):
        return self.filename

    @property
    def is_late(self):
        """Whether reading it takes longer than it should: the worker is busy, or stopped."""
        return self.state == self.State.WAITING and self.created_at < timezone.now() - self.SOON

    @property
    def state(self):
        if self.version_id:
            return self.State.MADE
        if self.refusal:
            return self.State.REFUSED
        return self.State.WAITING if self.parsed is None else self.State.READ
