"""For whoever writes or approves: what a careful reader would object to, before anybody else reads it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisations.access import staff_only
from organisations.models import Role
from policies import preflight as checks


@staff_only(Role.HEAD, Role.APPROVER)
@require_safe
def preflight(request, reference):
    """Every finding about the version under way, those that block first."""
    policy = get_object_or_404(request.organisation.policies.select_related("owner"), reference=reference)
    version = policy.draft
    if version is None:
        messages.info(request, _("No version is under way at the moment."))
        return redirect("policies:policy", request.organisation.slug, reference)
    context = {"policy": policy, "version": version} | of(version)
    return render(request, "policies/preflight.html", context)


def of(version):
    """What the pages about a version under way show of its pre-flight."""
    findings = checks.check(version)
    blocking = checks.blocking(findings)
    return {"blocking": blocking, "advice": findings[len(blocking) :]}
