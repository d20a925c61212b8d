"""The sign-off form: its heading, what is declared, the promises in it, and what is filled in where."""

import re
from dataclasses import replace

from policies.importing import headings, labels, reasons, shapes, signoff
from policies.importing.parsed import Field, Form

BLANK_NAME = re.compile(r"\((?:[^()]*\bname\b[^()]*|parent|carer|child|pupil|parent/carer|date|class)\)", re.I)
BARE_NAME = re.compile(r"\b(?:I|Ι),?\s+(name)\b|\b(name of (?:my )?(?:child(?:ren)?|pupil))\b", re.I)
WITHIN = (
    ("parent_name", re.compile(r"(?:^|\W)(?:I|We|I/We|I / We),?\s*(?:\(?(?:parent|carer)[\w/ ]*\)?,?\s*)?$", re.I)),
    ("child_class", re.compile(r"\b(?:class|form|year|year group)\W*$", re.I)),
    ("child_name", re.compile(r"\b(?:of|child|son|daughter|pupil|ward|student)(?:['’]s)?(?: name)?\W*$", re.I)),
    ("date", re.compile(r"\b(?:date|dated|on)\W*$", re.I)),
)
OTHERS = re.compile(
    r"\b(pupil|student|child|learner)(?:['’]s)?\b|\b(headteacher|head teacher|head|principal|teacher"
    r"|school|staff|governor|academy)\b",
    re.I,
)
LEADS_PROMISES = re.compile(r"\b(?:I|I/we|we)\b[^.]{0,40}\b(?:will|agree|promise|undertake|shall|pledge)\b", re.I)
I_PROMISE = re.compile(r"I(?:/we)? (?:will|shall|agree|promise|undertake|pledge|commit|accept)\b")
I_SPEAK = re.compile(r"(?:as a \w+,? )?I\b", re.I)
SCHOOL = re.compile(r"\b(?:school|staff|teachers?|academy|trust|governors?)\b", re.I)
PARENT = re.compile(r"\b(?:parents?|carers?|guardians?|famil(?:y|ies)|mother|father)\b", re.I)


def read(units, notes):
    """One form out of its units; what a paper form says about paper is left out."""
    heading, rest = _heading(units)
    parts = _by_signer(rest)
    taken = _for_parents(parts)
    if len(parts) > 1:
        why = reasons.SEVERAL_DECLARATIONS % {"count": len(parts)}
        notes.look(heading.text if heading else rest[0].text, why, units[0].line)
    for unit in [unit for part in parts if part not in taken for unit in part]:
        notes.leave_out(unit.whole, reasons.OTHER_SIGNER, unit.line)
    fields = tuple(each for part in parts for each in _fields(part, notes))
    if len(taken) == 1 and len(parts) > 1 and _heads_a_part(taken[0][0]) and taken[0][0].words > 1:
        if heading and heading is not taken[0][0]:
            notes.leave_out(heading.whole, reasons.OTHER_SIGNER, heading.line)
        heading = taken[0][0]
    return _form(heading, [unit for part in taken for unit in part], fields, notes)


def _for_parents(parts):
    """The parts that parents sign: all that name nobody else, as long as no list could get another's lead-in."""
    ours = [part for part in parts if not _is_for_others(part)]
    listed = [part for part in ours if any(unit.mark for unit in part)]
    if len(ours) > 1 and len(listed) > 1:
        return [max(ours, key=_speaks_for_parents)]
    return ours or [max(parts, key=_speaks_for_parents)]


def _is_for_others(part):
    signed = " ".join(unit.text for unit in part if signoff.is_field_line(unit) or _names_the_signer(unit))
    return bool(OTHERS.search(signed)) and not PARENT.search(signed)


def _form(heading, units, fields, notes):
    lists = _lists(units, notes)
    said, leads, entries = [], [""], []
    for position, unit in enumerate(units):
        if _is_paper(unit) or _names_the_signer(unit) or _heads_a_part(unit):
            notes.leave_out(unit.whole, reasons.PAPER, unit.line)
        elif position in lists:
            entries.append((unit, leads[-1] or _lead_in_of(units[:position], lists)))
        elif _leads_by_itself(units, position, lists):
            leads.append(unit.whole)
        else:
            said.append(unit)
            leads += [""] if entries else []
    text = " ".join(unit.whole for unit in said)
    if labels.BLANK.search(text):
        notes.look(text, reasons.BLANKS_IN_DECLARATION, said[0].line)
    return _promised(Form(heading.text if heading else None, text or None, fields=fields), entries, said, notes)


