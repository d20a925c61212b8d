"""Figures for whoever runs the portal, and logs without people in them."""

import json
import logging
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from conduct_portal import logs
from conduct_portal.celery import app
from declarations import tasks
from declarations.models import Message
from declarations.post import health
from declarations.post.models import Beat, ParkedTask
from tests.declarations.post.waiting import queued_email

pytestmark = pytest.mark.django_db


def one_owed():
    queued_email()
    Message.objects.update(send_after=timezone.now() - timedelta(hours=2))


def test_metrics_are_for_whoever_shows_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics", headers={"Authorization": "Bearer guessed"}).status_code == 404
    one_owed()
    tasks.send_digests.on_success(None, "", (), {})

    answer = client.get("/metrics", headers={"Authorization": "Bearer a-long-token"})

    lines = dict(line.rsplit(" ", 1) for line in answer.content.decode().splitlines())
    assert (lines["portal_messages_owed"], lines["portal_copies_missing"]) == ("1", "0")
    assert int(lines["portal_oldest_owed_seconds"]) >= 7200
    assert 'portal_beat_age_seconds{task="declarations.send_digests"}' in lines
    assert "home.example" not in answer.content.decode()


def test_the_command_says_what_to_look_at(capsys):
    one_owed()
    ParkedTask.objects.create(name="declarations.store_copy", arguments={"declaration_id": 1})
    Beat.objects.create(name="declarations.ask_adults", at=timezone.now() - timedelta(hours=1))

    with pytest.raises(SystemExit):
        call_command("health")

    said = capsys.readouterr().out
    assert "declarations.ask_adults last ran 3600 seconds ago" in said
    assert "1 tasks took their worker down and are parked" in said
    assert "a message has waited for" in said


def test_the_command_is_content_when_all_is_well(capsys):
    Beat.objects.create(name="declarations.ask_adults", at=timezone.now())
    call_command("health")
    assert "Look at this" not in capsys.readouterr().out


@pytest.mark.parametrize("formatter", [logs.Plain("%(message)s"), logs.Json()], ids=["plain", "json"])
def test_nobody_stands_in_the_logs(formatter):
    try:
        raise ValueError("Key (email)=(sam.okafor@home.example) already exists")
    except ValueError:
        error = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "", 1, "GET /s/secret-token/ by %s", ("sam@home.example",), error)

    line = formatter.format(record)

    assert "home.example" not in line and "secret-token" not in line and "ValueError" in line
    if isinstance(formatter, logs.Json):
        assert json.loads(line)["level"] == "ERROR"


def test_every_part_of_the_schedule_is_a_task_that_notes_that_it_ran():
    app.finalize()
    for name in health.intervals():
        app.tasks[name].on_success(None, "", (), {})
    assert health.beats().keys() == health.intervals().keys()


def test_what_runs_hourly_is_late_after_hours_only():
    in_time, late = health.intervals()["declarations.send_digests"], 5 * 60 * 60 + 1
    found = health.figures()
    assert health.complaints(found, {"declarations.send_digests": in_time}) == []
    assert health.complaints(found, {"declarations.send_digests": late}) != []
    assert health.complaints(found, {"policies.send_owed_notices": 301}) != []
