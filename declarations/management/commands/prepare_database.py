"""Brings the tables up to date as their owner, and lets the portal's own role use them."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from declarations import rights


class Command(BaseCommand):
    help = "Migrate; then, when PORTAL_DATABASE_URL names the portal's own role, make it and give it its rights."

    def handle(self, **options):
        call_command("migrate", interactive=False)
        if settings.PORTAL_DATABASE_URL:
            address = urlsplit(settings.PORTAL_DATABASE_URL)
            rights.give(unquote(address.username), unquote(address.password))
            self.stdout.write(f"The role {address.username} may run the portal.")
