"""Lines about the document: labels and values, tables written one cell a line, the foot of a page."""

import re
from dataclasses import replace

from policies.importing import dates, document_rows, facts, labels, reasons

CONTROL = re.compile(
    r"(?:document|version|policy|change|amendment|revision|review) (?:control|history|log|record"
    r"|information|details|schedule)s?(?: sheet| table)?|record of changes",
    re.I,
)
FEWEST_CELLS, LONGEST_FACT = 4, 20
PARTED = re.compile(r"\t+|\s{2,}|\s*\|\s*")
PAGE = re.compile(r"\bpage\b.*$", re.I)


def facts_of(units, notes, weight=4):
    """(what labelled and loose lines say, the units that say nothing of the kind)."""
    found, kept, position = [], [], 0
    while position < len(units):
        unit = units[position]
        said, used = _said(units, position, weight)
        if said is None:
            kept.append(unit)
        else:
            for each in units[position : position + used]:
                notes.leave_out(each.whole, _why(said), each.line)
            found += said
        position += used
    return found, kept


def facts_of_furniture(lines):
    """What the foot of a page says about the document; the text itself says it more surely."""
    found = []
    for line in lines:
        whole = [text for part in PARTED.split(PAGE.sub("", line.text)) for text in labels.apart(part)]
        for part in whole:
            said = facts.in_loose_line(part, line.number) or facts.in_line(part, line.number) or []
            found += [replace(each, weight=1, doubt=each.doubt or reasons.FOOT_OF_PAGE) for each in said]
    return found


def lines_about_itself(units, notes):
    """The same for the text of the code, where only a line that can mean nothing else is taken out."""
    found, kept = [], []
    for unit in units:
        said = None if unit.mark or unit.words > 12 or unit.level else _plain_fact(unit)
        if said:
            notes.leave_out(unit.whole, _why(said), unit.line)
            found += said
        else:
            kept.append(unit)
            found += facts.in_sentence(unit.text, unit.line)
    return found, kept


def is_about_the_document(unit):
    if unit.level > 1 and not CONTROL.fullmatch(unit.text):
        # A marked heading like "Our code" is no label whose value stands below.
        return False
    if unit.row and any(labels.kind_of(cell) for cell in unit.cells):
        return True
    return bool(
        labels.fact(unit.raw)
        or dates.is_only_a_date(unit.whole)
        or facts.in_loose_line(unit.whole, 0)
        or _without_subject(unit)
        or CONTROL.fullmatch(unit.text)
    )


def history_in(units, notes):
    """(what a table of versions says wherever it stands in the text, the units without it)."""
    found, kept, position = [], [], 0
    while position < len(units):
        if document_rows.is_history(units[position]):
            said, used = document_rows.said(units, position, 3)
            for unit in units[position : position + used]:
                notes.leave_out(unit.whole, reasons.ABOUT_DOCUMENT, unit.line)
            found, position = found + said, position + used
            continue
        end = _end_of_history(units, position) if CONTROL.fullmatch(units[position].text) else position
        if end - position < FEWEST_CELLS:
            kept.append(units[position])
            position += 1
            continue
        said, loose = facts_of(units[position:end], notes, weight=3)
        for unit in loose:
            notes.leave_out(unit.whole, reasons.ABOUT_DOCUMENT, unit.line)
        found += said
        position = end
    return found, kept


def _end_of_history(units, start):
    """Up to the next heading with a number, or running text that is no cell."""
    for position in range(start + 1, len(units)):
        unit = units[position]
        if unit.level or unit.strong or unit.mark or unit.announces or (unit.ends and unit.words > 12):
            return position
    return len(units)


def _said(units, position, weight):
    """(what a line says about the document or None, how many units that took)."""
    unit = units[position]
    if unit.row and (told := document_rows.said(units, position, weight)):
        return told
    if CONTROL.fullmatch(unit.text):
        return [], 1
    loose = facts.in_loose_line(unit.whole, unit.line) or _without_subject(unit)
    labelled = labels.fact(unit.raw) if not unit.mark else None
    if labelled and labelled[1]:
        said = facts.of(labelled[0], labelled[1], unit.line, unit.text, weight)
        return (said if said is not None else loose), 1
    if labelled:
        return _in_cells(units, position, weight)
    return loose, 1


def _without_subject(unit):
    """What "Agreed by the governing body at its meeting of 14 May 2025" says, or None."""
    begins = facts.BEGINS_WITH_IT.match(unit.text) and not unit.mark and unit.words <= LONGEST_FACT
    return (facts.in_sentence(unit.text, unit.line) or None) if begins else None


def _in_cells(units, position, weight):
    """A table written one cell a line: a label and its value in turn, or all labels and then all values."""
    end = position
    while end < len(units) and _is_empty_label(units[end]):
        end += 1
    names = [labels.fact(unit.raw)[0] for unit in units[position:end]]
    rows = _rows(units, end, names)
    if not rows:
        return ([], 1) if names[0] == "other" else (None, 1)
    found = []
    for name, unit in zip(
        names, max(rows, key=lambda row: document_rows.age(names, [each.whole for each in row])), strict=True
    ):
        for each in facts.of(name, unit.whole, unit.line, f"{name}: {unit.whole}", weight - 1) or []:
            doubt = each.doubt or (reasons.ONE_CELL_A_LINE if len(names) > 1 else "")
            found.append(facts.Found(each.kind, each.value, each.line, each.weight, each.said, doubt))
    return found, len(names) * (1 + len(rows))


def _rows(units, start, names):
    """The values below the labels, as many rows as begin alike; a single label has one value."""
    rows, width = [], len(names)
    while True:
        row = units[start : start + width]
        if len(row) < width or any(labels.fact(unit.raw) for unit in row) or any(unit.words > 40 for unit in row):
            return rows
        if rows and (width == 1 or not _begins_like(row, rows[0])):
            return rows
        if not rows and row[0].words > 14:
            return rows
        rows.append(row)
        start += width


def _begins_like(row, first):
    """Versions and dates under versions and dates."""
    return all(
        bool(dates.is_only_a_date(one.whole)) == bool(dates.is_only_a_date(other.whole))
        and bool(re.fullmatch(r"v?[\d.]+", one.whole, re.I)) == bool(re.fullmatch(r"v?[\d.]+", other.whole, re.I))
        for one, other in zip(row, first, strict=True)
    ) and any(char.isdigit() for char in row[0].whole + row[-1].whole + row[len(row) // 2].whole)


def _is_empty_label(unit):
    labelled = labels.fact(unit.raw)
    return bool(labelled and not labelled[1] and not unit.mark and not CONTROL.fullmatch(unit.text))


def _plain_fact(unit):
    labelled = labels.fact(unit.raw)
    if (
        labelled
        and labelled[1]
        and labelled[0] in (*facts.DATES, *facts.PEOPLE, "version_label", "review_interval", "doc_reference")
    ):
        return facts.of(labelled[0], labelled[1], unit.line, unit.text, 4)
    return facts.in_loose_line(unit.text, unit.line)


def _why(said):
    named = [f"{each.kind.replace('_', ' ')}: {each.value}" for each in said]
    return reasons.READ_AS % {"facts": ", ".join(named)} if named else reasons.ABOUT_DOCUMENT
