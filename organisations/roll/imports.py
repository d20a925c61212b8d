"""A file on its way to the roll: sent, its columns settled, checked, decided on."""

import hashlib
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import FileRefused, NotNow, RollHasMoved
from organisations.roll import applying, columns, formats, planning, progress, reading, standing
from organisations.roll.models import About, Import, Planned

AT_ONCE = 200_000  # bytes; a larger file is read and applied by a worker
MOST_ATTEMPTS = 3
LOCK = 0x524F4C4C  # "ROLL": our half of the key of an advisory lock; the other is the import
KEPT_UNDECIDED = timedelta(days=14)
FEW_LEAVERS = 5
MANY_LEAVERS = 0.1  # of the roll


@transaction.atomic
def receive(organisation, file, *, holds, by):
    """Keep a file that looks like one of ours; the roll is not touched."""
    form = formats.recognise(file)
    told = {"file_name": file.name[-200:], "file_size": file.size, "sha256": _sha256(file), "holds": holds}
    roll_import = Import(organisation=organisation, uploaded_by=by, format=form, **told)
    if roll_import.has_columns:
        roll_import.layout = formats.layout(file, form)
        headers = roll_import.layout["headers"]
        roll_import.layout["meanings"] = columns.remembered(organisation, headers) or roll_import.layout["meanings"]
    else:
        roll_import.reading_since = timezone.now()
    file.seek(0)
    roll_import.file.save("file", file, save=True)
    return roll_import


@transaction.atomic
def settle_columns(roll_import, meanings):
    """Say what the columns mean; next time a file with these headers means the same."""
    _must_be_open(roll_import)
    if roll_import.reading_since and not roll_import.refused_at:
        raise NotNow(_("This file is being read at the moment."))
    roll_import.layout["meanings"] = meanings
    columns.remember(roll_import.organisation, roll_import.layout["headers"], meanings)
    roll_import.checked_at = roll_import.refused_at = None
    roll_import.refusal, roll_import.attempts, roll_import.reading_since = "", 0, timezone.now()
    roll_import.save()


@transaction.atomic
def look_again(roll_import):
    """Staff have said more about it: read it and work it out once more."""
    _must_be_open(roll_import)
    roll_import.checked_at, roll_import.attempts, roll_import.reading_since = None, 0, timezone.now()
    roll_import.save(update_fields=["checked_at", "attempts", "reading_since"])


@transaction.atomic
def decide(roll_import, *, by):
    """Yes, apply it. From here on it is found by the workers until it is done."""
    _must_be_open(roll_import)
    if not roll_import.checked_at:
        raise NotNow(_("This file has not been checked yet."))
    roll_import.applying_since, roll_import.applied_by, roll_import.attempts = timezone.now(), by, 0
    roll_import.save(update_fields=["applying_since", "applied_by", "attempts"])


@transaction.atomic
def forget(roll_import, *, by=None):
    """Throw away a file that was not applied."""
    _must_be_open(roll_import)
    history.record(roll_import.organisation, "roll_file_forgotten", roll_import, by=by, sha256=roll_import.sha256)
    roll_import.file.delete(save=False)
    roll_import.delete()


def is_done_at_once(roll_import):
    """Small files are read while their sender waits."""
    return roll_import.file_size <= AT_ONCE


def under_way():
    """Files that wait for a worker. What failed again and again is not among them any more."""
    reading_or_applying = Q(reading_since__isnull=False) | Q(applying_since__isnull=False)
    return Import.objects.filter(reading_or_applying, applied_at=None, refused_at=None)


def finish(roll_import_id):
    """Read or apply what waits. Two workers never do the same file: the second finds it taken and leaves."""
    with _taken(roll_import_id) as is_ours:
        roll_import = under_way().select_related("organisation__trust").filter(pk=roll_import_id).first()
        if not is_ours or roll_import is None:
            return
        if roll_import.attempts >= MOST_ATTEMPTS:
            words = _("The file could not be worked through. Nothing was changed. Please bring it in parts.")
            refuse(roll_import, words)
            return
        roll_import.attempts += 1
        roll_import.save(update_fields=["attempts"])
        _go_on(roll_import)


def check(roll_import):
    """Read the file and work out what it would change. A file that cannot be used says why."""
    try:
        with transaction.atomic():
            roll_import.figures = {"read": reading.read(roll_import)}
            _work_out(roll_import)
    except FileRefused as error:
        refuse(roll_import, str(error))


@transaction.atomic
def check_again(roll_import):
    """The same lines against the roll as it is now."""
    roll_import.applying_since = None
    roll_import.figures["moved"] = True
    _work_out(roll_import)


def refuse(roll_import, words):
    roll_import.refusal, roll_import.refused_at = words, timezone.now()
    roll_import.reading_since = roll_import.applying_since = None
    roll_import.save(update_fields=["refusal", "refused_at", "reading_since", "applying_since"])
    progress.forget(roll_import)


def forget_the_undecided():
    """Nobody has looked at these for two weeks: personal data is not kept on the off chance."""
    old = Import.objects.filter(applied_at=None, applying_since=None, uploaded_at__lt=timezone.now() - KEPT_UNDECIDED)
    for roll_import in old:
        forget(roll_import)


def has_many_leavers(roll_import):
    """Whether so many would leave that a wrong file is likelier than a busy summer."""
    left = roll_import.planned.filter(about=About.CHILD, kind=Planned.Kind.LEFT).count()
    return left > max(FEW_LEAVERS, MANY_LEAVERS * roll_import.organisation.children.on_roll().count())


@contextmanager
def _taken(roll_import_id):
    """Whether this file is ours to work on. The lock goes with the connection, also when a worker is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, roll_import_id])
        is_ours = cursor.fetchone()[0]
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, roll_import_id])


def _go_on(roll_import):
    if not roll_import.applying_since:
        check(roll_import)
        return
    try:
        applying.apply(roll_import, by=roll_import.applied_by)
    except RollHasMoved:
        check_again(roll_import)


def _work_out(roll_import):
    now = timezone.now()
    seen = standing.digest(roll_import)  # first: whatever changes from here on is found when the file is applied
    figures = planning.plan(roll_import, timezone.localdate(now))
    roll_import.figures = roll_import.figures | {"changes": figures}
    roll_import.digest, roll_import.checked_at, roll_import.reading_since = seen, now, None
    roll_import.save(update_fields=["figures", "digest", "checked_at", "reading_since", "applying_since"])
    progress.forget(roll_import)


def _must_be_open(roll_import):
    """As it is now, and locked: a second click, or a second person, finds it decided."""
    roll_import.refresh_from_db(from_queryset=Import.objects.select_for_update())
    if roll_import.applied_at or roll_import.applying_since:
        raise NotNow(_("This file is being applied, or was applied already."))


def _sha256(file):
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()
