"""The promise behind every other one: workers die, the queue is emptied, the database crashes; nothing is lost,
and nobody is asked twice, also when two schedules run. Real processes, real servers; CHAOS_ADULTS=2000 makes it as
big as a large school."""

import os
import pathlib
import shutil
import tempfile
import time

import pytest

from conduct_portal.celery import app
from scripts import ports, throwaway
from tests.chaos.families import Families
from tests.chaos.portal import ShakenPortal
from tests.chaos.postbox import Postbox

ADULTS = int(os.environ.get("CHAOS_ADULTS", "300"))
PATIENCE = 60 + ADULTS / 10  # seconds
LOGS = pathlib.Path(tempfile.gettempdir()) / "conduct-portal-chaos-logs"
pytestmark = pytest.mark.chaos

SENT = "select count(*) from declarations_message where sent_at is not null and purpose = '{}'"
OWED = """select count(*) from declarations_message
    where sent_at is null and failed_at is null and cancelled_at is null and bounced_at is null"""
COPIES_MISSING = """select count(*) from declarations_declaration d
    where outcome = 'signed' and not exists (select 1 from declarations_signedcopy c where c.declaration_id = d.id)"""
ASKED_OTHER_THAN_ONCE = """select count(*) from (select 1 from declarations_request r
    left join declarations_ask a on a.request_id = r.id and a.step = 0
    left join declarations_message m on m.id = a.message_id and m.sent_at is not null
    group by r.id having count(m.id) <> 1) other"""
THREE_DAYS_PASS = "update declarations_message set sent_at = sent_at - interval '3 days 1 hour'"
REMINDED = "select count(*) from declarations_ask where step = 1"
BEATS = "select count(*) from declarations_beat"
PARKED = "select count(*) from declarations_parkedtask where name = 'chaos.take_the_worker_down'"
OPEN = "select count(*) from declarations_request where answer_id is null"


@pytest.fixture(scope="module")
def postbox():
    with Postbox() as box:
        yield box


@pytest.fixture(scope="module")
def shaken(postbox):
    """The portal, up and running, with its logs kept for whoever must find out what went wrong."""
    with throwaway.folder() as data:
        portal = ShakenPortal(data, adults=ADULTS, mail=postbox.address, port=ports.free_port())
        try:
            with portal:
                yield portal
        finally:
            shutil.copytree(data / "logs", LOGS, dirs_exist_ok=True)


def test_everybody_is_asked_exactly_once_and_nothing_is_lost(shaken, postbox, capsys):
    families = Families(postbox, ADULTS)
    families.start()
    until(shaken, SENT.format("ask"), lambda n: n > ADULTS // 3, moment=shaken.storm)
    shaken.flush_the_queue()
    until(shaken, SENT.format("ask"), lambda n: n > 2 * ADULTS // 3, moment=shaken.storm)
    shaken.crash_the_database()
    until(shaken, SENT.format("ask"), lambda n: n == ADULTS, moment=shaken.storm)
    families.join(PATIENCE)
    all_is_done(shaken)
    first = counts(shaken)

    shaken.ask(THREE_DAYS_PASS)
    until(shaken, REMINDED, lambda n: n == first["open"], moment=shaken.storm)
    all_is_done(shaken)
    last = counts(shaken)

    kept = sum(n for n in postbox.arrived.values())
    twice = {letter: n for letter, n in postbox.arrived.items() if n > 1}
    with capsys.disabled():
        print(f"\n{ADULTS} adults, {shaken.kills} kills, queue emptied, database crashed")
        print(f"first: {first}\nlast: {last}\ne-mails {kept}, of which second copies {kept - len(postbox.arrived)}")
    assert shaken.ask(BEATS)[0] == len(app.conf.beat_schedule)
    assert last["asked other than once"] == 0
    assert last["asked"] == ADULTS
    assert last["reminded"] == first["open"] == ADULTS - families.signed
    assert families.signed == len(range(0, ADULTS, 10))
    assert last["signed"] == families.signed == last["copies"] == last["receipts"]
    assert last["alerts"] == families.signed  # they all sign as Sam Okafor, which is nobody's name on the roll
    assert len(postbox.arrived) == last["asked"] + last["reminded"] + last["receipts"] + last["alerts"]
    assert len(twice) <= shaken.kills


def test_a_task_that_takes_every_worker_down_is_laid_aside(shaken):
    shaken.take_workers_down()
    until(shaken, PARKED, lambda n: n == 1, moment=shaken.revive)


def until(shaken, question, enough, *, moment):
    """Live from moment to moment until an answer of the database is enough."""
    deadline = time.monotonic() + PATIENCE
    while not ((row := shaken.ask(question)) and enough(row[0])):
        assert time.monotonic() < deadline, f"{question}: {row}"
        moment()
        time.sleep(0.2)


def all_is_done(shaken):
    until(shaken, OWED, lambda n: n == 0, moment=shaken.revive)
    until(shaken, COPIES_MISSING, lambda n: n == 0, moment=shaken.revive)


def counts(shaken):
    questions = {
        "asked": SENT.format("ask"),
        "reminded": SENT.format("reminder"),
        "receipts": SENT.format("receipt"),
        "alerts": SENT.format("correction"),
        "signed": "select count(*) from declarations_declaration where outcome = 'signed'",
        "copies": "select count(*) from declarations_signedcopy",
        "asked other than once": ASKED_OTHER_THAN_ONCE,
        "open": OPEN,
    }
    return {name: shaken.ask(question)[0] for name, question in questions.items()}
