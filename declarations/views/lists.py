"""For the office: lists of one's own, and how the figures of the board are counted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations import standing
from declarations.lists import saving
from declarations.lists.forms import SaveForm
from declarations.views import choices
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def save(request):
    """Give the board's choices a name; POST keeps them."""
    given = {"choices": saving.only_choices(request.GET.urlencode())}
    form = SaveForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        try:
            kept = saving.save(request.user, request.organisation, **form.cleaned_data)
        except saving.CannotSave as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” is kept. Its address can be shared.") % {"name": kept})
            return redirect(f"{reverse('declarations:board', args=[request.organisation.slug])}?{kept.choices}")
    mine = saving.of(request.user, request.organisation)
    context = {"form": form, "lists": mine, "chosen": given["choices"]}
    return render(request, "declarations/save_list.html", context, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_POST
def forget(request, list_id):
    """Keep a list no longer."""
    get_object_or_404(saving.of(request.user, request.organisation), pk=list_id).delete()
    messages.success(request, _("The list is removed. Nothing else has changed."))
    return redirect("declarations:save_list", request.organisation.slug)


@staff_only(Role.VIEWER)
@require_safe
def counted(request):
    """Who is asked, and who is not and why: the denominator, in words and numbers."""
    version = choices.version(request)
    if version is None:
        return choices.no_list(request)
    context = {"version": version, "counted": standing.denominator(version, request.organisation)}
    return render(request, "declarations/counted.html", context)
