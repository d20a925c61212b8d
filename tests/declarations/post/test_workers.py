"""What a task may count on: it is handed out again when its worker dies, tried again when the database is away, and
laid aside when it takes every worker down. The same with real processes: tests/chaos."""

import gc
from datetime import timedelta

import pytest
from celery import signals
from celery.exceptions import Reject
from django.conf import settings
from django.db import InterfaceError, OperationalError

from conduct_portal.celery import app
from declarations import copies, links, sending, tasks
from declarations.post import parking
from declarations.post.models import ParkedTask
from organisations.mailing import NOT_SENT
from organisations.tasks import send_new_password_link

app.loader.import_default_modules()
app.finalize()
OURS = [task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")]
EVERY = pytest.mark.parametrize("task", OURS, ids=lambda task: task.name)


@EVERY
def test_every_task_is_acknowledged_when_it_is_done_and_given_back_when_its_worker_dies(task):
    assert task.acks_late and task.reject_on_worker_lost
    assert isinstance(task, parking.Careful)


@EVERY
def test_no_task_lives_so_long_that_the_queue_hands_it_out_again_meanwhile(task):
    visible_after = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert (task.time_limit or settings.CELERY_TASK_TIME_LIMIT) < visible_after


def test_a_worker_looks_for_no_rubbish_among_what_was_loaded_before_it_began():
    loaded = len(gc.get_objects())
    try:
        signals.worker_process_init.send(sender=None)
        assert gc.get_freeze_count() >= loaded > len(gc.get_objects())
    finally:
        gc.unfreeze()


def test_no_turn_lapses_while_its_task_may_still_live():
    assert timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT) < sending.CLAIM_LASTS
    assert copies.PRINT_MAY_TAKE < copies.TURN_LASTS


@pytest.mark.parametrize(
    ("error", "runs"), [(OperationalError, 5), (InterfaceError, 5), (ValueError, 1), (KeyError, 1)]
)
def test_only_an_absent_database_is_tried_again(error, runs, monkeypatch):
    tried = []

    def fail():
        tried.append(1)
        raise error

    monkeypatch.setattr(links, "forget_expired", fail)
    result = tasks.forget_expired_links.apply(throw=False)
    assert isinstance(result.result, error)
    assert len(tried) == runs


@EVERY
def test_tries_come_later_each_time_and_not_all_at_once(task):
    assert (task.retry_backoff, task.retry_backoff_max, task.retry_jitter, task.max_retries) == (2, 60, True, 4)
    also = NOT_SENT if task.name == send_new_password_link.name else ()  # no row in the database stands for this e-mail
    assert task.autoretry_for == (*also, OperationalError, InterfaceError)


@pytest.mark.django_db
def test_a_task_that_was_handed_back_too_often_is_laid_aside():
    task = tasks.store_copy
    task.push_request(delivery_info={"redelivered": True})
    try:
        for _life in range(parking.MOST_LIVES - 1):
            task.before_start("poison", (), {"declaration_id": 7})
        assert not ParkedTask.objects.exists()
        with pytest.raises(Reject):
            task.before_start("poison", (), {"declaration_id": 7})
    finally:
        task.pop_request()
    parked = ParkedTask.objects.get()
    assert (parked.name, parked.arguments) == ("declarations.store_copy", {"declaration_id": 7})
