"""For the office: one adult's page, a note on what was said, and an answer that came another way."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import dossier, notes, signing, standing, story
from declarations.errors import AlreadyAnswered, DeclarationError
from declarations.office_forms import NoteForm, RecordForm
from declarations.papers import keeping
from declarations.post import wishes
from organisations import history
from organisations.access import staff_only
from organisations.models import Role


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def adult(request, adult_id):
    """How to reach an adult, their children here, what they were asked and all that happened; POST adds a note."""
    organisation = request.organisation
    found = get_object_or_404(organisation.adults, pk=adult_id)
    asked = list(standing.requests_of(found, organisation))
    for each in asked:
        each.state = standing.State(each.state)
    current = [each for each in asked if each.cancelled_at is None]
    form = NoteForm(request.POST or None, raised=notes.raised_by(current))
    if form.is_valid():
        _keep(request, found, form)
        messages.success(request, _("Your note is kept."))
        return _after_note(request, adult_id)
    history.record(organisation, "looked", found, by=request.user)
    context = {
        "adult": found,
        "children": organisation.children.filter(adults=found).select_related("school"),
        "asked": current,
        "done": standing.DONE,
        "may_be_reminded": standing.MAY_BE_REMINDED,
        "entries": story.of_adult(found, asked, organisation),
        "form": form,
        "wish": wishes.of(found),
    }
    return render(request, "declarations/adult.html", context, status=422 if form.errors else 200)


def _keep(request, found, form):
    """The note; from the morning's list it settles at once all that this adult raised there."""
    notes.add(found, request.organisation, by=request.user, **form.cleaned_data)
    also = request.POST.getlist("also") if form.cleaned_data.get("settles") else []
    picks = [pick for pick in also if pick.isdecimal() and len(pick) < 19]
    for answer in form.raised.filter(pk__in=picks):
        notes.add(found, request.organisation, by=request.user, text=form.cleaned_data["text"], settles=answer)


def _after_note(request, adult_id):
    if "from_to_do" in request.POST:
        return redirect("declarations:to_do", request.organisation.slug)
    return redirect("declarations:adult", request.organisation.slug, adult_id)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, adult_id, request_id):
    """Write down an answer given on paper, by phone or in person; the adult gets a receipt."""
    organisation = request.organisation
    found = get_object_or_404(organisation.adults, pk=adult_id)
    asked = get_object_or_404(standing.requests_of(found, organisation), pk=request_id, cancelled_at=None)
    already = signing.answered_for_good(asked)
    form = RecordForm(request.POST or None, request.FILES or None, version=asked.version)
    if form.is_valid():
        try:
            scan = form.cleaned_data["scan"]
            keeping.answered(asked, organisation, by=request.user, scan=scan, **form.recorded(by=request.user))
        except DeclarationError as error:
            form.add_error(None, str(error))
            already = isinstance(error, AlreadyAnswered)
        else:
            messages.success(request, _("The answer is kept, with your name as the one who recorded it."))
            return redirect("declarations:adult", organisation.slug, adult_id)
    context = {"adult": found, "asked": asked, "version": asked.version, "form": form, "answer": None}
    if already:
        context["answer"] = (
            standing.answers_at(organisation).filter(answers=asked).select_related("recorded_by").first()
        )
    return render(request, "declarations/record.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_safe
def everything(request, adult_id):
    """All that is kept about one adult, as a file: for a dispute, or because they asked for it."""
    found = get_object_or_404(request.organisation.adults, pk=adult_id)
    history.record(request.organisation, "exported", found, by=request.user)
    headers = {"Content-Disposition": f'attachment; filename="adult-{found.pk}.zip"'}
    content = dossier.pack(found, request.organisation)
    return HttpResponse(content, content_type="application/zip", headers=headers)
