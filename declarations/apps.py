from importlib import import_module

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "declarations"

    def import_models(self):
        super().import_models()
        import_module("declarations.joining.models")  # which declarations/models.py has no need of
