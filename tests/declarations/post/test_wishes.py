"""Please stop reminding me: one adult's wish, seen by the office."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations import reminders
from declarations.models import Message
from declarations.post.models import StopWish
from tests import factories as make
from tests.declarations.people import parent_asked
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent():
    return parent_asked()


def asks_for_peace(parent):
    return parent.browser.post(reverse("parents:peace", args=[parent.token]), follow=True)


def test_no_reminder_follows_but_the_request_stays_open(parent, time_machine):
    reminders.queue_all()
    page = asks_for_peace(parent)
    time_machine.move_to(timezone.now() + timedelta(days=30))

    assert reminders.queue_all() == 0
    assert parent.owes()
    assert b"We remind you no more." in page.content


def test_asking_twice_is_asking_once_and_looking_is_not_asking(parent):
    parent.browser.get(reverse("parents:peace", args=[parent.token]))
    assert not StopWish.objects.exists()
    asks_for_peace(parent)
    asks_for_peace(parent)
    assert StopWish.objects.count() == 1


def test_a_reminder_that_waits_is_called_off(parent, time_machine):
    reminders.queue_all()
    time_machine.move_to(timezone.now() + timedelta(days=4))
    reminders.queue_all()
    asks_for_peace(parent)
    assert Message.objects.get(purpose="reminder").state == "cancelled"


def test_it_is_one_adults_wish_and_not_the_other_parents(parent, time_machine):
    other = make.parent_of(parent.adult.children.get())
    reminders.queue_all()
    asks_for_peace(parent)
    assert not StopWish.objects.filter(adult=other).exists()


def test_new_words_are_still_asked_about(parent):
    reminders.queue_all()
    asks_for_peace(parent)
    make.revise(parent.owes().version)
    assert reminders.queue_all() == 1


def test_the_office_sees_it_and_lifts_it_when_they_agree(parent):
    asks_for_peace(parent)
    school = parent.adult.school()
    office = Staff(school).browser
    page = office.get(reverse("declarations:adult", args=[school.slug, parent.adult.pk]))
    assert "not to be reminded" in page.content.decode()

    office.post(reverse("declarations:remind_again", args=[school.slug, parent.adult.pk]))

    assert not StopWish.objects.filter(lifted_at=None).exists()


def test_another_school_cannot_lift_it(parent):
    asks_for_peace(parent)
    stranger = make.SchoolFactory()
    Staff(stranger).browser.post(reverse("declarations:remind_again", args=[stranger.slug, parent.adult.pk]))
    assert StopWish.objects.filter(lifted_at=None).exists()
