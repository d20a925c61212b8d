"""The cover: what stands before the first words of the code itself."""

import re
from dataclasses import replace

from policies.importing import about, dates, labels, owners, shapes, titles

KNOWN_END = re.compile(r"\b(?:statement of intent|introduction|policy statement|aims|purpose|rationale)$", re.I)
LONGEST_COVER = 80
NEAR_FACTS = 8


def split(units, notes):
    """(units of the cover, units of the text). Lines about the document are taken out of both by `facts_of`."""
    first = end = _end(units)
    while end and _opens_the_text(units, end - 1, nearest=end == first):
        end -= 1
    return [part for unit in units[:end] for part in _side_by_side(unit)], units[end:]


def _side_by_side(unit):
    """A line of a cover that says several things, with strokes between them."""
    if unit.row and labels.fact(unit.raw):
        return [unit]
    labelled = re.split(r"\t+|\s{2,}(?=[A-Z](?:[^:\s]|\s(?!\s)){1,40}:)", unit.raw)
    if len(labelled) > 1 and all((labels.fact(part) or ("", ""))[1] for part in labelled):
        return [replace(unit, raw=part, gap=unit.gap if not place else 1) for place, part in enumerate(labelled)]
    parts = [part.strip() for part in re.split(r"\s+[|•·]\s+", unit.raw) if part.strip()]
    return (
        [unit]
        if len(parts) < 2
        else [replace(unit, raw=part, gap=unit.gap if not place else 1) for place, part in enumerate(parts)]
    )


def _end(units):
    """Where the text begins: the first sentence, count or list."""
    controlled = False
    for position, unit in enumerate(units[:LONGEST_COVER]):
        controlled = controlled or bool(about.CONTROL.fullmatch(unit.text))
        if about.is_about_the_document(unit) or titles.could_be_title(unit):
            continue
        starts = (
            shapes.is_prose(unit) or unit.announces or unit.mark or (shapes.is_sentence(unit.text) and unit.words >= 7)
        )
        if starts and not (controlled and (_facts_follow(units, position) or _is_cell(units, position))):
            return position
    return min(len(units), LONGEST_COVER)


def _facts_follow(units, position):
    return any(about.is_about_the_document(unit) for unit in units[position + 1 : position + 1 + NEAR_FACTS])


def _is_cell(units, position):
    """Right below initials, a date or the number of a version stands a cell of the same table."""
    above = units[position - 1] if position else None
    return bool(
        above
        and (
            dates.is_only_a_date(above.whole)
            or re.fullmatch(r"v?\d+(?:\.\d+)*|[A-Z]{1,3}[a-z]?[A-Z]{1,2}[a-z]?", above.whole)
        )
    )


def _opens_the_text(units, position, nearest):
    """A heading just above the text belongs to it; a motto, a name, a title and a label do not."""
    unit, following = units[position], units[position + 1] if position + 1 < len(units) else None
    if following is None or not shapes.could_head(unit) or about.is_about_the_document(unit):
        return False
    known = shapes.KNOWN_HEADING.match(unit.text) or KNOWN_END.search(unit.text)
    if unit.anchored or unit.level > 1 or (known and not _is_only_title(units, position)):
        return True
    if _is_only_title(units, position):
        return False
    if (
        titles.could_be_title(unit)
        or shapes.is_place(unit.text)
        or titles.MOTTO.search(unit.text)
        or owners.ADDRESS.search(unit.text)
        or unit.level == 1
    ):
        return False
    return nearest and following.gap <= 2 and position > 0 and not _is_cell(units, position)


def _is_only_title(units, position):
    """A line that could be the title, where no other line above it could."""
    above = units[:position]
    if titles.could_be_title(units[position]):
        return not any(titles.could_be_title(unit) for unit in above)
    return titles.is_about_parents(units[position]) and all(shapes.is_place(unit.text) for unit in above)
