"""Changes in words, for lists and for the history of one person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "language": gettext_lazy("Language"),
    "contact_rule": gettext_lazy("Contact"),
    "relationship": gettext_lazy("Relationship"),
    "parental_responsibility": gettext_lazy("Parental responsibility"),
    "priority": gettext_lazy("Priority"),
}
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
    if name in CHOICES and kept in CHOICES[name].values:
        return CHOICES[name](kept).label
    return kept
