"""No message fails silently: a page for what is stuck, and once a day a word to the office."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from declarations import reminders
from declarations.models import Message
from declarations.post import digests, stuck
from declarations.post.models import Digest, SendingTimes
from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/London"))  # a Friday


def one_written_to(**fate):
    """A school with one message that met this fate."""
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    make.published(school)
    reminders.queue_all()
    Message.objects.filter(adult=adult).update(to=adult.email, **fate)
    return school


def now():
    return timezone.now()


@pytest.mark.parametrize(
    ("fate", "kinds"),
    [
        (lambda: {"sent_at": now()}, []),
        (lambda: {"sent_at": now(), "bounced_at": now()}, ["bounced"]),
        (lambda: {"failed_at": now()}, ["failed"]),
        (lambda: {"send_after": now() - timedelta(hours=2)}, ["late"]),
        (lambda: {"way": "letter"}, ["letters"]),
    ],
    ids=["sent", "bounced", "failed", "late", "letter"],
)
def test_each_kind_is_found(fate, kinds):
    school = one_written_to(**fate())
    assert [group.kind for group in stuck.groups(school)] == kinds
    assert stuck.number_at(school) == len(kinds)
    assert stuck.number_at(make.SchoolFactory()) == 0


def test_once_the_address_is_corrected_it_is_stuck_no_more():
    school = one_written_to(sent_at=now(), bounced_at=now())
    school.adults.update(email="other@home.example")
    assert stuck.number_at(school) == 0


def test_what_nobody_owes_any_more_is_not_stuck():
    school = one_written_to(failed_at=now())
    school.adults.update(contact_rule="no_contact")
    assert stuck.number_at(school) == 0


def test_the_page_says_what_to_do_about_each():
    school = one_written_to(failed_at=now(), failure="The mail server cannot be reached.")
    page = Staff(school).opens("stuck").content.decode()
    assert "Read why, put it right, then send them again." in page
    assert "The mail server cannot be reached." in page
    assert "1 message needs somebody" in Staff(school).opens("messages").content.decode()


def test_the_office_is_told_once_a_day_and_no_names(time_machine):
    time_machine.move_to(MORNING, tick=False)
    school = one_written_to(failed_at=MORNING)

    assert [digests.send_all(), digests.send_all()] == [1, 0]

    [email] = mail.outbox
    assert email.to == [school.office_email]
    assert "Could not be sent: 1" in email.body
    assert school.adults.get().family_name not in email.body
    time_machine.move_to(MORNING + timedelta(days=1), tick=False)
    assert digests.send_all() == 1


def test_while_nothing_is_stuck_nobody_is_told(time_machine):
    time_machine.move_to(MORNING, tick=False)
    one_written_to(sent_at=MORNING)
    assert digests.send_all() == 0


def test_nobody_is_told_at_night_or_on_a_sunday(time_machine):
    time_machine.move_to(MORNING, tick=False)
    school = one_written_to(failed_at=MORNING)
    SendingTimes.objects.create(organisation=school)
    for moment in (MORNING.replace(hour=5), MORNING + timedelta(days=2)):
        time_machine.move_to(moment, tick=False)
        assert digests.send_all() == 0


def test_a_digest_that_could_not_be_sent_is_told_later(time_machine, monkeypatch):
    time_machine.move_to(MORNING, tick=False)
    one_written_to(failed_at=MORNING)

    def refuse(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        assert digests.send_all() == 0
    assert not Digest.objects.exists()
    assert digests.send_all() == 1
