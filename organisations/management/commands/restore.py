"""Bring back a backup into an empty portal, make its tables as new as this version, and check all evidence."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from organisations.backups import backups
from organisations.errors import BackupError


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []  # the tables may not be there yet

    def add_arguments(self, parser):
        parser.add_argument("folder", help="the folder that `backup` made")
        parser.add_argument("--check", action="store_true", help="only look whether all of it is as it was written")
        parser.add_argument("--replace", action="store_true", help="throw away what is there; there is no way back")
        parser.add_argument("--files-only", action="store_true", help="the database was restored by its own program")
        parser.add_argument(
            "--other-key", action="store_true", help="SECRET_KEY is lost: trust the list of parts as it is"
        )

    def handle(self, folder, *, check, replace, files_only, other_key, **options):
        try:
            if check:
                content = backups.check(folder, signed=not other_key)
            else:
                content = backups.bring_back(folder, signed=not other_key, replace=replace, database=not files_only)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Made {content['made_at']}, with {content['files']} files: all of it is as it was written.")
        if not check:
            self.look_at_it(files_only)

    def look_at_it(self, files_only):
        """Who restored the database with its own program has prepared it, too, as its owner."""
        if not files_only:
            call_command("prepare_database", stdout=self.stdout)
        call_command("verify_evidence", stdout=self.stdout)
