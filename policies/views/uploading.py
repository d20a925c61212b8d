"""For heads: drop a document in, see what was understood, make a draft of it."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.access import staff_only
from organisations.models import Role
from policies import changes, slots, tasks, uploads, words
from policies.errors import DraftUnderWay, PolicyError
from policies.importing import draft
from policies.models import Policy, Upload
from policies.upload_forms import MakeDraftForm, UploadForm


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Take a file; the worker reads it."""
    return _take_in(request)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_next(request, reference):
    """Take a file for the next version of a policy; the worker reads it."""
    policies = request.organisation.policies.filter(master=None)
    return _take_in(request, get_object_or_404(policies, reference=reference))


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def uploaded(request, upload_id):
    """Where a file stands: being read, refused, or understood and ready to become a draft."""
    uploaded = request.organisation.uploads.select_related("version__policy", "policy__owner")
    found = get_object_or_404(uploaded, pk=upload_id)
    if found.state == Upload.State.MADE:
        return redirect("policies:edit", request.organisation.slug, found.version.policy.reference)
    if found.state != Upload.State.READ:
        return render(request, "policies/upload_waits.html", {"upload": found, "progress": uploads.progress(found)})
    parsed = uploads.understood(found)
    form = MakeDraftForm(request.POST or None, parsed=parsed, organisation=request.organisation, policy=found.policy)
    if form.is_valid():
        return _make(request, found, parsed, form)
    return _show(request, found, parsed, form)


def _take_in(request, policy=None):
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        received = uploads.receive(request.organisation, file, by=request.user, policy=policy)
        transaction.on_commit(lambda: tasks.read_upload.delay(upload_id=received.pk), robust=True)
        return redirect("policies:uploaded", request.organisation.slug, received.pk)
    context = {"form": form, "policy": policy}
    return render(request, "policies/upload.html", context, status=422 if form.errors else 200)


def _make(request, found, parsed, form):
    try:
        version = uploads.make_draft(found, by=request.user, **form.cleaned_data)
    except DraftUnderWay as error:
        form.add_error("replace", str(error))
        return _show(request, found, parsed, form)
    except PolicyError as error:
        messages.error(request, str(error))
        return redirect("policies:uploaded", request.organisation.slug, found.pk)
    messages.success(request, _("A draft was made. Compare it with the document before you send it for approval."))
    return redirect("policies:edit", request.organisation.slug, version.policy.reference)


def _show(request, found, parsed, form):
    before = found.policy and (found.policy.in_force or found.policy.scheduled)
    wording = draft.wording_of(parsed, standing=before)
    read = before and slots.filled(draft.unsaved(parsed, wording, found.policy))
    context = {
        "upload": found,
        "parsed": parsed,
        "wording": wording,
        "before": before,
        "changes": changes.between(before, read),
        "body": words.clean(parsed.body_html()),
        "asks": Policy.Asks(parsed.requires).label,
        "form": form,
    }
    return render(request, "policies/uploaded.html", context, status=422 if form.errors else 200)
