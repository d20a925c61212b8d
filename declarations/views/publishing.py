"""For heads: put approved words in force, or take a version out of force, seeing first whom it reaches."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from declarations import emails, forecast, tasks
from declarations.post import campaign as asking_so_far
from declarations.publishing_forms import PublishForm, WithdrawVersionForm
from declarations.publishing_tables import AskedTable
from organisations.access import staff_only
from organisations.models import Child, Role
from policies import changes, lifecycle
from policies.errors import PolicyError
from policies.models import PolicyVersion

Status, Change = PolicyVersion.Status, PolicyVersion.Change
ROWS = 50


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, reference):
    """Put the approved version in force, now or later. A second click finds nothing left to publish."""
    policy = get_object_or_404(request.organisation.policies.select_related("owner"), reference=reference)
    version = policy.draft
    if version is None or version.status != Status.APPROVED:
        messages.info(request, _("No approved version waits to be published."))
        return redirect("policies:policy", request.organisation.slug, reference)
    outlook = forecast.of_publishing(version)
    form = PublishForm(request.POST or None, version=version, outlook=outlook)
    if form.is_valid():
        try:
            published = lifecycle.publish(version, by=request.user, **form.publication())
        except PolicyError as error:
            form.catch_up_with(version)
            form.add_error(None, str(error))
        else:
            return _published(request, published)
    return _show(request, version, outlook, form)


@staff_only(Role.HEAD)
@require_safe
def asked(request, reference):
    """By name: whom a change of this size would ask, if it took effect today."""
    policy = get_object_or_404(request.organisation.policies.select_related("owner"), reference=reference)
    version = get_object_or_404(policy.versions.unpublished())
    size = request.GET.get("change")
    change = Change.MINOR if size == Change.MINOR and version.previous() else Change.SUBSTANTIAL
    children = Child.objects.on_roll().filter(school__in=policy.audience()).select_related("school")
    here = Prefetch("children", queryset=children, to_attr="children_here")
    table = AskedTable(forecast.asked_after(version, change).prefetch_related(here))
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"policy": policy, "version": version, "change": change, "before": version.previous(), "table": table}
    return render(request, "declarations/asked.html", context)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, reference, number):
    """Take a version out of force, or off the calendar, for a reason."""
    policy = get_object_or_404(request.organisation.policies.select_related("owner"), reference=reference)
    version = get_object_or_404(policy.versions.published(), number=number, withdrawn_at=None)
    form = WithdrawVersionForm(request.POST or None)
    if form.is_valid():
        try:
            lifecycle.withdraw(version, by=request.user, **form.cleaned_data)
        except PolicyError as error:
            form.add_error(None, str(error))
        else:
            _nudge(policy)
            messages.success(request, _("Withdrawn. Parents are not asked about it any more."))
            return redirect("policies:policy", request.organisation.slug, reference)
    asked_no_more, on_file = forecast.of_withdrawing(version)
    context = {
        "policy": policy,
        "version": version,
        "before": version.previous(),
        "asked_no_more": asked_no_more,
        "on_file": on_file,
        "form": form,
    }
    return render(request, "declarations/withdraw.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_safe
def campaign(request, reference):
    """How far the asking about the words in force has come."""
    policy = get_object_or_404(request.organisation.policies.asking().select_related("owner"), reference=reference)
    version = get_object_or_404(policy.versions.in_force().select_related("policy__owner"))
    context = {
        "version": version,
        "progress": asking_so_far.of(version),
        "done": asking_so_far.DONE,
        "link": f"{reverse('declarations:board', args=[request.organisation.slug])}?code={policy.pk}&state=",
    }
    return render(request, "declarations/campaign.html", context)


def _nudge(policy):
    """Ask adults at once; when the queue cannot be reached, the schedule finds them within a minute."""

    def nudge():
        tasks.ask_adults.delay(policy_id=policy.pk)

    # A function, not a partial: Django names what failed, and a partial has no name.
    transaction.on_commit(nudge, robust=True)


def _published(request, version):
    policy = version.policy
    _nudge(policy)
    if version.status == Status.SCHEDULED:
        said = _("Version %s is published and takes effect by itself on the day.")
    elif policy.asks_adults:
        said = _("Version %s is in force. Parents are being asked now.")
    else:
        said = _("Version %s is in force.")
    messages.success(request, said % version.label)
    return redirect("policies:policy", request.organisation.slug, policy.reference)


def _show(request, version, outlook, form):
    context = {
        "policy": version.policy,
        "version": version,
        "outlook": outlook,
        "changes": changes.between(outlook.before, version),
        "preview": emails.preview(version) if version.policy.asks_adults else None,
        "form": form,
    }
    return render(request, "declarations/publish.html", context, status=422 if form.errors else 200)
