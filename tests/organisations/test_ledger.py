"""The history of an organisation is a chain: whoever changes, removes or adds a link is found out."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from organisations import history, ledger
from organisations.models import Event
from tests import factories as make
from tests.examples import tried_with

pytestmark = pytest.mark.django_db
CHANGE = "UPDATE organisations_event SET {} WHERE verb = 'published'"
BROKEN = "it is not as it was written: the hash does not fit"


def school_with(*verbs):
    school = make.SchoolFactory()
    for verb in verbs:
        history.record(school, verb, school, why=f"{verb} – ż")
    return school


def found(school):
    return [str(flaw) for flaw in ledger.flaws(school, Counter())]


def by_force(sql, *values):
    """As whoever owns the table could: with our triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE organisations_event DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE organisations_event ENABLE TRIGGER USER")


def refused(sql):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_events_are_numbered_and_chained_in_the_order_they_were_written():
    school = school_with("started", "edited", "published")

    assert ledger.chain_all() == 3

    told = [(event.number, event.verb) for event in school.events.order_by("number")]
    assert told == [(1, "started"), (2, "edited"), (3, "published")]
    assert found(school) == []
    assert ledger.chain_all() == 0


def test_each_organisation_has_a_chain_of_its_own():
    one, other = school_with("started", "edited"), school_with("started")

    ledger.chain_all()
    history.record(other, "edited", other)
    ledger.chain_all()

    assert [event.number for event in one.events.order_by("number")] == [1, 2]
    assert [event.number for event in other.events.order_by("number")] == [1, 2]
    assert found(one) == found(other) == []


def test_the_same_event_at_another_place_has_another_hash():
    event = school_with("started").events.get()

    places = [(1, ledger.START), (2, ledger.START), (1, "a" * 64)]
    hashes = {ledger._link(event, *place) for place in places}

    assert len(hashes) == 3


def test_the_text_that_is_hashed_is_what_json_writes():
    event = history.record(
        make.SchoolFactory(), 'said "so"', make.SchoolFactory(), why="ż / \\", given={"b": 1, "a": None}
    )

    content = {
        "format": 1,
        "number": 7,
        "previous": ledger.START,
        "organisation": event.organisation_id,
        "id": event.pk,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor": None,
        "verb": event.verb,
        "about": ["organisation", event.about_id],
        "detail": event.detail,
    }
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert ledger.text(event, 7, ledger.START) == told


def test_an_event_that_waits_too_long_is_a_flaw(time_machine):
    school = school_with("started")
    assert found(school) == []

    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert found(school) == [f"{_place(school)}: it waits to be chained for more than an hour"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE organisations_event SET verb = 'signed'",
        "UPDATE organisations_event SET hash = repeat('a', 64)",
        "UPDATE organisations_event SET number = NULL, hash = NULL",
        "DELETE FROM organisations_event",
        "TRUNCATE organisations_event",
    ],
)
def test_the_database_refuses_to_change_what_is_chained(sql):
    school = school_with("started")
    ledger.chain_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused(sql)
    refused(f"SET LOCAL session_replication_role = replica; {sql}")

    assert found(school) == []


def test_an_event_that_waits_for_the_chain_takes_nothing_but_its_place_in_it():
    school_with("started")

    refused("UPDATE organisations_event SET number = 1, hash = repeat('a', 64), verb = 'signed'")
    refused("UPDATE organisations_event SET verb = 'signed'")
    refused("DELETE FROM organisations_event")


def test_nobody_writes_an_event_that_is_chained_already():
    school = make.SchoolFactory()

    with pytest.raises(IntegrityError, match="append-only: INSERT refused"):
        Event.objects.create(organisation=school, verb="v", about_type="school", about_id=1, number=1, hash="a" * 64)


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'edited'",
        "at = at + interval '1 microsecond'",
        "about_id = about_id + 1",
        "about_type = 'policy'",
        "detail = '{}'",
        "id = id + 1000000",
        "hash = repeat('0', 64)",
    ],
)
def test_a_changed_event_is_found(change):
    school = school_with("started", "published", "withdrawn")
    ledger.chain_all()

    by_force(CHANGE.format(change))

    assert BROKEN in found(school)[0]


def test_a_removed_event_is_found():
    school = school_with("started", "published", "withdrawn")
    ledger.chain_all()

    by_force("DELETE FROM organisations_event WHERE verb = 'published'")

    assert found(school) == [f"{_place(school, verb='withdrawn')}: the event before it is missing from the chain"]


def test_an_event_moved_to_another_organisation_is_found_in_both():
    school, other = school_with("started", "published"), make.SchoolFactory()
    ledger.chain_all()

    by_force("UPDATE organisations_event SET organisation_id = %s WHERE verb = 'started'", other.pk)

    assert len(found(school)) == len(found(other)) == 1


def test_whoever_rewrites_one_event_and_its_hash_is_found_at_the_next():
    school = school_with("started", "published", "withdrawn")
    ledger.chain_all()
    first, second, _third = school.events.order_by("number")
    second.verb = "edited"
    forged = ledger._link(second, 2, first.hash)

    by_force("UPDATE organisations_event SET verb = 'edited', hash = %s WHERE id = %s", forged, second.pk)

    assert found(school) == [f"{_place(school, verb='withdrawn')}: {BROKEN}"]


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcżضक ", max_size=5), inner, max_size=3),
    max_leaves=6,
)


@tried_with(40)
@given(st.lists(st.lists(JSON, max_size=3), min_size=1, max_size=4), st.data())
def test_whatever_is_written_and_whenever_it_is_chained_the_chain_is_whole_until_touched(batches, data):
    school = make.SchoolFactory()
    for batch in batches:
        for detail in batch:
            history.record(school, "noted", school, detail=detail)
        ledger.chain_all()
    assert found(school) == []

    events = list(school.events.order_by("number"))
    assert [event.number for event in events] == list(range(1, sum(map(len, batches)) + 1))
    if events:
        touched = data.draw(st.sampled_from(events))
        told = json.dumps({"detail": touched.detail["detail"], "and": "more"})
        by_force("UPDATE organisations_event SET detail = %s WHERE id = %s", told, touched.pk)
        assert [str(touched.pk) in flaw for flaw in found(school)] == [True]


def test_many_events_are_chained_and_checked_in_batches(monkeypatch):
    monkeypatch.setattr(ledger, "BATCH", 3)
    school = school_with(*(f"verb{number}" for number in range(10)))

    assert ledger.chain_all() == 10
    assert found(school) == []


def _place(school, **about):
    event = school.events.filter(**about).order_by("pk").first()
    return f"history of {school.slug}, event {event.pk} ({event.verb} organisation {school.pk})"
