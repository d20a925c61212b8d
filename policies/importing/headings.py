"""Which units are headings. Marks are believed; a bare short line only with several hints, and then it is said."""

from policies.importing import contents, numbering, reasons, shapes

SHORT = 5
TABLE = 8
DOCUMENTS = {"policy", "policies", "procedure", "procedures", "act", "guidance", "code", "regulations", "plan"}


def find(units, titles, notes):
    """({position: level} of the headings, {position: end} of the unmarked lists)."""
    sure = _marked(units, {contents.key(title) for title in titles})
    lists, after_lists = _plain_lists(units, sure, notes)
    sure |= dict.fromkeys(after_lists, 2)
    inside = {position for start, end in lists.items() for position in range(start + 1, end)}
    found, doubtful = dict(sure), []
    for position in range(len(units)):
        hints = _hints(units, position, inside)
        if position not in found and position not in inside and _is_plain_heading(units, position, sure, hints):
            found[position] = 2
            doubtful += [] if "known" in hints and len(hints) >= 4 else [units[position]]
    _tell(doubtful, notes)
    return found, lists


def _marked(units, wanted):
    """Headings that something marks: a level, a bookmark, a number, bold, capitals, a line in the contents."""
    numbered = numbering.heads(units)
    found = {}
    for position, unit in enumerate(units):
        if position in numbered:
            found[position] = 2 if numbered[position] == 1 else 3
        elif _is_marked(units, position, wanted, bool(numbered)):
            found[position] = 3 if unit.level >= 3 or (unit.mark and len(unit.mark.value) > 1) else 2
    return found


def _is_marked(units, position, wanted, numbered):
    unit = units[position]
    if unit.level:
        return True
    if (unit.mark and not unit.mark.counts) or not shapes.could_head(unit):
        return False
    if contents.key(unit.text) in wanted or contents.key(unit.whole) in wanted:
        return True
    if unit.mark:
        return False
    if unit.strong or shapes.is_caps(unit.text):
        return _something_follows(units, position) and not _leads_a_list(units, position)
    return unit.anchored and unit.words <= 10


def _something_follows(units, position):
    return position + 1 < len(units)


def _leads_a_list(units, position):
    """ "Parents will:" in bold before bullets leads into them; it is no heading."""
    unit = units[position]
    following = units[position + 1] if position + 1 < len(units) else None
    listed = bool(following and following.mark and not following.mark.counts)
    return unit.announces and listed and (unit.words > 2 or bool(shapes.FINITE.search(unit.text)))


def _plain_lists(units, heads, notes):
    """({position of the lead-in: end} of lists whose entries have no mark, headings that end such a list)."""
    found, after = {}, []
    for position, unit in enumerate(units):
        if unit.row or position in heads or not shapes.leads_on(unit.text) or _is_inside(found, position):
            continue
        end = _end_of_entries(units, position + 1, heads)
        if end > position + 1:
            found[position] = end
            _look_at_list(units[position + 1 : end], notes)
            if end not in heads and end < len(units) and _is_heading_after(units, position + 1, end, notes):
                after.append(end)
    return found, after


def _look_at_list(entries, notes):
    """Too few or too short for a list: a paragraph, or a table whose cells stand one a line."""
    short = sum(1 for entry in entries if entry.words <= 4)
    if len(entries) == 1:
        notes.look(
            entries[0].text,
            reasons.LONE_ENTRY,
            entries[0].line,
        )
    elif (len(entries) >= TABLE and short > 0.6 * len(entries)) or any(entry.text.isdigit() for entry in entries):
        why = reasons.LOOSE_CELLS % {"count": len(entries)}
        notes.look(entries[0].text, why, entries[0].line)


def _is_inside(found, position):
    return any(start < position < end for start, end in found.items())


def _is_heading_after(units, start, end, notes):
    unit = units[end]
    if not _could_be_entry(unit) or not _rather_a_heading(units, end, units[start:end]):
        return False
    notes.look(unit.text, reasons.HEADING_OR_ENTRY, unit.line)
    return True


def _end_of_entries(units, start, heads):
    gap, entries = None, []
    for position in range(start, len(units)):
        unit = units[position]
        if position in heads or not _could_be_entry(unit) or _ends_as_no_entry_did(unit, entries):
            break
        if entries and unit.gap > (unit.gap if gap is None else gap) and not unit.page:
            break
        if entries and _rather_a_heading(units, position, entries):
            break
        gap = unit.gap if entries and gap is None else gap
        entries.append(unit)
    return start + len(entries)


