import hashlib
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone

from conduct_portal.celery import app
from declarations import copies, pdf, signing, tasks
from declarations.models import SignedCopy, UnfinishedCopy
from policies.errors import MissingFont
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db


@once
def version():
    return make.published(make.SchoolFactory())


@pytest.fixture
def signed(db, version):
    """Lets somebody sign the same code as all do in these tests, so that it is laid out once."""

    def sign(**fields):
        request = version.requests.create(adult=make.parent_at(version.policy.owner), reason="joined")
        return make.answer(request, **fields)

    return sign


def unprintable(declaration):
    raise MissingFont("No font on the server has: UNICORN FACE.")


def kept(copy):
    return Path(copy.file.path).read_bytes()


def files():
    return [path for path in Path(SignedCopy().file.storage.location, "signed").rglob("*") if path.is_file()]


def test_a_copy_is_made_once_and_its_hash_is_that_of_the_file(signed):
    declaration = signed()

    copy, again = copies.store(declaration), copies.store(declaration)

    assert copy == again
    assert copy.sha256 == hashlib.sha256(kept(copy)).hexdigest()
    assert len(files()) == 1
    assert not UnfinishedCopy.objects.exists()


def test_the_file_is_for_the_portal_alone_and_its_name_tells_nothing(signed):
    declaration = signed()

    path = Path(copies.store(declaration).file.path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.stem.split("-")[0] == str(declaration.pk)
    assert "okafor" not in str(path).lower()


def test_agreements_without_a_copy_are_found_and_other_answers_are_not(signed):
    owed, done = signed(), signed()
    signed(outcome="declined", typed_name="")
    copies.store(done)

    assert list(copies.missing()) == [owed]


def test_a_withdrawn_signature_keeps_its_copy_owed(signed):
    declaration = signed()
    signing.withdraw(declaration.request)
    assert list(copies.missing()) == [declaration]


def test_one_that_cannot_be_printed_waits_and_holds_up_nobody(signed, monkeypatch, caplog):
    poison = signed()
    monkeypatch.setattr(pdf, "signed_copy", unprintable)

    assert copies.store(poison) is None
    monkeypatch.undo()
    good = signed()

    assert list(copies.missing()) == [good]
    assert (
        UnfinishedCopy.objects.get(declaration=poison).failure
        == "MissingFont: No font on the server has: UNICORN FACE."
    )
    assert f"declaration {poison.pk} cannot be printed: MissingFont" in caplog.text
    assert "Okafor" not in caplog.text


def test_each_failure_waits_twice_as_long_but_never_more_than_a_day(signed, monkeypatch, time_machine):
    poison = signed()
    monkeypatch.setattr(pdf, "signed_copy", unprintable)

    waits = []
    for _ in range(13):
        copies.store(poison)
        turn = UnfinishedCopy.objects.get()
        waits.append(round((turn.try_after - timezone.now()) / timedelta(minutes=1)))
        time_machine.move_to(turn.try_after, tick=False)

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]
    assert list(copies.stuck()) == [poison]


def test_once_the_fault_is_mended_the_sweep_makes_the_copy(signed, monkeypatch, time_machine):
    declaration = signed()
    monkeypatch.setattr(pdf, "signed_copy", unprintable)
    copies.store(declaration)
    monkeypatch.undo()

    assert copies.store(declaration) is None
    time_machine.move_to(timezone.now() + timedelta(minutes=1))

    assert list(copies.missing()) == [declaration]
    assert copies.store(declaration) is not None
    assert not UnfinishedCopy.objects.exists()


def test_an_attempt_counts_even_when_it_kills_the_worker(signed, monkeypatch):
    declaration = signed()

    def die(declaration):
        raise SystemExit

    monkeypatch.setattr(pdf, "signed_copy", die)
    with pytest.raises(SystemExit):
        copies.store(declaration)

    turn = UnfinishedCopy.objects.get()
    assert (turn.attempts, turn.failure) == (1, copies.BEGUN)
    assert not copies.missing().exists()


def test_after_many_failures_it_is_tried_again_only_when_a_person_says_so(signed):
    declaration = signed()
    UnfinishedCopy.objects.create(declaration=declaration, attempts=copies.GIVEN_UP_AFTER)

    assert copies.store(declaration) is None
    assert not copies.missing().exists()
    assert list(copies.stuck()) == [declaration]

    copies.try_again(declaration)

    assert list(copies.missing()) == [declaration]
    assert copies.store(declaration) is not None


def test_when_the_row_cannot_be_written_no_file_stays_behind(signed, monkeypatch):
    declaration = signed()

    def refuse(*args, **kwargs):
        raise DatabaseError("no")

    monkeypatch.setattr(SignedCopy, "save", refuse)
    with pytest.raises(DatabaseError):
        copies.store(declaration)

    assert files() == []


def test_half_a_file_of_a_worker_that_died_is_replaced(signed, monkeypatch):
    declaration = signed()
    digest = hashlib.sha256(pdf.signed_copy(declaration)).hexdigest()
    half = Path(SignedCopy().file.storage.location, "signed", f"{declaration.answered_at:%Y/%m}")
    half.mkdir(parents=True)
    (half / f"{declaration.pk}-{digest[:16]}.pdf").write_bytes(b"%PDF-half")

    copy = copies.store(declaration)

    assert kept(copy).startswith(b"%PDF-1.7")
    assert hashlib.sha256(kept(copy)).hexdigest() == copy.sha256
    assert files() == [Path(copy.file.path)]


def test_a_late_worker_finds_the_copy_made_and_leaves_its_file_alone(signed):
    declaration = signed()
    copy = copies.store(declaration)
    UnfinishedCopy.objects.create(declaration=declaration)  # as if it had looked just before the first was done

    copies._make(declaration)

    assert Path(copy.file.path).exists()
    assert SignedCopy.objects.get() == copy
    assert not UnfinishedCopy.objects.exists()


def test_copies_stand_in_a_line_of_their_own_so_that_they_hold_up_no_email():
    def line(task):
        return app.amqp.router.route({}, task.name)["queue"].name

    assert line(tasks.store_copy) != line(tasks.send_message)


def test_the_sweep_hands_every_owed_copy_to_a_worker(signed, monkeypatch):
    owed = [signed(), signed()]
    handed = []
    monkeypatch.setattr(tasks.store_copy, "apply_async", lambda kwargs, expires: handed.append(kwargs))

    tasks.store_missing_copies()

    assert handed == [{"declaration_id": declaration.pk} for declaration in owed]
