"""Who has signed and who owes an answer: one state for every request, the same on screen and in CSV."""

from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Link, Message

Outcome = Declaration.Outcome


class State(models.TextChoices):
    """Where one adult stands with one code; in the order in which the office should look at them."""

    WANTS_TO_TALK = "wants_to_talk", _("Wants to talk")
    NO_DETAILS = "no_details", _("No e-mail address")
    BOUNCED = "bounced", _("E-mail failed")
    DECLINED = "declined", _("Does not want to sign")
    WITHDRAWN = "withdrawn", _("Signature withdrawn")
    OPENED = "opened", _("Opened, not signed")
    ASKED = "asked", _("Asked, not opened")
    NOT_ASKED = "not_asked", _("Not asked yet")
    ACKNOWLEDGED = "acknowledged", _("Read")
    SIGNED = "signed", _("Signed")


DONE = (State.SIGNED, State.ACKNOWLEDGED)
ANSWERED = {outcome: outcome for outcome in Outcome if outcome != Outcome.INVALIDATED}


def with_state(requests):
    """Each request with its `state` (a value of State)."""
    sent = Message.objects.filter(asks__request=OuterRef("pk"), sent_at__isnull=False)
    undelivered = Message.objects.filter(asks__request=OuterRef("pk")).filter(
        Q(bounced_at__isnull=False) | Q(failed_at__isnull=False)
    )
    opened = Link.objects.filter(message__asks__request=OuterRef("pk"), opened_at__isnull=False)
    return requests.annotate(
        state=Case(
            When(answer__outcome__in=list(ANSWERED), then=F("answer__outcome")),
            When(adult__email="", then=Value(State.NO_DETAILS)),
            When(Exists(undelivered), then=Value(State.BOUNCED)),
            When(Exists(opened), then=Value(State.OPENED)),
            When(Exists(sent), then=Value(State.ASKED)),
            default=Value(State.NOT_ASKED),
            output_field=CharField(),
        )
    )


def counts(requests):
    """{state: number} over these requests, every state present, in the order of State."""
    found = dict(with_state(requests).order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state.value, 0) for state in State}
