"""Where each policy stands and what comes next, for the person who looks."""

from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.access import may
from organisations.models import Role
from policies.models import Policy, PolicyVersion

Status = PolicyVersion.Status


class Step(models.TextChoices):
    """What this person can do next, or whom the policy waits for."""

    WRITE = "write", _("Go on writing")
    APPROVE = "approve", _("Read and approve")
    PUBLISH = "publish", _("Publish")
    START = "start", _("Start the next version")
    ADOPT = "adopt", _("Adopt it")
    CATCH_UP = "catch_up", _("Take up the trust’s new version")
    WAITS_FOR_AUTHOR = "waits_for_author", _("It is being written.")
    WAITS_FOR_APPROVAL = "waits_for_approval", _("It waits for somebody else’s approval.")
    WAITS_FOR_HEAD = "waits_for_head", _("It is approved; the head publishes it.")
    NOTHING = "nothing", ""


@dataclass(frozen=True)
class Standing:
    """One policy as this person meets it. `draft` is None where it is not theirs to see."""

    policy: Policy
    in_force: PolicyVersion | None
    scheduled: PolicyVersion | None
    draft: PolicyVersion | None
    is_own: bool
    next_step: Step
    is_behind: bool = False

    @property
    def is_offered(self):
        """The trust's words for its schools, of which this one has made nothing yet: its parents do not know them."""
        return self.policy.is_master and not self.is_own

    @property
    def review_due_on(self):
        """The day of the next review, of the words in force or soon to be."""
        version = self.in_force or self.scheduled
        return version and version.review_due_on

    @property
    def review_is_overdue(self):
        return bool(self.review_due_on) and self.review_due_on < timezone.localdate()


def every_standing(organisation, *, user, role):
    """Every policy this organisation works with; the same few queries for one and for fifty."""
    policies = list(Policy.objects.applying_to(organisation).select_related("owner", "master"))
    _fill_in_versions(policies)
    # Once adopted, a master speaks through the school's own policy.
    adopted = {policy.master_id for policy in policies if policy.owner_id == organisation.pk}
    shown = [policy for policy in policies if policy.pk not in adopted]
    return [standing(policy, organisation, user=user, role=role) for policy in shown]


def _fill_in_versions(policies):
    known = [*policies, *(policy.master for policy in policies if policy.master)]
    versions = PolicyVersion.objects.filter(policy__in=known)
    in_force, scheduled = (_by_policy(each.with_review_day()) for each in (versions.in_force(), versions.scheduled()))
    for version in (*in_force.values(), *scheduled.values()):
        version.review_due_on = version.review_day
    drafts = _by_policy(versions.unpublished().prefetch_related("authors"))
    for policy in known:
        policy.in_force, policy.scheduled = in_force.get(policy.pk), scheduled.get(policy.pk)
        policy.draft = drafts.get(policy.pk)


def standing(policy, organisation, *, user, role):
    """One policy. Drafts stay with their owner: a school sees what its trust has published."""
    is_own = policy.owner_id == organisation.pk
    draft = policy.draft if is_own else None
    is_behind = is_own and _is_behind(policy)
    step = _next_step(draft, user, role, is_behind=is_behind) if is_own else _step_elsewhere(policy, role)
    return Standing(policy, policy.in_force, policy.scheduled, draft, is_own, step, is_behind)


def _is_behind(policy):
    """Whether the trust has newer words in force than the newest here."""
    if policy.master is None or policy.master.in_force is None:
        return False
    newest = policy.draft or policy.scheduled or policy.in_force
    return newest is None or newest.master_version_id != policy.master.in_force.pk


def _step_elsewhere(policy, role):
    return Step.ADOPT if policy.is_master and policy.in_force and may(role, Role.HEAD) else Step.NOTHING


def readable(policy, organisation, *, role):
    """Versions whose words this person may read: drafts only with those who write or approve them."""
    if policy.owner_id == organisation.pk and may(role, Role.HEAD, Role.APPROVER):
        return policy.versions.all()
    return policy.versions.published()


def _by_policy(versions):
    return {version.policy_id: version for version in versions}


def _next_step(draft, user, role, *, is_behind):
    is_head = may(role, Role.HEAD)
    if is_behind and is_head and (draft is None or draft.status == Status.DRAFT):
        return Step.CATCH_UP
    if draft is None:
        return Step.START if is_head else Step.NOTHING
    if draft.status == Status.DRAFT:
        return Step.WRITE if is_head else Step.WAITS_FOR_AUTHOR
    if draft.status == Status.IN_REVIEW:
        approves = may(role, Role.HEAD, Role.APPROVER) and not draft.is_written_by(user)
        return Step.APPROVE if approves else Step.WAITS_FOR_APPROVAL
    return Step.PUBLISH if is_head else Step.WAITS_FOR_HEAD
