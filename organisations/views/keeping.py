"""For heads: how long things are kept, what would go now, what went, and what must stay."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.access import staff_only
from organisations.errors import OrganisationError
from organisations.keeping import holds, kinds, sweeping
from organisations.keeping import periods as keeping_periods
from organisations.keeping.forms import HoldForm, LiftForm, PeriodsForm
from organisations.models import Role

WHILE_SOMEBODY_WAITS = 1_000  # of each kind; the rest goes within the hour
LINES = 50


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def periods(request):
    """For how many months each kind of record is kept. The data controller decides: a school's trust, if it has one."""
    controller = request.organisation.controller
    decides = controller == request.organisation
    form = PeriodsForm(request.POST if decides and request.method == "POST" else None, controller=controller)
    if form.is_valid():
        keeping_periods.change(controller, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("keeping:periods", request.organisation.slug)
    chosen = keeping_periods.of(controller)
    lines = [(kind, chosen[name]) for name, kind in kinds.known.items()]
    context = {"form": form, "decides": decides, "controller": controller, "lines": lines}
    return render(request, "keeping/periods.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def removing(request):
    """What would go now, and what went; POST removes it, where the data controller asks."""
    controller = request.organisation.controller
    decides = controller == request.organisation
    if request.method == "POST" and decides:
        gone = sweeping.apply(controller, by=request.user, most=WHILE_SOMEBODY_WAITS)
        messages.success(
            request,
            _("Removed or reduced: %(n)s. If there is more, it follows within the hour.") % {"n": sum(gone.values())},
        )
        return redirect("keeping:removing", request.organisation.slug)
    past = Paginator(sweeping.log(controller), LINES).get_page(request.GET.get("page"))
    for event in past:
        event.kind = kinds.known.get(event.detail["kind"])
    lines = sweeping.dry_run(controller)
    context = {"lines": lines, "page": past, "decides": decides, "controller": controller}
    context["number"] = sum(line.number for line in lines)
    return render(request, "keeping/removing.html", context)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def all_holds(request):
    """What must stay whatever the periods say; POST holds everything of this organisation."""
    form = HoldForm(request.POST or None)
    if form.is_valid():
        holds.place(request.organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("Held: nothing here is removed until somebody lifts it."))
        return redirect("keeping:holds", request.organisation.slug)
    found = holds.at(request.organisation)
    context = {"form": form, "standing": found.filter(lifted_at=None), "lifted": found.exclude(lifted_at=None)[:LINES]}
    return render(request, "keeping/holds.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def hold_adult(request, adult_id):
    """All about this adult must stay."""
    return _hold(request, adult=get_object_or_404(request.organisation.adults, pk=adult_id))


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def hold_child(request, child_id):
    """All about this child and their adults must stay."""
    return _hold(request, child=get_object_or_404(request.organisation.children, pk=child_id))


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request, hold_id):
    """It need not stay any more."""
    hold = get_object_or_404(
        holds.at(request.organisation).filter(organisation__in=request.organisation.reached()), pk=hold_id
    )
    form = LiftForm(request.POST or None)
    if form.is_valid():
        try:
            holds.lift(hold, by=request.user, **form.cleaned_data)
        except OrganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Lifted: the periods count again."))
            return redirect("keeping:holds", request.organisation.slug)
    context = {"hold": hold, "form": form}
    return render(request, "keeping/lift.html", context, status=422 if form.errors else 200)


def _hold(request, **about):
    form = HoldForm(request.POST or None)
    (whom,) = about.values()
    if form.is_valid():
        holds.place(request.organisation, by=request.user, **about, **form.cleaned_data)
        messages.success(
            request, _("Held: nothing about %(name)s is removed until somebody lifts it.") % {"name": whom}
        )
        return redirect("keeping:holds", request.organisation.slug)
    return render(request, "keeping/hold.html", {"form": form, "whom": whom}, status=422 if form.errors else 200)
