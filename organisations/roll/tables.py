"""Text files with rows and columns: which letters, which separator, and the rows one by one."""

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import islice

from django.utils.translation import gettext as _

from organisations.errors import FileRefused

CHUNK = 1 << 20
SAMPLE = 1 << 16
SEPARATORS = ",;\t|"
MOST_ROWS = 250_000
MOST_COLUMNS = 300
LONGEST_CELL = 4_000
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def records(file):
    """(row number, cells) of every row that holds something, as a spreadsheet would count them."""
    encoding = encoding_of(file)
    separator, lines_before = separator_of(_sample(file, encoding))
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        for _line in range(lines_before):
            text.readline()
        yield from checked(read(text, separator), first=1 + lines_before)
    finally:
        text.detach()


def checked(rows, *, first=1):
    """Rows with their numbers, empty ones left out; a file that no school has is refused."""
    for number, cells in enumerate(rows, first):
        if number > MOST_ROWS:
            raise FileRefused(_("The file has more than %s rows. Please bring it in parts.") % f"{MOST_ROWS:,}")
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(_("Row %s has too many columns for a list of children and parents.") % number)
        text = "".join(cells)
        if "\0" in text:
            raise FileRefused(_("Row %s holds null bytes, which no text has. Please export the file again.") % number)
        if len(text) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
            raise FileRefused(_("Row %s holds a cell that is far too long. Is a quotation mark missing?") % number)
        if text and not text.isspace():
            yield number, cells


def encoding_of(file):
    """UTF-16 by its mark or its zeros, UTF-8 when every byte fits, else the Windows letters of British offices."""
    file.seek(0)
    start = file.read(SAMPLE)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = [start[place::2].count(0) for place in (0, 1)]
    if max(zeros) > len(start) // 5 and min(zeros) < len(start) // 50:
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    for encoding in ("utf-8-sig", "cp1252"):
        if _fits(file, encoding):
            return encoding
    raise FileRefused(_("This is not a text file. Please export it as CSV or Excel."))


def separator_of(sample):
    """(the sign between cells, how many lines to pass over because they only name it)."""
    if named := SEPARATOR_LINE.match(sample):
        return named[1], 1
    return max(SEPARATORS, key=lambda separator: _width(sample, separator)), 0


def _width(sample, separator):
    """How many cells most rows have when cut at this sign, up to the first that makes no sense then."""
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True)
    widths = Counter()
    with suppress(csv.Error):
        widths.update(len(row) for row in islice(rows, 30) if len(row) > 1)
    return widths.most_common(1)[0][0] if widths else 0


def read(text, separator):
    """Rows of cells, or a refusal that says where they stop making sense."""
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error:
        words = _("Near line %s the quotation marks do not match. Please export the file again.")
        raise FileRefused(words % reader.line_num) from None
    except UnicodeError:
        raise FileRefused(_("The letters in this file cannot be read. Please export it as CSV in UTF-8.")) from None


def _fits(file, encoding):
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _sample(file, encoding):
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return decoder.decode(file.read(SAMPLE))
