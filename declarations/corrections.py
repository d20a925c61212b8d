"""What an adult tells about the roll: a child missing, a detail wrong. Nothing changes until the office says so."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.errors import ToldOften
from declarations.models import Correction, Message
from organisations import history
from organisations.models import Adult

MOST_A_DAY = 5


@transaction.atomic
def tell(link, *, about, text):
    """Hand it to the office. A copy goes to the address on record, in case somebody else holds the link."""
    adult = Adult.objects.select_for_update(of=("self",), no_key=True).get(pk=link.adult_id)
    if adult.corrections.filter(at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ToldOften(_("That is a lot for one day. Please ring or write to the school office."))
    organisation = adult.school() or adult.controller
    message = _owe_copy(adult, organisation)
    told = Correction.objects.create(
        organisation=organisation, adult=adult, link=link, message=message, about=about, text=text
    )
    history.record(organisation, "told_about_roll", told, adult=adult.pk)
    return told


@transaction.atomic
def settle(correction, *, by):
    """The office has looked at it. Settled twice is settled once."""
    now = timezone.now()
    if Correction.objects.filter(pk=correction.pk, settled_at=None).update(settled_at=now, settled_by=by):
        history.record(correction.organisation, "settled", correction, by=by)


def all_at(organisation):
    """What staff of this organisation may see; a trust's, also that of its schools."""
    return Correction.objects.filter(organisation__in=organisation.reached())


def open_at(organisation):
    """What waits to be looked at, oldest first."""
    return all_at(organisation).filter(settled_at=None)


def _owe_copy(adult, organisation):
    if not adult.email or adult.contact_rule != Adult.ContactRule.NORMAL:
        return None
    return Message.objects.create(organisation=organisation, adult=adult, purpose=Message.Purpose.CORRECTION)
