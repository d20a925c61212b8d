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


def news(request):
    """What has changed for this adult; None when they have never answered this code."""
    version = request.version
    since = _last_answer(request)
    if since is None:
        return None
    old = since.request.version
    newer = version.policy.versions.published().filter(
        number__gt=old.number, number__lte=version.number, withdrawn_at__isnull=True
    )
    told = newer.exclude(summary_of_changes="").order_by("number")
    return News(since, list(told), changes.between(old, version))


def _last_answer(request):
    version = request.version
    answers = Declaration.objects.filter(
        request__adult=request.adult_id,
        request__version__policy=version.policy_id,
        request__version__number__lt=version.number,
    ).exclude(outcome=Declaration.Outcome.INVALIDATED)
    return answers.select_related("request__version").order_by("-answered_at", "-pk").first()
