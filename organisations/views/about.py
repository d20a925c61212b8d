"""For everybody, without logging in: what a school keeps about parents and why, and how accessible its pages are."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organisations.keeping import kinds, periods
from organisations.models import Organisation


@login_not_required
@require_safe
def privacy(request, slug):
    """The privacy notice (UK GDPR articles 13 and 14), in the name of the data controller, with its own periods."""
    organisation = _found(slug)
    months = periods.of(organisation.controller)
    kept = [(kind, months[name]) for name, kind in kinds.known.items() if kind.is_of_people]
    return _page(request, organisation, "organisations/privacy.html", kept=kept)


@login_not_required
@require_safe
def accessibility(request, slug):
    """The accessibility statement (Public Sector Bodies Accessibility Regulations 2018, regulation 8)."""
    return _page(request, _found(slug), "organisations/accessibility.html")


def _found(slug):
    return get_object_or_404(Organisation.objects.select_related("trust"), slug=slug)


def _page(request, organisation, template, **more):
    context = {"organisation": organisation, "controller": organisation.controller}
    return render(request, template, context | more)
