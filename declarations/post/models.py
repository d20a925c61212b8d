"""What is kept about getting messages to people."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a message reaches somebody."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    LETTER = "letter", _("Letter")


class ParkedTask(models.Model):
    """A task that took its worker down each time it ran: laid aside, for whoever runs the portal to look at."""

    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    parked_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.name} {self.arguments}"


class Beat(models.Model):
    """When a part of the schedule last ran to its end."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.name}, {self.at}"
