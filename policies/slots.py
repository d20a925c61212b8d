"""Words that each school fills in for itself: {school}, {head}, {office phone}, {office e-mail}, {complaints policy}.

A draft keeps its slots; what is sent for approval has them filled, so that the words approved, hashed and signed
are plain words. The next draft begins with the slots again.
"""

import copy
import re
from html import escape

from django.db import transaction
from django.utils.translation import gettext as _

from organisations import history

NAMES = ("school", "head", "office phone", "office e-mail", "complaints policy")
FIELDS = ("title", "body", "declaration", "undertakings_lead_in", "undertakings", "covering_letter", "addendum")
SLOT = re.compile(rf"\{{\s*({'|'.join(map(re.escape, NAMES))})\s*\}}", re.I)


def values_of(organisation):
    """{slot: its plain words} for one school; a slot without a value is not there, and stays visible.

    A trust has schools and heads, but is none of them.
    """
    values = {
        "school": "" if organisation.is_trust else organisation.name,
        "head": "" if organisation.is_trust else organisation.head_name,
        "office phone": organisation.office_phone,
        "office e-mail": organisation.office_email,
        "complaints policy": organisation.complaints_url,
    }
    return {name: value for name, value in values.items() if value}


@transaction.atomic
def set_values(organisation, *, by, **details):
    """Change what the slots stand for. Words sent for approval before keep what they were filled with."""
    changed = sorted(name for name, value in details.items() if getattr(organisation, name) != value)
    for name in changed:
        setattr(organisation, name, details[name])
    if changed:
        organisation.save(update_fields=changed)
        history.record(organisation, "changed_details", organisation, by=by, fields=changed)


def listed(organisation):
    """(slot, its words or "") in the order in which writers are offered them."""
    values = values_of(organisation)
    return [(name, values.get(name, "")) for name in NAMES]


def filled(version, organisation=None):
    """The version as this school's parents will read it: a copy, never to be saved. Without slots, itself.

    A master keeps its slots: each school that adopts it fills them.
    """
    if version.policy.is_master and organisation is None:
        return version
    changed = filled_fields(version, organisation or version.policy.owner)
    if not changed:
        return version
    shown = copy.copy(version)
    for name, value in changed.items():
        setattr(shown, name, value)
    return shown


def as_written(version, field):
    """A field with its slots, also where they have been filled since."""
    return version.written.get(field, getattr(version, field))


def filled_fields(version, organisation):
    """{field: its words with the slots filled} for the fields that have slots with a value here."""
    values = values_of(organisation)
    told = {name: getattr(version, name) for name in FIELDS}
    new = {name: _fill(name, value, values) for name, value in told.items()}
    return {name: value for name, value in new.items() if value != told[name]}


def _fill(field, value, values):
    if isinstance(value, list):
        return [_fill(field, item, values) for item in value]
    as_html = field in ("body", "addendum")
    return SLOT.sub(lambda slot: _words(slot, values, as_html=as_html), value)


def _words(slot, values, *, as_html):
    name = slot[1].lower()
    if name not in values:
        return slot[0]
    value = values[name]
    if name == "complaints policy":
        words = _("complaints policy")
        return f'<a href="{escape(value)}">{escape(words)}</a>' if as_html else f"{words} ({value})"
    return escape(value) if as_html else value
