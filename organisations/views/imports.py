"""For the office: bring a file of the school's own records to the roll, step by step."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from organisations import tasks
from organisations.access import staff_only
from organisations.errors import FileRefused, RollError, StillNeeded
from organisations.import_forms import ApplyForm, ColumnsForm, TwinsForm, UploadForm
from organisations.import_tables import ChangeTable, FindingTable, ImportTable
from organisations.models import Role
from organisations.roll import imports, progress, sections, template, twins, undoing
from organisations.roll.models import Import

ROWS = 50
State = Import.State


@staff_only(Role.OFFICE)
@require_safe
def index(request):
    """Every file that was brought in here, and what became of it."""
    table = ImportTable(_imports(request), organisation=request.organisation)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "organisations/imports.html", {"table": table})


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Send a file. Nothing happens to the roll."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            roll_import = imports.receive(request.organisation, **form.cleaned_data, by=request.user)
        except FileRefused as error:
            form.add_error("file", str(error))
        else:
            if roll_import.has_columns:
                return redirect("roll:columns", request.organisation.slug, roll_import.pk)
            return _worked_on(request, roll_import)
    return render(request, "organisations/import_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request, import_id):
    """Say what the columns mean, then see what the file would change."""
    roll_import = get_object_or_404(_imports(request), pk=import_id, applied_at=None)
    if not roll_import.has_columns:
        return redirect("roll:import", request.organisation.slug, import_id)
    form = ColumnsForm(roll_import.layout, request.POST or None)
    if form.is_valid():
        try:
            imports.settle_columns(roll_import, form.meanings())
        except RollError as error:
            messages.warning(request, str(error))
            return redirect("roll:import", request.organisation.slug, import_id)
        return _worked_on(request, roll_import)
    context = {"import": roll_import, "form": form}
    return render(request, "organisations/import_columns.html", context, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_safe
def show(request, import_id):
    """How far a file is; what it would change, or did."""
    roll_import = get_object_or_404(_imports(request), pk=import_id)
    if roll_import.state == State.UPLOADED:
        return redirect("roll:columns", request.organisation.slug, import_id)
    if roll_import.state in (State.READING, State.APPLYING):
        context = {"import": roll_import, "progress": progress.of(roll_import)}
        return render(request, "organisations/import_progress.html", context)
    if roll_import.state == State.REFUSED:
        return render(request, "organisations/import_refused.html", {"import": roll_import})
    return _changes(request, roll_import, _apply_form(roll_import))


@staff_only(Role.OFFICE)
@require_POST
def apply(request, import_id):
    """Yes: write what the check showed."""
    roll_import = get_object_or_404(_imports(request), pk=import_id)
    form = _apply_form(roll_import, request.POST)
    if form is None or not form.is_valid():
        return _changes(request, roll_import, form, status=422)
    try:
        imports.decide(roll_import, by=request.user)
    except RollError as error:
        messages.warning(request, str(error))
        return redirect("roll:import", request.organisation.slug, import_id)
    return _worked_on(request, roll_import)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def who(request, import_id):
    """Say who is who where a name alone does not tell; the file is then worked out anew."""
    roll_import = get_object_or_404(_imports(request), pk=import_id, applied_at=None, checked_at__isnull=False)
    found = twins.of(roll_import)
    form = TwinsForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_valid():
        try:
            twins.say(roll_import, form.verdicts(), by=request.user)
        except RollError as error:
            messages.warning(request, str(error))
            return redirect("roll:import", request.organisation.slug, import_id)
        return _worked_on(request, roll_import)
    context = {"import": roll_import, "form": form, "twins": found}
    return render(request, "organisations/import_who.html", context, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, import_id):
    """Take an import back, or say what needs it."""
    roll_import = get_object_or_404(_imports(request), pk=import_id, applied_at__isnull=False)
    reasons = undoing.needs(roll_import)
    if request.method == "POST":
        try:
            undoing.undo(roll_import, by=request.user)
        except StillNeeded as refused:
            reasons = refused.reasons
        except RollError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Undone. The roll is as it was before this file."))
            return redirect("roll:import", request.organisation.slug, import_id)
    asked = 0 if reasons else undoing.asked(roll_import)
    context = {"import": roll_import, "reasons": reasons, "asked": asked}
    return render(request, "organisations/import_undo.html", context)


@staff_only(Role.OFFICE)
@require_POST
def forget(request, import_id):
    """Throw away a file that was not applied."""
    roll_import = get_object_or_404(_imports(request), pk=import_id)
    try:
        imports.forget(roll_import, by=request.user)
    except RollError as error:
        messages.warning(request, str(error))
        return redirect("roll:import", request.organisation.slug, import_id)
    messages.success(request, _("The file is gone. Nothing was changed."))
    return redirect("roll:imports", request.organisation.slug)


@staff_only(Role.OFFICE)
@require_safe
def our_template(request):
    """A spreadsheet of our own to fill in, with a row of instructions."""
    headers = {"Content-Disposition": 'attachment; filename="roll-template.csv"'}
    return HttpResponse(template.text(), content_type="text/csv; charset=utf-8", headers=headers)


def _imports(request):
    people = ("uploaded_by", "applied_by", "undone_by")
    return request.organisation.imports.select_related("organisation__trust", *people)


def _apply_form(roll_import, data=None):
    if roll_import.state != State.CHECKED:
        return None
    return ApplyForm(data, has_many_leavers=imports.has_many_leavers(roll_import))


def _changes(request, roll_import, form, status=200):
    found = sections.of(roll_import)
    shown = sections.chosen(found, request.GET.get("show"))
    table = None
    if shown:
        table = (FindingTable if shown.is_findings else ChangeTable)(shown.rows(roll_import))
        RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"import": roll_import, "sections": found, "shown": shown, "table": table, "form": form}
    return render(request, "organisations/import_changes.html", context, status=status)


def _worked_on(request, roll_import):
    """Small files now, larger ones by a worker; either way the next page tells."""
    if imports.is_done_at_once(roll_import):
        imports.finish(roll_import.pk)
    else:
        pk = roll_import.pk

        def nudge():
            tasks.finish_import.delay(roll_import_id=pk)

        transaction.on_commit(nudge, robust=True)
    return redirect("roll:import", request.organisation.slug, roll_import.pk)
