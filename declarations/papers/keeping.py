"""The paper of an answer is kept with it: as pictures of its pages, its hash in the history."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import signing
from declarations.errors import AlreadyKept, ScanRefused
from declarations.models import Declaration, Request
from declarations.papers import pictures
from declarations.papers.models import Paper
from organisations import history

logger = logging.getLogger(__name__)
MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 10


def prepared(file):
    """A file that somebody sent, as (the bytes that are kept, their suffix, the number of pages)."""
    if file.size > MOST_BYTES:
        raise ScanRefused(_("This file is larger than 20 MB. Scan it in a lower quality, or take a photo."))
    if pictures.kind(file) == "photo":
        with pictures.ONE_AT_A_TIME:
            return pictures.jpeg(pictures.photo(file)), ".jpg", 1
    with pictures.opened(file) as document:
        number = len(document)
        if not 0 < number <= MOST_PAGES:
            raise ScanRefused(_("This PDF has more than %(n)s pages. Send only this answer.") % {"n": MOST_PAGES})
        pages = [pictures.page(document, each) for each in range(number)]
    return (pictures.jpeg(pages[0]), ".jpg", 1) if number == 1 else (pictures.pdf(pages), ".pdf", number)


@transaction.atomic
def answered(request, organisation, *, by, scan=None, **said):
    """Record an answer that reached the office; a paper it was given on is kept with it, or neither is."""
    declaration = signing.answer(request, **said)
    if scan:
        keep(declaration, scan, organisation, by=by)
    return declaration


@transaction.atomic
def keep(declaration, scan, organisation, *, by):
    """Keep a prepared scan as the paper of this answer. It can be added once and never changed."""
    content, suffix, pages = scan
    # The request and not the answer: the portal's own role may not lock what it may not change.
    Request.objects.select_for_update().get(pk=declaration.request_id)
    if declaration.route != Declaration.Route.PAPER or Paper.objects.filter(declaration=declaration).exists():
        raise AlreadyKept(_("The paper of this answer is kept already, or it was not given on paper."))
    sha256 = hashlib.sha256(content).hexdigest()
    paper = Paper(declaration=declaration, organisation=organisation, sha256=sha256, pages=pages)
    name = f"papers/{timezone.now():%Y/%m}/{declaration.pk}-{sha256[:16]}{suffix}"
    paper.file = paper.file.storage.save(name, ContentFile(content))
    return note_kept(paper, by=by)


def note_kept(paper, *, by, **how):
    """The row and its place in the history."""
    paper.save()
    owner = paper.declaration.request.version.policy.owner
    history.record(owner, "paper_kept", paper.declaration, by=by, sha256=paper.sha256, pages=paper.pages, **how)
    return paper


def at(organisation):
    """The papers that staff of this organisation may see: those it took, and for a trust those of its schools.

    That of an answer whose period is over is gone.
    """
    return Paper.objects.filter(organisation__in=organisation.reached()).exclude(file="")


def may_see(organisation, paper):
    """The same of one paper of an answer that they may see."""
    return bool(paper.file) and (organisation.is_trust or paper.organisation_id == organisation.pk)


def read(paper):
    """The bytes of a paper; none when its file is gone."""
    try:
        with paper.file.open() as file:
            return file.read()
    except FileNotFoundError:
        logger.error("The file of paper %s is gone.", paper.pk)
        return b""
