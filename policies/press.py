"""HTML becomes a PDF. Whoever loads this file waits a second for WeasyPrint: see policies/paper.py."""

import logging
import threading
import unicodedata
from contextlib import contextmanager
from datetime import UTC

from django.conf import settings
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from policies import claims
from policies.errors import CannotPrint, MissingFont

logger = logging.getLogger(__name__)
# An archive's format, and tagged, so that a screen reader finds headings, lists and tables.
VARIANT = "pdf/a-3a"
# One for all prints of this process: each font configuration of its own would leak 240 kB.
FONTS = FontConfiguration()
PAPER = settings.BASE_DIR / "templates" / "pdf" / "paper.css"
STYLE = CSS(filename=PAPER, font_config=FONTS)
# A data address fetches nothing either: it holds the school's logo. Words have no pictures, see policies/words.py.
NOTHING_FETCHED = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
ONE_AT_A_TIME = threading.Lock()  # Pango's font map is not for two threads at once
BOX = ".notdef"


def pdf(page, enclosures=(), *, style="", finish=None):
    """This HTML as the bytes of a PDF. Raises CannotPrint rather than print boxes where letters should be.

    `style` is added to that of all prints; `finish` may look at the document and its objects before they are written.
    """
    with ONE_AT_A_TIME, _listening() as complaints:
        content = _write(page, [_attachment(each) for each in enclosures], style, finish)
    missing = {record.args[-1] for record in complaints if record.msg.startswith(BOX)}
    if missing:
        letters = [chr(point) for point in sorted(missing)]
        told = ", ".join(map(name_of, letters[:3]))
        raise MissingFont(_("No font on the server has: %(letters)s.") % {"letters": told}, letters)
    return content


def spelt_out(page, letters):
    """The same HTML with these letters by name: [UNICORN FACE]."""
    return page.translate({ord(letter): f"[{name_of(letter)}]" for letter in letters})


def name_of(letter):
    """What the world calls a letter, or its number where it has no name."""
    return unicodedata.name(letter, f"U+{ord(letter):04X}")


def _attachment(enclosure):
    at = enclosure.made_at.astimezone(UTC)
    return Attachment(
        string=enclosure.text,
        name=enclosure.name,
        description=enclosure.description,
        created=at,
        modified=at,
        relationship="Data",
    )


def _write(page, attachments, style, finish):
    def finisher(document, pdf):
        claims.claim_access_for_all(document, pdf)
        if finish:
            finish(document, pdf)

    styles = [STYLE, CSS(string=style, font_config=FONTS)] if style else [STYLE]
    try:
        return HTML(string=page, url_fetcher=NOTHING_FETCHED).write_pdf(
            font_config=FONTS,
            stylesheets=styles,
            finisher=finisher,
            attachments=attachments,
            pdf_variant=VARIANT,
            presentational_hints=True,  # or a list that starts at 3 would print as 1
        )
    except FatalURLFetchingError as error:
        raise CannotPrint(_("A print fetches nothing from anywhere.")) from error


@contextmanager
def _listening():
    """Collect what WeasyPrint complains about; it quotes letters of names, which belong in no log."""
    complaints, listener, theirs = [], logging.Handler(logging.WARNING), logging.getLogger("weasyprint")
    listener.emit = complaints.append
    theirs.addHandler(listener)
    theirs.propagate = False
    try:
        yield complaints
    finally:
        theirs.removeHandler(listener)
        theirs.propagate = True
        for record in complaints:
            if not record.msg.startswith(BOX):
                logger.warning("While printing: %s", record.msg)
