"""The PDFs of answers."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignedCopy(models.Model):
    """The PDF of an answer: made from it, never instead of it. A sweep makes any that is missing."""

    declaration = models.OneToOneField("declarations.Declaration", models.PROTECT, related_name="copy")
    file = models.FileField(upload_to="signed/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "declarations"
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        indexes = [models.Index(name="copies_by_hash", fields=["sha256"])]

    def __str__(self):
        return f"PDF: {self.declaration}"


class UnfinishedCopy(models.Model):
    """The turn at making one PDF. It goes when the copy is there; while it stays, it says what went wrong."""

    declaration = models.OneToOneField("declarations.Declaration", models.PROTECT, related_name="unfinished_copy")
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(default=timezone.now)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "declarations"
        verbose_name = _("unfinished copy")
        verbose_name_plural = _("unfinished copies")

    def __str__(self):
        return f"PDF not made yet: {self.declaration_id}"
