"""Numbers before words: which of them head a section, which count clauses, and which are no count at all."""

from dataclasses import dataclass, replace

from policies.importing import reasons, shapes

COUNTING = ("number", "decimal", "upper", "bare", "named")


@dataclass
class Chain:
    """Units that count on from each other: positions in the text, and whether each could head a section."""

    key: tuple
    positions: list
    headlike: list

    def takes(self, value):
        return value[-1] in (self.last + 1, self.last + 2)

    last: int = 0


def settled(units):
    """Units whose bare number ("3 children") was no count get it back as a word."""
    rows = [chain for chain in _chains(units) if chain.key[0] == "number" and _is_row(units, chain)]
    counted = {position for chain in rows for position in chain.positions}
    return [
        replace(unit, raw=f"{unit.mark.shown} {unit.raw}", mark=None)
        if unit.mark and unit.mark.kind == "bare" and position not in counted
        else unit
        for position, unit in enumerate(units)
    ]


def heads(units):
    """Positions of numbered units that head a section, each with how deep its number is."""
    found = {}
    for chain in _chains(units):
        if _heads_sections(units, chain):
            for position, headlike in zip(chain.positions, chain.headlike, strict=True):
                if headlike:
                    found[position] = len(units[position].mark.value)
    return found


def _chains(units):
    chains = []
    for position, unit in enumerate(units):
        if not unit.mark or unit.mark.kind not in COUNTING:
            continue
        key, value = (_kind(unit.mark), unit.mark.value[:-1]), unit.mark.value
        headlike = could_head(unit)
        chain = _best(chains, key, value, headlike)
        if not chain:
            chain = Chain(key, [], [])
            chains.append(chain)
        chain.positions.append(position)
        chain.headlike.append(headlike)
        chain.last = value[-1]
    return chains


def _kind(mark):
    """ "2 Scope" goes on where "1. Aims" began."""
    return "number" if mark.kind == "bare" else mark.kind


def _best(chains, key, value, headlike):
    """The chain this number goes on with; of two that fit, the one whose members look like it."""
    if value[-1] == 1:
        return None
    fitting = [chain for chain in chains if chain.key == key and chain.takes(value)]
    exact = [chain for chain in fitting if chain.last + 1 == value[-1]] or fitting
    alike = [chain for chain in exact if chain.headlike[-1] == headlike]
    return (alike or exact or [None])[-1]


def look_for_jumps(units, notes):
    """Numbers that do not count on: a clause may be lost, or its number misread."""
    last = {}
    for unit in units:
        if not unit.mark or unit.mark.kind != "decimal":
            continue
        *above, count = unit.mark.value
        before = last.get(tuple(above), 0)
        if count != before + 1:
            why = reasons.NUMBER_JUMPS % {"number": unit.mark.shown, "before": _shown(above, before)}
            notes.look(unit.text, why, unit.line)
        last[tuple(above)] = count


def _shown(above, count):
    return ".".join(map(str, [*above, count])) if count else str(reasons.ITS_HEADING)


def could_head(unit):
    text = unit.text.rstrip(":") if unit.strong or unit.level else unit.text
    return shapes.could_head(unit) and not text.endswith(":")


def _heads_sections(units, chain):
    """Most of its members are short, and most have something of their own below them."""
    content = [_has_content(units, position) for position in chain.positions]
    both = sum(1 for headlike, filled in zip(chain.headlike, content, strict=True) if headlike and filled)
    if len(chain.positions) == 1:
        unit = units[chain.positions[0]]
        sure = unit.level or unit.strong or shapes.is_caps(unit.text) or shapes.KNOWN_HEADING.match(unit.text)
        return bool(both and sure and unit.mark.kind != "bare")
    return both >= 0.6 * len(chain.positions) and sum(chain.headlike) >= 0.7 * len(chain.positions)


def _has_content(units, position):
    following = units[position + 1] if position + 1 < len(units) else None
    if following is None:
        return False
    return not (following.mark and following.mark.follows(units[position].mark))


def _is_row(units, chain):
    marks = [units[position].mark for position in chain.positions]
    begins = marks[0].value[-1] == 1 or any(mark.kind == "number" for mark in marks)
    return begins and len(marks) >= 2 and _heads_sections(units, chain)
