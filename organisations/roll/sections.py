"""What a check found, in the order in which the office should look at it."""

from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from organisations.roll.models import Change, Finding

About, Kind, Found = Change.About, Change.Kind, Finding.Kind
PEOPLE = (About.CHILD, About.ADULT)


@dataclass(frozen=True)
class Section:
    """One list: what it is called in the address and on the page, and how long it is."""

    name: str
    label: str
    number: int = 0
    about: tuple = ()
    kinds: tuple = ()
    is_findings: bool = False

    def rows(self, roll_import):
        if self.is_findings:
            return roll_import.findings.filter(kind__in=self.kinds).order_by("row", "pk")
        return roll_import.told.filter(about__in=self.about, kind__in=self.kinds)


ALL = (
    Section("errors", _("Left out"), kinds=(Found.LEFT_OUT, Found.UNCLEAR), is_findings=True),
    Section("twins", _("Possibly the same person"), kinds=(Found.TWIN,), is_findings=True),
    Section("left", _("Have left"), about=PEOPLE, kinds=(Kind.LEFT,)),
    Section("gone", _("No longer contacts"), about=(About.CONTACT,), kinds=(Kind.GONE,)),
    Section("changed", _("Changed"), about=About.values, kinds=(Kind.CHANGED,)),
    Section("children", _("New children"), about=(About.CHILD,), kinds=(Kind.NEW,)),
    Section("adults", _("New adults"), about=(About.ADULT,), kinds=(Kind.NEW,)),
    Section("contacts", _("New contacts"), about=(About.CONTACT,), kinds=(Kind.NEW,)),
    Section("shared", _("Shared addresses"), kinds=(Found.SHARED,), is_findings=True),
    Section("values", _("Values left out"), kinds=(Found.BLANKED, Found.DIFFERS), is_findings=True),
)


def of(roll_import):
    """The lists that are not empty, each with its number of rows. Whom an undone file had brought is on no list."""
    found = roll_import.findings.order_by().values_list("kind")
    findings = dict(found.annotate(n=Count("pk")))
    changes = roll_import.figures.get("changes", {})
    if roll_import.undone_at:
        changes = {name: number for name, number in changes.items() if not name.endswith(f" {Kind.NEW}")}
    sections = [replace(section, number=_number(section, changes, findings)) for section in ALL]
    return [section for section in sections if section.number]


def chosen(sections, name):
    """The one named in the address, or the first."""
    return next((section for section in sections if section.name == name), sections[0] if sections else None)


def _number(section, changes, findings):
    if section.is_findings:
        return sum(findings.get(kind, 0) for kind in section.kinds)
    return sum(changes.get(f"{about} {kind}", 0) for about in section.about for kind in section.kinds)
