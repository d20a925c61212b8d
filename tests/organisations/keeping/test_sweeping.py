"""What is past its period goes, and says so."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from declarations import notes
from declarations.models import Note
from organisations import ledger
from organisations.keeping import holds, kinds, periods, sweeping
from organisations.models import Adult, Child, Event
from organisations.roll import people
from organisations.roll.models import Change
from tests import factories as make

pytestmark = pytest.mark.django_db


def long_gone(school, **fields):
    """An adult whose one child left years ago."""
    return make.parent_of(make.ChildFactory(school=school, left_on=date(2022, 7, 21)), **fields)


def test_a_dry_run_changes_nothing():
    school = make.SchoolFactory()
    long_gone(school)
    before = Event.objects.count()
    found = {line.kind.name: line.number for line in sweeping.dry_run(school) if line.number}
    assert found == {"children": 1, "contact_details": 1, "adults": 1}
    assert (Event.objects.count(), Child.objects.count()) == (before, 1)


def test_when_a_child_goes_its_adults_remember_since_when_and_where():
    school = make.SchoolFactory()
    adult = long_gone(school)
    periods.change(school, by=make.UserFactory(), adults=240, contact_details=120)

    assert sweeping.apply(school) == {"children": 1}

    adult.refresh_from_db()
    assert adult.last_here_on == date(2022, 7, 21)
    assert adult in school.adults
    assert adult.email


def test_who_has_another_child_here_stays_as_they_are():
    school = make.SchoolFactory()
    adult = long_gone(school)
    adult.contacts.create(child=make.ChildFactory(school=school), relationship="mother")
    assert sweeping.apply(school) == {"children": 1}
    adult.refresh_from_db()
    assert adult.email
    assert adult.given_name


def test_a_child_s_day_of_leaving_at_a_merged_record_counts():
    school = make.SchoolFactory()
    gone, here = long_gone(school), make.parent_at(school)
    people.merge(school, here, gone, by=make.UserFactory())
    sweeping.apply(school)
    assert Adult.objects.filter(forgotten_at=None).count() == 2


def test_a_merged_record_of_a_child_goes_with_the_one_that_was_kept():
    school = make.SchoolFactory()
    kept = make.ChildFactory(school=school)
    other = make.ChildFactory(school=school, left_on=date(2022, 7, 21), merged_into=kept)
    assert sweeping.apply(school) == {}
    hold = holds.place(school, by=make.UserFactory(), reason="A claim", review_on="2030-01-01", child=other)
    kept.left_on = date(2022, 7, 21)
    kept.save()
    assert sweeping.apply(school) == {}

    holds.lift(hold, by=make.UserFactory(), why="Settled")

    assert sweeping.apply(school) == {"children": 2}
    assert not Child.objects.exists()


def test_the_last_to_go_is_the_name_and_a_number_stays():
    school = make.SchoolFactory()
    adult = long_gone(school, family_name="Łukaszewicz")
    people.correct(school, adult, by=make.UserFactory(), given_name="Zoë")

    assert sweeping.apply(school)["adults"] == 1

    adult.refresh_from_db()
    assert str(adult) == f"Adult number {adult.pk}, details removed"
    assert (adult.email, adult.phone, adult.contacts.count()) == ("", "", 0)
    assert not Change.objects.exists()
    assert adult not in school.adults


def test_a_name_waits_for_what_is_left_of_the_person():
    school = make.SchoolFactory()
    adult = long_gone(school)
    notes.add(adult, school, by=make.UserFactory(), text="Rang about the gate")
    assert "adults" not in sweeping.apply(school)
    Note.objects.update(at=timezone.now() - timedelta(days=1_000))
    assert {"notes", "adults"} <= set(sweeping.apply(school))


def test_who_is_tied_to_nobody_is_gone_since_we_noticed():
    school = make.SchoolFactory()
    adult = make.AdultFactory(controller=school)
    sweeping.apply(school)
    adult.refresh_from_db()
    assert adult.last_here_on == timezone.localdate()
    assert adult.forgotten_at is None


@pytest.mark.parametrize("which", ["adult", "child", "school", "trust"])
def test_what_is_held_stays(which):
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    adult = long_gone(school)
    place, about = {
        "adult": (school, {"adult": adult}),
        "child": (school, {"child": adult.children.get()}),
        "school": (school, {}),
        "trust": (trust, {}),
    }[which]
    holds.place(place, by=make.UserFactory(), reason="A claim", review_on="2030-01-01", **about)
    assert sweeping.apply(trust) == {}
    assert sum(line.held for line in sweeping.dry_run(trust)) == 3


def test_a_hold_elsewhere_keeps_nothing_here():
    school, elsewhere = make.SchoolFactory(), make.SchoolFactory()
    long_gone(school)
    holds.place(elsewhere, by=make.UserFactory(), reason="A claim", review_on="2030-01-01")
    assert sweeping.apply(school)["children"] == 1


def test_another_controller_s_records_are_left_alone():
    school, elsewhere = make.SchoolFactory(), make.SchoolFactory()
    long_gone(elsewhere)
    assert sweeping.apply(school) == {}


def test_each_chunk_stands_in_the_chained_history_without_names(monkeypatch):
    monkeypatch.setattr(sweeping, "CHUNK", 2)
    school, head = make.SchoolFactory(), make.UserFactory()
    make.ChildFactory.create_batch(3, school=school, left_on=date(2022, 7, 21))

    sweeping.apply(school, by=head)

    told = [event.detail for event in sweeping.log(school)]
    assert told == [
        {"kind": "children", "number": number, "months": 12, "reduced": False} for number in (1, 2)
    ]  # fmt: skip
    assert {event.actor for event in sweeping.log(school)} == {head}
    assert ledger.chain_all() == 2


def test_no_more_goes_at_once_than_is_asked_for(monkeypatch):
    monkeypatch.setattr(sweeping, "CHUNK", 2)
    school = make.SchoolFactory()
    make.ChildFactory.create_batch(5, school=school, left_on=date(2022, 7, 21))
    assert sweeping.apply(school, most=2) == {"children": 2}
    assert school.children.count() == 3


def test_what_a_file_said_goes_after_its_period():
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    people.correct(school, adult, by=make.UserFactory(), given_name="Zoë")
    Change.objects.update(at=timezone.now() - timedelta(days=900))
    assert sweeping.apply(school) == {"roll_changes": 1}


def test_the_command_shows_and_with_apply_removes():
    school = make.SchoolFactory(slug="larkrise")
    long_gone(school)
    out = StringIO()

    call_command("retention", "--organisation", "larkrise", stdout=out)
    assert "1 × Children who have left: kept for 12 months, the oldest of 2022-07-21" in out.getvalue()
    assert Child.objects.exists()
    call_command("retention", "--apply", stdout=out)

    assert "Removed: 1 adults, 1 children." in out.getvalue()
    assert not Child.objects.exists()


def test_the_command_names_an_organisation_that_does_not_exist():
    with pytest.raises(CommandError, match="no organisation called nowhere"):
        call_command("retention", "--organisation", "nowhere")


@pytest.mark.parametrize("number", [1, 20])
def test_a_dry_run_asks_as_much_for_many_as_for_one(number, django_assert_num_queries):
    school = make.SchoolFactory()
    for _ in range(number):
        long_gone(school)
    with django_assert_num_queries(len(kinds.known) + 5):
        sweeping.dry_run(school)
    assert connection.vendor == "postgresql"
