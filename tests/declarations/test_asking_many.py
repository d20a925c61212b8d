"""Asking a large trust takes time, not memory: the database asks, and messages are written in chunks."""

import tracemalloc
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from declarations import asking, reminders, sending
from declarations.models import Message, Request
from organisations.models import Adult, Child, Contact
from tests import factories as make

pytestmark = pytest.mark.django_db
FEW, MANY, CHUNK = 100, 500, 50
MAY_GROW = 1.5  # times: the adults' numbers are held; were the messages, it would be five


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", CHUNK)


def a_school_of(adults):
    """One child each."""
    school = make.SchoolFactory()
    children = [Child(school=school, given_name=f"Child {n}", joined_on=date(2020, 9, 1)) for n in range(adults)]
    parents = [Adult(controller=school, family_name=f"Adult {n}", email=f"a{n}@home.example") for n in range(adults)]
    Child.objects.bulk_create(children)
    Adult.objects.bulk_create(parents)
    pairs = zip(parents, children, strict=True)
    Contact.objects.bulk_create(Contact(adult=adult, child=child, relationship="mother") for adult, child in pairs)
    look_again()
    return school


def look_again():
    """A busy database looks at its tables by itself; one transaction of a test is too short for that."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def highest(do):
    """The most memory that was held at any moment while this was done, in bytes."""
    tracemalloc.start()
    try:
        do()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def memory_of_asking(adults):
    school = a_school_of(adults)
    policy = make.publish(make.draft(school)).policy

    asked = highest(lambda: asking.bring_up_to_date(policy))
    look_again()
    queued = highest(lambda: reminders.queue_for(school.pk, timezone.now()))

    assert Request.objects.filter(version__policy=policy).count() == adults
    assert Message.objects.filter(organisation=school).count() == adults
    return asked, queued


def test_five_times_as_many_adults_take_no_more_memory():
    memory_of_asking(10)  # what is loaded once and kept is not counted
    asked_few, queued_few = memory_of_asking(FEW)
    asked_many, queued_many = memory_of_asking(MANY)

    assert asked_many < MAY_GROW * asked_few
    assert queued_many < MAY_GROW * queued_few


def test_no_more_is_handed_out_at_once_than_a_batch():
    school = a_school_of(FEW)
    make.published(school)
    reminders.queue_for(school.pk, timezone.now())

    few, many = (highest(lambda most=most: sending.to_hand_out(most)) for most in (100, FEW))

    assert len(sending.to_hand_out(100)) == 100
    assert many < few + 200 * FEW
