"""For the office: the morning's list of those who need a person."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from declarations import corrections, today
from declarations.care import complaints
from declarations.joining import matching
from declarations.papers import filing, printing
from organisations.access import staff_only
from organisations.models import Role

MOST_SHOWN = 50


@staff_only(Role.OFFICE)
@require_safe
def index(request):
    """Who needs somebody to act, grouped by the one right thing to do."""
    organisation = request.organisation
    told = corrections.open_at(organisation).select_related("adult")[:MOST_SHOWN]
    context = {
        "groups": today.groups(organisation),
        "corrections": told,
        "complaints": complaints.waiting_at(organisation)[:MOST_SHOWN],
        "stopped": printing.stopped_at(organisation)[:MOST_SHOWN],
        "pages": filing.waiting_at(organisation).count(),
    } | matching.figures_at(organisation)
    return render(request, "declarations/to_do.html", context)


@staff_only(Role.OFFICE)
@require_POST
def settle(request, correction_id):
    """What an adult told about the roll has been looked at."""
    told = get_object_or_404(corrections.all_at(request.organisation), pk=correction_id)
    corrections.settle(told, by=request.user)
    messages.success(request, _("Settled. Please see that the school’s own records are right, too."))
    return redirect("declarations:to_do", request.organisation.slug)
