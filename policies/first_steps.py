"""What a new school has still to do until parents can be asked; the list goes when all is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from policies.models import PolicyVersion

Status = PolicyVersion.Status


@dataclass(frozen=True)
class FirstStep:
    """One thing to do, where it is done, and whether it is."""

    words: str
    url: str
    is_done: bool


def of(organisation, standings):
    """The steps of a school, in the order that works; none for a trust, or when all are done."""
    if organisation.is_trust:
        return []
    steps = [*_people(organisation), *_code(organisation, standings)]
    return [] if all(step.is_done for step in steps) else steps


def _people(organisation):
    def at(name):
        return reverse(name, args=[organisation.slug])

    # The head who reads this is one; a code needs somebody else to approve it.
    others = organisation.staff.filter(left_at=None).count() > 1
    roll = organisation.pupils.exists()
    return [
        FirstStep(
            _("Check the school’s details, and add the office’s phone"),
            at("settings:details"),
            bool(organisation.office_phone),
        ),
        FirstStep(_("Invite the office, and somebody who approves"), at("settings:staff"), others),
        FirstStep(_("Bring children and parents in"), at("roll:imports"), roll),
    ]


def _code(organisation, standings):
    drafts = [standing for standing in standings if standing.draft]
    published = any(standing.in_force or standing.scheduled for standing in standings)
    approved = published or any(standing.draft.status == Status.APPROVED for standing in drafts)
    new = reverse("policies:new", args=[organisation.slug])
    first = drafts[0].policy if drafts else None
    under_way = reverse("policies:policy", args=[organisation.slug, first.reference]) if first else new
    return [
        FirstStep(_("Write a code of conduct, or upload yours"), under_way, published or bool(drafts)),
        FirstStep(_("Have it approved by somebody else"), under_way, approved),
        FirstStep(_("Publish it: parents are asked"), under_way, published),
    ]
