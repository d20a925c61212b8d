"""For everybody, without logging in: what a school keeps about parents and why, and how accessible its pages are."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organisations.models import Organisation


@login_not_required
@require_safe
def privacy(request, slug):
    """The privacy notice (UK GDPR articles 13 and 14), in the name of the data controller."""
    return _page(request, slug, "organisations/privacy.html")


@login_not_required
@require_safe
def accessibility(request, slug):
    """The accessibility statement (Public Sector Bodies Accessibility Regulations 2018, regulation 8)."""
    return _page(request, slug, "organisations/accessibility.html")


def _page(request, slug, template):
    organisation = get_object_or_404(Organisation.objects.select_related("trust"), slug=slug)
    return render(request, template, {"organisation": organisation, "controller": organisation.controller})
