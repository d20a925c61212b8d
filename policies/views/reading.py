"""For everybody on the staff: which policies there are, where each stands, and the words themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from organisations.access import may, staff_only
from organisations.models import Role
from policies import calendar as reviews
from policies import changes as what_changed
from policies import first_steps, masters, overview, paper, slots, story
from policies.errors import CannotPrint
from policies.models import Policy
from policies.views import checking


@staff_only(Role.VIEWER)
@require_safe
def index(request):
    """Every policy of this organisation and of its trust."""
    standings = overview.every_standing(request.organisation, user=request.user, role=request.role)
    context = {"standings": standings}
    if may(request.role, Role.HEAD):
        context["first_steps"] = first_steps.of(request.organisation, standings)
    return render(request, "policies/index.html", context)


@staff_only(Role.VIEWER)
@require_safe
def calendar(request):
    """The reviews of the year ahead."""
    standings = overview.every_standing(request.organisation, user=request.user, role=request.role)
    return render(request, "policies/calendar.html", {"year": reviews.of(standings)})


@staff_only(Role.VIEWER)
@require_safe
def policy(request, reference):
    """One policy: what is in force, what is under way, every version and all that happened."""
    found = _found(request, reference)
    own = found.adoptions.filter(owner=request.organisation).first() if found.is_master else None
    if own:
        return redirect("policies:policy", request.organisation.slug, own.reference)
    readable = overview.readable(found, request.organisation, role=request.role)
    versions = list(readable.select_related("approved_by", "withdrawn_by"))
    for version in versions:
        version.policy = found
    standing = overview.standing(found, request.organisation, user=request.user, role=request.role)
    context = {
        "policy": found,
        "standing": standing,
        "versions": versions,
        "entries": story.of(found, versions),
    }
    if found.is_master and standing.is_own:
        context["adoptions"] = masters.adoptions(found)
    if standing.draft and may(request.role, Role.HEAD, Role.APPROVER):
        context |= checking.of(standing.draft)
    return render(request, "policies/policy.html", context)


@staff_only(Role.VIEWER)
@require_safe
def version(request, reference, number):
    """The words as a parent reads them."""
    found = _found_version(request, reference, number)
    return render(request, "policies/version.html", {"policy": found.policy, "version": found})


@staff_only(Role.VIEWER)
@require_safe
def changes(request, reference, number):
    """What this version says otherwise than the one before it."""
    found = _found_version(request, reference, number)
    before = found.previous()
    told = what_changed.between(before, found)
    context = {"policy": found.policy, "version": found, "before": before, "changes": told}
    return render(request, "policies/changes.html", context)


@staff_only(Role.VIEWER)
@require_safe
def version_pdf(request, reference, number):
    """The words on paper."""
    found = _found_version(request, reference, number)
    try:
        pdf = paper.version_pdf(found)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("policies:version", request.organisation.slug, reference, number)
    name = f"{reference}-{number}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=disposition)


def _found(request, reference):
    policies = Policy.objects.applying_to(request.organisation).select_related("owner", "master")
    return get_object_or_404(policies, reference=reference)


def _found_version(request, reference, number):
    found = _found(request, reference)
    versions = overview.readable(found, request.organisation, role=request.role)
    return slots.filled(get_object_or_404(versions.select_related("policy__owner", "approved_by"), number=number))
