"""The school link: for adults without a link of their own. It says the same to everybody."""

from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from declarations import tasks
from declarations.joining import introducing
from declarations.joining.forms import JoinForm
from declarations.views.checking import public
from declarations.views.visitors import not_too_often
from organisations.models import Organisation

TIMES = 60


@public
@not_too_often(TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug):
    """Asks who somebody is; the answer never depends on what the school knows."""
    school = get_object_or_404(Organisation, slug=slug, kind=Organisation.Kind.SCHOOL)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "organisation": school}
        return render(request, "joining/join.html", context, status=422 if form.errors else 200)
    introducing.introduce(school, **form.cleaned_data)
    transaction.on_commit(tasks.write_to_introduced.delay, robust=True)
    return render(request, "joining/sent.html", {"organisation": school})


@public
@not_too_often(TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Says what confirming means; POST confirms, so a mail scanner that opens the link does not."""
    introduction = introducing.find(token)
    if introduction is None:
        return render(request, "parents/opens_nothing.html", {"token": token}, status=404)
    if request.method == "POST":
        introducing.confirm(introduction)
        introduction.refresh_from_db()
    context = {"introduction": introduction, "organisation": introduction.organisation}
    return render(request, "joining/confirm.html", context)
