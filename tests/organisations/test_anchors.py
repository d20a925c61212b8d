"""Once a day the ends of all chains are written down outside the database, under seal."""

import json
from collections import Counter

import pytest
from django.core.files.storage import default_storage

from organisations import anchors, canon, history, ledger, seal
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(time_machine):
    time_machine.move_to("2026-09-01 07:00Z")
    school = make.SchoolFactory(slug="larkrise")
    history.record(school, "started", school)
    ledger.chain_all()
    return school


def read(name):
    with default_storage.open(name) as file:
        return file.read()


def found(*schools):
    return [str(flaw) for flaw in anchors.flaws({school.pk: school for school in schools}, Counter())]


def test_it_says_where_each_chain_ends_and_carries_the_seal(school):
    make.SchoolFactory()
    anchors.drop_daily()

    content = read("anchors/2026-09-01.json")
    head = school.events.get()

    told = {"organisation": school.pk, "slug": "larkrise", "number": 1, "hash": head.hash}
    assert json.loads(content)["heads"] == [told]
    assert seal.is_ours(content, read("anchors/2026-09-01.p7s"), seal.known())
    assert found(school) == []


def test_there_is_one_each_day(school, time_machine):
    anchors.drop_daily()
    first = read("anchors/2026-09-01.json")
    time_machine.move_to("2026-09-01 20:00Z")
    history.record(school, "edited", school)
    ledger.chain_all()
    anchors.drop_daily()
    assert read("anchors/2026-09-01.json") == first

    time_machine.move_to("2026-09-02 00:01Z")
    anchors.drop_daily()

    assert json.loads(read("anchors/2026-09-02.json"))["heads"][0]["number"] == 2
    assert found(school) == []


def test_the_day_is_that_of_the_school(school, time_machine):
    time_machine.move_to("2026-09-01 23:30Z")
    anchors.drop_daily()
    assert default_storage.exists("anchors/2026-09-02.json")


def test_a_signature_left_by_a_worker_that_died_is_replaced(school):
    default_storage.save("anchors/2026-09-01.p7s", anchors.ContentFile(b"half"))
    anchors.drop_daily()
    assert found(school) == []


def test_without_any_history_there_is_nothing_to_write_down(db):
    anchors.drop_daily()
    assert not default_storage.exists("anchors")


def test_its_hash_is_in_the_log(school, caplog):
    with caplog.at_level("INFO"):
        anchors.drop_daily()
    assert f"anchors/2026-09-01.json: {canon.digest(read('anchors/2026-09-01.json').decode())}" in caplog.text


def test_a_missing_or_foreign_signature_is_found(school):
    anchors.drop_daily()
    default_storage.delete("anchors/2026-09-01.p7s")
    assert found(school) == ["anchors/2026-09-01.json: it is not as the portal sealed it"]


def test_only_the_chains_asked_about_are_looked_at(school):
    other = make.SchoolFactory()
    anchors.drop_daily()
    assert found(other) == []
