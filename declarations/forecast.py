"""What publishing or withdrawing a version would do to parents, before anybody does it: in numbers, and by name."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from declarations.asking import STAYS_ANSWERED
from declarations.models import Declaration, Request
from organisations.models import Adult
from policies.models import PolicyVersion

Change = PolicyVersion.Change


@dataclass(frozen=True)
class Forecast:
    """How many adults a change of one size would ask, and what would stay."""

    asked: int
    without_email: int
    answers_kept: int


@dataclass(frozen=True)
class Outlook:
    """A version about to be published: the signatures on file, and what either size of change does."""

    before: PolicyVersion | None
    on_file: int
    not_contacted: int
    minor: Forecast
    substantial: Forecast


def of_publishing(version):
    """What would happen if this version took effect today."""
    before, concerned = version.previous(), _concerned(version)
    answered = _answered_before(version)
    return Outlook(
        before,
        Request.objects.filter(version=answered, answer__outcome__in=Declaration.AGREED).count() if answered else 0,
        version.policy.adults_not_contacted().count() if version.policy.asks_adults else 0,
        _of_change(version, concerned, Change.MINOR),
        _of_change(version, concerned, Change.SUBSTANTIAL),
    )


def of_withdrawing(version):
    """(adults who would be asked no more, answers that stay on file)."""
    requests = version.requests.standing()
    return requests.open().count(), version.requests.filter(answer__isnull=False).count()


def asked_after(version, change):
    """The very adults whom a change of this size would ask."""
    concerned = _concerned(version)
    return concerned.exclude(pk__in=_kept_after(version, concerned, change).values("pk"))


def _of_change(version, concerned, change):
    kept = _kept_after(version, concerned, change)
    asked = concerned.exclude(pk__in=kept.values("pk"))
    return Forecast(asked.count(), asked.filter(email="").count(), kept.count())


def _concerned(version):
    return version.policy.adults() if version.policy.asks_adults else Adult.objects.none()


def _answered_before(version):
    """The words whose answers could stay good: those before, as far as anybody has been asked about them.

    Nobody has answered a scheduled version. If it is a minor change, the answers to the words before it pass through
    it on its day; otherwise everybody is asked about it first, and nothing is known of their answers yet.
    """
    before = version.previous()
    while before and before.status == PolicyVersion.Status.SCHEDULED:
        before = None if before.asks_again else before.previous()
    return before


def _kept_after(version, concerned, change):
    """Adults it concerns whose answer to the words before would stay good."""
    before = _answered_before(version)
    if before is None or version.policy.asks_again_after(change):
        return concerned.none()
    return concerned.filter(Exists(Request.objects.filter(STAYS_ANSWERED, version=before, adult=OuterRef("pk"))))
