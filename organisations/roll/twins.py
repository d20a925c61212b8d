"""Somebody in a file who may be somebody on the roll: staff say whether it is the same person, and it is remembered."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisations import history
from organisations.models import Adult
from organisations.roll import imports
from organisations.roll.models import About, Planned, Verdict

Kind = Planned.Kind
MOST = 50  # on one page; the next ones follow when these are decided
MOST_CANDIDATES = 6


@dataclass(frozen=True, eq=False)
class Twin:
    """One of a file, beside those on the roll who may be meant."""

    change: Planned
    candidates: list

    @property
    def name(self):
        return f"{self.change.about}-{self.change.key}"


def of(roll_import):
    """Those about whom nobody has said anything, in the order of the file."""
    said = Verdict.objects.filter(organisation=roll_import.organisation_id).values("key")
    doubtful = roll_import.planned.filter(about__in=[About.CHILD, About.ADULT], kind__in=[Kind.NEW, Kind.UNCLEAR])
    found = []
    for change in doubtful.exclude(key__in=said).filter(_has_namesake(roll_import)).order_by("row", "pk")[:MOST]:
        candidates = list(_candidates(roll_import, change)[:MOST_CANDIDATES])
        if candidates:
            found.append(Twin(change, candidates))
    return found


@transaction.atomic
def say(roll_import, verdicts, *, by):
    """{twin: the person on the roll, or None for somebody else}. The file is then worked out anew."""
    imports.look_again(roll_import)
    for twin, person in verdicts.items():
        whom = {twin.change.about: person} if person else {"child": None, "adult": None}
        about = {"organisation": roll_import.organisation, "about": twin.change.about, "key": twin.change.key}
        Verdict.objects.update_or_create(**about, defaults={"by": by, "at": timezone.now()} | whom)
    history.record(roll_import.organisation, "roll_said_who", roll_import, by=by, number=len(verdicts))


def _has_namesake(roll_import):
    """A question to what is planned: does anybody on the roll bear this name?"""
    organisation = roll_import.organisation
    adults = organisation.adults.filter(merged_into=None).order_by().values("name_key")
    children = organisation.children.order_by().values("name_key")
    return Q(about=About.ADULT, name_key__in=adults) | Q(about=About.CHILD, name_key__in=children)


def _candidates(roll_import, change):
    organisation = roll_import.organisation
    here = organisation.children.on_roll()
    if change.about == About.CHILD:
        children = organisation.children.filter(school=change.school_id) if change.school_id else organisation.children
        return children.filter(name_key=change.name_key).order_by("left_on", "pk")
    adults = organisation.adults.filter(merged_into=None, name_key=change.name_key)
    return adults.prefetch_related(Prefetch("children", queryset=here, to_attr="children_here")).order_by("pk")


def told(person):
    """What tells people of one name apart."""
    if isinstance(person, Adult):
        children = [child.full_name for child in person.children_here]
        return " · ".join(filter(None, [person.full_name, person.email, person.phone, *children]))
    joined = _("joined on %s") % date_format(person.joined_on)
    return " · ".join(filter(None, [person.full_name, person.class_name or person.year_group, person.upn, joined]))
