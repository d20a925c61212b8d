"""What publishing or withdrawing a version would do to parents, in numbers, before anybody does it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from declarations.asking import STAYS_ANSWERED
from declarations.models import Declaration, Request
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
    minor: Forecast
    substantial: Forecast


def of_publishing(version):
    """What would happen if this version took effect today."""
    before = version.previous()
    return Outlook(
        before,
        Request.objects.filter(version=before, answer__outcome__in=Declaration.AGREED).count()
        if before
        else 0,
        _of_change(version, before, Change.MINOR),
        _of_change(version, before, Change.SUBSTANTIAL),
    )


def of_withdrawing(version):
    """(adults who would be asked no more, answers that stay on file)."""
    requests = version.requests.standing()
    return requests.open().count(), version.requests.filter(answer__isnull=False).count()


def _of_change(version, before, change):
    if not version.policy.asks_for_answer:
        return Forecast(0, 0, 0)
    concerned = version.policy.adults()
    if before is None or version.policy.asks_again_after(change):
        return Forecast(concerned.count(), concerned.filter(email="").count(), 0)
    answered = Exists(Request.objects.filter(STAYS_ANSWERED, version=before, adult=OuterRef("pk")))
    asked = concerned.filter(~answered)
    return Forecast(asked.count(), asked.filter(email="").count(), concerned.filter(answered).count())
