"""A school or trust comes to the portal: its row, and the first person who can lead it."""

from django.db import transaction
from django.utils.translation import gettext as _

from organisations import history, staffing
from organisations.errors import OrganisationError
from organisations.models import Organisation, Role


class CannotFound(OrganisationError):
    """An organisation cannot begin like this."""


@transaction.atomic
def found(organisation, *, head_name, head_email):
    """Save a new organisation and give its first head (of a trust: trust officer) a post."""
    _check(organisation)
    organisation.save(force_insert=True)
    history.record(organisation, "founded", organisation)
    role = Role.TRUST if organisation.is_trust else Role.HEAD
    return staffing.invite(organisation, email=head_email, full_name=head_name, role=role, by=None)


def _check(organisation):
    if Organisation.objects.filter(slug=organisation.slug).exists():
        raise CannotFound(_("There is an organisation “%(slug)s” already.") % {"slug": organisation.slug})
    if organisation.trust and not organisation.trust.is_trust:
        raise CannotFound(_("%(name)s is a school, not a trust.") % {"name": organisation.trust})
    if organisation.is_trust and organisation.trust:
        raise CannotFound(_("A trust belongs to no other trust."))
