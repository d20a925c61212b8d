"""For the office: the answer to an adult who asks what is kept about them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from declarations.care import access as answering
from declarations.care.forms import AccessForm
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def access(request, adult_id):
    """What to read first; POST gives the file."""
    organisation = request.organisation
    adult = get_object_or_404(organisation.adults, pk=adult_id)
    words = answering.to_read(adult, organisation)
    form = AccessForm(request.POST if request.method == "POST" else None, words=words)
    if not form.is_valid():
        context = {"adult": adult, "form": form}
        return render(request, "care/access.html", context, status=422 if form.errors else 200)
    content = answering.pack(adult, organisation, left_out=form.left_out, by=request.user)
    name = f"access-{adult.pk}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/zip", headers=headers)