def _promised(form, entries, said, notes):
    """The form with its promises, each with the words that lead into it."""
    for unit, lead_in in entries:
        if _speaks_for_the_school(lead_in):
            notes.leave_out(f"{lead_in} {unit.whole}", reasons.OTHER_SIGNER, unit.line)
    entries = [each for each in entries if not _speaks_for_the_school(each[1])]
    marked = [unit for unit, _lead_in in entries]
    promises = [_promise(unit, marked) for unit in marked] or _first_person_promises(said, notes)
    leads = list(dict.fromkeys(lead_in for _unit, lead_in in entries))
    if promises and not any(leads) and not shapes.is_first_person(promises[0]):
        notes.look(promises[0], reasons.PROMISES_WITHOUT_LEAD_IN, marked[0].line)
    if len(leads) > 1:
        notes.look("; ".join(leads), reasons.SEVERAL_LEAD_INS, marked[0].line)
    each = tuple(lead_in for _unit, lead_in in entries) if len(leads) > 1 else ()
    return replace(form, lead_in=leads[0] if leads else "", undertakings=tuple(promises), leads=each)


def _speaks_for_the_school(lead_in):
    """ "Northfield Academy agrees to:" leads into what no parent promises."""
    return bool(SCHOOL.search(lead_in)) and not (PARENT.search(lead_in) or re.search(r"\b(?:I|my|we)\b", lead_in, re.I))


def _heads_a_part(unit):
    """A heading of one declaration among several."""
    headed = signoff.HEADING.search(unit.text) and shapes.could_head(unit) and unit.words <= 10
    return bool(headed) and not unit.mark and not shapes.is_first_person(unit.text)


def _leads_by_itself(units, position, lists):
    """Words that only lead into the list; what the signer says in the first person is declared as well."""
    text = units[position].text
    return _leads(units, position, lists) and not shapes.is_first_person(text) and not text[0].islower()


def promises_in_the_code(clauses, sections):
    """[(lead-in, promises)] that parents say in the first person in the text of the code itself."""
    placed = [("", clause) for clause in clauses]
    placed += [(section.heading, clause) for section in sections for clause in section.clauses]
    listed = [
        (clause.text, [item.signed for item in clause.items])
        for heading, clause in placed
        if _parents_say(heading, clause)
    ]
    spoken = [clause.text for _heading, clause in placed if not clause.items and I_PROMISE.match(clause.text)]
    return listed + ([("", spoken)] if len(spoken) > 1 else [])


def _parents_say(heading, clause):
    """A list whose lead-in is a promise, spoken by parents and not by the school."""
    if not clause.items or not LEADS_PROMISES.search(clause.text):
        return False
    around = f"{heading} {clause.text}"
    if OTHERS.search(heading) and not PARENT.search(heading):
        return False
    return bool(PARENT.search(around) or (I_SPEAK.match(clause.text) and not SCHOOL.search(around)))


def _heading(units):
    first = units[0]
    is_field = signoff.is_field_line(first) and not first.level
    if signoff.HEADING.search(first.text) and shapes.could_head(first) and not (is_field or signoff.leads_in(first)):
        return first, units[1:]
    return None, list(units)


def _by_signer(units):
    """The parts of the form, each ending with a signature."""
    parts, part = [], []
    for unit in units:
        signed = any(labels.signs(each.raw) for each in part if not each.level)
        if signed and (shapes.declares(unit.text) or _names_the_signer(unit) or _heads_a_part(unit)):
            parts.append(part)
            part = []
        part.append(unit)
    return [*parts, part]


def _party(text):
    if PARENT.search(text):
        return "parent"
    found = OTHERS.search(text)
    return ("pupil" if found[1] else "school") if found else None


