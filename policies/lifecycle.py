"""From draft to in force: write, submit, approve, publish, withdraw. Nothing published is ever edited."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from policies import words
from policies.errors import ApprovedByAuthor, Incomplete, LabelTaken, NotApproved, NothingChanged, WrongState
from policies.models import Policy, PolicyVersion

Status = PolicyVersion.Status
WORDS = ("title", "body", "declaration", "undertakings_lead_in", "undertakings", "covering_letter", "language")


@transaction.atomic
def start_policy(owner, *, by, title, reference, **settings):
    """A new policy with an empty first draft. `settings` are fields of Policy."""
    if Policy.objects.filter(owner__in=_related(owner), reference=reference).exists():
        raise LabelTaken(_("The reference %(reference)s is already in use.") % {"reference": reference})
    policy = Policy.objects.create(owner=owner, title=title, reference=reference, **settings)
    history.record(owner, "started", policy, by=by, title=title)
    start_version(policy, by=by)
    return policy


@transaction.atomic
def start_version(policy, *, by):
    """The next draft, beginning with the words in force. One draft at a time: an open one is returned."""
    policy = Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if policy.draft:
        return policy.draft
    latest = policy.versions.order_by("-number").first()
    number = latest.number + 1 if latest else 1
    source = policy.in_force or latest
    copied = {field: getattr(source, field) for field in WORDS} if source else {"title": policy.title}
    version = PolicyVersion.objects.create(policy=policy, number=number, label=number, written_by=by, **copied)
    version.authors.add(by)
    history.record(policy.owner, "started", version, by=by, number=number)
    return version


@transaction.atomic
def edit(version, *, by, **fields):
    """Change the words of a draft. Whoever does so is one of its authors from then on."""
    version = _locked(version, Status.DRAFT)
    if "body" in fields:
        fields["body"] = words.clean(fields["body"])
    for name, value in fields.items():
        setattr(version, name, value)
    _check_label(version)
    version.edited_at = timezone.now()
    version.save()
    version.authors.add(by)
    history.record(version.policy.owner, "edited", version, by=by, fields=sorted(fields))
    return version


@transaction.atomic
def submit(version, *, by):
    """Ask somebody else to approve exactly these words."""
    version = _locked(version, Status.DRAFT)
    _check_complete(version)
    _check_changed(version)
    version.content_hash = words.content_hash(version)
    version.submitted_at, version.submitted_by = timezone.now(), by
    version.save()
    history.record(version.policy.owner, "submitted", version, by=by, content_hash=version.content_hash)
    return version


@transaction.atomic
def send_back(version, *, by, comment):
    """Return a version to its authors, before or after approval; what was approved is approved no more."""
    version = _locked(version, Status.IN_REVIEW, Status.APPROVED)
    version.submitted_at = version.submitted_by = version.approved_at = version.approved_by = None
    version.approving_body = version.content_hash = ""
    version.save()
    history.record(version.policy.owner, "sent_back", version, by=by, comment=comment)
    return version


@transaction.atomic
def approve(version, *, by, approving_body="", comment=""):
    """Say yes to the words as submitted. Whoever wrote any of them may not."""
    version = _locked(version, Status.IN_REVIEW)
    if version.authors.filter(pk=by.pk).exists() or by.pk in (version.written_by_id, version.submitted_by_id):
        raise ApprovedByAuthor(_("You wrote some of these words, so somebody else must approve them."))
    version.approved_at, version.approved_by, version.approving_body = timezone.now(), by, approving_body
    version.save()
    history.record(version.policy.owner, "approved", version, by=by, body=approving_body, comment=comment)
    return version


@transaction.atomic
def publish(version, *, by, change, summary_of_changes="", effective_at=None, next_review_on=None):
    """Freeze the words and put them in force, now or at `effective_at`."""
    version = _locked(version)
    if version.status != Status.APPROVED:
        raise NotApproved(_("Somebody else must approve this version before it is published."))
    if words.content_hash(version) != version.content_hash:
        raise NotApproved(_("The words are not the ones that were approved. Ask for approval again."))
    _check_changed(version)
    now = timezone.now()
    version.change, version.summary_of_changes, version.next_review_on = change, summary_of_changes, next_review_on
    version.published_at, version.published_by = now, by
    version.effective_at = max(effective_at or now, now)
    version.save()
    Policy.objects.filter(pk=version.policy_id).update(title=version.title)
    history.record(
        version.policy.owner, "published", version, by=by, change=change, content_hash=version.content_hash
    )
    return version


@transaction.atomic
def withdraw(version, *, by, reason):
    """Take a published version out of force. The words stay on file, and so does every answer to them."""
    version = _locked(version, Status.IN_FORCE, Status.SCHEDULED, Status.SUPERSEDED)
    version.withdrawn_at, version.withdrawn_by, version.withdrawal_reason = timezone.now(), by, reason
    version.save()
    history.record(version.policy.owner, "withdrawn", version, by=by, reason=reason)
    return version


def _related(owner):
    """Organisations whose policies stand side by side on one school's pages."""
    return (owner.owners() | owner.reached()).distinct()


def _locked(version, *allowed):
    version = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy__owner").get(pk=version.pk)
    if allowed and version.status not in allowed:
        now = version.get_status_display()
        raise WrongState(_("This version is at another step by now: %(status)s.") % {"status": now.lower()})
    return version


def _check_label(version):
    if version.policy.versions.exclude(pk=version.pk).filter(label=version.label).exists():
        raise LabelTaken(_("Another version already has the label %(label)s.") % {"label": version.label})


def _check_complete(version):
    if not words.blocks(version.body):
        raise Incomplete(_("The code has no words yet."))
    if version.undertakings and not version.undertakings_lead_in:
        raise Incomplete(_("The list in the declaration needs the words that lead into it, like “I will not:”."))
    if version.policy.asks_for_answer and not version.declaration:
        raise Incomplete(_("Write what parents declare when they answer."))


def _check_changed(version):
    in_force = version.policy.in_force
    if in_force and words.content_hash(version) == in_force.content_hash:
        raise NothingChanged(_("These are the words already in force. Change them before you go on."))
