"""Makes the key with which this installation seals its PDFs, once; prints the line for its settings."""

from django.core.management.base import BaseCommand

from organisations import seal


class Command(BaseCommand):
    help = "Make a seal: a key with its certificate, as the line SEAL_KEY=… for the settings."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", help="whose seal it is, as PDF readers show it: the school or trust")

    def handle(self, *, name, **options):
        self.stdout.write(f"SEAL_KEY={seal.make(name)}")
