"""Units become sections, clauses and lists; no entry of a list loses the words that lead into it."""

from dataclasses import dataclass, field
from itertools import pairwise

from policies.importing import reasons, shapes
from policies.importing.marks import MISREAD_SIGNS
from policies.importing.parsed import SIGNS, Clause, Item, Section

DEEPER = 2


@dataclass
class Node:
    """A clause or an entry while it is being built."""

    unit: object
    children: list = field(default_factory=list)
    bulleted: bool = False


@dataclass
class Level:
    """One depth of an open list: how its entries stand and look, and what they hang on (None: the section)."""

    indent: int
    look: str
    parent: Node | None
    led: bool = False


class Builder:
    """Takes units one by one and hangs each where it belongs."""

    def __init__(self, notes):
        self.notes = notes
        self.sections = [(None, 0, [])]
        self.parent, self.last, self.levels = None, None, []

    def heading(self, unit, level):
        self._end_list()
        self.parent = self.last = None
        self.sections.append((unit, level, []))

    def paragraph(self, unit):
        self._end_list()
        node = Node(unit)
        self._clauses.append(node)
        self.last = node
        self.parent = node if not shapes.SENTENCE_END.search(unit.text) or _points_on(unit.text) else None

    def numbered(self, unit):
        """A numbered clause, or an entry when the clause before leads into a count of its own."""
        parent = self._counted_below(unit)
        if parent:
            self._add(Node(unit), parent)
            return
        self._end_list()
        node = Node(unit)
        self._clauses.append(node)
        self.parent = self.last = node

    def entry(self, unit):
        """A bullet, tick, cross or letter: an entry of the open list, or a clause when nothing leads into it."""
        self._find_level(unit)
        parent = self.levels[-1].parent
        node = Node(unit, bulleted=parent is None)
        if parent is None:
            self._clauses.append(node)
            self.last = node
        else:
            self._add(node, parent)

    def plain_entry(self, unit):
        self._add(Node(unit), self.parent or self.last)

    def table(self, units):
        """Rows of a table: one clause."""
        self._end_list()
        node = Node(units[0], [Node(unit) for unit in units[1:]])
        self._clauses.append(node)
        self.parent, self.last = None, node

    def loose_cells(self, units):
        """A table whose cells stand one a line: kept together, because one cell by itself says too little."""
        self._end_list()
        node = Node(units[0], [Node(unit) for unit in units[1:]])
        self._clauses.append(node)
        self.parent, self.last = None, node
        why = reasons.LOOSE_CELLS % {"count": len(units)}
        self.notes.look(units[0].text, why, units[0].line)

    def built(self):
        """(the clauses before the first heading, the sections)."""
        self._end_list()
        for heading, _level, nodes in self.sections:
            self._look_for_led_by_heading(heading, nodes)
        (_none, _level, before), *sections = self.sections
        return _clauses(before), tuple(
            Section(unit.text, _number(unit), level, _clauses(nodes), unit.line) for unit, level, nodes in sections
        )

    @property
    def _clauses(self):
        return self.sections[-1][2]

    def _look_for_led_by_heading(self, heading, nodes):
        """Fragments below a heading, or below nothing, have no words that lead into them; their meaning hangs on it."""
        for place, (node, following) in enumerate(pairwise(nodes)):
            if not (_is_fragment(node) and _is_fragment(following)):
                continue
            if place == 0 and heading:
                why = reasons.LED_BY_HEADING % {"heading": heading.text}
            else:
                why = reasons.LED_BY_NOTHING
            self.notes.look(node.unit.text, why, node.unit.line)
            return

    def _add(self, node, parent):
        parent.children.append(node)
        self.last = node

    def _end_list(self):
        if self.last and self.last.unit.announces and not self.last.children:
            why = reasons.NO_ENTRIES
            self.notes.look(self.last.unit.text, why, self.last.unit.line)
        self.levels = []

    def _counted_below(self, unit):
        """The clause or entry whose count this number goes on with or begins, or None for a clause of its own."""
        if not self.parent:
            return None
        for node in reversed(self._open_nodes()):
            counted = [child.unit for child in node.children if child.unit.mark and child.unit.mark.value]
            if counted and unit.mark.follows(counted[-1].mark) and abs(unit.indent - counted[-1].indent) <= 1:
                return node
        if self._is_part_of(unit.mark.value, self.parent.unit.mark):
            return self.parent
        if unit.mark.value[-1] != 1 or unit.mark.follows(self.parent.unit.mark):
            return None
        if self.last is not self.parent and unit.indent >= self.last.unit.indent + DEEPER:
            return self.last
        leads = shapes.leads_on(self.parent.unit.text) or _points_on(self.parent.unit.text)
        return self.parent if leads and not self.parent.children else None

    def _open_nodes(self):
        """The open clause, its last entry, that entry's last entry, and so on."""
        found = [self.parent]
        while found[-1].children:
            found.append(found[-1].children[-1])
        return found

    @staticmethod
    def _is_part_of(value, above):
        """2.1 is part of 2 where 2 is a clause and no heading."""
        return bool(
            above and above.value and len(value) > len(above.value) and value[: len(above.value)] == above.value
        )

    def _find_level(self, unit):
        look = unit.mark.kind if unit.mark.kind != "bullet" else unit.mark.glyph
        if self.levels and (unit.mark.misread or look in MISREAD_SIGNS):
            look = self.levels[-1].look
        if not self.levels:
            self.levels.append(Level(unit.indent, look, self.parent))
            return
        open_level = self.levels[-1]
        if self._goes_deeper(unit, look, open_level):
            self.levels.append(Level(unit.indent, look, self.last, self.last.unit.announces))
            return
        while len(self.levels) > 1 and self._goes_back(unit, look):
            self.levels.pop()

    def _goes_deeper(self, unit, look, level):
        if any(each.look == look and each.indent == unit.indent for each in self.levels[:-1]):
            return False
        if self.last.unit.announces and not self.last.children and self.last.unit.mark:
            if unit.indent <= level.indent and look == level.look:
                return self._led_without_indent(unit)
            return True
        if look != level.look:
            return unit.indent >= level.indent and not (look in SIGNS_LOOK and level.look in SIGNS_LOOK)
        return unit.indent >= level.indent + DEEPER

    def _led_without_indent(self, unit):
        """An entry leads on, and what follows stands no deeper: where its own list ends nobody can tell."""
        why = reasons.UNCLEAR_END
        self.notes.look(self.last.unit.text, why, self.last.unit.line)
        return not shapes.is_sentence(unit.text)

    def _goes_back(self, unit, look):
        here, above = self.levels[-1], self.levels[-2]
        if unit.indent < here.indent:
            return unit.indent <= above.indent or here.look != look
        same_as_above = above.look == look and unit.indent <= above.indent
        if same_as_above and here.look == look and here.led:
            return shapes.is_sentence(unit.text)
        return same_as_above and here.look != look


