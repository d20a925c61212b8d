"""Where the sign-off form stands in a text, and where a signature only says who approved it."""

import re
from dataclasses import dataclass

from policies.importing import labels, numbering, shapes

HEADING = re.compile(
    r"\b(?:declarations?|acknowledge?ments?|undertaking|consent|reply slip|return slip|tear[- ]off"
    r"|sign(?:ing)?[- ]off|signing|signatures?|signed (?:agreement|copy)"
    r"|(?:agreement|contract|consent|reply|response|confirmation) (?:form|slip)|agreement|contract"
    r"|pledge|confirmation|slip|datganiad|oświadczenie)\b",
    re.I,
)
INSTRUCTION = re.compile(
    r"\b(?:please (?:sign|complete|return|fill|tick|print|detach|read and sign|delete)|(?:sign"
    r"|complete|tear off|detach|fill)[\w ,]* and return|return (?:this|the) (?:form|slip|sheet)"
    r"|to be (?:completed|signed|returned)|delete as (?:appropriate|applicable)|tick (?:the|each|all"
    r"|as|one)|block capitals|keep (?:a|this) copy|for (?:office|school|college|academy) use)\b",
    re.I,
)
APPROVES = re.compile(
    r"\b(?:chair|governors?|governing|trustees?|head ?teacher|principal|headmaster|headmistress"
    r"|executive|ceo|director|head of (?:school|centre)|clerk|author|reviewer)\b",
    re.I,
)
ADULT = re.compile(r"\b(?:parents?|carers?|guardians?|mother|father|famil(?:y|ies))\b", re.I)
OTHERS = re.compile(r"\b(?:pupil|student|child|learner|headteacher|head|school|academy|teacher|staff)\b", re.I)
FEW_WORDS, LONGEST_NAME = 7, 4
NEAR = 5
FAR = 45


@dataclass(frozen=True)
class Span:
    """Positions from start up to, not including, end."""

    start: int
    end: int

    def __contains__(self, position):
        return self.start <= position < self.end


def spans(units):
    """(spans of sign-off forms, spans of signatures of those who approved)."""
    forms, approvals = [], []
    strong = set(numbering.heads(units)) | {position for position, unit in enumerate(units) if unit.level}
    for position, unit in enumerate(units):
        if any(position in span for span in forms + approvals):
            continue
        if _signs(unit):
            span = _around_signature(units, position, strong, forms)
            (approvals if _is_approval(units, span) else forms).append(span)
        elif _opens_unsigned(units, position, strong):
            forms.append(Span(position, _end_of_text(units, position + 1, strong)))
    return _merged(forms), approvals


def is_field_line(unit):
    """A line where somebody writes: every piece of it is a label or a blank."""
    if unit.row and len(unit.cells) > 1 and sum(map(bool, unit.cells)) < 2:
        return True
    if labels.BLANK.search(unit.raw) and not unit.ends and _says_little(unit):
        return True
    found = [piece for piece in labels.pieces(unit.raw) if len(piece) > 1]
    if not found:
        return bool(labels.BLANK.search(unit.raw))
    named = [piece for piece in found if labels.field_type(piece)]
    return bool(named) and all(
        piece in named or len(piece) < 4 or labels.TAIL.fullmatch(piece.rstrip(":")) for piece in found
    )


def _says_little(unit):
    words = re.findall(r"[^\W\d_]+", labels.BLANK.sub(" ", unit.raw))
    return len(words) <= FEW_WORDS and not shapes.is_first_person(unit.text)


def _signs(unit):
    return not (unit.words > 14 and not labels.BLANK.search(unit.raw)) and labels.signs(unit.raw) and _writes(unit)


def _writes(unit):
    """Room to write: a blank, a colon, a tab, or nothing but the label."""
    return (
        bool(labels.BLANK.search(unit.raw) or re.search(r"[:\t]", unit.raw) or labels.field_type(unit.raw) or unit.row)
        and not unit.level
    )


def _around_signature(units, position, strong, forms):
    floor = max([span.end for span in forms if span.end <= position], default=0)
    start = _start(units, position, strong, floor)
    return Span(start, _end(units, position + 1))


