"""For the office: piles of paper that came back, and filing their pages, each after a look at it."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations import tasks
from declarations.errors import ScanRefused
from declarations.office_forms import DiscardForm, PileForm
from declarations.papers import desk, filing, reading
from organisations.access import staff_only
from organisations.models import Role

ROWS = 10


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Bring in what came back; the worker reads it."""
    form = PileForm(request.POST, request.FILES) if request.method == "POST" else PileForm()
    if form.is_valid():
        try:
            pile = reading.receive(request.organisation, form.cleaned_data["files"], by=request.user)
        except ScanRefused as error:
            form.add_error("files", str(error))
        else:
            transaction.on_commit(partial(tasks.read_pile.delay, pile_id=pile.pk), robust=True)
            return redirect("declarations:pile", request.organisation.slug, pile.pk)
    return render(request, "papers/new_pile.html", {"form": form}, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, pile_id):
    """The pages of a pile that wait, ten at a time, each picture beside whose it is; POST files those looked at."""
    pile = _found(request, pile_id)
    waiting = Paginator(desk.on_desk(pile.pages.recognised()), ROWS).get_page(request.GET.get("page"))
    sheets = desk.sheets(waiting.object_list, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        _file(request, sheets)
        if not any(sheet.has_errors for sheet in sheets):
            return redirect("declarations:pile", request.organisation.slug, pile_id)
        sheets = [sheet for sheet in sheets if not sheet.is_filed]
    context = {
        "pile": pile,
        "files": pile.files.all(),
        "sheets": sheets,
        "failing": [sheet.form for sheet in sheets if sheet.has_errors],
        "page": waiting,
        "figures": desk.figures(pile),
        "unrecognised": list(desk.on_desk(pile.pages.unrecognised())[:ROWS]),
        "discard": DiscardForm(),
    }
    return render(request, "papers/pile.html", context, status=422 if context["failing"] else 200)


@staff_only(Role.OFFICE)
@require_POST
def discard_rest(request, pile_id):
    """Put away all pages of a pile that still wait."""
    pile, form = _found(request, pile_id), DiscardForm(request.POST)
    if form.is_valid():
        number = filing.discard_rest(pile, by=request.user, **form.cleaned_data)
        said = ngettext("%(n)s page was put away.", "%(n)s pages were put away.", number)
        messages.success(request, said % {"n": number})
    else:
        messages.warning(request, _("Say why they are not filed."))
    return redirect("declarations:pile", request.organisation.slug, pile_id)


@staff_only(Role.OFFICE)
@require_safe
def tray(request):
    """Pages of all piles of which only a person can say whose they are, the longest waiting first."""
    waiting = desk.on_desk(filing.waiting_at(request.organisation).unrecognised()).order_by("pile_id", "position")
    page = Paginator(waiting, 3 * ROWS).get_page(request.GET.get("page"))
    return render(request, "papers/tray.html", {"page": page})


def _file(request, sheets):
    """File what was looked at; what is refused says why beside it."""
    filed = sum(desk.file(sheet, by=request.user) for sheet in sheets if sheet.is_looked_at)
    if filed:
        said = ngettext("%(n)s answer is filed.", "%(n)s answers are filed.", filed) % {"n": filed}
        messages.success(request, said)
    elif not any(sheet.is_looked_at for sheet in sheets):
        messages.info(request, _("Nothing was filed. Look at a page, say what is on it, and tick its box."))


def _found(request, pile_id):
    return get_object_or_404(request.organisation.piles.select_related("by", "organisation__trust"), pk=pile_id)
