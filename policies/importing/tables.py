"""Tables that a converter wrote one cell a line: runs of short lines that are neither list nor heading."""

from policies.importing import shapes

FEWEST = 6
LONGEST = 12


def runs(units, heads, lists):
    """{start: end} of runs of cells."""
    listed = {position for start, end in lists.items() for position in range(start, end)}
    found, position = {}, 0
    while position < len(units):
        end = position
        while end < len(units) and end not in heads and end not in listed and _is_cell(units[end]):
            end += 1
        if end - position >= FEWEST and not _is_verse(units[position:end]):
            found[position] = end
        position = max(end, position + 1)
    return found


def _is_cell(unit):
    if unit.mark or unit.announces or unit.words > LONGEST or "___" in unit.raw:
        return False
    return not (unit.words >= 6 and shapes.is_sentence(unit.text))


def _is_verse(units):
    """Whole sentences one below the other are paragraphs, however short."""
    return sum(1 for unit in units if unit.ends) > 0.5 * len(units)
