"""The paper of an answer, as it is kept; the forms to answer on and the letters that were printed for many adults."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Message, Request
from organisations.models import Organisation
from policies.models import PolicyVersion


class Paper(models.Model):
    """The picture of a paper that an answer was given on. Never changed; part of the evidence.

    Whoever took the paper keeps it: other schools of the adult's children do not see it.
    """

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="paper")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="papers")
    file = models.FileField(upload_to="papers/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("paper of an answer")
        verbose_name_plural = _("papers of answers")

    def __str__(self):
        return f"Paper: {self.declaration}"

    @property
    def suffix(self):
        """.jpg for one page, .pdf for several."""
        return PurePath(self.file.name).suffix


class Printing(models.Model):
    """Forms for many adults about one version, or letters to them, printed by the worker a part at a time into one
    PDF. Letters may be about several codes, so they have no version."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being printed")
        READY = "ready", _("Ready")
        GONE = "gone", _("The file is gone")
        FAILED = "failed", _("Stopped")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="printings")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, null=True, blank=True, related_name="printings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    number = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="forms/", max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("printing")
        verbose_name_plural = _("printings")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="printed_to_the_end", condition=Q(finished_at=None) | Q(done=models.F("number"), failed_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.number} forms: {self.version}" if self.version else f"{self.number} letters"

    @property
    def rows(self):
        """What it prints, each for one adult."""
        if self.version_id:
            return self.forms.select_related("request__adult")
        return self.letters.select_related("message__adult")

    @property
    def state(self):
        if self.failed_at:
            return self.State.FAILED
        if self.finished_at is None:
            return self.State.WAITING
        return self.State.READY if self.file else self.State.GONE


class Form(models.Model):
    """One sheet for one adult about one version. Its token stands on it as a QR code and opens nothing:
    it only says to the office's own scanner whose sheet this is."""

    printing = models.ForeignKey(Printing, models.CASCADE, related_name="forms")
    request = models.ForeignKey(Request, models.PROTECT, related_name="forms")
    position = models.PositiveIntegerField()
    token = models.CharField(max_length=26, unique=True)
    why_not = models.CharField(max_length=300, blank=True)  # what kept it from being printed

    class Meta:
        verbose_name = _("printed form")
        verbose_name_plural = _("printed forms")
        ordering = ["printing", "position"]
        constraints = [models.UniqueConstraint(name="one_form_per_position", fields=["printing", "position"])]

    def __str__(self):
        return f"Form {self.pk}: {self.request}"

    @property
    def adult(self):
        return self.request.adult


class PrintedLetter(models.Model):
    """One letter of a printing. Which link stands on it only the paper knows."""

    printing = models.ForeignKey(Printing, models.CASCADE, related_name="letters")
    message = models.ForeignKey(Message, models.CASCADE, related_name="prints")
    position = models.PositiveIntegerField()
    why_not = models.CharField(max_length=300, blank=True)  # what kept it from being printed

    class Meta:
        verbose_name = _("printed letter")
        verbose_name_plural = _("printed letters")
        ordering = ["printing", "position"]
        constraints = [models.UniqueConstraint(name="one_letter_per_position", fields=["printing", "position"])]

    def __str__(self):
        return f"Letter {self.position + 1}: {self.message}"

    @property
    def adult(self):
        return self.message.adult
