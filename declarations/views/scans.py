"""For the office: the paper that an answer was given on, to look at and to add."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import standing
from declarations.errors import AlreadyKept
from declarations.models import Declaration
from declarations.office_forms import PaperForm
from declarations.papers import keeping
from organisations import history
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.OFFICE)
@require_safe
def paper(request, declaration_id):
    """The scan or photo of an answer, as a file; who looked is written down."""
    answers = standing.answers_at(request.organisation)
    kept = get_object_or_404(
        keeping.at(request.organisation).filter(declaration__in=answers), declaration=declaration_id
    )
    history.record(request.organisation, "looked_at_paper", kept.declaration, by=request.user)
    try:
        file = kept.file.open()
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(file, as_attachment=True, filename=f"paper-{declaration_id}{kept.suffix}")


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def keep_paper(request, declaration_id):
    """Add the scan of an answer on paper that was recorded without it."""
    answers = standing.answers_at(request.organisation).select_related("request__adult", "request__version")
    declaration = get_object_or_404(answers, pk=declaration_id, route=Declaration.Route.PAPER)
    adult = declaration.request.adult
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if form.is_valid():
        try:
            keeping.keep(declaration, form.cleaned_data["scan"], request.organisation, by=request.user)
            messages.success(request, _("The paper is kept with the answer."))
        except AlreadyKept as error:
            messages.info(request, str(error))
        return redirect("declarations:adult", request.organisation.slug, adult.pk)
    context = {"adult": adult, "declaration": declaration, "version": declaration.request.version, "form": form}
    return render(request, "papers/keep.html", context, status=422 if form.errors else 200)