def _ends_as_no_entry_did(unit, entries):
    """The first full stop after entries without any ends the list, when a sentence could begin here."""
    bare = len(entries) > 1 and not any(entry.text[-1] in ".;,!?" for entry in entries)
    return bare and unit.text.endswith(".") and unit.words >= 6 and bool(shapes.SUBJECT.match(unit.text))


def _could_be_entry(unit):
    if unit.row or unit.mark or unit.announces or unit.strong or unit.words > 40 or "___" in unit.raw:
        return False
    return unit.text[0].islower() or not shapes.is_sentence(unit.text)


def _rather_a_heading(units, position, entries):
    """The line after the last entry looks like a heading, begins otherwise than they do, and has text below it."""
    unit, following = units[position], units[position + 1] if position + 1 < len(units) else None
    if not following or not shapes.could_head(unit) or not _opens_text(following) or _counts_on(following):
        return False
    forms = {_form(entry) for entry in entries}
    if len(entries) > 1 and len(forms) == 1 and "other" not in forms and _form(unit) not in forms:
        return True
    alike = sum(1 for entry in entries if _form(entry) == _form(unit)) >= 0.6 * len(entries)
    known = bool(shapes.KNOWN_HEADING.match(unit.text))
    if alike:
        return known and unit.words <= SHORT and _form(unit) not in ("year", "document")
    return known or shapes.is_title_case(unit.text)


def _counts_on(unit):
    """1.2 goes on where 1.1 stood: no heading comes between them."""
    return bool(unit.mark and unit.mark.kind == "decimal" and unit.mark.value[-1] > 1)


def _form(unit):
    """How an entry looks: begun with a word in -ing or in lower case, with a year in it, or otherwise."""
    first, last = unit.text.split()[0], unit.text.split()[-1]
    if last.lower() in DOCUMENTS:
        return "document"
    if first.endswith("ing"):
        return "ing"
    if first[0].islower():
        return "lower"
    return "year" if any(len(word) == 4 and word.isdigit() for word in unit.text.replace(")", " ").split()) else "other"


def _opens_text(unit):
    return (
        bool(unit.mark) or shapes.is_prose(unit) or unit.announces or shapes.is_sentence(unit.text) or _is_short(unit)
    )


def _is_short(unit):
    """ "Pupils use their own account only." is a sentence, whatever its verb."""
    return unit.words >= 4 and unit.ends and unit.text[0].isupper()


def _is_plain_heading(units, position, sure, hints):
    unit = units[position]
    if unit.mark or not shapes.could_head(unit) or position + 1 >= len(units):
        return False
    following = units[position + 1]
    if shapes.leads_on(unit.text) and following.mark and not following.mark.counts and shapes.FINITE.search(unit.text):
        return False
    if unit.announces and not (unit.words <= SHORT and shapes.is_prose(following) and not following.mark):
        return False
    if not (_opens_text(following) or position + 1 in sure or _heads_next(units, position)):
        return False
    return len(hints) >= 3 and not (len(sure) >= 2 and "known" not in hints and len(hints) < 4)


def _tell(doubtful, notes):
    """One remark for all of them: whoever looks at one looks at the others too."""
    if doubtful:
        named = "; ".join(f"“{unit.text}”" for unit in doubtful)
        why = reasons.HEADINGS_BY_FORM % {"headings": named}
        notes.look(doubtful[0].text, why, doubtful[0].line)


def _heads_next(units, position):
    """A heading right above another one."""
    following = units[position + 1]
    return shapes.could_head(following) and bool(shapes.KNOWN_HEADING.match(units[position].text))


def _hints(units, position, inside):
    """What speaks for a bare line's being a heading."""
    unit, before = units[position], units[position - 1] if position else None
    hints = set()
    if before is None or before.ends or before.mark or position - 1 in inside:
        hints.add("nothing left open")
    if (
        before is None
        or unit.gap
        or (before.ends and not any(each.gap for each in units[max(0, position - 9) : position + 9]))
    ):
        hints.add("apart")
    if unit.words <= 6:
        hints.add("short")
    if shapes.is_title_case(unit.text) and unit.words > 1:
        hints.add("title case")
    if unit.text.endswith("?") or shapes.KNOWN_HEADING.match(unit.text.lstrip("0123456789. ")):
        hints.add("known")
    return hints
