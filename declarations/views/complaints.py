"""Data protection complaints: the form that everybody can open, and the log that office and head keep."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import tasks
from declarations.care import complaints
from declarations.care.forms import AcknowledgedForm, ComplainForm, OutcomeForm, ReceivedForm
from declarations.care.models import Complaint
from declarations.errors import DeclarationError
from declarations.views.checking import public
from declarations.views.visitors import not_too_often
from organisations import history
from organisations.access import staff_only
from organisations.models import Organisation, Role

TIMES = 20
PAGE = 50


@public
@not_too_often(TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request, slug):
    """For everybody (DPA 2018 s.164A(2)): by a form, and how to do it without one."""
    organisation = get_object_or_404(Organisation.objects.select_related("trust"), slug=slug)
    form = ComplainForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "organisation": organisation}
    if form.is_valid():
        context["complaint"] = complaints.receive(organisation, route=Complaint.Route.FORM, **form.cleaned_data)
        transaction.on_commit(tasks.tell_of_complaints.delay, robust=True)
        return render(request, "care/complained.html", context)
    return render(request, "care/complain.html", context, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_safe
def index(request):
    """The log, newest first."""
    page = Paginator(complaints.at(request.organisation), PAGE).get_page(request.GET.get("page"))
    return render(request, "care/complaints.html", {"page": page})


@staff_only(Role.OFFICE)
@require_safe
def as_csv(request):
    """The log as a file."""
    history.record(request.organisation, "exported_complaints", request.organisation, by=request.user)
    found = complaints.at(request.organisation).order_by("received_on", "pk")
    headers = {"Content-Disposition": 'attachment; filename="complaints.csv"'}
    return StreamingHttpResponse(complaints.lines(found), content_type="text/csv; charset=utf-8", headers=headers)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request):
    """One that came another way; ?adult= names somebody on the roll."""
    adult = _adult(request)
    initial = {"who": adult.full_name, "contact": adult.email or adult.phone} if adult else None
    form = ReceivedForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data | {"adult": adult, "by": request.user}
        kept = complaints.receive(request.organisation, **said)
        messages.success(
            request, _("Written down. Acknowledge it by %(day)s.") % {"day": date_format(kept.due_on, "j F Y")}
        )
        return redirect("care:complaint", request.organisation.slug, kept.pk)
    return render(request, "care/write_down.html", {"form": form, "adult": adult}, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request, complaint_id):
    """One complaint, what is to be done, and by when; POST says that it was done."""
    found = get_object_or_404(complaints.at(request.organisation), pk=complaint_id)
    acknowledged = AcknowledgedForm(request.POST if "acknowledged_on" in request.POST else None)
    outcome = OutcomeForm(request.POST if "outcome" in request.POST else None)
    done = _done(acknowledged, partial(complaints.acknowledge, found, by=request.user), on="acknowledged_on")
    done = done or _done(outcome, partial(complaints.close, found, by=request.user), on="closed_on")
    if done:
        messages.success(request, _("Saved."))
        return redirect("care:complaint", request.organisation.slug, complaint_id)
    history.record(request.organisation, "looked", found, by=request.user)
    wrong = acknowledged.errors or outcome.errors
    context = {"complaint": found, "acknowledged": acknowledged, "outcome": outcome}
    return render(request, "care/complaint.html", context, status=422 if wrong else 200)


def _adult(request):
    number = request.GET.get("adult", "")
    known = number.isdecimal() and len(number) < 19
    return get_object_or_404(request.organisation.adults, pk=number) if known else None


def _done(form, act, *, on):
    """Whether what was typed could be kept; a refusal stands beside the day that was typed."""
    if not form.is_valid():
        return False
    said = form.cleaned_data.copy()
    try:
        act(on=said.pop(on), **said)
    except DeclarationError as error:
        form.add_error(on, str(error))
        return False
    return True
