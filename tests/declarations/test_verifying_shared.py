"""Several processes check the evidence among them and report what one would; in a database where all is committed."""

import os
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from declarations import sending, verifying
from declarations.models import Declaration, Message
from organisations import ledger
from organisations.models import Event, Organisation
from tests import factories as make
from tests.declarations.test_verifying import by_force

SEVERAL = 6


@pytest.fixture
def school(own_database, monkeypatch):
    """Some adults were written to and signed; each part of the check is two rows of them."""
    monkeypatch.setattr(verifying, "PART", 2)
    school = make.SchoolFactory(slug="larkrise")
    for _adult in range(SEVERAL):
        make.parent_at(school)
    for request in make.published(school).requests.all():
        make.answer(request, typed_name="Zoë Łukaszewicz")
    for message in Message.objects.all():
        sending.send(message.pk)
    ledger.chain_all()
    return school


def reported(processes):
    """What is wrong, and how much was looked at."""
    checked = Counter()
    told = [str(flaw) for flaw in verifying.flaws(Organisation.objects.all(), checked, processes=processes)]
    return told, list(checked.items())


def test_nothing_is_wrong_and_everything_was_looked_at_once(school):
    told, checked = reported(processes=3)

    assert told == []
    assert checked == reported(processes=1)[1]
    assert dict(checked)["answers"] == SEVERAL
    assert dict(checked)["events"] == Event.objects.count()


def test_they_report_the_same_in_the_same_order(school):
    answer, message = Declaration.objects.order_by("pk")[3], Message.objects.order_by("pk")[1]
    first, *_others, last = Event.objects.order_by("number").values_list("pk", flat=True)[2:6]
    by_force("UPDATE declarations_declaration SET typed_name = 'Somebody Else' WHERE id = %s", answer.pk)
    by_force("UPDATE organisations_event SET verb = 'withdrawn' WHERE id = %s", first)
    by_force("DELETE FROM organisations_event WHERE id = %s", last)
    Message.objects.filter(pk=message.pk).update(subject="Another")

    told, checked = reported(processes=3)

    assert len(told) >= 4
    assert (told, checked) == reported(processes=1)


def test_where_a_part_begins_with_a_gap_the_event_before_is_missing(school, monkeypatch):
    by_force("DELETE FROM organisations_event WHERE number = 4")
    in_parts, _checked = reported(processes=1)
    monkeypatch.setattr(verifying, "PART", 1_000)

    assert in_parts == reported(processes=1)[0]
    assert any("the event before it is missing" in flaw for flaw in in_parts)


def test_little_is_checked_by_one_process(school, capsys):
    call_command("verify_evidence")
    assert "shared the work" not in capsys.readouterr().out


def test_much_is_shared_by_the_cores_that_we_may_use(school, monkeypatch, capsys):
    monkeypatch.setattr(verifying, "MUCH", Event.objects.count())
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 5, 6}, raising=False)

    call_command("verify_evidence")

    told = capsys.readouterr().out
    assert "3 processes shared the work." in told
    assert f" {SEVERAL} answers" in told


def test_however_many_cores_there_are_four_processes_share(school, monkeypatch):
    monkeypatch.setattr(verifying, "MUCH", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(64)), raising=False)

    assert verifying.processes_for(Organisation.objects.all()) == 4
    assert verifying.processes_for(Organisation.objects.none()) == 1


def test_in_a_transaction_nobody_shares_what_others_cannot_see(school, monkeypatch):
    monkeypatch.setattr(verifying, "MUCH", 1)
    with transaction.atomic():
        assert verifying.processes_for(Organisation.objects.all()) == 1


def test_the_command_shares_its_work(school, capsys):
    call_command("verify_evidence", processes=2)
    assert "All of it is as it was written." in capsys.readouterr().out

    by_force("UPDATE declarations_declaration SET typed_name = 'Somebody Else'")
    with pytest.raises(CommandError, match=f"{SEVERAL} things"):
        call_command("verify_evidence", processes=2)
    assert connection.is_usable()
