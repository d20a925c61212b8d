"""The words themselves: policies and their versions. A published version is frozen by the database."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organisations.models import Adult, Organisation
from policies.staff_models import Notice, Review, Upload

__all__ = ["Notice", "Policy", "PolicyVersion", "Review", "Upload"]


FIRST = 1  # the number of the first version of every policy


def both_or_neither(*fields):
    """A constraint's condition: these columns are filled together or not at all."""
    empty, filled = Q(), Q()
    for field in fields:
        empty &= Q(**{f"{field}__isnull": True})
        filled &= Q(**{f"{field}__isnull": False})
    return empty | filled


def default_reminder_days():
    return [3, 7, 14]


class PolicyQuerySet(models.QuerySet):
    def applying_to(self, organisation):
        """Policies an organisation works with: its own, and those of its trust that concern it."""
        from_trust = Q(owner=organisation.trust_id) & (Q(schools=None) | Q(schools=organisation))
        own = Q(owner=organisation)
        return self.filter(own | from_trust if organisation.trust_id else own).distinct()

    def asking(self):
        """Policies that want an answer from adults. A master asks nobody: the schools that adopt it do."""
        return self.exclude(asks=Policy.Asks.INFORMATION).exclude(is_master=True)


class Policy(models.Model):
    """A code of conduct that lives on through its versions."""

    class Asks(models.TextChoices):
        SIGNATURE = "signature", _("Parents sign")
        ACKNOWLEDGEMENT = "acknowledgement", _("Parents say that they have read it")
        INFORMATION = "information", _("For information: nobody is asked to answer")

    class ResignRule(models.TextChoices):
        ANY = "any", _("Ask again after any change")
        SUBSTANTIAL = "substantial", _("Ask again after a substantial change")
        NEVER = "never", _("Never ask again")

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="policies")
    reference = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    asks = models.CharField(max_length=20, choices=Asks, default=Asks.SIGNATURE)
    resign_rule = models.CharField(max_length=20, choices=ResignRule, default=ResignRule.SUBSTANTIAL)
    review_months = models.PositiveSmallIntegerField(default=12)
    schools = models.ManyToManyField(Organisation, blank=True, related_name="+")
    year_groups = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    reminder_days = ArrayField(models.PositiveSmallIntegerField(), default=default_reminder_days, blank=True)
    # To one adult about one version, those sent by hand among them, however often the days are changed.
    most_reminders = models.PositiveSmallIntegerField(default=3)

    # A trust's master is adopted by its schools, each with its own details and an own part; `master` is the one
    # that a school's policy was adopted from.
    is_master = models.BooleanField(default=False)
    master = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="adoptions")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_policy_per_reference", fields=["owner", "reference"]),
            models.UniqueConstraint(
                name="adopted_once_per_school", fields=["owner", "master"], condition=Q(master__isnull=False)
            ),
            models.CheckConstraint(name="nobody_is_pressed", condition=Q(most_reminders__lte=6)),
            models.CheckConstraint(
                name="a_master_is_adopted_from_none", condition=Q(is_master=False) | Q(master__isnull=True)
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def asks_for_answer(self):
        return self.asks != self.Asks.INFORMATION

    @property
    def asks_adults(self):
        """Whether anybody is written to about it."""
        return self.asks_for_answer and not self.is_master

    @cached_property
    def in_force(self):
        """The one version in force, or None."""
        return self.versions.in_force().first()

    @cached_property
    def draft(self):
        """The version being written, reviewed or waiting to be published, or None."""
        return self.versions.unpublished().first()

    @cached_property
    def scheduled(self):
        """The published version whose day is still to come, or None."""
        return self.versions.scheduled().first()

    def asks_again_after(self, change):
        """Whether adults who answered the version before are asked again after such a change."""
        if self.resign_rule == self.ResignRule.ANY:
            return True
        return self.resign_rule == self.ResignRule.SUBSTANTIAL and change == PolicyVersion.Change.SUBSTANTIAL

    def review_day_from_today(self):
        """The next review that its rhythm suggests."""
        today = timezone.localdate()
        years, month = divmod(today.month - 1 + self.review_months, 12)
        return today.replace(year=today.year + years, month=month + 1, day=min(today.day, 28))

    def audience(self):
        """The schools whose parents it concerns; none chosen means every school of the owner."""
        chosen = Policy.schools.through.objects.filter(policy=self.pk)
        reached = self.owner.reached().filter(kind=Organisation.Kind.SCHOOL)
        return reached.filter(models.Q(pk__in=chosen.values("organisation")) | ~models.Exists(chosen))

    def adults(self):
        """The adults it concerns today: a child on roll in the audience, and staff allow contact."""
        return self._adults_concerned().may_be_asked()

    def adults_not_contacted(self):
        """The adults it would concern, if staff had not marked that they are not to be contacted."""
        return self._adults_concerned().exclude(contact_rule=Adult.ContactRule.NORMAL)

    def _adults_concerned(self):
        kept = Adult.objects.filter(controller=self.owner.controller)
        return kept.with_children_in(self.audience(), self.year_groups)


class PolicyVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def unpublished(self):
        return self.filter(published_at__isnull=True)

    def in_force(self, at=None):
        """Versions in force at a moment: of each policy the newest to have taken effect, if it still stands.

        Withdrawing it leaves nothing in force: words that were replaced never come back by themselves.
        """
        at = at or timezone.now()
        due = self.model.objects.effective(at).filter(policy=models.OuterRef("policy"))
        newest = due.order_by("-effective_at", "-number").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).exclude(withdrawn_at__lte=at)

    def with_review_day(self):
        """Each with its `review_day`: what the latest review said, or else the version itself."""
        latest = Review.objects.filter(version=models.OuterRef("pk")).order_by("-at", "-pk")
        day = Coalesce(models.Subquery(latest.values("next_review_on")[:1]), F("next_review_on"))
        return self.annotate(review_day=day)

    def effective(self, at=None):
        """Published, and their day had come before anybody withdrew them."""
        due = self.published().filter(effective_at__lte=at or timezone.now())
        return due.exclude(withdrawn_at__lte=F("effective_at"))

    def scheduled(self):
        """Published, not withdrawn, and their day is still to come."""
        return self.published().filter(withdrawn_at__isnull=True, effective_at__gt=timezone.now())


