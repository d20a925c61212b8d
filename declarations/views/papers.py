"""For the office, on paper or as files: signed copies in one ZIP, a register to print."""

from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from declarations import copies, packs, standing, tasks
from declarations.views import choices
from organisations import history
from organisations.access import staff_only
from organisations.models import Role

MOST_LINES = 3_000


@staff_only(Role.OFFICE)
@require_safe
def signed_copies(request):
    """The signed copies of everybody on the board, with its choices, as one file."""
    version = choices.version(request)
    listed = version and choices.listed(request, version).qs
    if not version or not packs.agreed(listed).exists():
        return choices.back(request, _("Nobody here has signed yet, so there are no copies."))
    history.record(request.organisation, "exported", version, by=request.user)
    name = f"{version.policy.reference}-{version.number}-signed.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    pieces = packs.pieces(listed, request.organisation)
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


@staff_only(Role.OFFICE)
@require_safe
def register(request):
    """Everybody on the board, with its choices, by name, on one page to print."""
    version = choices.version(request)
    if version is None:
        return choices.no_list(request)
    asked = choices.listed(request, version).qs.order_by(*packs.BY_NAME)
    lines = list(asked[: MOST_LINES + 1])
    if len(lines) > MOST_LINES:
        return choices.back(request, _("That is too much for one list. Choose a class, a year or a state first."))
    history.record(request.organisation, "exported", version, by=request.user, file="register")
    for line in lines:
        line.state = standing.State(line.state)
    done = sum(line.state in standing.DONE for line in lines)
    return render(request, "declarations/register.html", {"version": version, "lines": lines, "done": done})


@staff_only(Role.OFFICE)
@require_POST
def copies_again(request):
    """Somebody has mended what kept signed copies from being made: try them all again, at once."""
    answers = standing.answers_at(request.organisation)
    for declaration in copies.stuck().filter(pk__in=answers):
        copies.try_again(declaration)
    transaction.on_commit(tasks.store_missing_copies.delay, robust=True)
    return choices.back(request, _("They are being tried again. Load this page again in a minute."))
