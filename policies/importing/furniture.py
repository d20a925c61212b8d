"""Page furniture: running headers, footers and page numbers are taken out, so that a page break parts nothing."""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from policies.importing import marks, reasons

PAGE_OF = re.compile(
    r"\W*(?:page|tudalen|strona)?\W*\d{1,3}\s*(?:of|/|o)\s*[\dlI]{1,3}\W*|\W*(?:page|tudalen|strona)\W*\d{1,3}\W*", re.I
)
FOOTER_PAGE = re.compile(r"\bpage\s*\|?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*$|^\d{1,3}\s*\|\s*page\b", re.I)
NUMBER = re.compile(r"[-–—|\s]*(\d{1,3})[-–—|\s]*")
LONGEST_FURNITURE = 110
COVER_LINES = 12


def without(lines, notes):
    """(the lines without furniture, the furniture). The line after a removed one is marked as on a new page."""
    numbers = _page_numbers(lines)
    repeated = _repeated(lines, numbers)
    kept, removed, gap, page = [], [], 0, False
    for position, line in enumerate(lines):
        why = _why_furniture(line, position, numbers, repeated)
        if why:
            notes.leave_out(line.text, why, line.number)
            removed.append(line)
            gap, page = gap + line.gap + 1, True
            continue
        running = bool(_shape(line)) and _shape(line) in repeated
        kept.append(replace(line, gap=line.gap + gap, page=line.page or page, running=running))
        gap, page = 0, False
    return kept, removed


def _why_furniture(line, position, numbers, repeated):
    if position in numbers:
        return reasons.PAGE_NUMBER
    if len(line.text) <= LONGEST_FURNITURE and FOOTER_PAGE.search(line.text):
        return reasons.FOOT
    if _shape(line) in repeated and position != repeated[_shape(line)]:
        return reasons.REPEATED
    return ""


def _page_numbers(lines):
    """Positions of lines that are nothing but a page number."""
    sure = {
        position for position, line in enumerate(lines) if PAGE_OF.fullmatch(line.text) and "/" not in line.text[:1]
    }
    lone = {
        position: int(found[1])
        for position, line in enumerate(lines)
        if (found := NUMBER.fullmatch(line.text)) and not _is_cell(lines, position)
    }
    return sure | (set(lone) if _count_pages(lines, lone) else set())


def _is_cell(lines, position):
    """A number right between other short lines is a cell of a table, not the number of a page."""
    line, after = lines[position], lines[position + 1] if position + 1 < len(lines) else None
    return not line.gap and not line.page and bool(after) and not after.gap and not after.page


def _count_pages(lines, lone):
    """Whether lone numbers count upwards by one, as pages do, or stand at page breaks."""
    values = [value for _position, value in sorted(lone.items())]
    rising = all(later - earlier in (1, 2) for earlier, later in pairwise(values))
    at_breaks = all(_at_break(lines, position) for position in lone)
    return bool(values) and (at_breaks or (rising and len(values) > 1))


def _at_break(lines, position):
    last = position == len(lines) - 1
    return last or lines[position].page or lines[position + 1].page


def _repeated(lines, numbers):
    """{shape: position of the one to keep, or None} of lines that come again at the edges of pages."""
    edges = _edges(lines, numbers)
    at_edges = Counter(_shape(line) for position, line in enumerate(lines) if position in edges)
    first = {}
    for position, line in enumerate(lines):
        first.setdefault(_shape(line), position)
    return {
        shape: first[shape] if first[shape] < COVER_LINES else None
        for shape, times in at_edges.items()
        if shape and times >= 2
    }


def _edges(lines, numbers):
    """Positions within two lines of a page break or a page number."""
    paged = any(line.page for line in lines) or bool(numbers)
    near = {0, 1, len(lines) - 2, len(lines) - 1} if paged else set()
    for position, line in enumerate(lines):
        if line.page:
            near |= {position - 2, position - 1, position, position + 1}
        if position in numbers or FOOTER_PAGE.search(line.text):
            near |= {position - 2, position - 1, position, position + 1, position + 2}
    return near


def _shape(line):
    """What makes two lines the same furniture: the words, whatever the digits. Empty when it may be content."""
    text = re.sub(r"\d+", "#", line.text.casefold())
    content = (
        line.text.endswith((":", ";")) or marks.split(line.text)[0] or "___" in text or len(text) > LONGEST_FURNITURE
    )
    return "" if content or re.match(r"(?:signed?|signature|dated?|name)\b", text) else text
