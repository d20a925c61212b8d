"""Forms as they come out of the printer, for tests."""

import io

import zxingcpp

from declarations import standing
from declarations.papers import pictures, printing
from declarations.papers.models import Printing
from tests import factories as make


def begin(version, school, **options):
    """A printing for everybody at this school who is asked."""
    asked = standing.listed(standing.requests_at(version, school), school).open()
    return printing.begin(version, asked, school, by=make.UserFactory(), **options)


def finish(printing_id):
    """The worker's task, until nothing is left; returns the printing."""
    while printing.print_next(printing_id):
        pass
    return Printing.objects.get(pk=printing_id)


def content(found):
    with found.file.open() as file:
        return file.read()


def printed(version, school, **options):
    """The PDF of forms for everybody asked here."""
    return content(finish(begin(version, school, **options).pk))


def codes(pdf):
    """What the QR codes on each page say."""
    with pictures.opened(io.BytesIO(pdf)) as document:
        pages = [pictures.page(document, number) for number in range(len(document))]
    return [[code.text for code in zxingcpp.read_barcodes(page)] for page in pages]
