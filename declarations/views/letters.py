"""For the office: letters with a QR code to those picked on the board, to one adult, or to all who wait for one."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from declarations import reminders, tasks
from declarations.papers import mailing
from declarations.post import letters, stuck
from declarations.views import choices
from organisations import history
from organisations.access import staff_only
from organisations.models import Role
from policies.errors import CannotPrint


@staff_only(Role.OFFICE)
@require_POST
def write(request):
    """A letter for each who owes an answer."""
    asked = choices.picked(request)
    reminders.write_letters(asked, by=request.user)
    waiting = letters.waiting_about(asked, request.organisation)
    nobody = _("Nobody here can be written to: they have answered, or are not to be contacted.")
    return _printed(request, waiting, otherwise=choices.way_back(request), nobody=nobody)


@staff_only(Role.OFFICE)
@require_POST
def print_waiting(request):
    """The letters that wait. Their links are made now: an earlier print of them opens nothing."""
    waiting = stuck.letters(request.organisation)
    return _printed(request, waiting, otherwise=_stuck(request), nobody=_("No letter waits to be printed."))


def _printed(request, waiting, *, otherwise, nobody):
    """These letters: a few at once as a PDF; for many the page that shows how far the worker is with them."""
    free = letters.free(waiting)
    if free.count() > letters.AT_ONCE:
        begun = mailing.begin(request.organisation, free, by=request.user)
        if begun:
            transaction.on_commit(partial(tasks.print_forms.delay, printing_id=begun.pk), robust=True)
            return redirect("declarations:printing", request.organisation.slug, begun.pk)
    try:
        content = letters.printed(request.organisation, free)
    except CannotPrint as error:
        return _back(request, str(error), otherwise)
    if content is None:
        return _under_way(request) if waiting.exists() else _back(request, nobody, otherwise)
    history.record(request.organisation, "printed_letters", request.organisation, by=request.user)
    headers = {"Content-Disposition": 'attachment; filename="letters.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _under_way(request):
    """The page of the printing that has these letters already; the trust's printings are not the school's to see."""
    printing = mailing.under_way(request.organisation)
    if printing:
        return redirect("declarations:printing", request.organisation.slug, printing.pk)
    return _back(request, _("These letters are being printed already."), _stuck(request))


def _back(request, why, where):
    messages.warning(request, why)
    return redirect(where)


def _stuck(request):
    return reverse("declarations:stuck", args=[request.organisation.slug])
