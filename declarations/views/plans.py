"""For heads: when the parents asked about a policy are reminded."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from declarations.post import plans
from declarations.post.plan_forms import PlanForm
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_plan(request, reference):
    """The days and the cap, with the dates they would mean for somebody asked now."""
    policy = get_object_or_404(request.organisation.policies.asking().select_related("owner"), reference=reference)
    form = PlanForm(request.POST or None, policy=policy)
    days, most = policy.reminder_days, policy.most_reminders
    if form.is_valid():
        days, most = form.cleaned_data["days"], form.cleaned_data["most"]
        if "look" not in request.POST:
            plans.keep(policy, by=request.user, days=days, most=most)
            messages.success(request, _("Saved."))
            return redirect("policies:policy", request.organisation.slug, reference)
    context = {"policy": policy, "form": form, "moments": plans.preview(policy, days, most)}
    return render(request, "declarations/reminder_plan.html", context, status=422 if form.errors else 200)
