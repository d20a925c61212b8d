"""The tables under test. The migrations make them; as long as nothing has changed since, later runs read them back."""

import gc
import hashlib
import os
import platform
from contextlib import contextmanager, suppress
from itertools import chain

import django
from django.conf import settings
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from organisations.backups import postgres
from organisations.errors import BackupError
from tests.places import maintain

# What tables depend on: migrations, the models that some of them import, which apps there are, and what is installed.
APPS = ("organisations", "policies", "declarations")
WHAT_MAKES_THEM = ("requirements.txt", "conduct_portal/**/*.py", *(f"{app}/**/*models.py" for app in APPS))
WHAT_MAKES_THEM += tuple(f"{app}/migrations/*.py" for app in APPS)
KEPT = settings.BASE_DIR / ".pytest_cache" / "tables"
BEGINNING = f"{TEST_DATABASE_PREFIX}tables_"
LOCK = 0x5441424C  # "TABL": the key of an advisory lock


def template():
    """The name of a database to copy, which has all tables. Made once, by whoever comes first."""
    name = f"{BEGINNING}{_state()[:12]}"
    # The others wait here.
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [BEGINNING])
        there = {found for (found,) in cursor.fetchall()}
        if name not in there:
            maintain(*(f'DROP DATABASE "{old}"' for old in there))
            _make(f"{name}_new", KEPT / f"{name}.dump")
            maintain(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _make(name, dump):
    """Under another name at first, so that a run that is stopped leaves nothing half made."""
    if dump.exists() and _is_read_back(name, dump):
        return
    _migrate(name)
    # Somebody's own server may be newer than the programs here; the folder may be one in which nobody may write.
    with _inside(name), suppress(BackupError, OSError):
        _keep(dump)


def _is_read_back(name, dump):
    """Not what was cut off, or what another version of the programs wrote."""
    maintain(f'CREATE DATABASE "{name}"')
    try:
        with _inside(name):
            postgres.load(dump)
    except BackupError:
        maintain(f'DROP DATABASE "{name}"')
        return False
    return True


def _state():
    """A name for all that they depend on, today."""
    with connection._nodb_cursor() as cursor:
        state = hashlib.sha256(f"{platform.python_version()} {cursor.connection.server_version}".encode())
    ours = (settings.BASE_DIR.glob(pattern) for pattern in WHAT_MAKES_THEM)
    for path in sorted(set(chain(*ours))):
        state.update(f"\n{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    return state.hexdigest()


def _migrate(name):
    given = connection.settings_dict
    before, at_test = given["NAME"], given["TEST"]["NAME"]
    given["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    given["NAME"], given["TEST"]["NAME"] = before, at_test


def _keep(dump):
    """Beside its place first, where no other run writes. What was kept before is out of date."""
    KEPT.mkdir(parents=True, exist_ok=True)
    fresh = dump.with_suffix(f".new{os.getpid()}")
    postgres.dump(fresh)
    for old in dump.parent.glob("*.dump"):
        old.unlink(missing_ok=True)
    fresh.rename(dump)


@contextmanager
def _inside(name):
    """What PostgreSQL's programs do is done in the database of this name."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.settings_dict["NAME"] = before


if __name__ == "__main__":
    gc.disable()  # Django makes up all models anew some four hundred times: a third of the time would go there
    django.setup()
    template()
