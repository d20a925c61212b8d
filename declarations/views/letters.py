"""For the office: letters with a QR code to those picked on the board, or to one adult."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from declarations import reminders
from declarations.post import letters
from declarations.views import choices
from organisations import history
from organisations.access import staff_only
from organisations.models import Role
from policies.errors import CannotPrint


@staff_only(Role.OFFICE)
@require_POST
def write(request):
    """A letter for each who owes an answer: at once as a PDF or, where they are many, on the page of letters."""
    asked = choices.picked(request)
    reminders.write_letters(asked, by=request.user)
    waiting = letters.waiting_about(asked, request.organisation)
    number = waiting.count()
    if number > letters.AT_ONCE:
        said = ngettext("%(n)s letter waits to be printed.", "%(n)s letters wait to be printed.", number)
        messages.success(request, said % {"n": number})
        return redirect("declarations:stuck", request.organisation.slug)
    try:
        content = letters.printed(request.organisation, waiting)
    except CannotPrint as error:
        return _back(request, str(error))
    if content is None:
        return _back(request, _("Nobody here can be written to: they have answered, or are not to be contacted."))
    history.record(request.organisation, "printed_letters", request.organisation, by=request.user)
    headers = {"Content-Disposition": 'attachment; filename="letters.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _back(request, why):
    messages.warning(request, why)
    return redirect(choices.way_back(request))
