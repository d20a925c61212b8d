"""For the office: who has signed and who has not, and a reminder by hand."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from declarations import copies, lately, reminders, standing, tasks
from declarations.errors import DeclarationError
from declarations.lists import saving
from declarations.tables import BoardTable, ByState
from declarations.views import choices
from organisations import access, history
from organisations.access import staff_only
from organisations.models import Role

ROWS = 50


@staff_only(Role.VIEWER)
@require_safe
def board(request):
    """How many have signed, for everybody on the staff; who they are, for those who may see names."""
    versions = list(standing.versions_at(request.organisation).annotate(has_stuck=Exists(_stuck(request))))
    version = choices.of(versions, request)
    context = {"versions": versions, "version": version}
    if version:
        context |= _figures(request, version)
        if access.may(request.role, Role.OFFICE):
            context |= _names(request, version, context["counts"])
    return render(request, "declarations/board.html", context)


@staff_only(Role.OFFICE)
@require_POST
def remind(request):
    """Write again to those picked, or to all who fit the choices; whoever has answered meanwhile is left alone."""
    asked = choices.picked(request)
    try:
        queued = reminders.remind_now(asked, by=request.user)
    except DeclarationError as error:
        messages.warning(request, str(error))
    else:
        transaction.on_commit(tasks.send_owed_messages.delay, robust=True)
        messages.success(request, _reminded(len(queued), left_out=asked.count() - len(queued)))
    return redirect(choices.way_back(request))


@staff_only(Role.OFFICE)
@require_safe
def signed_copy(request, declaration_id):
    """The PDF of one answer."""
    answers = standing.answers_at(request.organisation).select_related("copy", "request")
    declaration = get_object_or_404(answers, pk=declaration_id)
    if copies.names_children_elsewhere(declaration, request.organisation):
        messages.info(request, _("This copy also names children at another school. The trust can download it."))
        return redirect("declarations:adult", request.organisation.slug, declaration.request.adult_id)
    if not hasattr(declaration, "copy"):
        messages.info(request, _("The PDF is being made. Please try again in a minute; the answer counts already."))
        return redirect("declarations:adult", request.organisation.slug, declaration.request.adult_id)
    if not declaration.copy.file:
        messages.info(request, _("The period of this answer is over: its names and its PDF are gone."))
        return redirect("declarations:adult", request.organisation.slug, declaration.request.adult_id)
    history.record(request.organisation, "downloaded", declaration, by=request.user)
    name = f"declaration-{declaration.pk}.pdf"
    return FileResponse(declaration.copy.file.open(), as_attachment=True, filename=name)


def _stuck(request):
    """Answers given here whose signed copy cannot be made."""
    return copies.stuck().filter(pk__in=standing.answers_at(request.organisation))


def _figures(request, version):
    counts = standing.counts(standing.requests_at(version, request.organisation))
    number_asked = sum(counts.values())
    by_child = partial(standing.children, version, request.organisation)
    return {
        "counts": counts,
        "done": standing.DONE,
        "number_done": sum(counts[state] for state in standing.DONE),
        "number_asked": number_asked,
        "children": lately.counted(f"children:{version.pk}:{request.organisation.pk}", number_asked, by_child),
        "state": request.GET.get("state", ""),
        "link": f"?code={version.policy_id}&state=",
    }


def _names(request, version, counts):
    chosen = choices.listed(request, version)
    rows = ByState(chosen.qs, chosen.known(counts), chosen.queryset)
    table = BoardTable(rows, organisation=request.organisation)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    is_narrowed = any(request.GET.get(name) for name in chosen.filters)
    found = {"filter": chosen, "table": table, "is_narrowed": is_narrowed}
    return found | {
        "saved": saving.of(request.user, request.organisation),
        "stuck": version.has_stuck and _stuck(request),
    }


def _reminded(n, *, left_out):
    said = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", n) % {"n": n}
    if left_out:
        left = ngettext(
            "%(n)s person was left out: answered, no e-mail address, or written to today.",
            "%(n)s people were left out: answered, no e-mail address, or written to today.",
            left_out,
        )
        said += " " + left % {"n": left_out}
    return said
