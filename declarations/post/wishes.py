"""An adult asks not to be reminded. That is no answer and closes nothing; the office sees it."""

from django.db import transaction
from django.utils import timezone

from declarations.models import Message
from declarations.post.models import StopWish
from organisations import history


@transaction.atomic
def ask_for_peace(link):
    """Remind this adult no more; reminders that wait to be sent are called off."""
    adult = link.adult
    wish, is_new = StopWish.objects.get_or_create(adult=adult, lifted_at=None, defaults={"link": link})
    if is_new:
        waiting = adult.messages.in_state(Message.State.QUEUED).filter(purpose=Message.Purpose.REMINDER)
        waiting.filter(claimed_at=None).update(cancelled_at=timezone.now())
        history.record(adult.school() or adult.controller, "asked_for_peace", adult)
    return wish


@transaction.atomic
def lift(adult, organisation, *, by):
    """They have agreed to be reminded again."""
    if adult.stop_wishes.filter(lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by):
        history.record(organisation, "may_be_reminded", adult, by=by)


def of(adult):
    """The wish that stands, or None."""
    return adult.stop_wishes.filter(lifted_at=None).first()
