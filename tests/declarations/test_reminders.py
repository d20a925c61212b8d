from datetime import timedelta

import pytest
from django.utils import timezone

from declarations import asking, reminders
from declarations.errors import CannotRemind
from declarations.models import Message, Request
from declarations.signing import Outcome
from organisations.models import Adult, Event
from policies import lifecycle
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ASK, REMINDER = Message.Purpose.ASK, Message.Purpose.REMINDER


@pytest.fixture
def later(time_machine):
    """`later(3)` is three days from the first moment of the test, a minute past."""
    begin = timezone.now()
    time_machine.move_to(begin, tick=False)
    return lambda days: time_machine.move_to(begin + days * DAY + timedelta(minutes=1), tick=False)


def asked(**fields):
    """One adult, written to today."""
    request = make.asked(**fields)
    reminders.queue_all()
    return request


# The days of the plan and those beside them; and one long after.
AROUND = (1, 2, 3, 4, 6, 7, 8, 13, 14, 15, 30)
LATE = (3, 7, 14, 30)


def days_of_messages(later, days):
    """On which of these days a message is queued; one that was owed on a day between them is queued on the next."""
    return [day for day in days if later(day) or reminders.queue_all()]


def test_the_first_message_goes_to_everybody_asked_and_only_once():
    asked()
    assert Message.objects.get().purpose == ASK
    assert reminders.queue_all() == 0


def test_reminders_follow_the_plan_and_then_end(later):
    asked()
    assert days_of_messages(later, AROUND) == [3, 7, 14]
    assert Message.objects.filter(purpose=REMINDER).count() == 3


def test_nobody_is_reminded_before_the_day(later):
    asked()
    later(2.99)
    assert reminders.queue_all() == 0


def test_days_close_together_are_all_kept(later):
    asked()
    Policy.objects.update(reminder_days=[1, 2, 3])
    assert days_of_messages(later, (0, 1, 2, 3, 4, 5, 30)) == [1, 2, 3]


def test_a_plan_without_days_reminds_nobody(later):
    asked()
    Policy.objects.update(reminder_days=[])
    assert days_of_messages(later, LATE) == []


def test_days_missed_while_the_queue_stood_still_are_one_reminder(later):
    asked()
    later(8)
    assert reminders.queue_all() == 1
    assert days_of_messages(later, (8, 9, 13, 14, 15, 30)) == [14]


@pytest.mark.parametrize("outcome", [Outcome.SIGNED, Outcome.DECLINED, Outcome.WANTS_TO_TALK])
def test_any_answer_stops_the_reminders(outcome, later):
    make.answer(asked(), outcome)
    assert days_of_messages(later, LATE) == []


def test_a_signature_carried_forward_is_not_asked_about(later):
    request = asked()
    make.answer(request)
    make.revise(request.version, change="minor")
    assert days_of_messages(later, LATE) == []


def test_a_substantial_change_begins_the_plan_anew(later):
    request = asked()
    make.answer(request)
    later(5)
    make.revise(request.version)
    assert days_of_messages(later, (5, 6, 7, 8, 9, 11, 12, 13, 18, 19, 20, 30)) == [5, 8, 12, 19]


def test_a_withdrawn_version_reminds_nobody(later):
    version = asked().version
    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    asking.bring_up_to_date(version.policy)
    assert days_of_messages(later, LATE) == []


@pytest.mark.parametrize(
    "fields", [{"email": ""}, {"contact_rule": "no_contact"}, {"contact_rule": "court_order"}], ids=str
)
def test_who_cannot_or_may_not_be_written_to_is_left_out(fields, later):
    asked()
    Adult.objects.update(**fields)
    assert days_of_messages(later, LATE) == []


def test_an_address_that_sends_mail_back_waits_to_be_corrected(later):
    asked(email="wrong@home.example")
    Message.objects.update(to="wrong@home.example", bounced_at=timezone.now())
    later(3)
    assert reminders.queue_all() == 0

    Adult.objects.update(email="right@home.example")

    assert reminders.queue_all() == 1


def test_one_message_speaks_of_all_children_and_codes():
    trust = make.TrustFactory()
    children = [make.ChildFactory(school=make.SchoolFactory(trust=trust)) for _ in range(2)]
    make.parent_of(*children)
    for reference in ("social", "gate"):
        make.published(trust, reference=reference)

    assert reminders.queue_all() == 1
    assert Message.objects.get().requests.count() == 2


def test_the_school_of_the_child_writes_even_about_a_code_of_the_trust():
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    make.parent_at(school)
    make.published(trust)
    reminders.queue_all()
    assert Message.objects.get().organisation == school


def test_long_lists_are_queued_in_chunks(monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 2)
    school = make.SchoolFactory()
    for _ in range(5):
        make.parent_at(school)
    make.published(school)
    assert reminders.queue_all() == 5


def test_the_same_questions_for_one_adult_and_for_many(django_assert_max_num_queries):
    school = make.SchoolFactory()
    for _ in range(6):
        make.parent_at(school)
    make.published(school)
    with django_assert_max_num_queries(20):
        reminders.queue_all()


def test_a_reminder_by_hand_replaces_the_one_that_would_follow(later):
    request, head = asked(), make.UserFactory()
    later(5)
    [message] = reminders.remind_now(Request.objects.all(), by=head)
    assert (message.purpose, message.asked_by) == (REMINDER, head)
    assert Event.objects.get(verb="reminded", about_id=request.adult_id).actor == head
    assert days_of_messages(later, (5, 6, 7, 8, 13, 14, 15, 30)) == [14]


def test_a_reminder_by_hand_well_before_replaces_nothing(later):
    asked()
    later(1)
    reminders.remind_now(Request.objects.all(), by=make.UserFactory())
    Policy.objects.update(reminder_days=[7])
    assert days_of_messages(later, (1, 2, 3, 4, 6, 7, 8, 30)) == [7]


def test_a_first_message_by_hand_is_not_a_reminder():
    school = make.SchoolFactory()
    make.parent_at(school)
    version = make.published(school)
    [message] = reminders.remind_now(version.requests.all(), by=make.UserFactory())
    assert message.purpose == ASK


def test_nobody_is_reminded_by_hand_twice_on_a_day(later):
    asked()
    later(1)
    reminders.remind_now(Request.objects.all(), by=make.UserFactory())
    with pytest.raises(CannotRemind, match="written to today"):
        reminders.remind_now(Request.objects.all(), by=make.UserFactory())


def test_who_has_answered_is_not_reminded_by_hand(later):
    make.answer(asked(), Outcome.DECLINED)
    later(1)
    with pytest.raises(CannotRemind):
        reminders.remind_now(Request.objects.all(), by=make.UserFactory())
