"""A letter in the same file: where it begins and ends, and which of its words nobody filled in."""

import re

from policies.importing import blanks, dates, reasons, shapes
from policies.importing.parsed import Letter

DEAR = re.compile(r"(?:dear|annwyl|drodzy|szanowni)\b.{0,80}", re.I)
FAREWELL = re.compile(
    r"(?:yours (?:sincerely|faithfully|truly)|(?:kind|warm|best|with kind|with best) (?:regards"
    r"|wishes)|regards|sincerely|many thanks|with thanks|yn gywir)\b.{0,20}",
    re.I,
)
TITLE = re.compile(r"\bletter\b", re.I)
HEAD_LINES = 14
AFTER_FAREWELL = 5
MOST_OF_A_TEXT = 0.6


def taken_out(units, notes):
    """(the units without letters, the letters). A text that is mostly letter stays a code."""
    found, kept, position = [], [], 0
    for start, end in _spans(units):
        part = units[start:end]
        if sum(unit.words for unit in part) > MOST_OF_A_TEXT * sum(unit.words for unit in units):
            notes.look(
                part[0].text,
                reasons.ALL_LETTER,
                part[0].line,
            )
            kept += units[position:start] + _without_frame(part, notes)
            position = end
            continue
        kept += units[position:start]
        position = end
        found.append(_letter(part, notes))
    return kept + units[position:], tuple(found)


def _without_frame(units, notes):
    """The words of a letter without address, salutation and farewell, which are left out."""
    dear, farewell = _frame(units)
    frame = units[: dear + 1] + units[farewell:]
    dated = [unit for unit in frame if dates.is_only_a_date(unit.text)]
    for unit in frame:
        if unit not in dated:
            notes.leave_out(unit.whole, reasons.IN_LETTER, unit.line)
    return units[dear + 1 : farewell] + dated


def _frame(units):
    """(the place of the salutation, the place of the farewell)."""
    dear = next(position for position, unit in enumerate(units) if DEAR.fullmatch(unit.text))
    farewells = (position for position, unit in enumerate(units) if FAREWELL.fullmatch(unit.text))
    return dear, next(farewells, len(units))


def _spans(units):
    position, found = 0, []
    while position < len(units):
        if not DEAR.fullmatch(units[position].text) or units[position].words > 12:
            position += 1
            continue
        start = _start(units, position, found[-1][1] if found else 0)
        end = _end(units, position + 1)
        found.append((start, end))
        position = end
    return found


def _start(units, dear, floor):
    """Back over address, date and subject, up to a heading that says it is a letter."""
    start = dear
    for back in range(dear - 1, max(floor, dear - HEAD_LINES) - 1, -1):
        unit = units[back]
        if TITLE.search(unit.text) and shapes.could_head(unit):
            return back
        if not _is_letter_head(unit):
            break
        start = back
    return start


def _is_letter_head(unit):
    if unit.ends or unit.mark or unit.words > 12 or unit.level:
        return False
    return bool(
        blanks.in_letter(unit.text)
        or re.match(r"(?:re|ref|subject|date)\b", unit.text, re.I)
        or re.search(r"\d", unit.text)
    )


def _end(units, start):
    for position in range(start, len(units)):
        if FAREWELL.fullmatch(units[position].text):
            end = position + 1
            while end < len(units) and end - position <= AFTER_FAREWELL and _is_signature(units[end]):
                end += 1
            return end
    return len(units)


def _is_signature(unit):
    return (
        unit.words <= 6
        and not unit.ends
        and not unit.mark
        and not unit.level
        and not unit.strong
        and not shapes.KNOWN_HEADING.match(unit.text)
        and not shapes.TITLE_WORDS.search(unit.text)
    )


def _letter(units, notes):
    dear, farewell = _frame(units)
    titled = TITLE.search(units[0].text) and dear > 0
    for unit in units:
        notes.leave_out(unit.whole, reasons.IN_LETTER, unit.line)
    notes.look(units[0].text, reasons.LETTER, units[0].line)
    return Letter(
        title=units[0].text if titled else "",
        paragraphs=tuple(unit.whole for unit in units[dear + 1 : farewell]),
        unfilled=tuple(dict.fromkeys(text for unit in units for text in blanks.in_letter(unit.text))),
        line=units[0].line,
    )