def _start(units, position, strong, floor):
    """Back to the form's own heading, or else to the first line that belongs to the form by its looks."""
    strays = 0
    for back in range(position - 1, max(floor, position - FAR) - 1, -1):
        if _is_form_heading(units, back):
            return back - 1 if back > floor and _is_bare_heading(units[back - 1]) else back
        strays += _is_stray(units[back])
        if back in strong or strays > 1 or _heads_its_own_part(units[back]):
            break
    start = position
    while start > floor and start - 1 not in strong and _belongs(units[start - 1]):
        start -= 1
    start = _over_list(units, start, floor)
    return start - 1 if start > floor and _names_a_signer(units[start - 1]) else start


def _heads_its_own_part(unit):
    """A bold heading with words of its own below it, like "The School", between a form's name and its signatures."""
    return unit.strong and shapes.could_head(unit) and not is_field_line(unit) and not HEADING.search(unit.text)


def _is_stray(unit):
    """Running text that nobody says in the first person: more than one such paragraph is no form."""
    return shapes.is_prose(unit) and not (
        unit.mark or unit.announces or _belongs(unit) or shapes.is_first_person(unit.text)
    )


def _names_a_signer(unit):
    """A short line like "The parent or carer" above what that person declares."""
    return unit.words <= 6 and shapes.could_head(unit) and bool(ADULT.search(unit.text) or OTHERS.search(unit.text))


def _belongs(unit):
    if is_field_line(unit) or shapes.declares(unit.text):
        return True
    return bool(INSTRUCTION.search(unit.text) and unit.words < 60)


def _over_list(units, start, floor):
    """A list right above belongs to the form when the words that lead into it speak in the first person."""
    top = start
    while top > floor and units[top - 1].mark:
        top -= 1
    if floor < top < start and shapes.is_first_person(units[top - 1].text) and units[top - 1].announces:
        top -= 1
        while top > floor and _belongs(units[top - 1]):
            top -= 1
        return top
    return start


def leads_in(unit):
    """ "By signing this contract we agree not to:" is no heading of the form: it leads into a list."""
    return unit.announces and unit.words > LONGEST_NAME


def _is_form_heading(units, position):
    """A heading with a form's name, and soon below it somebody writes or speaks in the first person."""
    unit = units[position]
    if leads_in(unit):
        return False
    if not HEADING.search(unit.text) or not shapes.could_head(unit) or (is_field_line(unit) and not unit.level):
        return False
    below = units[position + 1 : position + 1 + NEAR]
    return any(shapes.declares(each.text) or is_field_line(each) or INSTRUCTION.search(each.text) for each in below)


def _is_bare_heading(unit):
    """ "DECLARATIONS" above the heading of the first one."""
    return bool(HEADING.search(unit.text)) and shapes.could_head(unit) and unit.words <= 3


def _opens_unsigned(units, position, strong):
    """A form without a place to sign: its heading says declaration, and the first person follows at once."""
    unit = units[position]
    if not HEADING.search(unit.text) or not shapes.could_head(unit) or unit.words > 10 or position == 0:
        return False
    end = _end_of_text(units, position + 1, strong)
    if any(_signs(each) for each in units[position + 1 : end]):
        return False
    return any(shapes.declares(each.text) for each in units[position + 1 : position + 3])


def _end_of_text(units, start, strong):
    end = start
    while end < len(units) and end not in strong and end - start < FAR:
        end += 1
    return end


def _end(units, start):
    end = start
    while end < len(units) and (_is_after_signature(units[end]) or _between_fields(units, end)):
        end += 1
    return end


def _is_after_signature(unit):
    if is_field_line(unit):
        return True
    text = unit.text
    return bool(INSTRUCTION.search(text)) or bool(
        re.fullmatch(r"\(?(?:parent|carer|pupil|headteacher|office use)[\w /,()]*\)?:?", text, re.I)
    )


def _between_fields(units, position):
    """A short line between two lines that are written on, like the next signer's part of the form."""
    if position + 1 >= len(units) or units[position].ends:
        return False
    return is_field_line(units[position + 1]) and units[position].words <= 8 and not units[position].level


def _is_approval(units, span):
    """Signed by those who approve a document: no first person, and nobody from a family."""
    within = units[span.start : span.end]
    text = " ".join(unit.text for unit in within)
    if any(shapes.declares(unit.text) for unit in within) or ADULT.search(text) or "child" in text.lower():
        return False
    around = " ".join(unit.text for unit in units[max(0, span.start - 1) : span.end + 1])
    return bool(APPROVES.search(around))


def _merged(found):
    """Parts of one form that follow each other closely are one."""
    merged = []
    for span in found:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged
