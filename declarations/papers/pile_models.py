"""What came back on paper: piles that were scanned or photographed, and their pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration
from declarations.papers.models import Form
from organisations.models import Organisation


class Pile(models.Model):
    """Papers brought in together. The worker reads them; nothing is filed before a person has looked at it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="piles")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pile")
        verbose_name_plural = _("piles")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"Pile {self.pk}"


class PileFile(models.Model):
    """One file of a pile: a PDF of many pages, or a photo of one. The file goes when its pages are read."""

    pile = models.ForeignKey(Pile, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    filename = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    file = models.FileField(upload_to="piles/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    number_of_pages = models.PositiveSmallIntegerField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    class Meta:
        verbose_name = _("file of a pile")
        verbose_name_plural = _("files of piles")
        ordering = ["pile", "position"]
        constraints = [models.UniqueConstraint(name="one_file_per_position", fields=["pile", "position"])]

    def __str__(self):
        return self.filename


class PilePageQuerySet(models.QuerySet):
    def waiting(self):
        """Pages that need a person; blank ones need nobody."""
        return self.filter(declaration=None, discarded_at=None).exclude(found__in=PilePage.NOBODY_NEEDED)

    def unrecognised(self):
        """Those of which only a person can say whose they are."""
        return self.waiting().exclude(found=PilePage.Found.FORM)

    def recognised(self):
        return self.waiting().filter(found=PilePage.Found.FORM)


class PilePage(models.Model):
    """One page of a pile, as a picture, with what the reader found on it and what a person made of it."""

    class Found(models.TextChoices):
        FORM = "form", _("One of our forms")
        NO_CODE = "no_code", _("No code found")
        SEVERAL = "several", _("Two forms on one page")
        FOREIGN = "foreign", _("Not a form of this school")
        DAMAGED = "damaged", _("Could not be read")
        BLANK = "blank", _("Blank")
        LETTER = "letter", _("The letter before a form")

    NOBODY_NEEDED = (Found.BLANK, Found.LETTER)

    class Reason(models.TextChoices):
        AGAIN = "again", _("It was scanned twice, or is answered already")
        NO_ANSWER = "no_answer", _("It is no answer: a cover sheet, an empty form, something else")
        GIVEN_BACK = "given_back", _("It belongs to another school, or was given back to the family")
        UNREADABLE = "unreadable", _("It cannot be read; the family is asked again")
        OTHER = "other", _("Something else")

    pile = models.ForeignKey(Pile, models.CASCADE, related_name="pages")
    source = models.ForeignKey(PileFile, models.CASCADE, related_name="pages")
    position = models.PositiveIntegerField()  # in the pile
    number = models.PositiveSmallIntegerField()  # in its file
    found = models.CharField(max_length=10, choices=Found)
    form = models.ForeignKey(Form, models.SET_NULL, null=True, blank=True, related_name="pages")
    picture = models.FileField(upload_to="piles/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    declaration = models.OneToOneField(Declaration, models.PROTECT, null=True, blank=True, related_name="pile_page")
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    discarded_why = models.CharField(max_length=10, choices=Reason, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = PilePageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page of a pile")
        verbose_name_plural = _("pages of piles")
        ordering = ["pile", "position"]
        indexes = [models.Index(name="pages_by_hash", fields=["sha256"])]
        constraints = [
            models.UniqueConstraint(name="one_page_per_number", fields=["source", "number"]),
            models.CheckConstraint(
                name="discarded_by_somebody_for_a_reason",
                condition=Q(discarded_at=None, discarded_by=None, discarded_why="")
                | (Q(discarded_at__isnull=False, discarded_by__isnull=False, declaration=None) & ~Q(discarded_why="")),
            ),
        ]

    def __str__(self):
        return f"Page {self.position} of pile {self.pile_id}"

    @property
    def is_waiting(self):
        return self.declaration_id is None and self.discarded_at is None
