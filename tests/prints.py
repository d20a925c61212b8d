"""What stands on the pages of a print."""

from contextlib import closing

import pypdfium2


def pages(content):
    """The words of each page, white space folded; PDFium reads a page with a QR code in a moment."""
    with closing(pypdfium2.PdfDocument(content)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
