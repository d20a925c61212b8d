"""The ground floor."""

from importlib import import_module

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"

    def ready(self):
        """Count the time away from the very first log-in of a process, before any page was asked for; and know
        what must be so before the portal starts."""
        import_module("organisations.idle")
        import_module("organisations.checks")
