"""A file on its way to the roll: sent, its columns settled, checked, decided on."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import FileRefused, NotNow
from organisations.roll import columns, formats, planning, progress, reading
from organisations.roll.models import Import

MOST_ATTEMPTS = 3


@transaction.atomic
def receive(organisation, file, *, holds, by):
    """Keep a file that looks like one of ours; the roll is not touched."""
    form = formats.recognise(file)
    roll_import = Import(
        organisation=organisation,
        uploaded_by=by,
        file_name=file.name[-200:],
        file_size=file.size,
        format=form,
        holds=holds,
        sha256=_sha256(file),
    )
    if roll_import.has_columns:
        roll_import.layout = formats.layout(file, form)
        remembered = columns.remembered(organisation, roll_import.layout["headers"])
        if remembered and len(remembered) == len(roll_import.layout["headers"]):
            roll_import.layout["meanings"] = remembered
    else:
        roll_import.reading_since = timezone.now()
    file.seek(0)
    roll_import.file.save("file", file, save=True)
    return roll_import


@transaction.atomic
def settle_columns(roll_import, meanings):
    """Say what the columns mean; next time a file with these headers means the same."""
    if roll_import.applied_at or roll_import.applying_since:
        raise NotNow(_("This file is being applied, or was applied already."))
    roll_import.layout["meanings"] = meanings
    columns.remember(roll_import.organisation, roll_import.layout["headers"], meanings)
    roll_import.checked_at = roll_import.refused_at = None
    roll_import.refusal, roll_import.attempts, roll_import.reading_since = "", 0, timezone.now()
    roll_import.save()


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
    _work_out(roll_import)


def refuse(roll_import, words):
    roll_import.refusal, roll_import.refused_at = words, timezone.now()
    roll_import.reading_since = roll_import.applying_since = None
    roll_import.save()


@transaction.atomic
def forget(roll_import, *, by):
    """Throw away a file that was not applied."""
    if roll_import.applied_at or roll_import.applying_since:
        raise NotNow(_("This file is being applied, or was applied already. You can undo it instead."))
    history.record(roll_import.organisation, "roll_file_forgotten", roll_import, by=by, sha256=roll_import.sha256)
    roll_import.file.delete(save=False)
    roll_import.delete()


def _work_out(roll_import):
    now = timezone.now()
    figures, digest = planning.plan(roll_import, timezone.localdate(now))
    roll_import.figures = {"read": roll_import.figures["read"], "changes": figures}
    roll_import.digest, roll_import.checked_at, roll_import.reading_since = digest, now, None
    roll_import.save()
    progress.forget(roll_import)


def _sha256(file):
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()
