"""Changes in words, for lists and for the history of one person."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import languages
from organisations.models import Adult, Contact
from organisations.roll.models import Change

LABELS = {
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "upn": gettext_lazy("UPN"),
    "year_group": gettext_lazy("Year group"),
    "class_name": gettext_lazy("Class"),
    "joined_on": gettext_lazy("Joined on"),
    "left_on": gettext_lazy("Left on"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Postal address"),
    "language": gettext_lazy("Language"),
    "contact_rule": gettext_lazy("Contact"),
    "relationship": gettext_lazy("Relationship"),
    "parental_responsibility": gettext_lazy("Parental responsibility"),
    "priority": gettext_lazy("Priority"),
}
MOST_TOLD = 100
NAMES = ("given_name", "family_name")
CHOICES = {"contact_rule": Adult.ContactRule, "relationship": Contact.Relationship}


def differences(change):
    """[(what, before, after)] of what people can see; names of new people stand in the list already."""
    shown = [name for name in LABELS if name in change.after]
    if change.kind == Change.Kind.NEW:
        shown = [name for name in shown if name not in NAMES]
    return [(LABELS[name], value(name, change.before.get(name, "")), value(name, change.after[name])) for name in shown]


def value(name, kept):
    """A value as people read it."""
    if isinstance(kept, bool):
        return _("yes") if kept else _("no")
    if name == "language":
        return languages.name(kept) if kept else kept
    if name == "address":
        return ", ".join(kept.splitlines())
    if name in CHOICES and kept in CHOICES[name].values:
        return CHOICES[name](kept).label
    return kept


@dataclass(frozen=True)
class Entry:
    """One line of a person's history."""

    at: datetime
    text: str
    detail: str = ""
    by: str = ""


def story(changes):
    """Who changed what, as a timeline tells it."""
    return [entry for change in changes[:MOST_TOLD] for entry in _entries(change)]


def _entries(change):
    brought = change.roll_import
    text = _what(change)
    detail = "\n".join(_difference(change.kind, *told) for told in differences(change))
    if reason := change.after.get("reason"):
        detail += f"\n{reason}"
    if brought is None:
        yield Entry(change.at, text, detail.strip(), str(change.by))
        return
    if brought.undone_at:
        yield Entry(brought.undone_at, _("Undone: %s") % text, by=str(brought.undone_by))
    from_file = _("%(what)s, by a file of the school’s records") % {"what": text}
    yield Entry(brought.applied_at, from_file, detail.strip(), str(brought.applied_by))


def _what(change):
    if change.about == Change.About.CONTACT:
        return f"{change.get_kind_display()}: {change.adult} – {change.child}"
    if change.kind == Change.Kind.MERGED:
        return _("Merged with another record of the same person")
    return {
        Change.Kind.NEW: _("Added"),
        Change.Kind.CHANGED: _("Corrected"),
        Change.Kind.LEFT: _("Left"),
        Change.Kind.UNMERGED: _("Two records again: a merge was undone"),
    }[change.kind]


def _difference(kind, what, before, after):
    nothing = "–"
    return f"{what}: {after}" if kind == Change.Kind.NEW else f"{what}: {before or nothing} → {after or nothing}"
