"""For the office: the board's list as a file, for spreadsheets and for the school's own records."""

from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from declarations import export, mis, workbook
from declarations.views import choices
from organisations import history
from organisations.access import staff_only
from organisations.models import Role

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@staff_only(Role.OFFICE)
@require_safe
def board_csv(request):
    """The same list, with the same choices, as text."""
    version = choices.version(request)
    if version is None:
        return choices.no_list(request)
    lines = export.lines(choices.listed(request, version).qs, version, request.organisation)
    return StreamingHttpResponse(lines, content_type=CSV, headers=_taken(request, version, "csv"))


@staff_only(Role.OFFICE)
@require_safe
def board_xlsx(request):
    """The same list as a workbook."""
    version = choices.version(request)
    if version is None:
        return choices.no_list(request)
    listed = choices.listed(request, version).qs
    if listed.order_by()[workbook.MOST_LINES : workbook.MOST_LINES + 1].exists():
        return choices.back(request, _("That is too much for one workbook. Choose fewer, or take the list as CSV."))
    file = workbook.written(listed, version, request.organisation)
    response = FileResponse(file, content_type=XLSX)
    for name, value in _taken(request, version, "xlsx").items():  # FileResponse would name it after the file on disk
        response[name] = value
    return response


@staff_only(Role.OFFICE)
@require_safe
def records(request):
    """What the file for the school's records holds, what it may be used for, and the way to it."""
    version = choices.version(request)
    if version is None:
        return choices.no_list(request)
    children = choices.children(request, version)
    context = {"version": version, "number": children.count(), "without_upn": children.filter(upn="").count()}
    return render(request, "declarations/records.html", context)


@staff_only(Role.OFFICE)
@require_safe
def records_csv(request):
    """A line for each child, or with ?lines=adults for each child and adult."""
    version = choices.version(request)
    if version is None:
        return choices.no_list(request)
    write = mis.by_adult if request.GET.get("lines") == "adults" else mis.by_child
    lines = write(version, choices.children(request, version))
    return StreamingHttpResponse(lines, content_type=CSV, headers=_taken(request, version, "csv", "-records"))


def _taken(request, version, kind, what=""):
    """The headers of a file; that it was taken stands in the history."""
    history.record(request.organisation, "exported", version, by=request.user, file=f"{kind}{what}")
    name = f"{version.policy.reference}-{version.label}{what}.{kind}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
