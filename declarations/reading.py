"""What is new to one adult: the changes since the version that they, and nobody else, answered last."""

from dataclasses import dataclass

from declarations.models import Declaration
from policies import changes


@dataclass(frozen=True)
class News:
    """The answer given last, the versions since then that say in plain words what they change, and every change."""

    since: Declaration
    versions: list
    changes: list


def news(version, since):
    """What has changed up to this version for an adult whose last answer was `since`; None when there is none."""
    if since is None:
        return None
    old = since.request.version
    newer = version.policy.versions.published().filter(
        number__gt=old.number, number__lte=version.number, withdrawn_at__isnull=True
    )
    told = newer.exclude(summary_of_changes="").order_by("number")
    return News(since, list(told), changes.between(old, version))


def last_answer(request):
    """What this adult answered last to the words before these, or None."""
    return answers_before(request).select_related("request__version").first()


def answers_before(request):
    """What this adult answered to the words before these, the last first, as far as it still counts."""
    version = request.version
    answers = Declaration.objects.filter(
        request__adult=request.adult_id,
        request__version__policy=version.policy_id,
        request__version__number__lt=version.number,
    )
    return answers.exclude(outcome=Declaration.Outcome.INVALIDATED).order_by("-answered_at", "-pk")
