"""A PDF with a text layer becomes plain text; a scanned one, a locked one and a huge one are refused."""

import io
import re
from collections import Counter
from itertools import pairwise

import pdfplumber
from django.utils.translation import gettext as _
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from policies.importing import columns, limits
from policies.importing.errors import CannotRead

FEWEST_LETTERS = 40
DAMAGE = (
    PDFException,
    PSException,
    PdfminerException,
    MalformedPDFException,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    AssertionError,
)
BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.I)


def text_of(content, tell=None):
    """(the text of all pages, what to look at because of the file)."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > limits.MOST_PAGES:
                raise CannotRead(
                    _(
                        "This PDF has %(n)s pages, and no more than %(most)s are read. Print the pages that parents"
                        " should read to a PDF of their own, and bring in that one. Nothing was kept of this one."
                    )
                    % {"n": len(document.pages), "most": limits.MOST_PAGES}
                )
            widths = [page.width for page in document.pages]
            found = []
            for page in document.pages:
                found.append(_words_and_rows(page))
                page.close()
                if tell:
                    tell(len(found), len(widths))
    except DAMAGE as error:
        raise CannotRead(_reason(error)) from error
    parted = [_parts(words, rows, width) for (words, rows), width in zip(found, widths, strict=True)]
    pages = [[line for part in parts for line in part] for parts in parted]
    letters = [sum(len(line.strip()) for line in page) for page in pages]
    if sum(letters) < FEWEST_LETTERS:
        raise CannotRead(
            _("This PDF is a picture of paper: it has no text in it. Send the Word file, or a PDF made from it.")
        )
    remarks = [
        ("", _("Page %(page)s of the PDF has no text; it may be a picture.") % {"page": number}, 0)
        for number, count in enumerate(letters, 1)
        if not count
    ]
    remarks += [
        ("", _("Page %(page)s has two columns; the left one was read first. Is the order right?") % {"page": number}, 0)
        for number, parts in enumerate(parted, 1)
        if len(parts) > 1
    ]
    return "\n\f".join("\n".join(page) for page in pages), remarks


def _reason(error):
    cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    if isinstance(cause, PDFPasswordIncorrect):
        return _("This PDF is locked with a password. Save it without one and try again.")
    return _("This PDF is damaged and cannot be read.")


def _words_and_rows(page):
    """(the words outside tables, the rows of tables with their places)."""
    tables = [table for table in page.find_tables() if _is_table(table)]
    words = page.extract_words(extra_attrs=["fontname"], x_tolerance=2, keep_blank_chars=False, use_text_flow=False)
    words = [word for word in words if not any(_inside(word, table.bbox) for table in tables)]
    return words, [row for table in tables for row in _rows(table)]


def _parts(words, rows, width):
    """The lines of one page, in several parts where it has columns."""
    groups = columns.apart(words, width)
    return [
        _lines(group, [row for row in rows if _stands_in(row, groups) == place]) for place, group in enumerate(groups)
    ]


def _stands_in(row, groups):
    """The place of the first group that goes on below a row and stands over or under it."""
    left, _top, right, bottom = row[0]
    for place, group in enumerate(groups):
        across = min((word["x0"] for word in group), default=0) < right
        across = across and max((word["x1"] for word in group), default=right + 1) > left
        if across and max((word["bottom"] for word in group), default=bottom + 1) > bottom:
            return place
    return len(groups) - 1


def _lines(words, rows):
    """Tables as rows, words in bold marked, empty lines where the page leaves room."""
    written = [(line[0]["top"], line[-1]["bottom"], line) for line in columns.by_line(words)]
    placed = sorted(written + [(box[1], box[1] + 1, row) for box, row in rows], key=lambda each: each[0])
    left = min((word["x0"] for word in words), default=0)
    height = _usual([bottom - top for top, bottom, line in placed if not isinstance(line, str)]) or 12
    found, last = [], None
    for top, bottom, line in placed:
        if last is not None and top - last > 0.75 * height:
            found.append("")
        found.append(line if isinstance(line, str) else _written(line, left, height))
        last = bottom
    return found


def _is_table(table):
    rows = table.extract()
    return (
        len(rows) > 1
        and max(len(row) for row in rows) > 1
        and sum(1 for row in rows for cell in row if cell) > len(rows)
    )


def _rows(table):
    for row, cells in zip(table.rows, table.extract(), strict=True):
        words = [" ".join((cell or "").split()).replace("|", "/") for cell in cells]
        if any(words):
            yield row.bbox, "| " + " | ".join(words) + " |"


def _inside(word, box):
    left, top, right, bottom = box
    middle = (word["top"] + word["bottom"]) / 2
    return left <= (word["x0"] + word["x1"]) / 2 <= right and top <= middle <= bottom


def _written(line, left, height):
    """A line with its indent, wide gaps kept as such, and marked when all of it is bold."""
    letter = max(height * 0.5, 3)
    text = line[0]["text"]
    for before, word in pairwise(line):
        text += ("    " if word["x0"] - before["x1"] > 4 * letter else " ") + word["text"]
    indent = " " * max(0, round((line[0]["x0"] - left) / letter))
    bold = all(BOLD.search(word["fontname"]) for word in line) and any(letter.isalpha() for letter in text)
    return f"{indent}**{text}**" if bold else f"{indent}{text}"


def _usual(heights):
    counted = Counter(round(height) for height in heights)
    return counted.most_common(1)[0][0] if counted else 0
