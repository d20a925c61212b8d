"""Contents lists: their lines are no headings, but they say which headings to expect."""

import re

from policies.importing import marks, reasons

HEAD = re.compile(r"(?:table of )?contents(?: page)?[:.]?|index|contents list|cynnwys|spis treści", re.I)
PAGED = re.compile(r"(?:[\s.…]|p\.?|page)+\s*(\d{1,3})$", re.I)
LEADER = re.compile(r"(?:\.{3,}|…{1,}|(?:\.\s){3,}|\t)\s*(?:p\.?\s*)?\d{1,3}$", re.I)
MOST = 60


def taken_out(units, notes):
    """(the units without contents lists, the titles that these lists name)."""
    kept, titles, position = [], [], 0
    while position < len(units):
        end = _end_of_list(units, position)
        if not end:
            kept.append(units[position])
            position += 1
            continue
        for unit in units[position:end]:
            notes.leave_out(unit.whole, reasons.CONTENTS, unit.line)
        titles += [title for unit in units[position:end] if (title := _title(unit)) and not HEAD.fullmatch(unit.text)]
        position = end
    return kept, titles


def key(text):
    """What makes a heading and its line in the contents the same: the words alone."""
    return re.sub(r"[\W\d_]+", " ", text.casefold()).strip()


def compare(titles, heads, elsewhere, notes):
    """Headings that the contents list names and the text lacks."""
    heard = {key(unit.text) for unit in heads} | {key(unit.whole) for unit in heads} | {key(text) for text in elsewhere}
    for title in titles:
        if key(title) and key(title) not in heard:
            notes.look(title, reasons.HEADING_MISSING)


def _end_of_list(units, start):
    """Where a contents list that begins here ends, or None."""
    if HEAD.fullmatch(units[start].text.strip()):
        end = _end_of_entries(units, start + 1)
        return end if end > start + 1 else None
    leaders = start
    while leaders < len(units) and LEADER.search(units[leaders].raw):
        leaders += 1
    return leaders if leaders - start >= 3 else None


def _end_of_entries(units, start):
    last = {key(unit.text): position for position, unit in enumerate(units)}
    position = start
    while position < min(len(units), start + MOST):
        if _is_entry(units, position, last):
            position += 1
        elif _entry_on_two_lines(units, position, last) or _stands_between_entries(units, position, last):
            position += 2
        else:
            break
    return position


def _stands_between_entries(units, position, last):
    """A heading of the list that the text lacks, with one that it has right below."""
    if position + 1 >= len(units) or units[position].words > 10 or units[position].ends or units[position].mark:
        return False
    return units[position].gap == units[position + 1].gap and _is_entry(units, position + 1, last)


def _is_entry(units, position, last):
    unit = units[position]
    if unit.text.isdigit() or LEADER.search(unit.raw):
        return True
    comes_later = max(last.get(key(unit.text), 0), last.get(key(_title(unit)), 0)) > position
    if PAGED.search(unit.text) and unit.words <= 16:
        following = units[position + 1] if position + 1 < len(units) else None
        return comes_later or bool(following and PAGED.search(following.text) and following.words <= 16)
    return comes_later and unit.words <= 14 and _comes_first(unit)


def _comes_first(unit):
    return not unit.ends or unit.text.endswith("?")


def _entry_on_two_lines(units, position, last):
    if position + 1 >= len(units) or units[position].ends:
        return False
    both = f"{units[position].text} {_title(units[position + 1])}"
    return bool(PAGED.search(units[position + 1].text)) and last.get(key(both), 0) > position


def _title(unit):
    return PAGED.sub("", marks.split(unit.text)[1]).strip(" .…\t") if not unit.text.isdigit() else ""
