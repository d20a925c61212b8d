"""For the office: the answer to an adult who asks what is kept about them."""

from functools import partial

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from declarations import tasks
from declarations.care import access as answering
from declarations.care import access_files
from declarations.care.forms import AccessForm
from declarations.care.models import AccessFile
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def access(request, adult_id):
    """What to read first; POST gives the file, or has the worker make it where that takes long."""
    organisation = request.organisation
    adult = get_object_or_404(organisation.adults, pk=adult_id)
    words = answering.to_read(adult, organisation)
    form = AccessForm(request.POST if request.method == "POST" else None, words=words)
    if not form.is_valid():
        context = {"adult": adult, "form": form}
        return render(request, "care/access.html", context, status=422 if form.errors else 200)
    chosen = {"left_out": form.left_out, "by": request.user}
    if access_files.is_large(adult):
        wanted = access_files.begin(adult, organisation, **chosen)
        transaction.on_commit(partial(tasks.make_access_file.delay, access_file_id=wanted.pk), robust=True)
        return redirect("care:access_file", organisation.slug, wanted.pk)
    content = answering.pack(adult, organisation, **chosen)
    return HttpResponse(content, content_type="application/zip", headers=_headers(adult.pk))


@staff_only(Role.OFFICE)
@require_safe
def access_file(request, access_file_id):
    """How far the worker is, and then the file."""
    wanted = _found(request, access_file_id)
    context = {"wanted": wanted, "adult": wanted.adult, "failed": access_files.has_failed(wanted)}
    return render(request, "care/access_file.html", context)


@staff_only(Role.OFFICE)
@require_safe
def access_zip(request, access_file_id):
    """What the worker has made."""
    wanted = _found(request, access_file_id, made_at__isnull=False)
    return FileResponse(wanted.file.open(), content_type="application/zip", headers=_headers(wanted.adult_id))


def _found(request, access_file_id, **more):
    """Those of this organisation alone: what is in one depends on who asked for it."""
    files = AccessFile.objects.filter(organisation=request.organisation, **more).select_related("adult")
    return get_object_or_404(files, pk=access_file_id)


def _headers(number):
    return {"Content-Disposition": f'attachment; filename="access-{number}.zip"'}
