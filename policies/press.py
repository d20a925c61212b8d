"""HTML becomes a PDF. Whoever loads this file waits a second for WeasyPrint: see policies/paper.py."""

import logging
import threading
import unicodedata
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from policies.errors import CannotPrint, MissingFont

logger = logging.getLogger(__name__)
# An archive's format, and tagged, so that a screen reader finds headings, lists and tables.
VARIANT = "pdf/a-3a"
# One for all prints of this process: each font configuration of its own would leak 240 kB.
FONTS = FontConfiguration()
STYLE = CSS(filename=settings.BASE_DIR / "templates" / "pdf" / "paper.css", font_config=FONTS)
NOTHING_FETCHED = URLFetcher(allowed_protocols=(), fail_on_errors=True)
ONE_AT_A_TIME = threading.Lock()  # Pango's font map is not for two threads at once
BOX = ".notdef"


def pdf(page):
    """This HTML as the bytes of a PDF. Raises CannotPrint rather than print boxes where letters should be."""
    with ONE_AT_A_TIME, _listening() as complaints:
        content = _write(page)
    missing = {record.args[-1] for record in complaints if record.msg.startswith(BOX)}
    if missing:
        letters = ", ".join(unicodedata.name(chr(point), f"U+{point:04X}") for point in sorted(missing)[:3])
        raise MissingFont(_("No font on the server has: %(letters)s.") % {"letters": letters})
    return content


def _write(page):
    try:
        return HTML(string=page, url_fetcher=NOTHING_FETCHED).write_pdf(
            font_config=FONTS,
            stylesheets=[STYLE],
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
