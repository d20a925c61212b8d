"""For the office: one page that came back on paper: look at it, say whose it is, file it or put it away."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations.errors import PageSettled
from declarations.office_forms import DiscardForm
from declarations.papers import desk, filing, reading
from declarations.papers.pile_models import PilePage
from declarations.views import choices
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, page_id):
    """One page, large, beside whose it is, or a search for whom it could be of; POST files it."""
    page = _found(request, page_id)
    asked = _asked(request, page)
    sheet = desk.sheet(page, asked, request.POST if request.method == "POST" else None)
    if request.method == "POST" and desk.file(sheet, by=request.user):
        messages.success(request, _("The answer is filed, with the picture of the paper."))
        return redirect("declarations:pile", request.organisation.slug, page.pile_id)
    words = choices.word(request, "q")[:200].strip()
    context = {
        "sheet": sheet,
        "page": page,
        "q": words,
        "found": desk.search(request.organisation, words) if words else [],
        "discard": DiscardForm(),
    }
    return render(request, "papers/page.html", context, status=422 if sheet.has_errors else 200)


@staff_only(Role.OFFICE)
@require_POST
def discard(request, page_id):
    """Put a page away unfiled."""
    page, form = _found(request, page_id), DiscardForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say why it is not filed."))
        return redirect("declarations:page", request.organisation.slug, page_id)
    try:
        filing.discard(page, by=request.user, **form.cleaned_data)
        messages.success(request, _("The page is put away. Its picture is deleted."))
    except PageSettled as error:
        messages.info(request, str(error))
    return redirect("declarations:pile", request.organisation.slug, page.pile_id)


@staff_only(Role.OFFICE)
@require_safe
def picture(request, page_id):
    """The picture of a page, for as long as it waits; then it is the paper of an answer, or gone."""
    page = _found(request, page_id)
    try:
        file = page.picture.open() if page.picture else None
    except FileNotFoundError:
        file = None
    if file is None:
        raise Http404
    return FileResponse(file, content_type="image/jpeg", filename=f"page-{page.pk}.jpg")


def _found(request, page_id):
    pages = desk.on_desk(PilePage.objects.filter(pile__organisation=request.organisation))
    return get_object_or_404(pages, pk=page_id)


def _asked(request, page):
    """Whom somebody has chosen, or whom the code on the page names; None when only a search can tell."""
    chosen = request.POST.get("request") or request.GET.get("request")
    if chosen:
        pk = chosen if chosen.isdecimal() and len(chosen) < 19 else 0
        return get_object_or_404(desk.with_all(reading.reached_by(request.organisation)), pk=pk)
    return page.form and page.form.request
