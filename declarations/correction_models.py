"""What adults tell about the roll, and what the portal noticed about it when they answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Adult, Organisation


class Correction(models.Model):
    """What an adult says is wrong or missing on the roll. The office decides, and settles it."""

    class About(models.TextChoices):
        MISSING = "missing", _("A child of mine is missing")
        CHILD = "child", _("A child is not mine, or something about them is wrong")
        ME = "me", _("Something about me is wrong: my name, e-mail or telephone")
        DIFFERS = "differs", _("The answer came with details other than ours")
        NOT_MINE = "not_mine", _("Says that they have no parental responsibility")

    WRITTEN = (About.MISSING, About.CHILD, About.ME)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="corrections")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="corrections")
    # None: said at the school link, before there was a link of their own.
    link = models.ForeignKey("declarations.Link", models.PROTECT, null=True, related_name="corrections")
    message = models.OneToOneField("declarations.Message", models.PROTECT, null=True, related_name="correction")
    about = models.CharField(max_length=10, choices=About)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("correction told")
        verbose_name_plural = _("corrections told")
        app_label = "declarations"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="settled_by_somebody",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_about_display()}: {self.adult}"

    @property
    def is_written(self):
        """In the adult's own words; the rest may be somebody else's, which the adult on record is not shown."""
        return self.about in self.WRITTEN
