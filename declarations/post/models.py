"""What is kept about getting messages to people."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.post import hidden


class Way(models.TextChoices):
    """How a message reaches somebody."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    POST = "post", _("Letter by GOV.UK Notify")
    LETTER = "letter", _("Letter")


ON_PAPER = (Way.POST, Way.LETTER)


class ParkedTask(models.Model):
    """A task that took its worker down each time it ran: laid aside, for whoever runs the portal to look at."""

    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    parked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("parked task")
        verbose_name_plural = _("parked tasks")

    def __str__(self):
        return f"{self.name} {self.arguments}"


class Beat(models.Model):
    """When a part of the schedule last ran to its end."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("beat of the schedule")
        verbose_name_plural = _("beats of the schedule")

    def __str__(self):
        return f"{self.name}, {self.at}"


def school_week():
    """Monday to Friday."""
    return [0, 1, 2, 3, 4]


class SendingTimes(models.Model):
    """When an organisation writes to adults of its own accord. Without a row the defaults below hold."""

    class BankHolidays(models.TextChoices):
        ENGLAND = "ENG", _("England")
        WALES = "WLS", _("Wales")
        SCOTLAND = "SCT", _("Scotland")
        NORTHERN_IRELAND = "NIR", _("Northern Ireland")

    organisation = models.OneToOneField("organisations.Organisation", models.PROTECT, related_name="sending_times")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=school_week)
    opens_at = models.TimeField(default=time(8))
    closes_at = models.TimeField(default=time(18))
    bank_holidays = models.CharField(max_length=3, choices=BankHolidays, default=BankHolidays.ENGLAND, blank=True)
    most_a_minute = models.PositiveIntegerField(default=300)

    class Meta:
        verbose_name = _("sending times")
        verbose_name_plural = _("sending times")
        constraints = [
            models.CheckConstraint(name="opens_before_it_closes", condition=Q(opens_at__lt=F("closes_at"))),
            models.CheckConstraint(name="open_on_some_day", condition=~Q(weekdays=[])),
            models.CheckConstraint(name="some_messages_a_minute", condition=Q(most_a_minute__gte=1)),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"


class ClosedDays(models.Model):
    """Days on which a school, or every school of a trust, writes to nobody of its own accord."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="closed_days")
    name = models.CharField(max_length=100)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(name="closed_for_a_day_at_least", condition=Q(last_on__gte=F("first_on"))),
        ]

    def __str__(self):
        return self.name


class MessageWays(models.Model):
    """By which ways an organisation's messages go, and its account at GOV.UK Notify, where it has one."""

    organisation = models.OneToOneField("organisations.Organisation", models.PROTECT, related_name="message_ways")
    emails_by_notify = models.BooleanField(default=False)
    texts = models.BooleanField(default=False)
    letters_by_notify = models.BooleanField(default=False)
    letters = models.BooleanField(default=False)
    hidden_key = models.TextField(blank=True)
    email_template = models.CharField(max_length=36, blank=True)
    text_template = models.CharField(max_length=36, blank=True)
    letter_template = models.CharField(max_length=36, blank=True)
    reply_to = models.CharField(max_length=36, blank=True)
    callback_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("ways of messages")
        verbose_name_plural = _("ways of messages")
        constraints = [
            models.CheckConstraint(
                name="notify_has_a_key",
                condition=Q(emails_by_notify=False, texts=False, letters_by_notify=False) | ~Q(hidden_key=""),
            ),
        ]

    def __str__(self):
        return f"Ways of {self.organisation}"

    @property
    def notify_key(self):
        return hidden.show(self.hidden_key)


class Outgoing(models.Model):
    """A message that a worker has in hand, with the words that it sends; gone once the message itself says so.

    Read only when a worker has died. What a worker wrote is there when it is gone; when PostgreSQL itself crashes, all
    but some tenths of a second, which a living worker makes up for (see outgoing.py).
    """

    message = models.OneToOneField(
        "declarations.Message", models.DO_NOTHING, primary_key=True, related_name="outgoing", db_constraint=False
    )
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    begun_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=200, default="")

    class Meta:
        verbose_name = _("message going out")
        verbose_name_plural = _("messages going out")

    def __str__(self):
        return f"Going out: {self.message_id}"


class DeliveryEvent(models.Model):
    """What a carrier told us about a message afterwards. Told twice, it is kept once."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        POSTED = "posted", _("Printed and posted")
        BOUNCED = "bounced", _("Came back")
        DELAYED = "delayed", _("Delayed")
        FAILED = "failed", _("Could not be delivered")
        COMPLAINED = "complained", _("Called unwanted")

    message = models.ForeignKey("declarations.Message", models.PROTECT, related_name="delivery_events")
    kind = models.CharField(max_length=12, choices=Kind)
    carrier = models.CharField(max_length=40)
    key = models.CharField(max_length=250)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("news of a delivery")
        verbose_name_plural = _("news of deliveries")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="told_once", fields=["carrier", "key"])]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.message_id}"


class StopWish(models.Model):
    """An adult asked not to be reminded. It is no answer: the office sees it, and the request stays open."""

    adult = models.ForeignKey("organisations.Adult", models.PROTECT, related_name="stop_wishes")
    link = models.ForeignKey("declarations.Link", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("wish not to be reminded")
        verbose_name_plural = _("wishes not to be reminded")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_wish_at_a_time", fields=["adult"], condition=Q(lifted_at__isnull=True)),
        ]

    def __str__(self):
        return f"Please stop reminding: {self.adult}"


class Wording(models.Model):
    """A school's own words for one kind of message in one language. Replaced, never changed: who wrote what stays."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="wordings")
    purpose = models.CharField(max_length=10)
    language = models.CharField(max_length=10, default=settings.LANGUAGE_CODE)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("own wording")
        verbose_name_plural = _("own wordings")
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_wording_per_purpose",
                fields=["organisation", "purpose", "language"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.purpose}"


class Digest(models.Model):
    """What was stuck at an organisation on a day, told to its office once. The row is the claim."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="digests")
    day = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("daily e-mail")
        verbose_name_plural = _("daily e-mails")
        constraints = [models.UniqueConstraint(name="one_digest_a_day", fields=["organisation", "day"])]

    def __str__(self):
        return f"{self.organisation}, {self.day}"
