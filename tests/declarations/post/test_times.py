"""A school writes on its school days, in its hours. 2026-11-20 is a Friday."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from declarations import reminders, sending
from declarations.post import times
from declarations.post.models import ClosedDays, SendingTimes
from tests import factories as make
from tests.declarations.post.waiting import queued_at

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
FRIDAY_NOON, FRIDAY_NIGHT = datetime(2026, 11, 20, 12, tzinfo=LONDON), datetime(2026, 11, 20, 22, tzinfo=LONDON)
MONDAY_MORNING = datetime(2026, 11, 23, 8, tzinfo=LONDON)


def a_school(**fields):
    school = make.SchoolFactory()
    SendingTimes.objects.create(organisation=school, **fields)
    return school


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (FRIDAY_NOON, FRIDAY_NOON),
        (datetime(2026, 11, 20, 6, tzinfo=LONDON), datetime(2026, 11, 20, 8, tzinfo=LONDON)),
        (datetime(2026, 11, 20, 18, tzinfo=LONDON), MONDAY_MORNING),
        (FRIDAY_NIGHT, MONDAY_MORNING),
        (datetime(2026, 12, 24, 19, tzinfo=LONDON), datetime(2026, 12, 29, 8, tzinfo=LONDON)),
        (datetime(2027, 3, 25, 19, tzinfo=LONDON), datetime(2027, 3, 30, 8, tzinfo=LONDON)),
    ],
    ids=["open", "early", "closing time", "night", "Christmas, with a day in lieu", "Easter and the clocks"],
)
def test_it_waits_for_the_next_hour_of_school(at, expected):
    assert times.next_moment(a_school().pk, at) == expected


def test_a_school_that_has_set_nothing_writes_in_school_hours(settings):
    settings.SENDS_AT_ANY_HOUR = False
    school = make.SchoolFactory()
    assert times.next_moment(school.pk, FRIDAY_NIGHT) == MONDAY_MORNING
    assert times.paces() == {school.pk: 300}


def test_what_a_trust_has_set_comes_before_what_is_usual(settings):
    settings.SENDS_AT_ANY_HOUR = False
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    SendingTimes.objects.create(organisation=trust, closes_at=time(23), most_a_minute=20)
    assert times.next_moment(school.pk, FRIDAY_NIGHT) == FRIDAY_NIGHT
    assert times.paces() == {school.pk: 20, trust.pk: 20}


def test_a_demo_writes_at_any_time_until_times_are_set():
    assert times.next_moment(make.SchoolFactory().pk, FRIDAY_NIGHT) == FRIDAY_NIGHT
    assert times.paces() == {}


def test_closing_days_of_the_school_and_of_its_trust_count():
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    SendingTimes.objects.create(organisation=trust)
    ClosedDays.objects.create(organisation=trust, name="Training", first_on="2026-11-23", last_on="2026-11-23")
    ClosedDays.objects.create(organisation=school, name="Snow", first_on="2026-11-24", last_on="2026-11-25")

    assert times.next_moment(school.pk, FRIDAY_NIGHT).date() == date(2026, 11, 26)


def test_scotland_has_other_bank_holidays():
    in_england, in_scotland = (
        {day for day, _name in times.bank_holidays(nation, date(2026, 1, 1))} for nation in ("ENG", "SCT")
    )
    assert date(2026, 11, 30) in in_scotland - in_england
    assert date(2026, 8, 31) in in_england - in_scotland


def test_a_message_written_at_night_goes_out_in_the_morning(time_machine):
    time_machine.move_to(FRIDAY_NIGHT, tick=False)
    message = queued_at(a_school())

    assert message.send_after == MONDAY_MORNING
    assert not sending.send(message.pk)
    time_machine.move_to(MONDAY_MORNING, tick=False)
    assert sending.send(message.pk)


def test_a_message_handed_out_too_late_is_not_sent_and_no_attempt_is_lost(time_machine):
    time_machine.move_to(FRIDAY_NOON, tick=False)
    message = queued_at(a_school())
    time_machine.move_to(FRIDAY_NIGHT, tick=False)

    assert not sending.send(message.pk)

    message.refresh_from_db()
    assert (message.send_after, message.attempts, message.claimed_at) == (MONDAY_MORNING, 0, None)


def test_the_plan_counts_from_the_day_a_message_goes_out(time_machine):
    time_machine.move_to(FRIDAY_NIGHT, tick=False)
    message = queued_at(a_school())
    time_machine.move_to(datetime(2026, 11, 24, 12, tzinfo=LONDON), tick=False)
    assert reminders.queue_all() == 0

    time_machine.move_to(datetime(2026, 11, 26, 12, tzinfo=LONDON), tick=False)
    assert reminders.queue_all() == 1
    assert message.purpose == "ask"


def test_what_is_sent_by_hand_goes_at_once(time_machine):
    time_machine.move_to(FRIDAY_NIGHT, tick=False)
    school = a_school()
    make.parent_at(school)
    requests = make.published(school).requests.all()

    message = reminders.remind_now(requests, by=make.head_of(school))[0]

    assert sending.send(message.pk)


def test_a_receipt_goes_at_once(time_machine):
    time_machine.move_to(FRIDAY_NIGHT, tick=False)
    school = a_school()
    make.parent_at(school)
    request = make.published(school).requests.get()
    answer = make.answer(request, "declined")

    assert sending.send(answer.receipt.pk)


def test_a_school_sends_no_more_in_a_minute_than_its_pace(time_machine):
    time_machine.move_to(FRIDAY_NOON, tick=False)
    slow, free = a_school(most_a_minute=2), make.SchoolFactory()
    for school in (slow, slow, slow, free):
        make.parent_at(school)
    for school in (slow, free):
        make.published(school)
    reminders.queue_all()

    first = sending.to_hand_out(100)
    for message_id in first:
        sending.send(message_id)

    assert len(first) == 3
    assert sending.to_hand_out(100) == []
    time_machine.shift(61)
    assert len(sending.to_hand_out(100)) == 1


@pytest.mark.parametrize("wrong", [{"weekdays": []}, {"opens_at": time(18), "closes_at": time(8)}])
def test_the_database_refuses_times_in_which_nothing_could_be_sent(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_school(**wrong)
