"""What happened once in the last weeks of the demo, so many days ago."""

from declarations import reminders, signing
from declarations.demo import clock
from declarations.demo.answers import VOICES
from declarations.models import Request
from organisations.models import Adult


def reminded_a_class(people):
    """The office wrote to those of one class who owed an answer."""
    adults = Adult.objects.filter(children__class_name="6 Heron")
    with clock.set_to(clock.days_ago(6, 14, 10)):
        reminders.remind_now(Request.objects.open().filter(adult__in=adults), by=people["office@thistledown.example"])


def withdrew(_people):
    """A father took his signature back."""
    with clock.set_to(clock.days_ago(2, 19, 48)):
        signing.withdraw(_signed("willem.vdb@home.example"), comment=VOICES["withdrawn"])


def was_set_aside(people):
    """An answer that never should have counted."""
    with clock.set_to(clock.days_ago(1, 11, 20)):
        signing.invalidate(
            _signed("denise.otieno@home.example"), by=people["office@thistledown.example"], reason=VOICES["invalidated"]
        )


def _signed(email):
    return Request.objects.standing().get(adult__email=email, answer__outcome="signed")


HAPPENINGS = {6: reminded_a_class, 2: withdrew, 1: was_set_aside}
