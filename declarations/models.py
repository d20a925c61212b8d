"""What adults are asked, what they answer, and what is sent to them. Answers are append-only."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.copy_models import SignedCopy, UnfinishedCopy
from declarations.correction_models import Correction
from declarations.post.models import Way
from organisations.models import Adult, Contact, Organisation
from policies.models import PolicyVersion

__all__ = [
    "Ask",
    "CarriedForward",
    "Correction",
    "Declaration",
    "Link",
    "Message",
    "Note",
    "Request",
    "SignedCopy",
    "UnfinishedCopy",
]

# What became of a message, the last word first; none of these dates means that it waits.
MESSAGE_STATES = ("bounced", "delivered", "failed", "sent", "cancelled")


class RequestQuerySet(models.QuerySet):
    def standing(self):
        """Requests that count: not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def open(self):
        """Requests that still wait for an answer. Whoever has given one owes nothing, whatever it was."""
        waiting = Q(answer__isnull=True) | Q(answer__outcome=Declaration.Outcome.INVALIDATED)
        return self.standing().filter(waiting)

    def at(self, organisation):
        """Requests to adults with a child at this organisation."""
        return self.filter(adult__in=Adult.objects.filter(controller=organisation.controller).at(organisation))


class Request(models.Model):
    """This adult is asked about this version. The denominator of every figure; kept true by the roll."""

    class Reason(models.TextChoices):
        PUBLISHED = "published", _("The code was published")
        CHANGED = "changed", _("The code has changed")
        JOINED = "joined", _("Joined the roll")
        CARRIED = "carried", _("An earlier answer was carried forward")

    class Cancelled(models.TextChoices):
        REPLACED = "replaced", _("A newer version is in force")
        WITHDRAWN = "withdrawn", _("The version was withdrawn")
        NOT_CONCERNED = "not_concerned", _("No longer concerned: left the roll, or not to be asked")

    # Found by indexes that begin with them, or know only those that have one: a hundred thousand stand at once.
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="requests", db_index=False)
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="requests", db_index=False)
    reason = models.CharField(max_length=20, choices=Reason)
    created_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=20, choices=Cancelled, blank=True)
    answer = models.ForeignKey(
        "Declaration", models.PROTECT, null=True, blank=True, related_name="answers", db_index=False
    )
    # Kept by the database, whatever changes: see standing.State and the migration `states`.
    state = models.CharField(max_length=20, default="", editable=False)
    last_contact = models.DateTimeField(null=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.UniqueConstraint(name="asked_once_per_version", fields=["adult", "version"]),
            models.CheckConstraint(
                name="cancelled_for_a_reason",
                condition=Q(cancelled_at__isnull=True, cancelled_why="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_why="")),
            ),
        ]
        indexes = [
            models.Index(fields=["version", "answer"]),
            models.Index(name="requests_by_answer", fields=["answer"], condition=Q(answer__isnull=False)),
            models.Index(name="states_by_version", fields=["version", "state"], condition=Q(cancelled_at__isnull=True)),
            # Else a database that has not looked at its tables yet, as after an import, may read all of the one above.
            models.Index(name="standing_by_adult", fields=["adult"], condition=Q(cancelled_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.adult}: {self.version}"

    @property
    def is_carried(self):
        """The answer that counts here was given to an earlier version with minor differences."""
        return bool(self.answer_id) and self.answer.request.version_id != self.version_id


class Declaration(models.Model):
    """An adult's answer to the exact words shown. Never changed: a later answer replaces an earlier one."""

    class Outcome(models.TextChoices):
        SIGNED = "signed", _("Signed")
        ACKNOWLEDGED = "acknowledged", _("Read")
        DECLINED = "declined", _("Does not want to sign")
        WANTS_TO_TALK = "wants_to_talk", _("Wants to talk")
        WITHDRAWN = "withdrawn", _("Answer taken back")
        INVALIDATED = "invalidated", _("Should not have counted")

    class Route(models.TextChoices):
        ONLINE = "online", _("Online")
        PAPER = "paper", _("On paper")
        PHONE = "phone", _("By phone")
        IN_PERSON = "in_person", _("In person")

    AGREED = (Outcome.SIGNED, Outcome.ACKNOWLEDGED)
    TOLD_BACK = {
        Outcome.SIGNED: _("You signed it"),
        Outcome.ACKNOWLEDGED: _("You confirmed that you have read it"),
        Outcome.DECLINED: _("You said that you would rather not"),
        Outcome.WANTS_TO_TALK: _("You asked to talk first"),
        Outcome.WITHDRAWN: _("You took your answer back"),
        Outcome.INVALIDATED: _("The school set your answer aside"),
    }

    request = models.ForeignKey(Request, models.PROTECT, related_name="declarations")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    outcome = models.CharField(max_length=20, choices=Outcome)
    content_hash = models.CharField(max_length=64)
    typed_name = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=20, choices=Contact.Relationship, blank=True, default="", db_default="")
    is_responsible = models.BooleanField(null=True)  # asked of "someone else" alone
    comment = models.TextField(blank=True)
    children = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    undertakings = ArrayField(models.TextField(), default=list)
    language = models.CharField(max_length=10)
    route = models.CharField(max_length=20, choices=Route, default=Route.ONLINE)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey("Link", models.PROTECT, null=True, related_name="declarations")
    answered_at = models.DateTimeField(default=timezone.now)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    # What was said of people is hashed with salt: when both go, the hash of the answer still fits (see statement.py).
    salt = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    personal_hash = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    reduced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_first_answer_per_request", fields=["request"], condition=Q(replaces__isnull=True)
            ),
            models.CheckConstraint(
                name="agreement_carries_a_name",
                condition=~Q(outcome__in=["signed", "acknowledged"]) | ~Q(typed_name="") | Q(reduced_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recorded_by_unless_online", condition=Q(route="online") | Q(recorded_by__isnull=False)
            ),
            models.CheckConstraint(
                name="withdrawing_needs_an_answer",
                condition=~Q(outcome__in=["withdrawn", "invalidated"]) | Q(replaces__isnull=False),
            ),
            models.CheckConstraint(
                name="invalidated_for_a_reason",
                condition=~Q(outcome="invalidated") | ~Q(comment="") | Q(reduced_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.request}"

    @property
    def is_agreement(self):
        return self.outcome in self.AGREED

    @property
    def told_back(self):
        """The outcome as we say it to the adult whose answer it is."""
        return self.TOLD_BACK[self.outcome]


class CarriedForward(models.Model):
    """An answer that stays good for a later version because its change was minor. Never changed."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="carried")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="carried")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer carried forward")
        verbose_name_plural = _("answers carried forward")
        constraints = [models.UniqueConstraint(name="carried_once", fields=["declaration", "version"])]

    def __str__(self):
        return f"{self.declaration} → {self.version.label}"


class Link(models.Model):
    """A door for one adult. Only the SHA-256 of its 32 random bytes is kept: staff cannot use it."""

    class Purpose(models.TextChoices):
        SIGN = "sign", _("Read and answer")
        RECEIPT = "receipt", _("See an answer given")

    adult = models.ForeignKey(Adult, models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    declaration = models.ForeignKey(Declaration, models.PROTECT, null=True, related_name="receipt_links")
    message = models.ForeignKey("Message", models.PROTECT, null=True, related_name="links")
    token_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            # Of a unique field Django makes a second index, to look for how it begins: nobody does.
            models.UniqueConstraint(name="one_link_per_token", fields=["token_hash"]),
            models.CheckConstraint(
                name="receipts_are_for_an_answer",
                condition=Q(purpose="sign", declaration__isnull=True) | Q(purpose="receipt", declaration__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.adult}"

    @property
    def is_open(self):
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())


class MessageQuerySet(models.QuerySet):
    def in_state(self, state):
        """Messages whose `state` this is: the same order of questions as the property."""
        found = self
        for name in MESSAGE_STATES:
            if name == state:
                return found.filter(**{f"{name}_at__isnull": False})
            found = found.filter(**{f"{name}_at__isnull": True})
        return found


class Message(models.Model):
    """One e-mail to one adult. The row is the claim: it is sent once, and a failure gives the turn back."""

    class Purpose(models.TextChoices):
        ASK = "ask", _("Please read and sign")
        REMINDER = "reminder", _("Reminder")
        RECEIPT = "receipt", _("Receipt")
        LINK = "link", _("A new link")
        CORRECTION = "correction", _("Copy of what was told about the roll")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Came back")
        FAILED = "failed", _("Could not be sent")
        CANCELLED = "cancelled", _("Not needed any more")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="messages", db_index=False)
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="messages")
    purpose = models.CharField(max_length=10, choices=Purpose)
    declaration = models.OneToOneField(Declaration, models.PROTECT, null=True, related_name="receipt")
    requests = models.ManyToManyField(Request, through="Ask", related_name="messages")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=10, choices=Way, default=Way.EMAIL)
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    takeovers = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    late_since = models.DateTimeField(null=True, blank=True)  # since when trying has not helped
    failed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    reduced_at = models.DateTimeField(null=True, editable=False)  # since then without address and words

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"]),
            models.Index(
                name="messages_owed",
                fields=["send_after"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(name="messages_back", fields=["adult"], condition=Q(bounced_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="receipts_follow_an_answer",
                condition=Q(purpose="receipt", declaration__isnull=False)
                | (~Q(purpose="receipt") & Q(declaration__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.adult}"

    @property
    def state(self):
        for name in MESSAGE_STATES:
            if getattr(self, f"{name}_at"):
                return self.State(name)
        return self.State.QUEUED

    @property
    def may_have_come_twice(self):
        """A worker stopped while it sent this, perhaps after the mail server's yes; another sent it again."""
        return bool(self.takeovers and self.sent_at)


class Ask(models.Model):
    """Step n of asking: 0 is the first message, then one for each day of the policy's reminder plan.

    One row per request and step, whoever or whatever asks: nobody is reminded twice at the same step.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="asks")
    request = models.ForeignKey(Request, models.PROTECT, related_name="asks", db_index=False)  # asked_once_per_step
    step = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("question in a message")
        verbose_name_plural = _("questions in messages")
        constraints = [models.UniqueConstraint(name="asked_once_per_step", fields=["request", "step"])]

    def __str__(self):
        return f"{self.request}, step {self.step}"


class Note(models.Model):
    """What was said between the school and an adult, in the office's words. It may settle what an answer raised."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="notes")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="notes")
    settles = models.ForeignKey(Declaration, models.PROTECT, null=True, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Note on {self.adult}"
