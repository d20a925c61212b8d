"""The portal's files, on a disk or in a bucket, as one archive."""

import shutil
import tarfile
import tempfile
from pathlib import PurePosixPath

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from organisations.errors import BackupError


def names(folder=""):
    """The names of all files, those in folders included."""
    try:
        folders, here = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in here:
        yield str(PurePosixPath(folder, name))
    for inner in folders:
        yield from names(str(PurePosixPath(folder, inner)))


def pack(path, chosen):
    """Write these files into one archive. Returns how many there were."""
    with tarfile.open(path, "w") as archive:
        return sum(_pack_one(archive, name) for name in chosen)


def unpack(path):
    """Put all files of an archive in their place, where nothing may stand yet."""
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.isfile() or not _is_plain(member.name):
                raise BackupError(_("%(name)s does not belong into a backup.") % {"name": member.name})
            with archive.extractfile(member) as content:
                default_storage.save(member.name, File(content))


def _pack_one(archive, name):
    """By way of a temporary file: how long it is must be known before it is written."""
    with tempfile.TemporaryFile() as copy, default_storage.open(name) as content:
        shutil.copyfileobj(content, copy)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = copy.tell(), 0o600
        copy.seek(0)
        archive.addfile(entry, copy)
    return 1


def _is_plain(name):
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def are_there():
    """Whether any file is kept already."""
    return next(names(), None) is not None


def empty():
    """Throw away all files."""
    for name in list(names()):
        default_storage.delete(name)
