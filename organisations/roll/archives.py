"""Zip files from outside: opened only when what they say of themselves is what a school could send."""

import contextlib
import zipfile
import zlib

from django.utils.translation import gettext as _

from organisations.errors import FileRefused

MOST_MEMBERS = 1_000
LARGEST_UNPACKED = 400 * 1024 * 1024
STEEPEST = 250  # times as large unpacked; spreadsheets reach about twenty
STEEP_FROM = 10 * 1024 * 1024
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@contextlib.contextmanager
def opened(file):
    """The archive, or a refusal. Python reads no further than the sizes that are looked at here."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _look_at(archive.infolist())
            yield archive
    except DAMAGED:
        raise FileRefused(_("The file is damaged or locked with a password. Please export it again.")) from None


def names(archive):
    """{name in small letters, folders left out: name in the archive}."""
    return {name.rpartition("/")[2].casefold(): name for name in archive.namelist() if not name.endswith("/")}


def _look_at(members):
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    is_steep = unpacked > STEEP_FROM and unpacked > STEEPEST * max(packed, 1)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or is_steep:
        raise FileRefused(_("Unpacked, this file would be far larger than any roll. It was not opened."))
