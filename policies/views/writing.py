"""For heads: start a policy, write its words, send them for approval."""

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import history
from organisations.access import staff_only
from organisations.models import Role
from policies import adoption, changes, lifecycle, masters, slots, tasks
from policies.errors import EditedMeanwhile, NotReady, PolicyError, WrongState
from policies.forms import DraftForm, OwnPartForm, PolicyForm
from policies.models import PolicyVersion
from policies.views import checking


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """A new policy, with an empty draft to write next."""
    form = PolicyForm(request.POST or None, organisation=request.organisation)
    if form.is_valid():
        try:
            policy = lifecycle.start_policy(request.organisation, by=request.user, **form.cleaned_data)
        except PolicyError as error:
            form.add_error("reference", str(error))
        else:
            return redirect("policies:edit", request.organisation.slug, policy.reference)
    return render(request, "policies/new.html", {"form": form}, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, reference):
    """The words of the draft, and what has changed in them so far."""
    policy = _own(request, reference)
    version = policy.draft
    if version is None or version.status != PolicyVersion.Status.DRAFT:
        messages.info(request, _("There is no draft to write on at the moment."))
        return redirect("policies:policy", request.organisation.slug, reference)
    form = _form_for(version)(request.POST or None, version=version)
    if form.is_valid():
        return _save(request, version, form)
    return _show_draft(request, version, form)


@staff_only(Role.HEAD)
@require_POST
def autosave(request, reference):
    """Save while the head writes. Said in JSON: when, or why not; 409 means that going on needs a decision."""
    version = _own(request, reference).draft
    if version is None:
        return _not_saved(_("There is no draft to write on at the moment."))
    form = _form_for(version)(request.POST, version=version)
    if not form.is_valid():
        return _not_saved(form.first_problem(), status=422)
    try:
        version = _keep(version, request.user, form)
    except (EditedMeanwhile, WrongState) as error:
        return _not_saved(str(error))
    except PolicyError as error:
        return _not_saved(str(error), status=422)
    said = _("Saved at %(time)s.") % {"time": date_format(timezone.localtime(version.edited_at), "H:i")}
    return JsonResponse({"opened_at": version.edited_at.isoformat(), "said": said})


@staff_only(Role.HEAD)
@require_POST
def submit(request, reference):
    """Send the draft to somebody else for approval."""
    page = "policies:policy"
    try:
        lifecycle.submit(_draft(request, reference), by=request.user)
    except PolicyError as error:
        messages.error(request, str(error))
        page = "policies:preflight" if isinstance(error, NotReady) else page
    else:
        transaction.on_commit(tasks.send_owed_notices.delay, robust=True)
        messages.success(request, _("Sent. Somebody who wrote none of these words can approve them now."))
    return redirect(page, request.organisation.slug, reference)


@staff_only(Role.HEAD)
@require_POST
def take_back(request, reference):
    """Go on writing; what was approved is approved no more."""
    try:
        lifecycle.take_back(_draft(request, reference), by=request.user)
    except PolicyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. You can go on writing."))
    return redirect("policies:policy", request.organisation.slug, reference)


@staff_only(Role.HEAD)
@require_POST
def start_version(request, reference):
    """The next draft, or the one that is open already."""
    policy = _own(request, reference)
    if policy.master_id and not policy.draft:
        adoption.catch_up(policy, by=request.user)
    else:
        lifecycle.start_version(policy, by=request.user)
    return redirect("policies:edit", request.organisation.slug, reference)


def _own(request, reference):
    return get_object_or_404(request.organisation.policies.select_related("owner"), reference=reference)


def _form_for(version):
    return OwnPartForm if version.master_version_id else DraftForm


def _keep(version, user, form):
    verb = adoption.edit_own_part if version.master_version_id else lifecycle.edit
    return verb(version, by=user, **form.cleaned_data)


def _draft(request, reference):
    return get_object_or_404(_own(request, reference).versions.unpublished())


def _not_saved(why, status=409):
    return JsonResponse({"said": why}, status=status)


def _save(request, version, form):
    try:
        _keep(version, request.user, form)
    except EditedMeanwhile as error:
        return _show_both(request, version, form, error)
    except PolicyError as error:
        form.add_error(None, str(error))
        return _show_draft(request, version, form)
    messages.success(request, _("Saved."))
    page = "policies:policy" if "done" in request.POST else "policies:edit"
    return redirect(page, request.organisation.slug, version.policy.reference)


def _show_draft(request, version, form, **more):
    before = version.previous()
    context = more | {
        "policy": version.policy,
        "version": version,
        "before": before,
        "shown": slots.filled(version),
        "changes": changes.between(before, slots.filled(version)),
        "slots": slots.listed(version.policy.owner),
        **checking.of(version),
        "last_saved": history.of(version).filter(verb="edited").last(),
        "form": form,
    }
    return render(request, "policies/edit.html", context, status=422 if form.errors else 200)


def _show_both(request, version, form, error):
    """Somebody saved in the meantime: their words beside those typed here, nothing replaced by itself."""
    typed = {name: value for name, value in form.cleaned_data.items() if name != "opened_at"}
    if version.master_version_id:
        own = lifecycle.as_kept("own_sections", typed["own_sections"])
        typed |= masters.words_of(version.master_version, lifecycle.as_kept("addendum", typed["addendum"]), own)
    mine = PolicyVersion(policy=version.policy, **typed)
    differences = changes.between(version, mine)
    form.catch_up_with(version)
    form.add_error(None, str(error))
    return _show_draft(request, version, form, theirs=version, differences=differences)
