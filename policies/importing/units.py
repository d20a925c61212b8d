"""Lines become units: a paragraph, a list entry or a heading each, however many lines it took on the page."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from policies.importing import dates, labels, marks, reasons
from policies.importing.lines import HYPHEN

ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
GOES_ON = re.compile(
    r"(?:,|\b(?:a|an|the|of|to|and|or|for|with|by|in|on|at|from|as|that|which|their|our|your|its|his"
    r"|her|this|these|not|be|is|are|will|must|should|may|any|all))$",
    re.I,
)
# No line of a list or cover ends like this, whatever letter the next one begins with.
OPEN_END = re.compile(r"\b(?:a|an|the|of|in|on|at|by|from|with)$", re.I)
OPEN_WORDS = 6
CONTENTS_LINE = re.compile(r"(?:\.{3,}|…+|\.( \.)+|\t| {2,})\s*\d{1,3}$")
INLINE = re.compile(rf"\s+(?=[{marks.DOTS.replace('·', '').replace('-', '')}✓✔✗✘❌✅]\s)")
OFFICE_USE = re.compile(r"\b(?:office|school|staff) use\b", re.I)
BROKEN_WORD = re.compile(rf"[^\W\d_]{{2,}}[-{HYPHEN}]$")
LONG = 60
LONGEST = 4000


@dataclass(frozen=True)
class Unit:
    """One paragraph, entry or heading. `raw` keeps tabs and wide spaces, which part cells and fields."""

    line: int
    raw: str
    mark: marks.Mark | None = None
    indent: int = 0
    gap: int = 0
    page: bool = False
    strong: bool = False
    anchored: bool = False
    level: int = 0
    row: bool = False
    running: bool = False

    @property
    def cells(self):
        """The cells of a row of a table."""
        return tuple(cell.strip() for cell in self.raw.split("|"))

    def cells_apart(self):
        """Each cell with words in it as a unit of its own."""
        found = [cell for cell in self.cells if cell]
        return [replace(self, raw=cell, row=False, gap=1 if place else self.gap) for place, cell in enumerate(found)]

    @property
    def text(self):
        return " ".join(self.raw.split())

    @property
    def whole(self):
        """The text together with the mark before it."""
        shown = self.mark.shown if self.mark else ""
        return f"{shown} {self.text}".strip()

    @property
    def words(self):
        return len(self.text.split())

    @property
    def ends(self):
        """Whether it ends as a sentence or a lead-in does."""
        return bool(ENDS.search(self.text))

    @property
    def announces(self):
        return bool(re.search(r":\s*[-–—]?$", self.text))


def join(lines, notes):
    """Units in order; what a line end or a page break parted is one again."""
    width, units, last = _wrap_width(lines), [], None
    known = " ".join(line.text.casefold() for line in lines)
    for line in _spread(lines):
        unit = _after_bullet(units, _unit(line))
        if units and marks.stands_alone(units[-1].raw) and not _is_a_cell(units[-1], unit):
            units[-1] = _with_its_mark(units[-1], unit)
        elif units and _continues(units, last, line, unit, width):
            units[-1] = _joined(units[-1], line, known, notes)
        else:
            units.append(unit)
        last = line
    return _plain_initials([_checked(unit, notes) for unit in _ones(units)])


def _after_bullet(units, unit):
    """A round bullet that a scanner took for the letter e or o, right after another bullet."""
    found = re.match(r"([eo])[ \t]+(?=\w)", unit.raw)
    if not found or unit.mark or not (units and units[-1].mark and units[-1].mark.kind == "bullet"):
        return unit
    return replace(unit, raw=unit.raw[found.end() :], mark=replace(units[-1].mark, misread=found[1]))


def _is_a_cell(alone, unit):
    """ "1.0" above a date is a row of a table of versions, not a number whose words slipped down."""
    return alone.raw[-1].isdigit() and (dates.is_only_a_date(unit.raw) or unit.gap > 1)


def _unit(line):
    if line.row:
        return Unit(line.number, line.text, gap=line.gap, page=line.page, row=True)
    mark, words = (None, line.text) if marks.stands_alone(line.text) else marks.split(line.text)
    told = (line.indent, line.gap, line.page, line.strong, line.anchored, line.level)
    return Unit(line.number, words, mark, *told, running=line.running)


def _checked(unit, notes):
    if unit.mark and unit.mark.doubled:
        notes.look(unit.text, reasons.DOUBLE_MARK, unit.line)
    if unit.mark and unit.mark.glyph in marks.WINGDINGS_LETTERS:
        notes.look(unit.text, reasons.PICTURE_FONT % {"mark": unit.mark.glyph}, unit.line)
    misread = unit.mark and (unit.mark.misread or (unit.mark.glyph if unit.mark.glyph in marks.MISREAD_SIGNS else ""))
    if misread:
        notes.look(unit.text, reasons.MISREAD_MARK % {"mark": misread}, unit.line)
    if marks.stands_alone(unit.raw) and "." not in unit.raw.strip("."):
        notes.look(unit.raw, reasons.MARK_WITHOUT_WORDS, unit.line)
    return unit


def _ones(units):
    """ "l. Aims" where the next number is 2 and no letter k came before: a scanner's 1."""
    numbers = [unit.mark for unit in units if unit.mark and unit.mark.kind == "number"]
    if not numbers or numbers[0].value != (2,):
        return units
    first = next(place for place, unit in enumerate(units) if unit.mark is numbers[0])
    for place in range(first - 1, -1, -1):
        whole = units[place].whole
        if found := marks.MISREAD_ONE.match(whole):
            mark = marks.as_number(marks.Mark("lower", "l", found.group().strip()))
            return [*units[:place], replace(units[place], raw=whole[found.end() :], mark=mark), *units[place + 1 :]]
    return units


