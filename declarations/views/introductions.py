"""For the office: those who came by the school link and whom the roll does not know, and the poster with that link."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations import tasks
from declarations.errors import CannotMatch
from declarations.joining import holding, introducing, matching, poster
from declarations.joining.forms import MatchForm
from organisations.access import staff_only
from organisations.models import Role
from policies.errors import CannotPrint

MOST_SHOWN = 50


@staff_only(Role.OFFICE)
@require_safe
def index(request):
    """Who waits to be matched, and the way to the poster."""
    waiting = matching.waiting_at(request.organisation).select_related("organisation")
    address = "" if request.organisation.is_trust else poster.address_of(request.organisation)
    waiting = waiting.prefetch_related("answers__version")[:MOST_SHOWN]
    context = {"waiting": waiting, "address": address}
    if settings.DEMO:
        context["unconfirmed"] = matching.unconfirmed_at(request.organisation)[:MOST_SHOWN]
    return render(request, "joining/unmatched.html", context)


@staff_only(Role.OFFICE)
@require_POST
def open_email(request, introduction_id):
    """In a demo, where no mail leaves the machine, follow the link of the e-mail. Never anywhere else."""
    waiting = matching.unconfirmed_at(request.organisation)
    introduction = get_object_or_404(waiting, pk=introduction_id)
    if not settings.DEMO:
        raise Http404
    return redirect("join:confirm", introducing.mint(introduction))


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request, introduction_id):
    """What was said, beside whom the roll has; POST says who it is."""
    introduction = get_object_or_404(
        matching.all_at(request.organisation).select_related("organisation"), pk=introduction_id
    )
    if introduction.settled_at:
        messages.info(request, _("This is settled already."))
        return _back(request)
    found = matching.candidates(introduction)
    form = MatchForm(request.POST if request.method == "POST" else None, candidates=found)
    if form.is_valid() and _matched(request, introduction, form):
        return _back(request)
    context = {
        "introduction": introduction,
        "answers": holding.said_by(introduction),
        "candidates": found,
        "children": matching.children_named(introduction)[: matching.MOST],
        "form": form,
    }
    return render(request, "joining/match.html", context, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_POST
def refuse(request, introduction_id):
    """Nobody of this school."""
    introduction = get_object_or_404(matching.all_at(request.organisation), pk=introduction_id)
    try:
        matching.refuse(introduction, by=request.user)
        transaction.on_commit(tasks.write_to_introduced.delay, robust=True)
        messages.success(request, _("Refused. They get a kind e-mail, and what they typed is deleted after 14 days."))
    except CannotMatch as error:
        messages.info(request, str(error))
    return _back(request)


@staff_only(Role.OFFICE)
@require_safe
def print_poster(request):
    """The school link as a QR code, to hang up or hand out."""
    if request.organisation.is_trust:
        raise Http404
    try:
        content = poster.printed(request.organisation)
    except CannotPrint as error:
        messages.error(request, str(error))
        return _back(request)
    headers = {"Content-Disposition": 'inline; filename="poster.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _matched(request, introduction, form):
    try:
        given = matching.match(introduction, form.chosen, by=request.user)
    except CannotMatch as error:
        form.add_error(None, str(error))
        return False
    transaction.on_commit(tasks.write_to_introduced.delay, robust=True)
    transaction.on_commit(tasks.store_missing_copies.delay, robust=True)
    messages.success(request, _("The roll has the address now, and a link is on its way to %s.") % form.chosen)
    if given:
        told = ngettext("%(n)s answer counts now.", "%(n)s answers count now.", len(given))
        messages.success(request, told % {"n": len(given)})
    return True


def _back(request):
    return redirect("declarations:unmatched", request.organisation.slug)
