"""What happened to a policy, told line by line from the log."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations import history
from policies.models import Policy

VERSION_TOLD = {
    "started": _("Version %(label)s was started"),
    "imported": _("Version %(label)s was read from a file"),
    "edited": _("Version %(label)s was edited"),
    "submitted": _("Version %(label)s was sent for approval"),
    "sent_back": _("Version %(label)s was sent back"),
    "taken_back": _("Version %(label)s was taken back for more writing"),
    "approved": _("Version %(label)s was approved"),
    "published": _("Version %(label)s was published"),
    "carried": _("Earlier signatures were carried forward to version %(label)s"),
    "reviewed": _("Version %(label)s was reviewed and stays as it is"),
    "withdrawn": _("Version %(label)s was withdrawn"),
}
POLICY_TOLD = {
    "started": _("The policy was started"),
    "adopted": _("It was adopted from the trust"),
    "reminders_set": _("The days of its reminders were changed"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the story."""

    at: datetime
    text: str
    by: str
    detail: str = ""


def of(policy, versions):
    """The story of a policy and of these versions of it, newest first."""
    labels = {version.pk: version.label for version in versions}
    events = history.of(policy, *versions)
    told = [_entry(list(group), labels) for _key, group in groupby(events, key=_together)]
    return told[::-1]


def _together(event):
    """Saving again and again is one line."""
    again = event.pk if event.verb != "edited" else None
    return event.about_type, event.about_id, event.verb, event.actor_id, again


def _entry(events, labels):
    last = events[-1]
    if last.about_type == Policy._meta.model_name:
        text = POLICY_TOLD.get(last.verb, last.verb)
    else:
        text = VERSION_TOLD.get(last.verb, last.verb) % {"label": labels[last.about_id]}
    return Entry(last.at, text, str(last.actor or ""), _detail(events))


def _detail(events):
    if len(events) > 1:
        return ngettext("Saved %(n)s time", "Saved %(n)s times", len(events)) % {"n": len(events)}
    detail = events[0].detail
    return " – ".join(filter(None, (detail.get(name, "") for name in ("source", "body", "comment", "reason"))))
