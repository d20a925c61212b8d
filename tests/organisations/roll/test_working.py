"""Large files are worked through by workers: found again until done, never by two at once, never for ever."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from organisations import tasks
from organisations.models import Child
from organisations.roll import imports, progress
from organisations.roll.models import Import
from tests import factories as make
from tests.organisations.roll.office import AMIRA, FILE, SAM, sheet


def sent(school, *rows):
    """A file whose columns are settled, and which nobody has read yet."""
    roll_import = imports.receive(school, sheet(*(rows or FILE)), holds="everyone", by=make.UserFactory())
    imports.settle_columns(roll_import, roll_import.layout["meanings"])
    return roll_import


@pytest.mark.django_db
def test_a_file_that_waits_is_read_then_applied():
    roll_import = sent(make.SchoolFactory())

    tasks.finish_import(roll_import_id=roll_import.pk)
    roll_import.refresh_from_db()
    assert roll_import.state == "checked" and not Child.objects.exists()

    imports.decide(roll_import, by=roll_import.uploaded_by)
    tasks.finish_import(roll_import_id=roll_import.pk)
    roll_import.refresh_from_db()
    assert roll_import.state == "applied" and Child.objects.count() == 2


@pytest.mark.django_db
def test_what_is_done_does_not_wait_any_more():
    roll_import = sent(make.SchoolFactory())
    assert list(imports.under_way()) == [roll_import]

    imports.finish(roll_import.pk)

    assert not imports.under_way().exists()


@pytest.mark.django_db
def test_a_roll_that_moved_while_a_worker_was_awaited_is_shown_anew():
    school = make.SchoolFactory()
    roll_import = sent(school)
    imports.finish(roll_import.pk)
    imports.decide(roll_import, by=roll_import.uploaded_by)
    make.ChildFactory(school=school, given_name="Ben", family_name="Ashdown", year_group="R", class_name="R Elm")

    imports.finish(roll_import.pk)

    roll_import.refresh_from_db()
    assert (roll_import.state, roll_import.figures["moved"]) == ("checked", True)
    assert Child.objects.count() == 1


@pytest.mark.django_db
def test_a_file_that_fails_again_and_again_is_given_up():
    roll_import = sent(make.SchoolFactory())
    Import.objects.update(attempts=imports.MOST_ATTEMPTS)

    imports.finish(roll_import.pk)

    roll_import.refresh_from_db()
    assert roll_import.state == "refused" and "Nothing was changed" in roll_import.refusal
    assert not imports.under_way().exists()


@pytest.mark.django_db
def test_how_far_a_file_is_can_be_seen_before_its_end():
    roll_import = sent(make.SchoolFactory())

    progress.tell(roll_import, "Rows read", 2_000)
    assert progress.of(roll_import) == {"step": "Rows read", "done": 2_000}

    imports.finish(roll_import.pk)
    assert progress.of(roll_import) is None


@pytest.mark.django_db
def test_a_file_nobody_decides_on_is_not_kept():
    old, fresh = sent(make.SchoolFactory()), sent(make.SchoolFactory(), f"{AMIRA},{SAM}")
    Import.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=15))
    name, storage = old.file.name, old.file.storage

    tasks.finish_imports()

    assert list(Import.objects.all()) == [fresh]
    assert not storage.exists(name)


def test_eight_workers_apply_a_file_once(at_once):
    school = make.SchoolFactory()
    roll_import = sent(school)
    imports.finish(roll_import.pk)
    imports.decide(roll_import, by=roll_import.uploaded_by)

    at_once(lambda: imports.finish(roll_import.pk))

    roll_import.refresh_from_db()
    assert roll_import.state == "applied" and roll_import.attempts <= 2
    assert Child.objects.count() == 2
    connections.close_all()
