"""Legal holds: what a claim, a complaint or an inquiry may need is kept, whatever the periods say."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from organisations import history
from organisations.errors import OrganisationError
from organisations.keeping.models import Hold


@transaction.atomic
def place(organisation, *, by, reason, review_on, adult=None, child=None):
    """Keep all about this adult or child, or everything here. The reason stays with the hold, out of the history."""
    hold = Hold.objects.create(
        organisation=organisation, adult=adult, child=child, reason=reason, review_on=review_on, placed_by=by
    )
    history.record(organisation, "held", adult or child or organisation, by=by, hold=hold.pk)
    return hold


@transaction.atomic
def lift(hold, *, by, why):
    """Its reason is gone: from now on the periods count again."""
    lifted = Hold.objects.filter(pk=hold.pk, lifted_at=None)
    if not lifted.update(lifted_at=timezone.now(), lifted_by=by, lifted_why=why):
        raise OrganisationError("This hold was lifted already.")
    about = hold.adult or hold.child or hold.organisation
    history.record(hold.organisation, "hold_lifted", about, by=by, hold=hold.pk)


def at(organisation):
    """The holds that staff of this organisation may see: its own, its schools' and, for a school, its trust's."""
    places = Q(organisation__in=organisation.reached())
    if organisation.trust_id:
        whole = Q(organisation=organisation.trust_id, adult=None, child=None)
        here = Q(adult__in=organisation.adults) | Q(child__in=organisation.children)
        places |= whole | Q(organisation=organisation.trust_id) & here
    found = Hold.objects.filter(places)
    return found.select_related("adult", "child", "organisation", "placed_by", "lifted_by")


def on_adult(adult):
    """The holds that keep what is known of this adult."""
    same = [adult.pk, adult.merged_into_id]
    children = Q(child__contacts__adult__in=[adult.pk])
    whole = Q(adult=None, child=None, organisation__in=[adult.controller_id])
    schools = Q(adult=None, child=None, organisation__pupils__contacts__adult=adult)
    return Hold.objects.filter(Q(adult__in=same) | children | whole | schools, lifted_at=None).distinct()
