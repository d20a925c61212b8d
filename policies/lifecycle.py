"""From draft to in force: write, submit, approve, publish, withdraw. Nothing published is ever edited."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from organisations import history
from organisations.models import Organisation
from policies import masters, notices, preflight, slots, words
from policies.errors import (
    ApprovedByAuthor,
    EditedMeanwhile,
    Incomplete,
    LabelTaken,
    Locked,
    NotApproved,
    NothingChanged,
    NotReady,
    OtherWords,
    OutOfOrder,
    WrongState,
)
from policies.models import FIRST, Policy, PolicyVersion

Status = PolicyVersion.Status
# References are part of addresses; these belong to pages of their own.
ADDRESSES = ("new", "slots", "calendar")
COPIED = (
    "title",
    "body",
    "declaration",
    "undertakings_lead_in",
    "undertakings",
    "covering_letter",
    "language",
    "addendum",
    "open_sections",
    "own_sections",
    "master_version_id",
)


@transaction.atomic
def start_policy(owner, *, by, title, reference, schools=(), **settings):
    """A new policy with an empty first draft. `settings` are fields of Policy."""
    if reference in ADDRESSES:
        raise LabelTaken(
            _("“%(reference)s” is the address of a page. Choose another reference.") % {"reference": reference}
        )
    # Of two at the same moment, the other waits here and is told.
    Organisation.objects.select_for_update(no_key=True).get(pk=owner.controller.pk)
    if Policy.objects.filter(owner__in=_related(owner), reference=reference).exists():
        raise LabelTaken(_("The reference %(reference)s is already in use.") % {"reference": reference})
    policy = Policy.objects.create(owner=owner, title=words.plain(title), reference=reference, **settings)
    policy.schools.add(*schools)
    history.record(owner, "started", policy, by=by, title=policy.title)
    policy.draft = start_version(policy, by=by)
    return policy


@transaction.atomic
def start_version(policy, *, by):
    """The next draft, beginning with the words that stand. One draft at a time: an open one is returned."""
    policy = Policy.objects.select_for_update(of=("self",)).select_related("owner").get(pk=policy.pk)
    latest = policy.versions.order_by("-number").first()
    if latest and not latest.published_at:
        return latest
    source = latest and (policy.versions.published().filter(withdrawn_at__isnull=True).first() or latest)
    number = latest.number + 1 if latest else FIRST
    copied = {field: slots.as_written(source, field) for field in COPIED} if source else {"title": policy.title}
    version = policy.versions.create(number=number, label=str(number), written_by=by, **copied)
    version.authors.add(by)
    history.record(policy.owner, "started", version, by=by, number=number)
    return version


@transaction.atomic
def edit(version, *, by, opened_at=None, **fields):
    """Change the words of a draft. Whoever does so is one of its authors from then on.

    `opened_at` is the `edited_at` that the writer began with: what others saved since is not written over.
    """
    version = _locked(version, Status.DRAFT)
    fields = {name: as_kept(name, value) for name, value in fields.items()}
    changed = [name for name, value in fields.items() if getattr(version, name) != value]
    if not changed:
        return version
    if opened_at and opened_at != version.edited_at:
        raise EditedMeanwhile(_("This draft was saved elsewhere after you opened it. Nothing there was replaced."))
    for name in changed:
        setattr(version, name, fields[name])
    if "label" in changed:
        _check_label(version)
    _check_locked_words(version)
    version.edited_at = timezone.now()
    version.save()
    version.authors.add(by)
    history.record(version.policy.owner, "edited", version, by=by, fields=sorted(changed))
    return version


@transaction.atomic
def submit(version, *, by):
    """Ask somebody else to approve exactly these words."""
    version = _locked(version, Status.DRAFT)
    _fill_slots(version)
    _check_complete(version)
    _check_preflight(version)
    _check_changed(version)
    version.content_hash = words.content_hash(version)
    version.submitted_at, version.submitted_by = timezone.now(), by
    version.save()
    history.record(version.policy.owner, "submitted", version, by=by, content_hash=version.content_hash)
    notices.ask_for_approval(version)
    return version


@transaction.atomic
def send_back(version, *, by, comment):
    """Return a version to its authors, before or after approval; what was approved is approved no more."""
    version = _reopen(version, "sent_back", by=by, comment=comment)
    notices.tell_writers(version, comment)
    return version


@transaction.atomic
def take_back(version, *, by):
    """Go on writing what was sent for approval, or was approved. It needs a new approval then."""
    return _reopen(version, "taken_back", by=by)


@transaction.atomic
def approve(version, *, by, content_hash=None, approving_body="", comment=""):
    """Say yes to the words as submitted. Whoever wrote any of them may not.

    `content_hash` names the words that the approver read: others are not approved in their place.
    """
    version = _locked(version, Status.IN_REVIEW)
    _check_words(version, content_hash)
    if version.is_written_by(by):
        raise ApprovedByAuthor(_("You wrote some of these words, so somebody else must approve them."))
    version.approved_at, version.approved_by, version.approving_body = timezone.now(), by, approving_body
    version.save()
    history.record(version.policy.owner, "approved", version, by=by, body=approving_body, comment=comment)
    notices.ask_to_publish(version)
    return version


@transaction.atomic
def publish(version, *, by, change, content_hash=None, summary_of_changes="", effective_at=None, next_review_on=None):
    """Freeze the words and put them in force, now or at `effective_at`."""
    version = _locked(version)
    if version.published_at:
        raise WrongState(_("This version is published already."))
    if version.status != Status.APPROVED:
        raise NotApproved(_("Somebody else must approve this version before it is published."))
    _check_words(version, content_hash)
    _check_locked_words(version)
    if words.content_hash(version) != version.content_hash:
        raise NotApproved(_("The words are not the ones that were approved. Ask for approval again."))
    _check_changed(version)
    now = timezone.now()
    version.effective_at = max(effective_at or now, now)
    _check_order(version)
    version.change, version.next_review_on = change, next_review_on
    version.summary_of_changes = words.plain(summary_of_changes)
    version.published_at, version.published_by = now, by
    version.save()
    Policy.objects.filter(pk=version.policy_id).update(title=version.title)
    detail = {"change": change, "content_hash": version.content_hash, "effective_at": version.effective_at}
    history.record(version.policy.owner, "published", version, by=by, **detail)
    return version


@transaction.atomic
def record_review(version, *, by, next_review_on, comment=""):
    """Write down that the words in force were read again and stay as they are."""
    version = _locked(version, Status.IN_FORCE)
    review = version.reviews.create(by=by, next_review_on=next_review_on, comment=comment)
    detail = {"comment": comment, "next_review_on": next_review_on}
    history.record(version.policy.owner, "reviewed", version, by=by, **detail)
    return review


@transaction.atomic
def withdraw(version, *, by, reason):
    """Take a published version out of force. The words stay on file, and so does every answer to them.

    Nothing takes its place: the version before was replaced for good. The next one may begin with its words.
    """
    version = _locked(version, Status.IN_FORCE, Status.SCHEDULED)
    version.withdrawn_at, version.withdrawn_by, version.withdrawal_reason = timezone.now(), by, reason
    version.save()
    history.record(version.policy.owner, "withdrawn", version, by=by, reason=reason)
    return version


def _reopen(version, verb, *, by, **detail):
    version = _locked(version, Status.IN_REVIEW, Status.APPROVED)
    version.submitted_at = version.submitted_by = version.approved_at = version.approved_by = None
    version.approving_body = version.content_hash = ""
    for field, value in version.written.items():
        setattr(version, field, value)
    version.written = {}
    version.save()
    history.record(version.policy.owner, verb, version, by=by, **detail)
    return version


def _fill_slots(version):
    """From here on the words are plain; what was written stays beside them, for the next draft."""
    filled = {} if version.policy.is_master else slots.filled_fields(version, version.policy.owner)
    version.written = {field: getattr(version, field) for field in filled}
    for field, value in filled.items():
        setattr(version, field, as_kept(field, value))


def _related(owner):
    """Organisations whose policies stand side by side on one school's pages."""
    return (owner.owners() | owner.reached()).distinct()


