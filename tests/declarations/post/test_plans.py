"""The owner of a policy says when its adults are reminded, and how often at most. 2026-11-20 is a Friday."""

from copy import deepcopy
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from declarations import reminders
from declarations.models import Message, Request
from declarations.post import plans
from organisations.models import Event
from policies.models import Policy
from tests import factories as make
from tests.declarations.people import text
from tests.declarations.staff import Staff
from tests.scenes import once

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@once
def built():
    school = make.SchoolFactory()
    make.parent_at(school)
    return make.published(school).policy


@pytest.fixture
def policy(built):
    return deepcopy(built)


def head_of(policy):
    return Staff(policy.owner, "head")


def test_a_head_changes_the_days_and_the_cap(policy):
    head = head_of(policy)

    page = head.posts("reminder_plan", "code", days="21, 5 10", most="2")

    policy.refresh_from_db()
    assert (policy.reminder_days, policy.most_reminders) == ([5, 10, 21], 2)
    assert Event.objects.get(verb="reminders_set").detail == {"days": [5, 10, 21], "most": 2}
    assert "The days of its reminders were changed" in text(page)


def test_no_days_are_a_plan_too(policy):
    assert "Nobody is reminded by the portal." in text(
        head_of(policy).posts("reminder_plan", "code", most="2", look="1")
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": "3, seven"}, "Type numbers of days"),
        ({"days": "-3"}, "Type numbers of days"),
        ({"days": "1, 7"}, "Choose days from 2 to 60."),
        ({"days": "7, 61"}, "Choose days from 2 to 60."),
        ({"days": "7, 8"}, "Let at least 2 days pass from one reminder to the next."),
        ({"days": "2, 4, 6, 8, 10, 12, 14"}, "At most 6 days, please."),
        ({"most": "7"}, "At most 6: more would press people."),
        ({"most": ""}, "Enter a whole number"),
    ],
    ids=str,
)
def test_days_that_would_press_somebody_are_refused(policy, wrong, words):
    page = head_of(policy).posts("reminder_plan", "code", **({"days": "3, 7", "most": "3"} | wrong))
    assert page.status_code == 422 and words in text(page)
    policy.refresh_from_db()
    assert policy.reminder_days == [3, 7, 14]


def test_the_dates_are_shown_before_anything_is_saved(policy, time_machine, settings):
    settings.SENDS_AT_ANY_HOUR = False
    time_machine.move_to(datetime(2026, 11, 20, 22, tzinfo=LONDON), tick=False)

    page = text(head_of(policy).posts("reminder_plan", "code", days="2, 5, 9", most="2", look="1"))

    assert "First message Monday 23 November 2026, 08:00" in page
    assert "After 2 days Wednesday 25 November 2026, 08:00" in page
    assert "After 5 days Monday 30 November 2026, 08:00" in page
    assert "After 9 days" not in page
    assert not Event.objects.filter(verb="reminders_set").exists()


def test_only_the_owner_changes_it():
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    make.published(trust)
    assert Staff(school, "head").opens("reminder_plan", "code").status_code == 404
    assert Staff(trust, "trust").opens("reminder_plan", "code").status_code == 200


def reminders_until(day, time_machine, begin, since=0):
    """The days on which somebody is written to."""
    written = []
    for each in range(since, day):
        time_machine.move_to(begin + timedelta(days=each, minutes=1), tick=False)
        written += [each] if reminders.queue_all() else []
    return written


def test_the_cap_holds_however_often_the_days_are_changed(policy, time_machine):
    begin = timezone.now()
    Policy.objects.update(reminder_days=[2, 4, 6, 8], most_reminders=3)
    assert reminders_until(10, time_machine, begin) == [0, 2, 4, 6]

    plans.keep(policy, by=make.UserFactory(), days=[12, 14, 16], most=3)

    assert reminders_until(20, time_machine, begin, since=10) == []


def test_reminders_by_hand_count_towards_the_cap(policy, time_machine):
    begin = timezone.now()
    Policy.objects.update(reminder_days=[8, 14], most_reminders=2)
    assert reminders_until(2, time_machine, begin) == [0]
    reminders.remind_now(Request.objects.all(), by=make.UserFactory())

    assert reminders_until(18, time_machine, begin, since=2) == [8]


def test_what_came_back_does_not_count(policy, time_machine):
    begin = timezone.now()
    Policy.objects.update(reminder_days=[3, 6], most_reminders=1)
    assert reminders_until(4, time_machine, begin) == [0, 3]
    Message.objects.filter(purpose="reminder").update(bounced_at=timezone.now(), to="old@home.example")

    assert reminders_until(10, time_machine, begin, since=4) == [6]


def test_the_database_knows_the_limit(policy):
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.update(most_reminders=7)
