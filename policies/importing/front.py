"""The cover: what stands before the first words of the code itself."""

import re

from policies.importing import about, contents, dates, labels, owners, shapes, sideways, titles

KNOWN_END = re.compile(r"\b(?:statement of intent|introduction|policy statement|aims|purpose|rationale)$", re.I)
LONGEST_COVER = 80
LONGEST_HEADING, SHORTEST_SENTENCE = 6, 4
# "The School" above what the school does is nobody's name.
PARTY = re.compile(r"(?:the |our )?(?:school|academy|college|nursery|trust|staff|famil(?:y|ies)|home|parents?)", re.I)
NEAR_FACTS = 8
NO_SENTENCE = re.compile(rf"\b(?:no|ref|tel|rd|st)\.$|{titles.MOTTO.pattern}", re.I)


def split(units, notes):
    """(units of the cover, units of the text). Lines about the document are taken out of both by `facts_of`."""
    top = [
        part
        for position, unit in enumerate(units[:LONGEST_COVER])
        for part in (unit.cells_apart() if _only_places_words(units, position) else sideways.apart(unit))
    ]
    units = [*top, *units[LONGEST_COVER:]]
    first = end = _end(units)
    while end and _opens_the_text(units, end - 1, nearest=end == first):
        end -= 1
    cover = [
        part
        for position, unit in enumerate(units[:end])
        for part in ([unit] if _goes_on_in_rows(units, position) else sideways.strokes(unit))
    ]
    return cover, units[end:]


def _end(units):
    """Where the text begins: the first sentence, count or list."""
    controlled = False
    for position, unit in enumerate(units[:LONGEST_COVER]):
        controlled = controlled or bool(about.CONTROL.fullmatch(unit.text))
        if about.is_about_the_document(unit) or titles.could_be_title(unit) or _goes_on_in_rows(units, position):
            continue
        starts = (
            shapes.is_prose(unit)
            or unit.announces
            or unit.mark
            or (shapes.is_sentence(unit.text) and unit.words >= 7)
            or _heads_a_part(unit)
            or (unit.ends and unit.words > SHORTEST_SENTENCE and not NO_SENTENCE.search(unit.text))
            or (position and unit.text.endswith("?") and not about.is_about_the_document(unit))
            or (unit.row and not controlled)
        )
        if starts and not (controlled and (_facts_follow(units, position) or _is_cell(units, position))):
            return position
    return min(len(units), LONGEST_COVER)


def _heads_a_part(unit):
    """A heading of the second level or deeper that is neither title nor name."""
    if unit.level < 2 or contents.HEAD.fullmatch(unit.text) or about.CONTROL.fullmatch(unit.text):
        return False
    return not (shapes.is_place(unit.text) or titles.is_about_parents(unit))


def _only_places_words(units, position):
    """A table of one row at the very top, like a badge beside the title."""
    unit, after = units[position], units[position + 1] if position + 1 < len(units) else None
    alone = (
        unit.row and position < NEAR_FACTS and not (after and after.row) and not (position and units[position - 1].row)
    )
    return alone and not any(labels.kind_of(cell) for cell in unit.cells)


def _goes_on_in_rows(units, position):
    """A row of a table that begins with labels."""
    start = position
    while start and units[start - 1].row:
        start -= 1
    return units[position].row and start < position and about.is_about_the_document(units[start])


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
    if following and following.announces and PARTY.fullmatch(unit.text):
        return True
    if following is None or _is_no_heading(unit, position):
        return False
    known = shapes.KNOWN_HEADING.match(unit.text) or KNOWN_END.search(unit.text)
    if unit.anchored or unit.level > 1 or unit.text.endswith("?") or (known and not _is_only_title(units, position)):
        return True
    if _is_one_of_many(units, position):
        return True
    if _is_only_title(units, position) or _rather_stands_on_a_cover(unit):
        return False
    return nearest and following.gap <= 2 and position > 0 and not _is_cell(units, position)


def _is_no_heading(unit, position):
    """A label, a line with a date at its end, or a long line at the very top."""
    if not shapes.could_head(unit) or about.is_about_the_document(unit):
        return True
    bare = not unit.mark and not unit.level
    return bool(bare and (dates.at_the_end(unit.text) or (not position and unit.words > LONGEST_HEADING)))


def _rather_stands_on_a_cover(unit):
    text = unit.text
    named = titles.could_be_title(unit) or shapes.is_place(text)
    return bool(named or titles.MOTTO.search(text) or owners.ADDRESS.search(text) or unit.level == 1)


def _is_one_of_many(units, position):
    """A heading of the first level among others of the same level is no title."""
    return position > 0 and units[position].level == 1 and sum(unit.level == 1 for unit in units[position + 1 :]) > 1


def _is_only_title(units, position):
    """A line that could be the title, where no other line above it could."""
    above = units[:position]
    if titles.could_be_title(units[position]):
        return not any(titles.could_be_title(unit) for unit in above)
    return titles.is_about_parents(units[position]) and all(shapes.is_place(unit.text) for unit in above)
