"""Draws one PDF, so that an image without Pango or a font fails when it is built, not later."""

import logging
import sys

import weasyprint

NAMES = "Zoë Ó Briain · Łukasz · Ελένη · Дарья · فاطمة · ਗੁਰਪ੍ਰੀਤ · प्रिया · অনন্যা · தமிழ் · አበበ · 李小龍 · 김민준"


class Complaints(logging.Handler):
    """Whatever WeasyPrint warns of, a missing glyph above all."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.heard = []

    def emit(self, record):
        """Keep it for the end."""
        self.heard.append(record.getMessage())


def main():
    """Succeed only when the page was drawn without a warning."""
    complaints = Complaints()
    logging.getLogger("weasyprint").addHandler(complaints)
    page = weasyprint.HTML(string=f"<html lang=en><title>Probe</title><p>{NAMES}</p></html>").write_pdf()
    if complaints.heard or not page.startswith(b"%PDF-"):
        sys.exit(f"✗ The PDF could not be drawn: {'; '.join(complaints.heard) or 'no PDF came out'}")


if __name__ == "__main__":
    main()
