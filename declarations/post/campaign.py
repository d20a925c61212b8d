"""How far the asking about a version has come, for a head who watches it."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from declarations.models import Message, Request


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
    found = dict(_with_stage(asked).order_by().values_list("stage").annotate(n=Count("pk")))
    known = Request.objects.filter(version=version, adult=OuterRef("pk"))
    found[Stage.TO_BE_ASKED] = version.policy.adults().exclude(Exists(known)).count() if version.is_in_force else 0
    return Progress({stage: found.get(stage.value, 0) for stage in Stage})


def _with_stage(requests):
    written = Message.objects.filter(asks__request=OuterRef("pk"))
    lost = Q(bounced_at__isnull=False) | Q(failed_at__isnull=False)
    return requests.annotate(
        stage=Case(
            When(answer__isnull=False, then=Value(Stage.ANSWERED)),
            When(Exists(written.filter(sent_at__isnull=False).exclude(lost)), then=Value(Stage.WRITTEN_TO)),
            When(Exists(written.in_state(Message.State.QUEUED)), then=Value(Stage.WAITING)),
            When(Exists(written.filter(lost)), then=Value(Stage.CAME_BACK)),
            default=Value(Stage.NO_WAY),
            output_field=CharField(),
        )
    )
