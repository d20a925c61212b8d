"""Joining, moving and leaving: who works for an organisation. Nobody signs up; a head invites."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import OrganisationError
from organisations.models import Role, StaffMember, User

LEADS = (Role.HEAD, Role.TRUST)


class AlreadyHere(OrganisationError):
    """This person works here already."""


class NobodyToLead(OrganisationError):
    """Without this person nobody could publish, or invite anybody."""


class NoSuchRoleHere(OrganisationError):
    """A trust officer works for a trust."""


def members(organisation):
    """Who works here now, by name."""
    return organisation.staff.filter(left_at=None).select_related("user").order_by("user__full_name", "pk")


def roles_at(organisation):
    """The roles that can be given here."""
    return [role for role in Role if role != Role.TRUST or organisation.is_trust]


@transaction.atomic
def invite(organisation, *, email, full_name, role, by):
    """Give somebody a post; a person who is new to the portal gets a login without a password."""
    _check(organisation, role)
    user = User.objects.filter(email__iexact=email).first()
    is_known = user is None or _has_worked_for(organisation, user)
    if user is None:
        user = User.objects.create_user(email, full_name)
    elif here := members(organisation).filter(user=user).first():
        raise AlreadyHere(_("%(name)s works here already.") % {"name": here.shown_as})
    if not user.is_active:
        User.objects.filter(pk=user.pk).update(is_active=True)
    about = {"organisation": organisation, "role": role, "is_introduced": is_known}
    member = StaffMember.objects.create(user=user, **about)
    history.record(organisation, "joined", member, by=by, role=role)
    return member


def introduce(member):
    """They have come: from now on colleagues see their name."""
    StaffMember.objects.filter(pk=member.pk).update(is_introduced=True)


@transaction.atomic
def move(member, *, role, by):
    """Give a member of staff another role here."""
    member = _locked(member)
    _check(member.organisation, role)
    if member.role in LEADS and role not in LEADS:
        _somebody_else_leads(member)
    history.record(member.organisation, "moved", member, by=by, before=member.role, role=role)
    member.role = role
    member.save(update_fields=["role"])
    return member


@transaction.atomic
def leave(member, *, by):
    """End a post, at once: a person without any post is logged out wherever they are."""
    member = _locked(member)
    if member.role in LEADS:
        _somebody_else_leads(member)
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    if not member.user.posts.filter(left_at=None).exists():
        User.objects.filter(pk=member.user_id).update(is_active=False)
    history.record(member.organisation, "left", member, by=by)


def _has_worked_for(organisation, user):
    """Whether their name is known here, or at a school of this trust."""
    return user.posts.filter(organisation__in=organisation.reached(), is_introduced=True).exists()


def _check(organisation, role):
    if role not in roles_at(organisation):
        raise NoSuchRoleHere(_("Choose a role that exists here."))


def _locked(member):
    # The organisation is locked, so that two heads cannot remove each other at the same moment; without its key, which
    # whoever brings children to it holds until the end of a file.
    locked = StaffMember.objects.select_for_update(of=("self", "organisation"), no_key=True)
    return locked.select_related("organisation", "user").get(pk=member.pk)


def _somebody_else_leads(member):
    here = Q(organisation=member.organisation, role__in=LEADS)
    above = Q(organisation=member.organisation.trust_id, role=Role.TRUST)
    others = StaffMember.objects.filter(here | above, left_at=None, user__is_active=True).exclude(pk=member.pk)
    if not others.exists():
        raise NobodyToLead(_("Nobody else here could publish or invite. Give somebody that role first."))
