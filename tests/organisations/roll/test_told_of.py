"""No change tells of who is not there, and nobody goes while one tells of them: held by the database itself."""

import itertools
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from organisations.models import Adult, Child
from organisations.roll.models import Change, Import
from tests import factories as make
from tests.organisations.roll.office import FILE, bring

REMOVING = {
    "child": "DELETE FROM organisations_child WHERE id = %s",
    "adult": "DELETE FROM organisations_adult WHERE id = %s",
    "roll_import": "DELETE FROM organisations_import WHERE id = %s",
}
NOBODY = 999_999_999


@pytest.fixture
def applied(db):
    return bring(make.SchoolFactory(), *FILE)


def remove(column, pk):
    """Without asking Django, who would take their changes along."""
    with connection.cursor() as cursor:
        cursor.execute(REMOVING[column], [pk])


@pytest.mark.parametrize("column", REMOVING)
def test_a_change_of_nobody_is_refused(applied, column):
    told = [{"child": Child.objects.first()}, {"adult": Adult.objects.first()}, {f"{column}_id": NOBODY}]

    with pytest.raises(IntegrityError, match=f"{column}_id of a change"), transaction.atomic():
        Change.objects.bulk_create(Change(about="child", kind="new", **each) for each in told)
    with pytest.raises(IntegrityError, match=f"{column}_id of a change"), transaction.atomic():
        Change.objects.update(**{f"{column}_id": NOBODY})


@pytest.mark.parametrize("column", REMOVING)
def test_nobody_goes_while_a_change_tells_of_them(applied, column):
    change = Change.objects.filter(**{f"{column}__isnull": False}).first()

    with pytest.raises(IntegrityError, match=f"tells of it by its {column}_id"), transaction.atomic():
        remove(column, getattr(change, f"{column}_id"))


@pytest.mark.parametrize("model", [Import, Child, Adult])
def test_nobody_gets_another_number(applied, model):
    with pytest.raises(IntegrityError, match="stays: changes tell of it"):
        model.objects.update(id=F("id") + NOBODY)


def test_who_goes_by_django_takes_the_changes_along(applied):
    gone = Child.objects.first().pk
    Child.objects.get(pk=gone).delete()

    assert not Change.objects.filter(child_id=gone).exists()


def test_no_change_is_left_behind_when_all_happens_at_once(at_once):
    children, by, turns = [make.ChildFactory().pk for _number in range(20)], make.UserFactory(), itertools.count()

    def act():
        is_writing = next(turns) % 2
        for child in children:
            with suppress(IntegrityError):
                if is_writing:
                    Change.objects.create(about="child", kind="changed", child_id=child, by=by)
                else:
                    remove("child", child)

    at_once(act)

    there = set(Child.objects.values_list("pk", flat=True))
    assert {change.child_id for change in Change.objects.all()} <= there
