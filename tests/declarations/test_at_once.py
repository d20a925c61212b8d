"""Eight at the same moment, in a database of their own in which everything is committed."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from time import sleep

import pytest
from django.core import mail
from django.db import connection, connections, transaction
from django.utils import timezone

from declarations import asking, parts, reminders, sending
from declarations.errors import AlreadyAnswered
from declarations.models import Declaration, Message, Request
from tests import factories as make
from tests.declarations.people import Parent


def test_eight_clicks_at_once_leave_one_answer(at_once):
    request = make.asked()

    def click():
        return make.answer(request)

    got = at_once(click)

    assert Declaration.objects.count() == Message.objects.filter(purpose="receipt").count() == 1
    assert sum(isinstance(each, AlreadyAnswered) for each in got) == 7


def test_eight_times_send_at_once_on_the_page_leaves_one_answer(at_once):
    request = make.asked()
    parent = Parent(request.adult)

    pages = at_once(lambda: parent.signs(request))

    assert {page.redirect_chain[-1][0].split("/")[1] for page in pages} == {"r"}
    assert Declaration.objects.count() == Message.objects.filter(purpose="receipt").count() == 1


def test_eight_schedules_at_once_queue_a_message_once(at_once):
    make.asked()

    got = at_once(reminders.queue_all)

    assert sum(got) == Message.objects.count() == 1


def test_the_parts_of_a_roll_and_the_schedule_at_once_ask_and_write_once(at_once, monkeypatch):
    monkeypatch.setattr(parts, "BLOCK", 3)
    school = make.SchoolFactory()
    for _ in range(24):
        make.parent_at(school)
    version = make.publish(make.draft(school))
    turns = cycle([*range(parts.PARTS), None])

    def ask():
        part = next(turns)
        if part is not None:
            return reminders.ask_part(version, part, timezone.now())
        asking.bring_all_up_to_date()
        return reminders.queue_all()

    assert sum(at_once(ask)) == Request.objects.count() == Message.objects.count() == 24


def test_an_answer_counts_that_is_given_while_its_message_is_noted_as_sent(own_database):
    request = make.asked()
    reminders.queue_all()

    with ThreadPoolExecutor(1) as worker:
        with transaction.atomic():
            make.answer(request)
            noted = worker.submit(_note_sent)
            _wait_until_somebody_waits()
        assert noted.result() == 1

    request.refresh_from_db()
    assert request.state == "signed"


def _note_sent():
    try:
        return Message.objects.filter(purpose="ask").update(sent_at=timezone.now())
    finally:
        connections.close_all()


def _wait_until_somebody_waits():
    look = "SELECT pg_stat_clear_snapshot(); SELECT FROM pg_stat_activity"
    with connection.cursor() as cursor:
        for _ in range(1_000):
            cursor.execute(f"{look} WHERE datname = current_database() AND wait_event_type = 'Lock'")
            if cursor.rowcount:
                return
            sleep(0.01)
    pytest.fail("Nobody waits.")


def test_eight_workers_at_once_send_a_message_once(at_once):
    make.asked()
    reminders.queue_all()
    message = Message.objects.get()

    got = at_once(lambda: sending.send(message.pk))

    assert sorted(got) == [False] * 7 + [True]
    assert len(mail.outbox) == 1