class PolicyVersion(models.Model):
    """One wording of a policy. Its state is read from its dates; once published nothing in it changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Scheduled")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Change(models.TextChoices):
        MINOR = "minor", _("Minor")
        SUBSTANTIAL = "substantial", _("Substantial")

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="en-gb")

    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    declaration = models.TextField(blank=True)
    undertakings_lead_in = models.CharField(max_length=500, blank=True)
    undertakings = ArrayField(models.TextField(), default=list, blank=True)
    covering_letter = models.TextField(blank=True)
    summary_of_changes = models.TextField(blank=True)
    change = models.CharField(max_length=20, choices=Change, blank=True)
    next_review_on = models.DateField(null=True, blank=True)

    # A version adopted from a master holds that master's words, locked, and after them the school's own part.
    master_version = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="adopted_as")
    addendum = models.TextField(blank=True)
    # Headings of a master's sections that each school may word itself; {heading: words} of a school that does.
    open_sections = ArrayField(models.TextField(), default=list, blank=True)
    own_sections = models.JSONField(default=dict, blank=True)
    # The words as they were written, slots and all, where filling the slots has changed them: {field: words}.
    written = models.JSONField(default=dict, blank=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approving_body = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    effective_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.TextField(blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a policy")
        verbose_name_plural = _("versions of policies")
        ordering = ["-number"]
        indexes = [models.Index(fields=["policy", "-effective_at", "-number"])]
        constraints = [
            models.UniqueConstraint(name="numbers_are_used_once", fields=["policy", "number"]),
            models.UniqueConstraint(name="labels_are_used_once", fields=["policy", "label"]),
            models.UniqueConstraint(
                name="one_draft_at_a_time", fields=["policy"], condition=Q(published_at__isnull=True)
            ),
            models.CheckConstraint(
                name="submitted_by_somebody", condition=both_or_neither("submitted_at", "submitted_by")
            ),
            models.CheckConstraint(
                name="approved_by_somebody", condition=both_or_neither("approved_at", "approved_by")
            ),
            models.CheckConstraint(
                name="published_by_somebody",
                condition=both_or_neither("published_at", "published_by", "effective_at"),
            ),
            models.CheckConstraint(
                name="withdrawn_by_somebody", condition=both_or_neither("withdrawn_at", "withdrawn_by")
            ),
            models.CheckConstraint(
                name="submitted_before_approved",
                condition=Q(approved_at__isnull=True) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approved_before_published",
                condition=Q(published_at__isnull=True) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="published_before_withdrawn",
                condition=Q(withdrawn_at__isnull=True) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approver_is_not_the_author",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="submitted_words_are_hashed",
                condition=Q(submitted_at__isnull=True) | Q(content_hash__regex="^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="published_as_minor_or_substantial",
                condition=Q(published_at__isnull=True) | ~Q(change=""),
            ),
            models.CheckConstraint(
                name="undertakings_have_a_lead_in",
                condition=Q(published_at__isnull=True) | Q(undertakings=[]) | ~Q(undertakings_lead_in=""),
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.label}"

    @property
    def status(self):
        if self.withdrawn_at:
            return self.Status.WITHDRAWN
        if self.published_at:
            return self._published_status()
        if self.approved_at:
            return self.Status.APPROVED
        return self.Status.IN_REVIEW if self.submitted_at else self.Status.DRAFT

    def _published_status(self):
        if self.effective_at > timezone.now():
            return self.Status.SCHEDULED
        return self.Status.IN_FORCE if self.is_in_force else self.Status.SUPERSEDED

    @cached_property
    def is_in_force(self):
        return self.policy.in_force == self

    @cached_property
    def in_force_until(self):
        """When these published words were replaced or withdrawn; None while they are in force, or wait to be."""
        later = self.policy.versions.effective().filter(effective_at__gt=self.effective_at).order_by("effective_at")
        replaced_at = later.values_list("effective_at", flat=True).first()
        return min(filter(None, (replaced_at, self.withdrawn_at)), default=None)

    @cached_property
    def review_due_on(self):
        """The day of the next review, as the version or the latest review of it says."""
        latest = self.reviews.last()
        return latest.next_review_on if latest else self.next_review_on

    @property
    def asks_again(self):
        """Whether adults who answered the version before are asked about this one."""
        return self.policy.asks_again_after(self.change)

    def is_written_by(self, user):
        """Whether any of these words are this person's; then somebody else approves them."""
        authors = {author.pk for author in self.authors.all()}
        return user.pk in authors | {self.written_by_id, self.submitted_by_id}

    def get_status_display(self):
        return self.Status(self.status).label

    def previous(self):
        """The published version that this one replaces or would replace, or None."""
        if self.number == FIRST:
            return None
        older = self.policy.versions.published().filter(number__lt=self.number, withdrawn_at__isnull=True)
        return older.order_by("-effective_at", "-number").first()
