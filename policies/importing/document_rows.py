"""Rows of a table about the document: label and value in turn, or a row of labels above the versions there were."""

import re

from policies.importing import dates, facts, labels


def said(units, start, weight):
    """(what a table that begins here says about the document, how many rows that took), or None."""
    cells = units[start].cells
    names = [labels.kind_of(cell) for cell in cells]
    if _are_pairs(names) or (len(cells) == 2 and names[0] and cells[1] and not names[1]):
        found = [
            each
            for label, value in zip(cells[::2], cells[1::2], strict=True)
            for each in facts.of(labels.kind_of(label), value, units[start].line, f"{label}: {value}", weight) or []
        ]
        return found, 1
    if not _are_labels(names):
        return None
    end = start + 1
    while end < len(units) and _goes_on(units[end], len(names)):
        end += 1
    rows = units[start + 1 : end]
    return (_of_newest(names, rows, weight), end - start) if rows else None


def _goes_on(unit, width):
    """A row of the same table, and not the first one of the next."""
    return unit.row and not unit.gap and len(unit.cells) == width and not labels.kind_of(unit.cells[0])


def is_history(unit):
    """The row of labels above a table of versions, wherever it stands in the text."""
    names = [labels.kind_of(cell) for cell in unit.cells] if unit.row else []
    dated = {"version_date", "next_review"} & {*names} and {"author", "approver", "owner", "other"} & {*names}
    return (_are_labels(names) or _are_pairs(names)) and bool("version_label" in names or dated)


def age(names, cells):
    """What tells which row of a table of versions is the newest."""
    told = dict(zip(names, cells, strict=True))
    when = dates.first(told.get("version_date", ""))
    return [int(part) for part in re.findall(r"\d+", told.get("version_label", ""))], when[0] if when else ""


def _of_newest(names, rows, weight):
    row = max(rows, key=lambda each: age(names, each.cells))
    told = zip(names, row.cells, strict=True)
    return [
        found
        for name, cell in told
        if name
        for found in facts.of(name, cell, row.line, f"{name}: {cell}", weight - 1) or []
    ]


def _are_pairs(names):
    """Label and value in turn: two pairs or more in one row."""
    return len(names) > 3 and len(names) % 2 == 0 and all(names[::2]) and not any(names[1::2])


def _are_labels(names):
    return len(names) > 1 and sum(map(bool, names)) > 0.5 * len(names) and len({*names} - {None, "other"}) > 1
