"""Where tests keep things apart from each other: databases and folders of files."""

from django.conf import settings
from django.db import connection


def maintain(*statements):
    """Make and drop databases, which nobody can from inside one."""
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def storages(folder):
    """The setting under which files are kept in this folder."""
    kept = settings.STORAGES["default"]
    return settings.STORAGES | {"default": kept | {"OPTIONS": kept["OPTIONS"] | {"location": folder}}}
