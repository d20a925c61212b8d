"""The paper of an answer, as it is kept."""

from pathlib import PurePath

from django.db import models
from django.utils import timezone

from declarations.models import Declaration
from organisations.models import Organisation


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

    def __str__(self):
        return f"Paper: {self.declaration}"

    @property
    def suffix(self):
        """.jpg for one page, .pdf for several."""
        return PurePath(self.file.name).suffix
