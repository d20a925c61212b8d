"""All that the portal keeps, in one folder; and back, into a portal that is empty."""

import shutil
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import anchors
from organisations.backups import kept_files, manifest, postgres
from organisations.errors import BackupError

DUMP, FILES = "database.dump", "files.tar"


def make(place, *, dump=None):
    """Write a backup into a new folder at this place; `dump`, when given, is the database's own, read to its end.

    The database comes first, so that every file it names is there; but an anchor may not be younger than it.
    """
    started = timezone.now()
    folder = Path(place) / f"portal-{started:%Y-%m-%dT%H%M%SZ}"
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    unfinished.mkdir(parents=True, mode=0o700)
    anchored = set(kept_files.names(anchors.FOLDER))
    _write_dump(unfinished / DUMP, dump)
    number = kept_files.pack(unfinished / FILES, _old_enough(anchored))
    manifest.write(unfinished, [DUMP, FILES], files=number, migrations=manifest.migrations())
    for path in unfinished.iterdir():
        path.chmod(0o600)
    return unfinished.rename(folder)


def check(folder, *, signed=True):
    """What a backup holds. Raises BackupError unless all of it is as it was written."""
    return manifest.check(Path(folder), signed=signed)


def bring_back(folder, *, signed=True, replace=False, database=True):
    """Fill an empty portal from a backup; `replace` throws away first what is there."""
    content = check(folder, signed=signed)
    if not replace:
        _refuse_what_is_there(database)
    if database:
        if not postgres.is_empty():
            postgres.clear()
        postgres.load(Path(folder) / DUMP)
    kept_files.empty()
    kept_files.unpack(Path(folder) / FILES)
    return content


def _write_dump(path, dump):
    if dump is None:
        return postgres.dump(path)
    with path.open("wb") as file:
        shutil.copyfileobj(dump, file)
    if path.stat().st_size == 0:
        raise BackupError(_("The database's dump was empty."))
    return None


def _old_enough(anchored):
    for name in kept_files.names():
        if not name.startswith(f"{anchors.FOLDER}/") or name in anchored:
            yield name


def _refuse_what_is_there(database):
    if database and not postgres.is_empty():
        raise BackupError(
            _("This database is not empty: nothing was changed. Restore into a new one, or add --replace.")
        )
    if kept_files.are_there():
        raise BackupError(
            _("Files are kept here already: nothing was changed. Restore into a new place, or add --replace.")
        )
