"""How far the asking about a version has come, for a head who watches it."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.db import models
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from declarations.models import MESSAGE_STATES, Request


class Stage(models.TextChoices):
    """Where one adult is on the way to being asked. The values are those of standing.State that look alike."""

    ANSWERED = "signed", _("Answered")
    WRITTEN_TO = "asked", _("Written to")
    WAITING = "not_asked", _("Message waits to be sent")
    CAME_BACK = "bounced", _("Message did not arrive")
    NO_WAY = "no_details", _("Nothing to write to yet")
    TO_BE_ASKED = "opened", _("Still to be asked")


DONE = (Stage.ANSWERED, Stage.WRITTEN_TO)


@dataclass(frozen=True)
class Progress:
    """{stage: adults} of one version."""

    counts: dict

    @property
    def everybody(self):
        return sum(self.counts.values())

    @property
    def reached(self):
        return sum(self.counts[stage] for stage in DONE)

    @property
    def is_going_on(self):
        return bool(self.counts[Stage.WAITING] or self.counts[Stage.TO_BE_ASKED])


def of(version):
    """Counted anew each time, in a few queries."""
    asked = Request.objects.standing().filter(version=version).exclude(reason=Request.Reason.CARRIED)
    counts = {stage.name: Count("pk", filter=Q(stage=stage.value)) for stage in Stage if stage != Stage.TO_BE_ASKED}
    found = _with_stage(asked.order_by()).aggregate(**counts)
    known = Request.objects.filter(version=version, adult=OuterRef("pk"))
    to_be_asked = version.policy.adults().exclude(Exists(known)).count() if version.is_in_force else 0
    return Progress({stage: found.get(stage.name, to_be_asked) for stage in Stage})


def _with_stage(requests):
    """Each request's messages are looked at once: asked one by one, a hundred thousand would take minutes."""
    at = "asks__message__{}__isnull".format
    lost = Q(**{at("bounced_at"): False}) | Q(**{at("failed_at"): False})
    waits = Q(asks__isnull=False) & Q(**{at(f"{state}_at"): True for state in MESSAGE_STATES})
    return requests.annotate(
        went=BoolOr(Q(**{at("sent_at"): False}) & ~lost),
        waits=BoolOr(waits),
        lost=BoolOr(lost),
        stage=Case(
            When(answer__isnull=False, then=Value(Stage.ANSWERED)),
            When(went=True, then=Value(Stage.WRITTEN_TO)),
            When(waits=True, then=Value(Stage.WAITING)),
            When(lost=True, then=Value(Stage.CAME_BACK)),
            default=Value(Stage.NO_WAY),
            output_field=CharField(),
        ),
    )
