"""A file is read once, in pieces, into lines; what cannot be read is written down by row and column."""

from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from organisations import copying
from organisations.errors import FileRefused
from organisations.roll import formats, progress
from organisations.roll.entries import Entry, Problem, Skipped
from organisations.roll.models import Finding, Line

CHUNK = 2_000
LINE = ("roll_import", "row", "child_key", "adult_key", "child", "adult", "contact")
MOST_FINDINGS = 1_000  # of one file; whoever has more needs another export, not a longer list


@transaction.atomic
def read(roll_import):
    """Read the file anew; what an earlier reading left is forgotten."""
    roll_import.lines.all().delete()
    roll_import.planned.all().delete()
    roll_import.findings.all().delete()
    tally = Tally(roll_import)
    with roll_import.file.open("rb") as file:
        copying.copy(Line, LINE, tally.lines(formats.read(roll_import, file)))
    Finding.objects.bulk_create(tally.findings)
    if not tally.children:
        raise FileRefused(
            _("No child could be read from this file. Look at what its columns mean, or at another file.")
        )
    return tally.figures()


class Tally:
    """Counts what passes by."""

    def __init__(self, roll_import):
        self.roll_import = roll_import
        self.rows = self.children = self.skipped = self.blanked = 0
        self.findings = []
        self.child, self.told_of_child = None, None
        self.unread_children = self.unread_adults = 0  # while there are any, nobody is taken to be missing

    def lines(self, found):
        """The lines of these entries, one by one; problems are gathered on the way."""
        for place, each in enumerate(found, 1):
            self.rows = max(self.rows, each.row)
            if isinstance(each, Entry):
                self.children += 1
                yield self._line(each)
            elif isinstance(each, Problem):
                self._note(each)
            elif isinstance(each, Skipped):
                self.skipped += 1
            if place % CHUNK == 0:
                progress.tell(self.roll_import, _("Rows read"), self.rows)

    def figures(self):
        """What the page says about the reading."""
        return {
            "rows": self.rows,
            "skipped": self.skipped,
            "blanked": self.blanked,
            "unread_children": self.unread_children,
            "unread_adults": self.unread_adults,
        }

    def _line(self, entry):
        if entry.child is not self.child:  # the next row is often about the same one
            self.child, self.told_of_child = entry.child, (entry.child_key, copying.JSON(entry.child))
        child_key, child = self.told_of_child
        contact = _told_of_contact(tuple(entry.contact.items()))
        return self.roll_import.pk, entry.row, child_key, entry.adult_key, child, entry.adult, contact

    def _note(self, problem):
        is_left_out = problem.leaves_out_child or problem.leaves_out_adult
        self.unread_children += problem.leaves_out_child
        self.unread_adults += problem.leaves_out_adult
        self.blanked += not is_left_out
        if len(self.findings) < MOST_FINDINGS:
            kind = Finding.Kind.LEFT_OUT if is_left_out else Finding.Kind.BLANKED
            told = {"row": problem.row, "column": problem.column[:200], "words": problem.words[:1000]}
            self.findings.append(Finding(roll_import=self.roll_import, kind=kind, **told))


@lru_cache
def _told_of_contact(facts):
    """Every family has a mother with parental responsibility: there are few different ones."""
    return copying.JSON(dict(facts))
