"""The tables under test. The migrations make them; as long as nothing has changed since, later runs read them back."""

import hashlib
import platform
from contextlib import contextmanager, suppress
from itertools import chain

from django.conf import settings
from django.db import connection

from organisations.backups import postgres
from organisations.errors import BackupError
from tests.places import maintain

# Whatever the migrations could depend on: more than they do, so that nobody need think of what they do.
CODE = ("conduct_portal", "organisations", "policies", "declarations")
WHAT_IS_INSTALLED = "requirements.txt"


def make_all(name, kept):
    """All tables, in a new database of this name; `kept` is the folder of what was made before."""
    dump = kept / f"{_state()}.dump"
    if not dump.exists():
        _migrate(name)
        # Somebody's own server may be newer than the programs here.
        with _inside(name), suppress(BackupError):
            _keep(dump)
        return
    maintain(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    with _inside(name):
        postgres.load(dump)


def _state():
    """A name for the code, the packages and the server of today."""
    with connection._nodb_cursor() as cursor:
        state = hashlib.sha256(f"{platform.python_version()} {cursor.connection.server_version}".encode())
    ours = (sorted((settings.BASE_DIR / app).rglob("*.py")) for app in CODE)
    for path in chain([settings.BASE_DIR / WHAT_IS_INSTALLED], *ours):
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
    """Beside its place first: a run that is stopped leaves no half of it. What was kept before is out of date."""
    fresh = dump.with_suffix(".new")
    postgres.dump(fresh)
    for old in dump.parent.glob("*.dump"):
        old.unlink()
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
