"""For a trust: every school and code in a row, on the screen and as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from declarations import export, rollup
from declarations.tables import SchoolTable
from organisations import history
from organisations.access import staff_only
from organisations.models import Role

ROWS = 100


@staff_only(Role.VIEWER)
@require_safe
def schools(request):
    """How far each school is, by adult. The order is by name: this is no league."""
    table = SchoolTable(_rows(request))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "declarations/schools.html", {"table": table})


@staff_only(Role.VIEWER)
@require_safe
def schools_csv(request):
    """The same figures as a file."""
    lines = export.figures(_rows(request))
    history.record(request.organisation, "exported", request.organisation, by=request.user)
    headers = {"Content-Disposition": 'attachment; filename="schools.csv"', "Cache-Control": "no-store"}
    return HttpResponse("".join(lines), content_type="text/csv; charset=utf-8", headers=headers)


def _rows(request):
    if not request.organisation.is_trust:
        raise Http404
    return rollup.rows(request.organisation)
