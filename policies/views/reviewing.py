"""For whoever approves: read the words as parents will, then say yes or send them back."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.access import staff_only
from organisations.models import Role
from policies import changes, lifecycle, tasks
from policies.errors import PolicyError
from policies.forms import ReviewedForm, ReviewForm
from policies.models import PolicyVersion
from policies.views import checking


@staff_only(Role.HEAD, Role.APPROVER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, reference):
    """The words, what changed, and the decision; an author reads why the decision is somebody else's."""
    policy = get_object_or_404(request.organisation.policies.select_related("owner"), reference=reference)
    version = policy.draft
    if version is None or version.status != PolicyVersion.Status.IN_REVIEW:
        messages.info(request, _("No version waits for approval at the moment."))
        return redirect("policies:policy", request.organisation.slug, reference)
    form = ReviewForm(request.POST or None, version=version)
    if form.is_valid():
        try:
            said = _decide(version, request.user, **form.cleaned_data)
        except PolicyError as error:
            form.catch_up_with(version)
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            transaction.on_commit(tasks.send_owed_notices.delay, robust=True)
            return redirect("policies:policy", request.organisation.slug, reference)
    return _show(request, version, form)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def reviewed(request, reference):
    """The words in force were read again, and nothing needs to change."""
    policy = get_object_or_404(request.organisation.policies.select_related("owner"), reference=reference)
    version = get_object_or_404(policy.versions.in_force())
    form = ReviewedForm(request.POST or None, policy=policy)
    if form.is_valid():
        try:
            lifecycle.record_review(version, by=request.user, **form.cleaned_data)
        except PolicyError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Written down. You are reminded before the next review."))
        return redirect("policies:policy", request.organisation.slug, reference)
    context = {"policy": policy, "version": version, "form": form}
    return render(request, "policies/reviewed.html", context, status=422 if form.errors else 200)


def _decide(version, user, *, decision, content_hash, approving_body, comment, reason):
    if decision == ReviewForm.SEND_BACK:
        lifecycle.send_back(version, by=user, comment=reason)
        return _("Sent back to the writers.")
    lifecycle.approve(version, by=user, content_hash=content_hash, approving_body=approving_body, comment=comment)
    return _("Approved. The head can publish these words now.")


def _show(request, version, form):
    before = version.previous()
    context = {
        "policy": version.policy,
        "version": version,
        "before": before,
        "changes": changes.between(before, version),
        **checking.of(version),
        "is_author": version.is_written_by(request.user),
        "form": form,
    }
    return render(request, "policies/review.html", context, status=422 if form.errors else 200)
