"""The ground floor."""

from importlib import import_module

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"

    def import_models(self):
        super().import_models()
        import_module("organisations.keeping.models")  # which organisations/models.py has no need of

    def ready(self):
        """Count the time away from the very first log-in of a process, before any page was asked for; and know
        what must be so before the portal starts, and for how long what is kept."""
        import_module("organisations.idle")
        import_module("organisations.watch")
        import_module("organisations.checks")
        import_module("organisations.roll.kept")
