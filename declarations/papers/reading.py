"""A pile that was brought in is read page by page; what each shows is written down at once, so that a worker may be
killed at any moment and another goes on with the next page."""

import hashlib
from contextlib import closing
from datetime import timedelta
from itertools import islice
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.errors import ScanRefused
from declarations.models import Request
from declarations.papers import codes, pictures
from declarations.papers.models import Form
from declarations.papers.pile_models import Pile, PileFile, PilePage
from organisations import history
from policies.models import Policy

MOST_BYTES = 100 * 1024 * 1024
MOST_FILES = 60
MOST_PAGES = 500
HANDFUL = 10
MOST_ATTEMPTS = 3
HANDFUL_MAY_TAKE = timedelta(seconds=100)
CLAIM_LASTS = timedelta(minutes=2)  # longer than that, so that a pile whose reader was killed goes on soon
SHARPER = 300  # dpi
LARGER = 2 * pictures.LONGEST_SIDE
Found = PilePage.Found


@transaction.atomic
def receive(organisation, files, *, by):
    """Keep what was brought in until the worker has read it. Raises ScanRefused, naming the file."""
    if sum(file.size for file in files) > MOST_BYTES:
        raise ScanRefused(_("That is more than 100 MB. Bring it in parts, or scan it in a lower quality."))
    if len(files) > MOST_FILES:
        raise ScanRefused(_("That is more than %(n)s files. Bring them in parts.") % {"n": MOST_FILES})
    kinds = [_kind(file) for file in files]
    pile = Pile.objects.create(organisation=organisation, by=by)
    for position, (file, kind) in enumerate(zip(files, kinds, strict=True)):
        source = PileFile(pile=pile, position=position, filename=_name(file), kind=kind, sha256=_sha256(file))
        source.file.save(f"{pile.pk}-{position}", file, save=True)
    history.record(organisation, "pile_brought_in", pile, by=by, sha256=[each.sha256 for each in pile.files.all()])
    return pile


def owed():
    """Piles that nobody is reading."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM_LASTS)
    return Pile.objects.filter(free, read_at=None)


def read_next(pk):
    """Read the next few pages of a pile. Returns whether there is more to do now."""
    if not owed().filter(pk=pk).update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    pile = Pile.objects.select_related("organisation__trust").get(pk=pk)
    source = pile.files.filter(read_at=None).first()
    if source:
        _skip(source) if pile.attempts > MOST_ATTEMPTS else _read_some(pile, source)
    is_done = not pile.files.filter(read_at=None).exists()
    told = {"attempts": 0, "claimed_at": None, "read_at": timezone.now() if is_done else None}
    Pile.objects.filter(pk=pk).update(**told)
    return not is_done


def reached_by(organisation):
    """The requests whose forms are this organisation's to file."""
    return Request.objects.at(organisation).filter(version__policy__in=Policy.objects.applying_to(organisation))


def _read_some(pile, source):
    start = source.pages.count()
    try:
        with source.file.open() as file, closing(_views(source, file, start)) as pages:
            for number, views in islice(pages, HANDFUL):
                _keep(pile, source, number, views)
    except ScanRefused as error:
        _settle(source, str(error))
    else:
        if source.pages.count() == source.number_of_pages:
            _settle(source)


def _views(source, file, start):
    """Of each page from this one on its number and its picture, ever larger or clearer as it is asked for more."""
    if source.kind == "photo":
        _count(source, 1)
        with pictures.ONE_AT_A_TIME:
            yield 1, (pictures.photo(file, longest) for longest in (pictures.LONGEST_SIDE, LARGER))
        return
    with pictures.opened(file) as document:
        _count(source, len(document))
        for number in range(start, len(document)):
            yield number + 1, _of_page(document, number)


def _of_page(document, number):
    yield pictures.page(document, number)
    sharper = pictures.page(document, number, SHARPER)
    yield sharper
    yield codes.cleaned(sharper)


def _count(source, number):
    if not 0 < number <= MOST_PAGES:
        raise ScanRefused(
            _("This file has %(n)s pages; up to %(most)s can be read.") % {"n": number, "most": MOST_PAGES}
        )
    if source.number_of_pages is None:
        source.number_of_pages = number
        source.save(update_fields=["number_of_pages"])


def _keep(pile, source, number, views):
    """A page as it is kept: its picture, and what stands on it."""
    views = iter(views)
    try:
        picture = next(views)
    except ScanRefused as error:
        _add(pile, source, number, found=Found.DAMAGED, note=str(error))
        return
    found, form, turn = _recognised(pile.organisation, picture, views)
    content = pictures.jpeg(codes.upright(picture, turn))
    path = f"piles/{pile.pk}/{source.position}-{number}.jpg"
    default_storage.delete(path)  # what a worker left that was killed
    path = default_storage.save(path, ContentFile(content))
    sha256 = hashlib.sha256(content).hexdigest()
    _add(pile, source, number, found=found, form=form, picture=path, sha256=sha256)


def _recognised(organisation, picture, views):
    """(what was found, the form if it is one of this organisation's, how the page lies)."""
    ours, of_letter = codes.tokens([picture])
    if not ours and codes.is_blank(picture):
        return Found.BLANK, None, 0
    if not ours:
        ours, of_letter = codes.tokens(views)
    if not ours:
        return Found.NO_CODE, None, 0
    token, turn = next(iter(ours.items()))
    if len(ours) > 1:
        return Found.SEVERAL, None, turn
    form = Form.objects.filter(token=token, request__in=reached_by(organisation)).first()
    return (Found.LETTER if of_letter else Found.FORM, form, turn) if form else (Found.FOREIGN, None, turn)


def _add(pile, source, number, **facts):
    position = pile.pages.count() + 1
    PilePage.objects.create(pile=pile, source=source, number=number, position=position, **facts)
    Pile.objects.filter(pk=pile.pk).update(attempts=1)  # it goes forward: whatever stops it next is something new


def _skip(source):
    """The page at which every worker stopped is left for a person, and the reading goes on behind it."""
    if source.number_of_pages is None:
        _settle(source, _("The reader could not open this file. Scan the papers again."))
        return
    _add(source.pile, source, source.pages.count() + 1, found=Found.DAMAGED, note=_("The reader stopped at this page."))
    if source.pages.count() == source.number_of_pages:
        _settle(source)


def _settle(source, refusal=""):
    source.file.delete(save=False)
    PileFile.objects.filter(pk=source.pk).update(read_at=timezone.now(), refusal=refusal, file="")


def _kind(file):
    try:
        return pictures.kind(file)
    except ScanRefused as error:
        raise ScanRefused(f"{_name(file)}: {error}") from error


def _name(file):
    return PurePath(file.name).name[-200:]


def _sha256(file):
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()
