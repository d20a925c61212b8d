"""For heads: how the organisation is named and reached, and who works for it."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import history, invitations, staffing
from organisations import logo as logos
from organisations.access import staff_only
from organisations.errors import OrganisationError
from organisations.mailing import NOT_SENT
from organisations.models import Role
from organisations.settings_forms import DetailsForm, InviteForm, LogoForm, RoleForm


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request):
    """Name, office, complaints, colour."""
    form = DetailsForm(request.POST or None, instance=request.organisation)
    if form.is_valid():
        form.save()
        history.record(request.organisation, "changed", request.organisation, by=request.user, fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("settings:details", request.organisation.slug)
    if form.errors:
        request.organisation.refresh_from_db()  # the form has tried its values on it
    return render(request, "organisations/details.html", {"form": form}, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def logo(request):
    """The picture beside the school's name, on parents' pages and here."""
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_valid():
        try:
            logos.keep(request.organisation, form.cleaned_data["picture"], by=request.user)
        except OrganisationError as error:
            form.add_error("picture", str(error))
        else:
            messages.success(request, _("The logo is shown from now on."))
            return redirect("settings:logo", request.organisation.slug)
    return render(request, "organisations/logo.html", {"form": form}, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_POST
def remove_logo(request):
    """Back to the initials."""
    logos.remove(request.organisation, by=request.user)
    messages.success(request, _("The logo is removed; the initials are shown again."))
    return redirect("settings:logo", request.organisation.slug)


@staff_only(Role.HEAD)
@require_safe
def staff(request):
    """Who works here, and as what."""
    return render(request, "organisations/staff.html", {"members": staffing.members(request.organisation)})


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    """Give somebody a log-in, and write to them."""
    form = InviteForm(request.POST or None, organisation=request.organisation)
    if form.is_valid():
        try:
            member = staffing.invite(request.organisation, by=request.user, **form.cleaned_data)
        except OrganisationError as error:
            form.add_error(None, str(error))
        else:
            _write_to(request, member)
            return redirect("settings:staff", request.organisation.slug)
    return render(request, "organisations/invite.html", {"form": form}, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def member(request, member_id):
    """One member of staff: another role, another invitation, or good-bye."""
    found = _found(request, member_id)
    form = RoleForm(request.POST or None, organisation=request.organisation, initial={"role": found.role})
    if form.is_valid():
        try:
            staffing.move(found, by=request.user, **form.cleaned_data)
        except OrganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("settings:staff", request.organisation.slug)
    context = {"member": found, "form": form}
    return render(request, "organisations/member.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_POST
def invite_again(request, member_id):
    """Write once more to somebody who has not chosen a password yet."""
    _write_to(request, _found(request, member_id))
    return redirect("settings:staff", request.organisation.slug)


@staff_only(Role.HEAD)
@require_POST
def leave(request, member_id):
    """End somebody's work here; open pages of theirs open no more."""
    found = _found(request, member_id)
    try:
        staffing.leave(found, by=request.user)
    except OrganisationError as error:
        messages.warning(request, str(error))
        return redirect("settings:member", request.organisation.slug, member_id)
    messages.success(request, _("%(name)s has no access here any more.") % {"name": found.shown_as})
    at_home = found.user_id != request.user.pk
    return redirect("settings:staff", request.organisation.slug) if at_home else redirect("organisations:home")


def _found(request, member_id):
    return get_object_or_404(staffing.members(request.organisation), pk=member_id)


def _write_to(request, member):
    told = {"name": member.shown_as, "email": member.user.email}
    try:
        invitations.send(member, by=request.user)
    except NOT_SENT:
        messages.warning(request, _("The e-mail to %(email)s could not be sent. Invite %(name)s again later.") % told)
    else:
        known = _("%(name)s is invited: the link went to %(email)s.")
        unknown = _("The invitation went to %(email)s. Their name is shown here once they have come.")
        messages.success(request, (known if member.is_introduced else unknown) % told)
    if settings.DEMO and not member.user.has_usable_password():
        told["address"] = invitations.address(member.user)
        messages.info(request, _("In this demo no e-mail leaves the machine. The link is %(address)s") % told)