def _locked(version, *allowed):
    versions = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy__owner")
    version = versions.get(pk=version.pk)
    if allowed and version.status not in allowed:
        now = version.get_status_display()
        raise WrongState(_("This version is at another step by now: %(status)s.") % {"status": now.lower()})
    return version


def as_kept(name, value):
    """A field's value as it is kept: clean, and written in one way only."""
    if name in ("body", "addendum"):
        return words.clean(value)
    if isinstance(value, dict):
        return {heading: words.clean(text) for heading, text in value.items()}
    if isinstance(value, list):
        return [item for item in map(words.plain, value) if item]
    return words.plain(value) if isinstance(value, str) else value


def _check_words(version, content_hash):
    if content_hash is not None and content_hash != version.content_hash:
        raise OtherWords(_("The words were changed after you opened this page. Please read them again."))


def _check_locked_words(version):
    """Outside its own part and the open sections, a school's words are the master's, letter by letter."""
    master = version.master_version
    if master is None:
        return
    if version.own_sections != masters.only_open(master, version.own_sections):
        raise Locked(_("Your trust has not left this section open. A school cannot change a locked clause."))
    addendum = slots.as_written(version, "addendum")
    for name, value in masters.words_of(master, addendum, version.own_sections).items():
        if slots.as_written(version, name) != as_kept(name, value):
            raise Locked(_("These words are your trust’s. A school fills in its details and adds a part of its own."))


def _check_label(version):
    if version.policy.versions.exclude(pk=version.pk).filter(label=version.label).exists():
        raise LabelTaken(_("Another version already has the label %(label)s.") % {"label": version.label})


def _check_complete(version):
    if not words.blocks(version.body):
        raise Incomplete(_("The code has no words yet."))
    if version.undertakings and not version.undertakings_lead_in:
        raise Incomplete(_("The list that parents agree to needs the words that lead into it, like “I will not:”."))
    if version.undertakings_lead_in and not version.undertakings:
        raise Incomplete(_("“%(lead_in)s” leads into an empty list.") % {"lead_in": version.undertakings_lead_in})
    if version.policy.asks_for_answer and not version.declaration:
        raise Incomplete(_("Write what parents declare when they answer."))


def _check_preflight(version):
    found = preflight.blocking(preflight.check(version))
    if found:
        told = {"place": found[0].place, "quote": Truncator(found[0].quote).words(12), "why": found[0].why}
        raise NotReady(_("%(place)s, “%(quote)s”: %(why)s") % told)


def _check_changed(version):
    before = version.previous()
    if before is None or before.status not in (Status.IN_FORCE, Status.SCHEDULED):
        return
    if words.content_hash(version) == before.content_hash and version.open_sections == before.open_sections:
        raise NothingChanged(_("These are the words already in force. Change them before you go on."))


def _check_order(version):
    later = version.policy.versions.scheduled().filter(effective_at__gt=version.effective_at).first()
    if later:
        told = {"label": later.label, "day": date_format(timezone.localtime(later.effective_at))}
        raise OutOfOrder(
            _("Version %(label)s takes effect on %(day)s. Choose a later day, or withdraw it first.") % told
        )
