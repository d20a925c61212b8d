"""Excel workbooks: the rows of the first sheet that has a table, as they are shown, without formulas."""

from datetime import date, datetime, time
from itertools import islice
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook

from organisations.errors import FileRefused
from organisations.roll import archives, tables

# What openpyxl raises for files that are not what they claim to be; entities in their XML are a ValueError.
DAMAGED = (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, XMLSyntaxError, *archives.DAMAGED)
LOOKED_AT = 20


def records(file):
    """(row number, cells) of every row that holds something."""
    with archives.opened(file):
        pass
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield from tables.checked(_rows(_sheet(book)))
        finally:
            book.close()
    except DAMAGED:
        raise FileRefused(_("This workbook cannot be read. Please save it again as Excel (.xlsx) or CSV.")) from None


def _sheet(book):
    """The first sheet with more than one column; cover sheets have one."""
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        if any(len([cell for cell in row if cell is not None]) > 1 for row in islice(_values(sheet), LOOKED_AT)):
            return sheet
    return book.worksheets[0]


def _rows(sheet):
    for row in _values(sheet):
        yield [_text(cell) for cell in row]


def _values(sheet):
    return sheet.iter_rows(values_only=True)


def _text(cell):
    """A cell as a school would type it: 4 and not 4.0, a date and not its moment."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