def _plain_initials(units):
    """A capital with a dot counts only in a row that begins with A or I; else it is somebody's initial."""
    rows = any(unit.mark and unit.mark.kind == "upper" and unit.mark.value in ((1,), (9,)) for unit in units)
    return [
        replace(unit, raw=f"{unit.mark.shown} {unit.raw}", mark=None)
        if unit.mark and unit.mark.kind == "upper" and not rows
        else unit
        for unit in units
    ]


def _with_its_mark(alone, unit):
    mark, _nothing = marks.split(f"{alone.raw} X")
    return replace(unit, mark=unit.mark or mark, line=alone.line, indent=alone.indent, gap=alone.gap)


def _spread(lines):
    """Bullets that follow each other within one line get a line each."""
    for line in lines:
        if line.row or OFFICE_USE.search(line.text):
            yield line
            continue
        pieces = INLINE.split(line.text)
        if len(pieces) < 3 and not (len(pieces) == 2 and marks.split(line.text)[0]):
            yield line
            continue
        yield replace(line, text=pieces[0])
        for piece in pieces[1:]:
            yield replace(line, text=piece, gap=0, strong=False, anchored=False)


def _wrap_width(lines):
    """The width at which paragraphs were broken into lines, or None when each stands on one line."""
    pairs = [(line, after) for line, after in pairwise(lines) if not after.gap and not marks.split(after.text)[0]]
    broken = sorted(line.width for line, after in pairs if after.text[0].islower() and not ENDS.search(line.text))
    if len(broken) < 4 or len(broken) < 0.25 * len(pairs):
        return None
    width = broken[int(len(broken) * 0.9)]
    return width if 40 <= width <= 140 else None


def _continues(units, last, line, unit, width):
    """Whether a line goes on with what the unit before it began."""
    before = units[-1]
    if unit.mark or len(before.raw) > LONGEST or _stands_apart(before, last, line):
        return False
    if before.raw.count("(") > before.raw.count(")") and len(before.raw) < 300 and line.gap <= 1:
        return True
    if line.gap:
        return not _leads_next_list(before, unit) and _parted_by_page(before, last, line)
    if BROKEN_WORD.search(last.text) and line.text[0].islower():
        return True
    if ENDS.search(last.text):
        return bool(width) and _full(last, line, width) and not before.announces
    if line.text[0].islower():
        return _lower_goes_on(before, last, width)
    if not before.strong and before.words > OPEN_WORDS and (OPEN_END.search(last.text) or _is_last_word(last, line)):
        return True
    return bool(width) and _full(last, line, width) and not before.strong


def _leads_next_list(before, unit):
    """ "and I promise to:" below an entry is no more of it: it would turn round what follows."""
    return bool(before.mark) and unit.announces and not GOES_ON.search(before.text)


def _is_last_word(last, line):
    """ "Policy." below a long line that has no end."""
    return last.width > LONG and len(line.text.split()) == 1 and line.text.endswith(".")


def _stands_apart(before, last, line):
    """Headings, labels and contents lines are never continued, nor is plain text by a heading."""
    if before.row or line.row or before.strong != line.strong or line.anchored or (before.strong and line.level):
        return True
    starts_lower = line.text[0].islower()
    if labels.is_label(before.text) or (labels.is_label(line.text) and not starts_lower) or "___" in line.text:
        return True
    return bool(CONTENTS_LINE.search(last.text))


def _parted_by_page(before, last, line):
    """Only a page break puts an empty line into the middle of a sentence."""
    if ENDS.search(last.text) or before.strong or (not before.mark and before.words < 5):
        return False
    if line.text[0].islower():
        return line.gap == 1 or line.page
    return line.page and bool(GOES_ON.search(last.text))


def _lower_goes_on(before, last, width):
    if GOES_ON.search(last.text):
        return True
    if width:
        return last.width >= 0.6 * width
    return bool(before.mark) or (before.raw[0].isupper() and len(last.text) > LONG)


def _full(last, line, width):
    """Whether the first word of the next line had no room left in this one."""
    return last.width + 1 + len(line.text.split()[0]) > width


def _joined(before, line, known, notes):
    if line.gap:
        notes.look(f"{before.text[-60:]} | {line.text[:60]}", reasons.PAGE_BREAK, line.number)
    if BROKEN_WORD.search(before.raw) and line.text[0].islower():
        return replace(before, raw=_mended_word(before.raw, line, known, notes))
    return replace(before, raw=f"{before.raw} {line.text}")


def _mended_word(raw, line, known, notes):
    """A word parted at the line end; its hyphen stays when the text writes it so elsewhere, or nobody can tell."""
    start = re.search(r"[^\W\d_]+(?=.$)", raw).group()
    end = re.match(r"[^\W\d_]*", line.text).group()
    if f"{start}-{end}".casefold() in known:
        return f"{raw[:-1]}-{line.text}"
    if raw.endswith(HYPHEN) or re.search(rf"\b{re.escape(start + end)}\b", known, re.I):
        return f"{raw[:-1]}{line.text}"
    notes.look(f"{start}-{end}", reasons.HYPHEN, line.number)
    return f"{raw}{line.text}"
