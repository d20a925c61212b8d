"""For heads: an adult asks that their data be erased."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from declarations.care import erasing
from declarations.care.forms import EraseForm
from declarations.errors import DeclarationError
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request, adult_id):
    """What goes, what stays and why; POST does it and gives the words for the letter."""
    adult = get_object_or_404(request.organisation.adults.select_related("controller"), pk=adult_id, merged_into=None)
    found = erasing.preview(adult)
    form = EraseForm(request.POST if request.method == "POST" else None)
    context = {"adult": adult, "name": adult.full_name, "form": form, "preview": found, "controller": adult.controller}
    if form.is_valid():
        try:
            erasing.erase(adult, request.organisation, by=request.user)
        except DeclarationError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "care/erased.html", context)
    return render(request, "care/erase.html", context, status=422 if form.errors else 200)
