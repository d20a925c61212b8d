"""What a backup consists of, signed with SECRET_KEY: who changes a part, or the list of parts, is found out."""

import hashlib
import json

from django.core import signing
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.errors import BackupError

FORMAT = 1
NAME, SIGNATURE = "manifest.json", "manifest.signature"
SALT = "organisations.backups"


def write(folder, parts, **told):
    """Say what is in the folder."""
    content = {"format": FORMAT, "made_at": timezone.now().isoformat(), "parts": {}, **told}
    for name in parts:
        content["parts"][name] = {"size": (folder / name).stat().st_size, "sha256": digest(folder / name)}
    words = json.dumps(content, indent=1, sort_keys=True)
    (folder / NAME).write_text(words)
    (folder / SIGNATURE).write_text(_signer().signature(words))


def check(folder, *, signed=True):
    """What the folder holds, once every part was found as it was written."""
    if not (folder / NAME).is_file():
        raise BackupError(_("%(folder)s is not a whole backup: its manifest is missing.") % {"folder": folder})
    words = (folder / NAME).read_text()
    if signed:
        _check_signature(folder, words)
    content = json.loads(words)
    if content["format"] != FORMAT:
        raise BackupError(_("A newer portal made this backup; use that version to restore it."))
    for name, expected in content["parts"].items():
        _check_part(folder / name, expected)
    return content


def migrations():
    """The tables' age: the names of all migrations applied."""
    applied = MigrationRecorder.Migration.objects.order_by("app", "name")
    return [f"{app}.{name}" for app, name in applied.values_list("app", "name")]


def digest(path):
    """SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_signature(folder, words):
    path = folder / SIGNATURE
    try:
        _signer().unsign(f"{words}:{path.read_text() if path.is_file() else ''}")
    except signing.BadSignature as error:
        raise BackupError(
            _("The list of parts was changed, or SECRET_KEY is another than when this backup was made.")
        ) from error


def _check_part(path, expected):
    if not path.is_file() or path.stat().st_size != expected["size"] or digest(path) != expected["sha256"]:
        raise BackupError(_("%(part)s is missing, cut short or changed: do not use this backup.") % {"part": path.name})


def _signer():
    return signing.Signer(salt=SALT)
