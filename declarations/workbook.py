"""The office's list as a workbook for Excel, written line by line to the disk: no number of them fills the memory."""

import re
from datetime import datetime

from django.core.files.temp import NamedTemporaryFile
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from declarations import export

MOST_LINES = 100_000
LONGEST_TITLE = 31
NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]]")
WIDTHS = (24, 18, 32, 32, 16, 32, 10, 20, 17, 17)


def written(requests, version, organisation):
    """An open file, at its beginning, with the rows of `standing.listed`; it goes when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(NOT_IN_TITLES.sub(" ", version.title)[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.append([_bold(sheet, words) for words in export.header()])
    for row in export.rows(requests, version, organisation):
        sheet.append([_cell(sheet, value) for value in row])
    file = NamedTemporaryFile()
    book.save(file)
    file.seek(0)
    return file


def _bold(sheet, words):
    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet, value):
    """Text stays text, whatever it begins with; moments are those of the school's clock."""
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", value or "")
    if not text.startswith(export.FORMULA):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
