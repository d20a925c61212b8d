"""For the office: the morning's list of those who need a person."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from declarations import today
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.OFFICE)
@require_safe
def index(request):
    """Who needs somebody to act, grouped by the one right thing to do."""
    return render(request, "declarations/to_do.html", {"groups": today.groups(request.organisation)})
