"""For heads: what stands for the slots in their school's codes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.access import staff_only
from organisations.models import Role
from policies import slots as filler
from policies.forms import SlotsForm


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request):
    """The values of this school. Words that are in force keep the values they were approved with."""
    form = SlotsForm(request.POST or None, organisation=request.organisation)
    if form.is_valid():
        filler.set_values(request.organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Drafts show it from now on; what is in force stays as it was approved."))
        return redirect("policies:index", request.organisation.slug)
    return render(request, "policies/slots.html", {"form": form}, status=422 if form.errors else 200)
