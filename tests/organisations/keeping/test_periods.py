"""For how long each kind of record is kept, and who decides."""

import pkgutil
from datetime import date
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction

from declarations.migrations import __path__ as migrations
from organisations.errors import OrganisationError
from organisations.keeping import holds, kinds, periods
from organisations.keeping.models import Hold
from organisations.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_every_kind_has_a_default_in_the_settings_within_its_bounds(settings):
    assert set(kinds.known) == set(settings.KEPT_FOR)
    for kind in kinds.known.values():
        assert kind.least <= kind.default <= kind.most, kind.name
        assert kind.label and kind.begins and kind.goes and kind.why


def test_what_an_organisation_chose_holds_there_alone():
    school, other, head = make.SchoolFactory(), make.SchoolFactory(), make.UserFactory()

    periods.change(school, by=head, notes=6)

    assert (periods.of(school)["notes"], periods.of(other)["notes"]) == (6, 24)
    event = Event.objects.get(verb="period_set")
    assert (event.actor, event.detail) == (head, {"kind": "notes", "before": 24, "months": 6})


def test_what_is_not_changed_is_not_written_down():
    assert periods.change(make.SchoolFactory(), by=make.UserFactory(), notes=24) == {}
    assert not Event.objects.filter(verb="period_set").exists()


@pytest.mark.parametrize("months", [0, 11, 241])
def test_a_period_out_of_bounds_is_refused(months):
    with pytest.raises(OrganisationError):
        periods.change(make.SchoolFactory(), by=make.UserFactory(), answers=months)


def test_the_shortest_period_of_answers_is_the_one_the_database_keeps_to():
    (name,) = [each.name for each in pkgutil.iter_modules(migrations) if "reduced_evidence" in each.name]
    migration = import_module(f"declarations.migrations.{name}")
    assert kinds.known["answers"].least == migration.SHORTEST


@pytest.mark.parametrize(
    ("months", "today", "day"),
    [
        (1, date(2026, 3, 31), date(2026, 2, 28)),
        (12, date(2028, 2, 29), date(2027, 2, 28)),
        (72, date(2026, 11, 21), date(2020, 11, 21)),
        (11, date(2026, 11, 21), date(2025, 12, 21)),
    ],
)
def test_a_period_is_counted_in_calendar_months(months, today, day):
    assert periods.last_day(months, today) == day


def test_a_hold_is_lifted_once_and_nothing_else_about_it_changes():
    school, head = make.SchoolFactory(), make.UserFactory()
    hold = holds.place(school, by=head, reason="A claim", review_on="2030-01-01")

    for change in ({"reason": "Another"}, {"review_on": "2031-01-01"}):
        with pytest.raises(IntegrityError, match="only ever lifted"), transaction.atomic():
            Hold.objects.update(**change)
    with pytest.raises(IntegrityError, match="only ever lifted"), transaction.atomic():
        Hold.objects.all().delete()
    holds.lift(hold, by=head, why="Settled")
    with pytest.raises(OrganisationError, match="lifted already"):
        holds.lift(hold, by=head, why="Again")

    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["held", "hold_lifted"]
