"""Messages that wait to be sent, as the tests of each way they go speak of them."""

from declarations import reminders, sending
from declarations.models import Message
from tests import factories as make


def queued_at(school, **adult):
    """The first message to the one adult of this school."""
    make.asked(school, **adult)
    reminders.queue_all()
    return Message.objects.filter(organisation=school).order_by("pk").first()


def queued_emails(adults):
    """An e-mail to each of so many adults of one school."""
    school = make.SchoolFactory()
    for number in range(adults):
        make.parent_at(school, email=f"adult{number}@home.example")
    make.published(school)
    reminders.queue_all()
    return list(Message.objects.filter(organisation=school).order_by("pk"))


def queued_email():
    """To adult0@home.example."""
    return queued_emails(1)[0]


def send(message):
    """Whether it went out; the message knows what became of it."""
    went_out = sending.send(message.pk)
    message.refresh_from_db()
    return went_out
