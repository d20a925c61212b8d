"""Lists side by side in a table: each is read under the words that head it, or "do" would turn into "do not"."""

from dataclasses import dataclass
from itertools import takewhile

from policies.importing import marks

LONGEST_HEAD = 10


@dataclass(frozen=True)
class Cell:
    """What a cell says, line by line, where that stands in the file, and whether it is a list."""

    source: object
    said: tuple
    listed: bool = False

    @property
    def is_list(self):
        return self.listed or any(marks.split(line)[0] for line in self.said)

    @property
    def line(self):
        return " ".join(self.said)


@dataclass(frozen=True)
class Part:
    """Cells of a table below the words that head them; of a row that has a name, one cell."""

    head: str
    cells: tuple
    names_its_row: bool = False


def parts(rows):
    """The parts of a table in the order of reading, or None when no row of heads stands above its lists."""
    names = list(takewhile(lambda row: len(row) == 1 and not row[0].is_list, rows))
    rows = rows[len(names) :]
    if len(rows) < 2 or len(rows[0]) < 2 or any(len(row) != len(rows[0]) for row in rows):
        return None
    head, *body = rows
    if not all(cell.said for cell in head[1:]) or not all(map(_could_head, head)):
        return None
    cells = [cell for row in body for cell in row]
    listed = any(cell.is_list for cell in cells)
    if head[0].said and (any(row[0].is_list for row in body) or all(len(cell.said) > 1 for cell in cells)):
        below = [Part(each.line, column) for each, column in zip(head, zip(*body, strict=True), strict=True)]
    else:
        below = [Part(*each) for row in body for each in _named(head, row)] if listed else []
    return [*(Part("", tuple(row), names_its_row=True) for row in names), *below] if below else None


def lines(parts, blocks):
    """The lines of all parts; `blocks(cell)` gives those of a list as it stands in the file."""
    for part in parts:
        if part.head and not part.names_its_row:
            yield from ("", _leading(part.head))
        for cell in part.cells:
            if cell.is_list:
                yield from blocks(cell.source)
            elif part.names_its_row:
                yield from ("", f"{_leading(part.head)} {cell.line}" if part.head else cell.line, "")
            else:
                yield from (f"- {line}" for line in cell.said)
    yield ""


def _could_head(cell):
    return not cell.is_list and len(cell.said) < 2 and len(cell.line.split()) <= LONGEST_HEAD


def _named(head, row):
    return [(each.line, (cell,), not place) for place, (each, cell) in enumerate(zip(head, row, strict=True))]


def _leading(head):
    """The head of a column as the words that lead into a list."""
    return head if head.endswith(":") else f"{head.rstrip(' .…')}:"
