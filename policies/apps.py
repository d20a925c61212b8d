from importlib import import_module

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"

    def ready(self):
        """Know for how long what is kept."""
        import_module("policies.kept")