def _speaks_for_parents(part):
    text = " ".join(unit.text for unit in part)
    heading = part[0].text if part else ""
    named = 3 * bool(PARENT.search(heading)) - 3 * bool(OTHERS.search(heading) and not PARENT.search(heading))
    return (
        named
        + len(PARENT.findall(text))
        + len(re.findall(r"\bmy child\b", text, re.I))
        - 2 * bool(re.search(r"\bmy (?:parents?|teacher)\b|\bpupils? and parents\b", text, re.I))
    )


def _lists(units, notes):
    """Positions of the entries of the form's list, with marks or without."""
    marked = {position for position, unit in enumerate(units) if unit.mark and not _is_paper(unit)}
    if marked:
        return marked
    _heads, plain = headings.find(units, [], _Unheard())
    return {
        position for start, end in plain.items() for position in range(start + 1, end) if not _is_paper(units[position])
    }


class _Unheard:
    """Takes remarks that were or will be made elsewhere."""

    def look(self, *_said):
        """Nothing to say here."""


def _leads(units, position, lists):
    return units[position].announces or (position + 1 in lists and shapes.leads_on(units[position].text))


def _lead_in_of(before, lists):
    """The sentence right before the list, out of the declaration."""
    spoken = [unit for position, unit in enumerate(before) if position not in lists and not _is_paper(unit)]
    if not spoken or not shapes.leads_on(spoken[-1].text):
        return ""
    return re.split(r"(?<=[.!?])\s+", spoken[-1].text)[-1]


def _names_the_signer(unit):
    return (
        not unit.mark
        and not unit.ends
        and unit.words <= 6
        and _party(unit.text) is not None
        and not shapes.is_first_person(unit.text)
    )


def _is_paper(unit):
    if signoff.is_field_line(unit):
        return True
    return bool(signoff.INSTRUCTION.search(unit.text)) and not shapes.declares(unit.text)


def _promise(unit, all_units):
    mixed = len({each.mark.shown for each in all_units if each.mark and each.mark.kind == "sign"}) > 1
    return f"{unit.mark.shown} {unit.text}" if mixed and unit.mark and unit.mark.kind == "sign" else unit.text


def _first_person_promises(said, notes):
    """Sentences in which the signer promises something, when the form has no list."""
    sentences = [sentence for unit in said for sentence in re.split(r"(?<=[.!?])\s+", unit.text)]
    promises = [
        sentence for sentence in sentences if shapes.is_first_person(sentence) and shapes.PROMISE.search(sentence)
    ]
    if promises:
        why = reasons.PROMISES_OUT_OF_SENTENCES
        notes.look(promises[0], why, said[0].line)
    return promises


def _fields(units, notes):
    found, signed = [], None
    for unit in units:
        if signoff.is_field_line(unit):
            found += _written_fields(unit, notes, signed)
            signed = labels.SIGN.search(unit.text) or (signed and labels.BLANK.search(unit.raw))
        elif not unit.mark:
            found += _fields_within(unit)
    return found


def _fields_within(unit):
    """Blanks inside a sentence: "(name)", a bare "name of child", or dots after the words that ask for something."""
    names = [each.group() for each in BLANK_NAME.finditer(unit.text)]
    names = names or [each[1] or each[2] for each in BARE_NAME.finditer(unit.text)]
    if names:
        return [Field(name, labels.field_type(name.strip("()")) or "other") for name in names]
    found = []
    for blank in labels.BLANK.finditer(unit.raw):
        before = labels.BLANK.split(unit.raw[: blank.start()])[-1]
        asked = re.search(r"[\w/’'-]+(?:\s+[\w/’'-]+){0,3}\W*$", before)
        kind = next((name for name, pattern in WITHIN if pattern.search(before)), "other")
        found.append(Field(" ".join((asked.group() if asked else "…").split()), kind))
    return found


def _written_fields(unit, notes, signed):
    found = []
    for piece in labels.pieces(unit.raw):
        kind = (
            labels.field_type(piece)
            or labels.signer(piece, signed)
            or ("other" if labels.BLANK.search(unit.raw) and len(piece) > 3 else None)
        )
        if kind:
            found.append(Field(piece, kind))
        elif len(piece) > 1:
            notes.look(unit.text, reasons.UNREADABLE_FIELD % {"words": piece}, unit.line)
    return found
