"""A member of staff at the pages of the roll."""

from tests.declarations.staff import Staff
from tests.organisations.roll.office import FILE, sheet


class Desk(Staff):
    pages = "roll"

    def sends(self, *rows, holds="everyone", **options):
        """A file by the upload page; returns the page that follows."""
        return self.posts("new_import", file=sheet(*(rows or FILE), **options), holds=holds)

    def brings(self, *rows, **options):
        """A file sent, its columns left as guessed, and applied."""
        self.sends(*rows, **options)
        roll_import = self.organisation.imports.first()
        self.settles(roll_import)
        return self.posts("apply", roll_import.pk)

    def settles(self, roll_import, meanings=None):
        meanings = meanings or roll_import.layout["meanings"]
        return self.posts("columns", roll_import.pk, **{f"column_{n}": meaning for n, meaning in enumerate(meanings)})
