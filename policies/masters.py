"""A trust's master and what its schools have made of it: the locked words, and who is behind."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from policies import slots
from policies.models import PolicyVersion

LOCKED = ("title", "declaration", "undertakings_lead_in", "undertakings", "language")


class Standing(models.TextChoices):
    """Where one school is with a master."""

    NOT_ADOPTED = "not_adopted", _("Not adopted")
    UNDER_WAY = "under_way", _("Under way")
    BEHIND = "behind", _("An older version")
    UP_TO_DATE = "up_to_date", _("Up to date")


@dataclass(frozen=True)
class Adoption:
    """One school beside the master: what is in force there, and of which master version."""

    school: Organisation
    in_force: PolicyVersion | None
    draft: PolicyVersion | None
    standing: Standing


def words_of(master_version, addendum):
    """The words of an adopted version: the master's as the trust wrote them, then the school's own part."""
    words = {name: slots.as_written(master_version, name) for name in LOCKED}
    return words | {"body": slots.as_written(master_version, "body") + addendum}


def adoptions(master):
    """Every school that the master is for, those behind first."""
    versions = PolicyVersion.objects.filter(policy__master=master).select_related("policy", "master_version")
    in_force = {version.policy.owner_id: version for version in versions.in_force()}
    drafts = {version.policy.owner_id: version for version in versions.unpublished()}
    found = [
        _adoption(school, in_force.get(school.pk), drafts.get(school.pk), master.in_force)
        for school in master.audience().order_by("name")
    ]
    order = list(Standing)
    return sorted(found, key=lambda adoption: order.index(adoption.standing))


def _adoption(school, in_force, draft, current):
    if in_force and current and in_force.master_version_id == current.pk:
        standing = Standing.UP_TO_DATE
    elif in_force:
        standing = Standing.BEHIND
    else:
        standing = Standing.UNDER_WAY if draft else Standing.NOT_ADOPTED
    return Adoption(school, in_force, draft, standing)
