"""A page that somebody has looked at becomes an answer, with its picture as the paper kept of it, or is put away."""

from collections import defaultdict

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import signing
from declarations.errors import PageSettled
from declarations.models import Declaration, Request
from declarations.papers import keeping
from declarations.papers.models import Paper
from declarations.papers.pile_models import PilePage
from organisations import history


class Standing(models.TextChoices):
    """What can be done with an answer to a request that is found on paper now."""

    OPEN = "open", gettext_lazy("Waits for this answer")
    REPLACED = "replaced", gettext_lazy("The words were replaced while the paper was away")
    ANSWERED = "answered", gettext_lazy("Answered already")
    CLOSED = "closed", gettext_lazy("Not asked for any more")


FILABLE = (Standing.OPEN, Standing.REPLACED)


def standing_of(request):
    """Where a request stands at this moment."""
    if request.version.withdrawn_at or request.cancelled_why not in ("", Request.Cancelled.REPLACED):
        return Standing.CLOSED
    if signing.answered_for_good(request):
        return Standing.ANSWERED
    if request.cancelled_at is None and request.version.is_in_force:
        return Standing.OPEN
    newer = signing.in_place_of(request)
    return Standing.ANSWERED if signing.answered_for_good(newer) else Standing.REPLACED


@transaction.atomic
def file(page, request, *, by, **answer):
    """Record the answer on this page as given on paper; the picture becomes the paper kept of it."""
    page = _locked(page)
    circumstances = signing.Circumstances(route=Declaration.Route.PAPER, recorded_by=by)
    if standing_of(request) == Standing.REPLACED:
        declaration = signing.answer_of_then(request, circumstances=circumstances, **answer)
    else:
        words = request.version.content_hash
        declaration = signing.answer(request, content_hash=words, circumstances=circumstances, **answer)
    if page.picture:
        paper = Paper(declaration=declaration, organisation=page.pile.organisation, sha256=page.sha256, pages=1)
        paper.file = page.picture.name
        keeping.note_kept(paper, by=by, form=page.form_id, page=page.pk)
    page.declaration, page.picture = declaration, ""
    page.save(update_fields=["declaration", "picture"])
    return declaration


@transaction.atomic
def discard(page, *, by, why, note=""):
    """Put a page away unfiled, for a reason; its picture goes."""
    page = _locked(page)
    picture = page.picture.name
    page.discarded_at, page.discarded_by, page.discarded_why = timezone.now(), by, why
    page.picture, page.note = "", note or page.note
    page.save()
    history.record(page.pile.organisation, "page_discarded", page, by=by, why=why, sha256=page.sha256)
    if picture:
        transaction.on_commit(lambda: PilePage.picture.field.storage.delete(picture), robust=True)


def discard_rest(pile, *, by, why, note=""):
    """Put away all of a pile that still waits. Returns how many pages."""
    waiting = list(pile.pages.waiting())
    for page in waiting:
        discard(page, by=by, why=why, note=note)
    return len(waiting)


def waiting_at(organisation):
    """Every page that waits here for a person."""
    return PilePage.objects.filter(pile__organisation=organisation).waiting()


def letters(pages):
    """{form: the pages of its letter}, of the piles in which these pages lie."""
    piles, forms = {page.pile_id for page in pages}, {page.form_id for page in pages} - {None}
    found = defaultdict(list)
    for page in PilePage.objects.filter(pile__in=piles, form__in=forms, found=PilePage.Found.LETTER).order_by("pk"):
        found[page.form_id].append(page)
    return found


def twins(pages):
    """{page: an earlier page with the same form, or of the very same scan}, for those that have one."""
    forms, hashes = {page.form_id for page in pages} - {None}, {page.sha256 for page in pages} - {""}
    organisations = {page.pile.organisation_id for page in pages}
    alike = PilePage.objects.filter(Q(form__in=forms) | Q(sha256__in=hashes), pile__organisation__in=organisations)
    alike = alike.exclude(found=PilePage.Found.LETTER)  # it bears the same name, and is another page
    alike = list(alike.select_related("pile").order_by("pk"))
    found = {page: next((each for each in alike if _is_earlier(each, page)), None) for page in pages}
    return {page: twin for page, twin in found.items() if twin}


def _is_earlier(other, page):
    same = (page.form_id and other.form_id == page.form_id) or (page.sha256 and other.sha256 == page.sha256)
    return other.pk < page.pk and same


def _locked(page):
    found = PilePage.objects.select_for_update(of=("self",)).select_related("pile__organisation").get(pk=page.pk)
    if not found.is_waiting:
        raise PageSettled(_("Somebody has filed this page or put it away already."))
    return found
