"""A trust's master and what its schools have made of it: locked and open words, and who is behind."""

import re
from dataclasses import dataclass
from itertools import chain, count

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from policies import slots, words
from policies.models import PolicyVersion

LOCKED = ("title", "declaration", "undertakings_lead_in", "undertakings", "language")
SECTION = re.compile(r"(<h2>.*?</h2>)", re.DOTALL)


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


def words_of(master_version, addendum, own_sections=None):
    """The words of an adopted version: the master's as the trust wrote them, then the school's own part.

    Under the heading of an open section stand the school's own words, where it has written any.
    """
    locked = {name: slots.as_written(master_version, name) for name in LOCKED}
    own = only_open(master_version, own_sections or {})
    before, sections = _cut(slots.as_written(master_version, "body"))
    body = before + "".join(heading + own.get(name, text) for name, heading, text in sections)
    return locked | {"body": body + addendum}


def sections_of(body):
    """{heading: the words below it} of every section of a body; a second “Visits” is called “Visits (2)”."""
    return {name: text for name, _heading, text in _cut(body)[1]}


def open_in(master_version):
    """{heading: the trust's words} of the sections that schools may word themselves."""
    sections = sections_of(slots.as_written(master_version, "body"))
    return {name: text for name, text in sections.items() if name in master_version.open_sections}


def only_open(master_version, own_sections):
    """A school's own sections, as far as the master leaves them open."""
    return {name: text for name, text in own_sections.items() if name in open_in(master_version)}


def _cut(body):
    """(what stands before the first heading, [(name, heading, words below it), …])."""
    before, *pieces = SECTION.split(body)
    names = _told_apart(map(_name, pieces[::2]))
    return before, list(zip(names, pieces[::2], pieces[1::2], strict=True))


def _name(heading):
    (block,) = words.blocks(heading) or [words.Block("h2", "")]
    return block.text


def _told_apart(names):
    """The same names, where the second “Visits” is “Visits (2)”: opening one section opens no other."""
    told = []
    for name in names:
        ways = chain([name], (f"{name} ({number})" for number in count(2)))
        told.append(next(way for way in ways if way not in told))
    return told


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
