"""What happened once in the last weeks of the demo."""

from datetime import timedelta
from random import Random

from declarations import notes, reminders, sending, signing
from declarations.demo.answers import AGREES, READS_FOR, RECEIPT_AFTER, VOICES
from declarations.models import Declaration, Request
from organisations.models import Adult

JUST_NOW = timedelta(seconds=30)


def plan(agenda, people, answers):
    """Put what happened once onto the agenda."""
    office = people["office@thistledown.example"]
    agenda.put(agenda.ago(6, 14, 10), remind_a_class, agenda, office)
    agenda.put(agenda.ago(2, 19, 48), withdraw, agenda, "willem.vdb@home.example")
    agenda.put(agenda.ago(1, 11, 20), set_aside, "denise.otieno@home.example", office)
    agenda.put(agenda.ago(2, 15, 35), note_a_talk, "duncan.mca@home.example", office)
    agenda.put(agenda.now - READS_FOR - JUST_NOW, sign_just_now, answers)


def remind_a_class(agenda, office):
    """The office writes to those of one class who owe an answer."""
    adults = Adult.objects.filter(children__class_name="6 Heron")
    for message in reminders.remind_now(Request.objects.open().filter(adult__in=adults), by=office):
        agenda.put(message.send_after, sending.send, message.pk)


def withdraw(agenda, email):
    """A father takes his signature back."""
    declaration = signing.withdraw(_signed(email), comment=VOICES["withdrawn"])
    agenda.put(declaration.answered_at + RECEIPT_AFTER, sending.send, declaration.receipt.pk)


def set_aside(email, office):
    """An answer that never should have counted."""
    signing.invalidate(_signed(email), by=office, reason=VOICES["invalidated"])


def note_a_talk(email, office):
    """The office rang a father who had asked to talk, and wrote down what was said."""
    adult = Adult.objects.get(email=email)
    answer = Declaration.objects.filter(request__adult=adult, outcome=Declaration.Outcome.WANTS_TO_TALK).latest("pk")
    notes.add(adult, adult.school(), by=office, text=VOICES["note"], settles=answer)


def sign_just_now(answers):
    """Three sign at this minute, so that their receipts wait for the worker."""
    waiting = Request.objects.open().filter(version__policy__reference="online-conduct").exclude(adult__email="")
    for request in waiting.filter(messages__links__opened_at__isnull=False).order_by("adult__email").distinct()[:3]:
        answers.open(request.pk, does=AGREES, chance=Random(request.adult.email))


def _signed(email):
    return Request.objects.standing().get(adult__email=email, answer__outcome=Declaration.Outcome.SIGNED)
