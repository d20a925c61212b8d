from importlib import import_module

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "declarations"

    def import_models(self):
        super().import_models()
        for part in ("joining", "lists", "papers", "care"):  # which declarations/models.py has no need of
            import_module(f"declarations.{part}.models")
        import_module("declarations.papers.pile_models")

    def ready(self):
        """Know for how long what is kept, what goes when an adult goes from the roll, and what becomes of answers when
        two who were merged are two again."""
        for part in ("care", "papers", "lists"):
            import_module(f"declarations.{part}.kept")
        import_module("declarations.undone")
        import_module("declarations.unmerged")