SIGNS_LOOK = ("sign",)


def build(units, heads, lists, tables, notes):
    """(clauses before the first heading, sections) of these units."""
    builder = Builder(notes)
    listed = {position for start, end in lists.items() for position in range(start + 1, end)}
    position = 0
    while position < len(units):
        unit = units[position]
        if position in tables:
            builder.loose_cells(units[position : tables[position]])
            position = tables[position]
            continue
        if unit.row:
            end = next((each for each in range(position, len(units)) if not units[each].row), len(units))
            builder.table(units[position:end])
            position = end
            continue
        if position in heads:
            builder.heading(unit, heads[position])
        elif position in listed:
            builder.plain_entry(unit)
        else:
            _place(builder, unit)
        position += 1
    return builder.built()


def _place(builder, unit):
    if unit.mark is None:
        builder.paragraph(unit)
    elif unit.mark.counts:
        builder.numbered(unit)
    else:
        builder.entry(unit)


def _points_on(text):
    """ "…do any of the following." before bullets leads into them, colon or not."""
    last = text.rstrip(".").split(". ")[-1]
    return bool(shapes.POINTS_ON.search(last))


def _is_fragment(node):
    unit = node.unit
    if node.children or unit.row:
        return False
    if unit.announces or shapes.is_sentence(unit.text):
        return False
    first = unit.text.split()[0]
    return not unit.ends or first.endswith("ing") or (first[0].islower() and unit.words <= 12)


def _number(unit):
    return unit.mark.shown if unit.mark and unit.mark.counts else ""


def _clauses(nodes):
    return tuple(
        Clause(_text(node), _mark(node.unit), _items(node.children), node.unit.line, node.bulleted, _rows(node))
        for node in nodes
    )


def _items(nodes):
    return tuple(Item(node.unit.text, _mark(node.unit), _items(node.children), node.unit.line) for node in nodes)


def _rows(node):
    return tuple(each.unit.cells for each in (node, *node.children)) if node.unit.row else ()


def _text(node):
    return node.unit.text


def _mark(unit):
    """What stays visible before the words: numbers, letters, ticks and crosses, not dots."""
    mark = unit.mark
    if not mark:
        return ""
    return mark.shown if mark.kind != "bullet" or mark.shown in SIGNS else ""
