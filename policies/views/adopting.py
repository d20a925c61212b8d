"""For heads of a trust's schools: adopt a master, and take up what has changed in it since."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisations.access import staff_only
from organisations.models import Role
from policies import adoption
from policies.errors import PolicyError
from policies.models import Policy


@staff_only(Role.HEAD)
@require_POST
def adopt(request, reference):
    """A policy of this school's own, beginning with the master's words. A second click finds the first one's."""
    masters = Policy.objects.applying_to(request.organisation).filter(is_master=True)
    master = get_object_or_404(masters, reference=reference)
    try:
        policy = adoption.adopt(master, request.organisation, by=request.user)
    except PolicyError as error:
        messages.error(request, str(error))
        return redirect("policies:policy", request.organisation.slug, reference)
    messages.success(request, _("Adopted. Fill in what is yours, then send it for approval."))
    return redirect("policies:policy", request.organisation.slug, policy.reference)


@staff_only(Role.HEAD)
@require_POST
def catch_up(request, reference):
    """The next version, with the words that the trust has in force by now."""
    policies = request.organisation.policies.filter(master__isnull=False).select_related("owner", "master")
    policy = get_object_or_404(policies, reference=reference)
    try:
        adoption.catch_up(policy, by=request.user)
    except PolicyError as error:
        messages.error(request, str(error))
        return redirect("policies:policy", request.organisation.slug, reference)
    return redirect("policies:edit", request.organisation.slug, reference)
