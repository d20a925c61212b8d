"""For the office: what was sent to whom, in its very words, and what became of it."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from declarations import emails, sending, tasks
from declarations.errors import DeclarationError
from declarations.filters import MessageFilter
from declarations.joining import introducing
from declarations.models import Message
from declarations.papers import mailing
from declarations.post import letters, stuck
from declarations.tables import MessageTable
from organisations import history
from organisations.access import staff_only
from organisations.models import Role

ROWS = 50


@staff_only(Role.OFFICE)
@require_safe
def index(request):
    """Every message, newest first."""
    found = sending.messages_at(request.organisation).select_related("adult")
    chosen = MessageFilter(request.GET, queryset=found)
    table = MessageTable(chosen.qs, organisation=request.organisation)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(
        request,
        "declarations/messages.html",
        {"filter": chosen, "table": table, "stuck": stuck.number_at(request.organisation)},
    )


@staff_only(Role.OFFICE)
@require_safe
def stuck_ones(request):
    """What will not arrive by itself, each kind with its one right action."""
    context = {
        "groups": stuck.groups(request.organisation),
        "visitors": introducing.given_up(request.organisation).count(),
        "printed": letters.waiting_to_be_posted(request.organisation).count(),
        "last": mailing.last(request.organisation),
    }
    return render(request, "declarations/stuck.html", context)


@staff_only(Role.OFFICE)
@require_POST
def send_failed_again(request):
    """Give all that could not be sent another turn: what was in the way has been put right."""
    number = sending.send_all_again(request.organisation)
    if number:
        history.record(request.organisation, "sent_all_again", request.organisation, by=request.user, number=number)
        transaction.on_commit(tasks.send_owed_messages.delay, robust=True)
    said = ngettext("%(n)s message is on its way again.", "%(n)s messages are on their way again.", number)
    messages.success(request, said % {"n": number})
    return redirect("declarations:stuck", request.organisation.slug)


@staff_only(Role.OFFICE)
@require_POST
def letters_posted(request):
    """The printed letters are in the post."""
    number = letters.posted(request.organisation)
    history.record(request.organisation, "posted_letters", request.organisation, by=request.user, number=number)
    said = ngettext("%(n)s letter is noted as posted.", "%(n)s letters are noted as posted.", number)
    messages.success(request, said % {"n": number})
    return redirect("declarations:stuck", request.organisation.slug)


@staff_only(Role.OFFICE)
@require_safe
def message(request, message_id):
    """One message as it was sent, the parent's link hidden."""
    found = _found(request, message_id)
    history.record(request.organisation, "looked_at_message", found, by=request.user)
    versions = [asked.version for asked in found.requests.select_related("version")]
    told = found.delivery_events.all()
    context = {"message": found, "versions": versions, "told": told, "address": sending.address(found)}
    context["can_open"] = settings.DEMO and found.sent_at is not None
    return render(request, "declarations/message.html", context)


@staff_only(Role.OFFICE)
@require_POST
def send_again(request, message_id):
    """Give a message that did not arrive another turn, to the address now on the roll."""
    found = _found(request, message_id)
    try:
        sending.send_again(found)
    except DeclarationError as error:
        messages.warning(request, str(error))
    else:
        history.record(request.organisation, "sent_again", found, by=request.user)
        transaction.on_commit(lambda: tasks.send_message.delay(message_id=found.pk), robust=True)
        messages.success(request, _("It is on its way again, to the address now on the roll."))
    return redirect("declarations:message", request.organisation.slug, message_id)


@staff_only(Role.OFFICE)
@require_POST
def open_link(request, message_id):
    """In a demo, where no mail leaves the machine, step into the parent's shoes. Never anywhere else."""
    found = _found(request, message_id)
    if not settings.DEMO:
        raise Http404
    page = "parents:receipt" if found.purpose == Message.Purpose.RECEIPT else "parents:waiting"
    return redirect(page, emails.mint(found))


def _found(request, message_id):
    found = sending.messages_at(request.organisation).select_related("adult", "organisation", "declaration__request")
    return get_object_or_404(found, pk=message_id)
