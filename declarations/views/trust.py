"""For a trust: every school and code in a row, on the screen and as a file."""

import hashlib
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from declarations import export, lately, rollup, sheet
from declarations.tables import SchoolTable
from organisations import history
from organisations.access import staff_only
from organisations.models import Role
from policies.errors import CannotPrint

ROWS = 100
MANY_SCHOOLS = 20


@staff_only(Role.VIEWER)
@require_safe
def schools(request):
    """How far each school is, by adult. The order is by name: this is no league."""
    trust = _trust(request)
    table = SimpleLazyObject(partial(_table, request))
    question = hashlib.sha256(request.GET.urlencode().encode()).hexdigest()
    number = trust.schools.count()
    shown = lately.counted(f"schools:{trust.pk}:{question}", number, lambda: table.as_html(request), many=MANY_SCHOOLS)
    context = {
        "table": table,
        "shown": shown,
        "is_of_last_minute": number > MANY_SCHOOLS,
        "is_by_share": "percent" in request.GET.get("sort", ""),
    }
    return render(request, "declarations/schools.html", context)


@staff_only(Role.VIEWER)
@require_safe
def schools_csv(request):
    """The same figures as a file."""
    lines = export.figures(rollup.rows(_trust(request)))
    history.record(request.organisation, "exported", request.organisation, by=request.user)
    headers = {"Content-Disposition": 'attachment; filename="schools.csv"'}
    return HttpResponse("".join(lines), content_type="text/csv; charset=utf-8", headers=headers)


@staff_only(Role.VIEWER)
@require_safe
def governors_pdf(request):
    """The figures of a trust, or of one school, as one page without names for those who govern."""
    try:
        content = sheet.printed(request.organisation)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("declarations:start", request.organisation.slug)
    history.record(request.organisation, "exported", request.organisation, by=request.user, file="governors")
    headers = {"Content-Disposition": 'attachment; filename="figures.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _trust(request):
    if not request.organisation.is_trust:
        raise Http404
    return request.organisation


def _table(request):
    table = SchoolTable(rollup.rows(request.organisation))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return table
