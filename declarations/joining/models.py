"""Those who came by the school link."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration
from organisations.models import Adult, Contact, Organisation
from policies.models import PolicyVersion


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
    not_theirs_at = models.DateTimeField(null=True, blank=True)  # said that they have no parental responsibility
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="introductions")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    replaced = models.EmailField(blank=True)  # what the roll had before; told once, then forgotten
    is_owed_refusal = models.BooleanField(default=False, db_default=False)  # told kindly, once

    class Meta:
        verbose_name = _("introduction at the school link")
        verbose_name_plural = _("introductions at the school link")
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


class HeldAnswer(models.Model):
    """An answer of somebody whom the office has still to find on the roll, to the exact words shown. It counts for
    nothing until then, and never changes: what becomes a declaration is what was typed, at the time it was typed."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="answers")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="held_answers")
    outcome = models.CharField(max_length=20, choices=Declaration.Outcome)
    content_hash = models.CharField(max_length=64)
    typed_name = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=20, choices=Contact.Relationship, blank=True)
    is_responsible = models.BooleanField(null=True)
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("held answer")
        verbose_name_plural = _("held answers")
        ordering = ["answered_at", "pk"]
        constraints = [models.UniqueConstraint(name="held_once_per_version", fields=["introduction", "version"])]

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.introduction}"

    @property
    def told_back(self):
        """The outcome as we say it to whoever gave the answer."""
        return Declaration.TOLD_BACK[self.outcome]
