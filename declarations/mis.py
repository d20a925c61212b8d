"""The answers for the school's own records (SIMS, Arbor, Bromcom …), which find a child again by its UPN.

A field of one's own in such records belongs to a child and takes one value, so the file has one line for each child:
whether all, some or none of the adults asked agreed, and on which day the last of them did. A second form of it has
a line for each child and adult, for records that keep fields with contacts.
"""

import csv
from itertools import groupby, islice
from operator import attrgetter

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import export, standing
from declarations.standing import State

CHUNK = 1_000
CHILD = ("child", "child__upn", "child__given_name", "child__family_name")
ANSWER = ("adult__requests__state", "adult__requests__answer__answered_at")
ADULT = ("adult__given_name", "adult__family_name")
BY_NAME = ("child__family_name", "child__given_name", "child", "priority", "adult_id")


class Agreed(models.TextChoices):
    """What a child's adults answered, in one value for one field."""

    ALL = "all", gettext_lazy("All agreed")
    SOME = "some", gettext_lazy("Some agreed")
    NONE = "none", gettext_lazy("None agreed")


def by_child(version, children):
    """One line for each of these children whose adults are asked about this version, as CSV in pieces."""
    about = [*_who(), _("Policy"), _("State"), _("Date"), _("Adults asked"), _("Adults agreed")]
    families = groupby(_told(version, children), key=attrgetter("child"))
    return _pieces(about, (_line_of_child(version, list(family)) for _child, family in families))


def by_adult(version, children):
    """One line for each of these children and each adult asked."""
    about = [*_who(), _("Policy"), _("State"), _("Date"), _("Adult’s given name"), _("Adult’s family name")]
    return _pieces(about, (_line_of_adult(version, told) for told in _told(version, children)))


def _told(version, children):
    asked = standing.contacts_asked(version, children)
    return asked.order_by(*BY_NAME).values_list(*CHILD, *ANSWER, *ADULT, named=True).iterator(chunk_size=CHUNK)


def _pieces(about, lines):
    """No mark at the beginning: such records take the first heading as it stands."""
    write = csv.writer(export.Line()).writerow
    yield write(about)
    while chunk := list(islice(lines, CHUNK)):
        yield "".join(write([export.harmless(value) for value in line]) for line in chunk)


def _who():
    return [_("UPN"), _("Family name"), _("Given name")]


def _line_of_child(version, family):
    days = [_day(told) for told in family if told.adult__requests__state in standing.DONE]
    agreed = Agreed.NONE if not days else Agreed.ALL if len(days) == len(family) else Agreed.SOME
    first = family[0]
    return [
        *_named(first),
        version.policy.reference,
        agreed.label,
        max(days, default=""),
        str(len(family)),
        str(len(days)),
    ]


def _line_of_adult(version, told):
    state = State(told.adult__requests__state)
    return [*_named(told), version.policy.reference, str(state.label), _day(told), *told[-2:]]


def _named(told):
    return [told.child__upn, told.child__family_name, told.child__given_name]


def _day(told):
    """The day of the answer in school time; empty where there is none."""
    return export.moment(told.adult__requests__answer__answered_at)[:10]
