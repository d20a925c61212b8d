"""What the office writes down about talking to an adult; a note can settle what an answer raised."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from declarations.models import Declaration, Note
from organisations import history

RAISES = (Declaration.Outcome.WANTS_TO_TALK, Declaration.Outcome.DECLINED, Declaration.Outcome.WITHDRAWN)


@transaction.atomic
def add(adult, organisation, *, by, text, settles=None):
    """Keep a note. The log says that there is one, not what it says."""
    note = Note.objects.create(adult=adult, organisation=organisation, by=by, text=text, settles=settles)
    history.record(organisation, "noted", note, by=by, adult=adult.pk)
    return note


def unsettled(requests):
    """Requests whose latest answer no note has settled."""
    return requests.exclude(Exists(Note.objects.filter(settles=OuterRef("answer"))))


def raised_by(asked):
    """Answers to these requests that want somebody to act and that no note has settled, oldest first."""
    answers = Declaration.objects.filter(answers__in=[request.pk for request in asked], outcome__in=RAISES)
    return answers.filter(notes=None).order_by("pk")
