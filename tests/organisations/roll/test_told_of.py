"""Nothing that a file brings points to who is not there, and nobody goes while it does: held by the database itself."""

import itertools
from contextlib import suppress

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import F

from organisations.models import Adult, Child, Contact, Organisation
from organisations.roll.models import AdultKnownAs, Change, ChildKnownAs, Import
from tests import factories as make
from tests.organisations.roll.office import FILE, bring

NOBODY = 999_999_999
SOMEBODY_ELSE = {
    "child": make.ChildFactory,
    "adult": make.AdultFactory,
    "roll_import": lambda: Import.objects.create(organisation=make.SchoolFactory(), uploaded_by=make.UserFactory()),
    "source": make.SchoolFactory,
    "controller": make.SchoolFactory,
    "school": make.SchoolFactory,
}
TELLING = [
    (Change, "child"),
    (Change, "adult"),
    (Change, "roll_import"),
    (ChildKnownAs, "child"),
    (ChildKnownAs, "source"),
    (AdultKnownAs, "adult"),
    (AdultKnownAs, "source"),
    (Contact, "adult"),
    (Contact, "child"),
    (Adult, "controller"),
    (Child, "school"),
]
every_key = pytest.mark.parametrize(("telling", "column"), TELLING)


@pytest.fixture
def applied(db):
    return bring(make.SchoolFactory(), *FILE)


def facts_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def remove(model, pk):
    """Without asking Django, who would take along whatever tells of them."""
    model._base_manager.filter(pk=pk)._raw_delete(connection.alias)


@every_key
def test_to_tell_of_nobody_is_refused(applied, telling, column):
    one, other = telling.objects.filter(**{f"{column}__isnull": False})[:2]
    told = [telling(**facts_of(one)), telling(**facts_of(other) | {f"{column}_id": NOBODY})]
    is_refused = pytest.raises(IntegrityError, match=f"{column}_id of {telling._meta.db_table}")

    with is_refused, transaction.atomic():
        telling.objects.filter(pk=one.pk).update(**{f"{column}_id": NOBODY})
    telling.objects.filter(pk__in=[one.pk, other.pk]).delete()
    with is_refused, transaction.atomic():
        telling.objects.bulk_create(told)


@every_key
def test_nobody_goes_while_something_tells_of_them(applied, telling, column):
    whom = SOMEBODY_ELSE[column]()
    told = telling.objects.filter(**{f"{column}__isnull": False}).first()
    telling.objects.filter(pk=told.pk).update(**{column: whom})

    message = f"{telling._meta.db_table} still tells of it by its {column}_id"
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        remove(type(whom), whom.pk)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_nobody_goes_where_what_is_new_is_not_seen(own_database, level):
    child = make.ChildFactory()

    with pytest.raises(InternalError, match="READ COMMITTED only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        remove(Child, child.pk)


@pytest.mark.parametrize("model", [Import, Child, Adult, Organisation])
def test_nobody_gets_another_number(applied, model):
    with pytest.raises(IntegrityError, match="stays: changes tell of it"):
        model.objects.update(id=F("id") + NOBODY)


def test_who_goes_by_django_takes_the_changes_along(applied):
    gone = Child.objects.first().pk
    Child.objects.get(pk=gone).delete()

    assert not Change.objects.filter(child_id=gone).exists()


@pytest.mark.parametrize("telling", [Change, ChildKnownAs])
def test_nothing_is_left_behind_when_all_happens_at_once(at_once, telling):
    school, by, turns = make.SchoolFactory(), make.UserFactory(), itertools.count()
    children = [make.ChildFactory(school=school).pk for _number in range(20)]
    facts = {"about": "child", "kind": "changed", "by": by} if telling is Change else {"source": school}

    def act():
        is_writing = next(turns) % 2
        for child in children:
            with suppress(IntegrityError):
                if is_writing:
                    telling.objects.create(child_id=child, **facts)
                else:
                    remove(Child, child)

    at_once(act)

    there = set(Child.objects.values_list("pk", flat=True))
    assert {told.child_id for told in telling.objects.all()} <= there
