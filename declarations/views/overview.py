"""For heads, and whoever sees figures: everything at a glance, before a meeting; and where each role begins its day."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from declarations import briefing
from organisations import access
from organisations.access import staff_only
from organisations.models import Role
from policies import calendar, first_steps, overview

MOST_REVIEWS = 5


@staff_only(Role.VIEWER)
@require_safe
def start(request):
    """To the page with which this role begins."""
    page = "overview"
    if request.role == Role.OFFICE:
        page = "to_do"
    elif request.organisation.is_trust:
        page = "schools"
    return redirect(f"declarations:{page}", request.organisation.slug)


@staff_only(Role.VIEWER)
@require_safe
def index(request):
    """Policies and next steps, coverage over time, what parents said, reviews; names only for who may see them."""
    organisation = request.organisation
    standings = overview.every_standing(organisation, user=request.user, role=request.role)
    codes = briefing.codes(organisation, standings)
    year = calendar.of(standings)
    context = {
        "codes": codes,
        "has_lines": any(code.chart for code in codes),
        "said": briefing.said(organisation, codes),
        "late": year.late,
        "ahead": [*(each for month in year.months for each in month.standings), *year.later][:MOST_REVIEWS],
    }
    if access.may(request.role, Role.OFFICE):
        context["voices"] = briefing.voices(organisation)
    if access.may(request.role, Role.HEAD):
        context["first_steps"] = first_steps.of(organisation, standings)
    return render(request, "declarations/overview.html", context)
