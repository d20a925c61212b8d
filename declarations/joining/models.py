"""Those who came by the school link."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organisations.models import Adult, Organisation


class Introduction(models.Model):
    """What somebody said about themselves on a school's public page. It counts for nothing until the e-mail address
    is confirmed, and changes nothing until the office says who it is."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="introductions")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    child = models.CharField(max_length=200)
    class_name = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="introductions")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    replaced = models.EmailField(blank=True)  # what the roll had before; told once, then forgotten

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(name="introductions_of_an_address", fields=["email", "at"])]
        constraints = [
            models.CheckConstraint(
                name="settled_by_somebody_once_confirmed",
                condition=Q(settled_at=None, settled_by=None, adult=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.organisation}"
