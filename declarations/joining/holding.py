"""Answers of those whom the office has still to find on the roll: kept word for word, and counted once it has."""

from datetime import UTC

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import asking, signing
from declarations.errors import AlreadyAnswered, VersionReplaced
from declarations.joining.models import HeldAnswer
from organisations import canon, history
from policies.models import Policy, PolicyVersion


def codes_for(school):
    """The versions that ask adults of this school. Those for single year groups come last: whose child is in one of
    them, only the roll can tell, so the page names the years and the adult chooses."""
    policies = Policy.objects.asking().filter(owner__in=school.owners())
    concerned = [policy.pk for policy in policies.select_related("owner") if school in policy.audience()]
    versions = PolicyVersion.objects.in_force().filter(policy__in=concerned)
    return versions.select_related("policy__owner").order_by("policy__year_groups__len", "title", "pk")


@transaction.atomic
def say_not_theirs(introduction):
    """Somebody without parental responsibility: nothing is signed, and the office hears of it. Said twice is said
    once; once the office has settled who it is, it is too late to say."""
    unsaid = type(introduction).objects.filter(pk=introduction.pk, not_theirs_at=None, settled_at=None)
    if unsaid.update(not_theirs_at=timezone.now()):
        history.record(introduction.organisation, "said_not_responsible", introduction)


@transaction.atomic
def hold(introduction, version, *, content_hash, circumstances, **said):
    """Keep an answer to the words shown. Raises VersionReplaced when others are in force, AlreadyAnswered the second
    time: whoever wants to say something else does so with the link of their own."""
    introduction = type(introduction).objects.select_for_update(of=("self",)).get(pk=introduction.pk)
    if not version.is_in_force or version.content_hash != content_hash:
        raise VersionReplaced(_("The school has changed these words. Please read the new ones."))
    if introduction.settled_at or introduction.answers.filter(version=version).exists():
        raise AlreadyAnswered(_("You have answered already. Nothing was changed."))
    held = HeldAnswer.objects.create(
        introduction=introduction,
        version=version,
        content_hash=content_hash,
        ip_address=circumstances.ip_address,
        user_agent=circumstances.user_agent,
        **said,
    )
    history.record(introduction.organisation, "held", held, sha256=digest(held), version=version.pk)
    return held


def digest(held):
    """SHA-256 of all that was said, as it stands in history from the moment it was said."""
    at = held.answered_at.astimezone(UTC).isoformat(timespec="microseconds")
    said = (held.pk, held.version_id, held.outcome, held.content_hash, held.typed_name, held.relationship)
    came = (held.is_responsible, held.comment, at, held.ip_address, held.user_agent)
    return canon.digest(canon.canonical([*said, *came]))


def said_by(introduction):
    """What somebody said, also when they came by the school link more than once."""
    theirs = {"introduction__organisation": introduction.organisation_id, "introduction__email": introduction.email}
    held = HeldAnswer.objects.filter(introduction__name__iexact=introduction.name, introduction__settled_at=None)
    return held.filter(**theirs).select_related("version__policy__owner").order_by("answered_at", "pk")


def count(introduction, adult, *, by):
    """The office knows now whose answers these are. Returns the declarations; what the adult has answered since,
    by another way, is left as it is."""
    given = []
    for held in list(said_by(introduction)):
        request = asking.request_for(adult, held.version)
        said = {name: getattr(held, name) for name in ("typed_name", "relationship", "is_responsible")}
        came = signing.Circumstances(ip_address=held.ip_address, user_agent=held.user_agent)
        try:
            declaration = signing.answer_held(
                request, outcome=held.outcome, comment=held.comment, circumstances=came, at=held.answered_at, **said
            )
        except AlreadyAnswered:
            continue
        asking.carry_on(declaration, by=by)
        matched = {"introduction": introduction.pk, "held": held.pk, "sha256": digest(held)}
        history.record(introduction.organisation, "held_answer_counts", declaration, by=by, **matched)
        given.append(declaration)
    return given
