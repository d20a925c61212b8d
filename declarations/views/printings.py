"""For the office: forms to answer by hand, printed for many at once, and what has been printed and scanned so far."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import FileResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from declarations import tasks
from declarations.papers import filing, printing
from declarations.papers.models import Printing
from declarations.papers.pile_models import PilePage
from declarations.views import choices
from organisations import history
from organisations.access import staff_only
from organisations.models import Role

SHOWN = 20


@staff_only(Role.OFFICE)
@require_safe
def index(request):
    """Forms that were printed and piles that were brought in lately."""
    waits = Q(pages__declaration=None, pages__discarded_at=None) & ~Q(pages__found__in=PilePage.NOBODY_NEEDED)
    piles = request.organisation.piles.select_related("by").annotate(
        number=Count("pages"), waiting=Count("pages", filter=waits)
    )
    context = {
        "printings": request.organisation.printings.select_related("version", "by")[:SHOWN],
        "piles": piles.order_by("-created_at", "-pk")[:SHOWN],
        "in_tray": filing.waiting_at(request.organisation).unrecognised().count(),
    }
    return render(request, "papers/index.html", context)


@staff_only(Role.OFFICE)
@require_POST
def forms(request):
    """A form for each of those on the board, with its choices, who have not answered."""
    request.GET = QueryDict(request.POST.get("choices", ""))
    version = choices.still_named(request)
    waiting = _waiting(request, version) if version else []
    if not waiting:
        return choices.back(request, _("Nobody here still has to answer, so there is nothing to print."))
    if len(waiting) > printing.MOST:
        return choices.back(request, _("That is too many sheets at once. Choose a class or a year first."))
    class_name = choices.word(request, "class_name")
    begun = printing.begin(version, waiting, request.organisation, by=request.user, class_name=class_name)
    transaction.on_commit(partial(tasks.print_forms.delay, printing_id=begun.pk), robust=True)
    return redirect("declarations:printing", request.organisation.slug, begun.pk)


@staff_only(Role.OFFICE)
@require_safe
def show(request, printing_id):
    """How far the printing is, then the way to its file."""
    found = _found(request, printing_id)
    left_out = list(found.rows.exclude(why_not=""))
    context = {"printing": found, "left_out": left_out, "printed": found.number - len(left_out)}
    return render(request, "papers/printing.html", context)


@staff_only(Role.OFFICE)
@require_safe
def download(request, printing_id):
    """All forms or letters of a printing as one PDF."""
    found = _found(request, printing_id)
    if found.state != Printing.State.READY:
        messages.info(request, _("There is no file to take away: it is not ready yet, or it is gone."))
        return redirect("declarations:printing", request.organisation.slug, printing_id)
    verb, name = "downloaded_letters", "letters.pdf"
    if found.version:
        verb, name = "downloaded_forms", f"{found.version.policy.reference}-{found.version.number}-forms.pdf"
    history.record(request.organisation, verb, found, by=request.user)
    return FileResponse(found.file.open(), as_attachment=True, filename=name)


@staff_only(Role.OFFICE)
@require_POST
def again(request, printing_id):
    """Go on with a printing that stopped."""
    printing.try_again(_found(request, printing_id))
    transaction.on_commit(partial(tasks.print_forms.delay, printing_id=printing_id), robust=True)
    return redirect("declarations:printing", request.organisation.slug, printing_id)


def _waiting(request, version):
    """Those found who have not answered; or only the one adult named."""
    asked = choices.listed(request, version).qs.open()
    adult = request.POST.get("adult", "")
    if adult.isdecimal() and len(adult) < 19:
        asked = asked.filter(adult=adult)
    return list(asked[: printing.MOST + 1])


def _found(request, printing_id):
    return get_object_or_404(request.organisation.printings.select_related("version__policy", "by"), pk=printing_id)
