"""Choices of the board that one member of staff has given a name."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation


class SavedList(models.Model):
    """A name for an address of the board. Only its owner sees it; the address itself can be given to anybody."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="saved_lists")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_lists")
    name = models.CharField(_("name"), max_length=60)
    choices = models.CharField(max_length=500)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(name="one_list_per_name", fields=["organisation", "user", "name"])]

    def __str__(self):
        return self.name
