"""The code as clean HTML: headings, paragraphs and lists, every word escaped, every reference kept."""

from html import escape
from itertools import groupby


def body(code):
    parts = [*_clauses(code.clauses)]
    for section in code.sections:
        parts.append(_tag(f"h{section.level}", f"{section.number} {section.heading}".strip()))
        parts += _clauses(section.clauses)
    return "\n".join(parts)


def listed(lead_in, entries):
    """A list with the words that lead into it."""
    return _tag("p", lead_in) + f"<ul>{''.join(_tag('li', entry) for entry in entries)}</ul>"


def _clauses(clauses):
    """Bullets that follow each other are one list; a numbered clause or a paragraph stands by itself."""
    for bulleted, group in groupby(clauses, key=lambda clause: clause.bulleted):
        if bulleted:
            yield _list([(clause.number, clause) for clause in group])
        else:
            for clause in group:
                if clause.rows:
                    yield _table(clause.rows)
                    continue
                yield _tag("p", f"{clause.number} {clause.text}".strip())
                yield from _below(clause)


def _table(rows):
    """A table whose first row heads it."""
    head, *rest = ["".join(_tag("td" if place else "th", cell) for cell in row) for place, row in enumerate(rows)]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rest)}</tbody></table>"


def _below(parent):
    if parent.items:
        yield _list([(item.mark, item) for item in parent.items])


def _list(entries):
    """A list. Marks that HTML would count by itself are left to it; all others stay visible in the text."""
    marks = [mark.strip("().") for mark, _entry in entries]
    counted = marks == [str(number) for number in range(1, len(entries) + 1)]
    tag = "ol" if counted else "ul"
    rows = [_row("" if counted else mark, entry) for mark, entry in entries]
    return f"<{tag}>{''.join(rows)}</{tag}>"


def _row(mark, entry):
    text = escape(f"{mark} {entry.text}".strip())
    return f"<li>{text}{''.join(_below(entry))}</li>"


def _tag(name, text):
    return f"<{name}>{escape(text)}</{name}>"
