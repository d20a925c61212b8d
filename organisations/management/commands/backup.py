"""Write all that the portal keeps (database and files) into a new folder at PLACE, with a signed list of its parts."""

import contextlib
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from organisations.backups import backups
from organisations.errors import BackupError


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("place", help="where the new folder is made")
        parser.add_argument(
            "--dump", metavar="FILE", help="a dump by pg_dump -Fc instead of our own; - reads it from stdin"
        )

    def handle(self, place, dump, **options):
        try:
            with _opened(dump) as file:
                folder = backups.make(place, dump=file)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(folder))


def _opened(dump):
    if dump is None:
        return contextlib.nullcontext()
    return contextlib.nullcontext(sys.stdin.buffer) if dump == "-" else Path(dump).open("rb")
