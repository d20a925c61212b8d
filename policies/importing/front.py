"""The cover and the lines about the document: title and school are read, and nothing of it stays in the code."""

import re
from collections import Counter
from dataclasses import replace

from policies.importing import dates, facts, labels, shapes

CONTROL = re.compile(
    r"(?:document|version|policy|change|amendment|revision|review) (?:control|history|log|record"
    r"|information|details|schedule)s?(?: sheet| table)?|record of changes",
    re.I,
)
MOTTO = re.compile(r"[~|•♥★“”\"]|^(?:\w+[,.&]\s*){2,}(?:and\s+)?\w+[.!]?$|^\w+(?:\s+[-–—]\s+\w+){2,}$")
KNOWN_END = re.compile(r"\b(?:statement of intent|introduction|policy statement|aims|purpose|rationale)$", re.I)
ADDRESS = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b(?:tel|telephone|fax|e-?mail|www|https?)\b|@", re.I)
NAME_IN_TEXT = re.compile(
    r"[A-Z][\w’'.&-]*(?:[ \t]+(?:(?:of|the|and|in|on|upon|le|cum|&)[ \t]+){0,2}[A-Z][\w’'.&-]*){1,8}"
)
FIRST_WORDS = re.compile(
    r"^(?:(?:The|At|In|Our|Your|This|All|Any|Each|Every|An?|If|Should|When|For|From|As|By|Of|To"
    r"|Welcome|Dear|Here|Both|While|Whilst|Within|Since|Throughout|Please"
    r"|Parents?|Carers?|Visitors?|Staff|Pupils|Head(?:teacher)?s?|Principal|Chair|Governors?|Trustees?"
    r"|Directors?|Board)\b\s+(?:(?:of|and|the|to|at|in)\s+)*)+(?=[A-Z])"
)
GENERIC = set(
    "the a our your this all any each every school schools academy academies college trust trusts "
    "federation nursery primary secondary high infant junior multi-academy"
    " multi academies' mat policy policies code conduct behaviour parent parents carer carers home "
    "and of for community whole local former sixth form website office day"
    " complaints procedure procedures social media headteacher governing board agreement rules".split()
)
PAGE = re.compile(r"\bpage\b.*$", re.I)
FOOT = "Read in the header or footer of a page. Is it still so?"
NEAR_FACTS = 8
ONE_CELL_A_LINE = "Out of a table whose cells stand one a line: does this belong together?"


def split(units, notes):
    """(units of the cover, units of the text). Lines about the document are taken out of both by `facts_of`."""
    first = end = _end(units)
    while end and _opens_the_text(units, end - 1, nearest=end == first):
        end -= 1
    return [part for unit in units[:end] for part in _side_by_side(unit)], units[end:]


def _side_by_side(unit):
    """A line of a cover that says several things, with strokes between them."""
    if unit.row and labels.fact(unit.raw):
        return [unit]
    labelled = re.split(r"\t+|\s{2,}(?=[A-Z](?:[^:\s]|\s(?!\s)){1,40}:)", unit.raw)
    if len(labelled) > 1 and all((labels.fact(part) or ("", ""))[1] for part in labelled):
        return [replace(unit, raw=part, gap=unit.gap if not place else 1) for place, part in enumerate(labelled)]
    parts = [part.strip() for part in re.split(r"\s+[|•·]\s+", unit.raw) if part.strip()]
    return (
        [unit]
        if len(parts) < 2
        else [replace(unit, raw=part, gap=unit.gap if not place else 1) for place, part in enumerate(parts)]
    )


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
        for part in re.split(r"\t+|\s{2,}|\s*\|\s*", PAGE.sub("", line.text)):
            said = facts.in_loose_line(part, line.number) or facts.in_line(part, line.number) or []
            found += [replace(each, weight=1, doubt=each.doubt or FOOT) for each in said]
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


def title_of(units, notes):
    """(the title or None, the units that are not the title)."""
    places = [position for position, unit in enumerate(units) if _could_be_title(unit)]
    if not places:
        places = [position for position, unit in enumerate(units) if _is_about_parents(unit)][:1]
        if places:
            notes.look(units[places[0]].text, "Taken for the title because of its place. Is it?", units[places[0]].line)
    if not places:
        return None, units
    best = max(places, key=lambda position: (_title_weight(units[position]), -position))
    start, end = _whole_title(units, best)
    title = " ".join(unit.whole for unit in units[start:end])
    others = {unit.text for position, unit in enumerate(units) if position in places and not start <= position < end}
    others = {
        other
        for other in others
        if other.casefold() not in title.casefold() and title.casefold() not in other.casefold()
    }
    if others:
        notes.look(
            title, f"Taken for the title; these could be it too: {'; '.join(sorted(others))}.", units[start].line
        )
    for unit in units[start:end]:
        notes.leave_out(unit.whole, "taken as the title", unit.line)
    return (shapes.in_title_case(title) if shapes.is_caps(title) else title), units[:start] + units[end:]


def organisation_of(units, title, everything, notes):
    """(the school or trust that speaks, the units that are not its name)."""
    text = " ".join(everything)
    for reader in (_name_over_two_lines, _place_on_cover, _name_met_again):
        start, end = reader(units, text)
        if end:
            name = " ".join(unit.text for unit in units[start:end])
            for unit in units[start:end]:
                notes.leave_out(unit.whole, "taken as the name of the school or trust", unit.line)
            return as_written(name, text), units[:start] + units[end:]
    prose = "\n".join(each for each in everything if len(each.split()) > 6 or shapes.SENTENCE_END.search(each))
    return _name_in_title(title, text) or _name_in_text(prose, notes), units


def as_written(name, text):
    """A name in capitals the way the text writes it, or in title case."""
    if not shapes.is_caps(name):
        return name
    for found in re.finditer(re.escape(name), text, re.I):
        if not shapes.is_caps(found.group()):
            return found.group()
    return shapes.in_title_case(name)


def _end(units):
    """Where the text begins: the first sentence, count or list."""
    controlled = False
    for position, unit in enumerate(units):
        controlled = controlled or bool(CONTROL.fullmatch(unit.text))
        if _is_about_the_document(unit) or _could_be_title(unit):
            continue
        starts = (
            shapes.is_prose(unit) or unit.announces or unit.mark or (shapes.is_sentence(unit.text) and unit.words >= 7)
        )
        if starts and not (controlled and (_facts_follow(units, position) or _is_cell(units, position))):
            return position
    return len(units)


def _facts_follow(units, position):
    return any(_is_about_the_document(unit) for unit in units[position + 1 : position + 1 + NEAR_FACTS])


def _is_cell(units, position):
    """Right below initials, a date or the number of a version stands a cell of the same table."""
    above = units[position - 1] if position else None
    return bool(
        above
        and (
            dates.is_only_a_date(above.whole)
            or re.fullmatch(r"v?\d+(?:\.\d+)*|[A-Z]{1,3}[a-z]?[A-Z]{1,2}[a-z]?", above.whole)
        )
    )


def _is_about_the_document(unit):
    if unit.row and any(labels.kind_of(cell) for cell in unit.cells):
        return True
    return bool(
        labels.fact(unit.raw)
        or dates.is_only_a_date(unit.whole)
        or facts.in_loose_line(unit.whole, 0)
        or CONTROL.fullmatch(unit.text)
    )


def _opens_the_text(units, position, nearest):
    """A heading just above the text belongs to it; a motto, a name, a title and a label do not."""
    unit, following = units[position], units[position + 1] if position + 1 < len(units) else None
    if following is None or not shapes.could_head(unit) or _is_about_the_document(unit):
        return False
    known = shapes.KNOWN_HEADING.match(unit.text) or KNOWN_END.search(unit.text)
    if unit.anchored or unit.level > 1 or (known and not _is_only_title(units, position)):
        return True
    if (
        _could_be_title(unit)
        or shapes.is_place(unit.text)
        or MOTTO.search(unit.text)
        or ADDRESS.search(unit.text)
        or unit.level == 1
    ):
        return False
    return nearest and following.gap <= 2 and position > 0 and not _is_cell(units, position)


def _is_only_title(units, position):
    """A line that could be the title, where no other line above it could."""
    return _could_be_title(units[position]) and not any(_could_be_title(unit) for unit in units[:position])


def _could_be_title(unit):
    text = unit.text
    if (
        not shapes.TITLE_WORDS.search(text)
        or unit.words > 16
        or re.search(r"[.:;,!]$", text)
        or CONTROL.fullmatch(text)
    ):
        return False
    if labels.fact(unit.raw) or (unit.mark and unit.mark.kind != "bare"):
        return False
    return not (unit.words >= 7 and shapes.is_sentence(text)) and not re.match(
        r"(?:this|these|please|see|by|in|we|i)\b", text, re.I
    )


def _is_about_parents(unit):
    """A line of the cover that names whom or what the document is about, though not what kind of document it is."""
    if (
        unit.words > 14
        or unit.words < 2
        or not shapes.could_head(unit)
        or shapes.is_place(unit.text)
        or MOTTO.search(unit.text)
    ):
        return False
    return bool(
        re.search(r"\b(?:parents?|carers?|visitors?|famil\w+|social media|parental|touchline)\b", unit.text, re.I)
    )


def _title_weight(unit):
    """A code for parents before "Policies and procedures" or the name of a website's page."""
    text = unit.text
    return (
        -4 * unit.running
        + 2 * bool(re.search(r"\bcode of (?:conduct|practice|behaviou?r)|\bagreement|\bacceptable use", text, re.I))
        + bool(re.search(r"\b(?:parents?|carers?|visitors?|famil\w+|social media|home)\b", text, re.I))
    )


def _whole_title(units, position):
    """A title over several lines: topic words above, and below what its last word asks for."""
    start, end = position, position + 1
    while start and not units[start].gap and _goes_above(units[start - 1]):
        start -= 1
    while end < len(units) and not units[end].gap and _goes_below(units[end - 1], units[end]):
        end += 1
    return start, end


def _goes_above(unit):
    return bool(shapes.TOPIC_WORDS.match(unit.text)) and unit.words <= 6 and not shapes.is_place(unit.text)


def _goes_below(above, unit):
    if _is_about_the_document(unit) or shapes.is_place(unit.text) or unit.words > 8 or unit.ends or unit.mark:
        return False
    asks = re.search(r"\b(?:for|and|of|on|to|with|&|/|in|the)$|[,&/–-]$", above.text, re.I)
    return (
        bool(asks)
        or unit.text[0].islower()
        or bool(re.match(r"\(?(?:for|and|of|on|&)\b", unit.text, re.I))
        or _goes_above(unit)
    )


def _said(units, position, weight):
    """(what a line says about the document or None, how many units that took)."""
    unit = units[position]
    if CONTROL.fullmatch(unit.text):
        return [], 1
    loose = facts.in_loose_line(unit.whole, unit.line)
    labelled = labels.fact(unit.raw) if not unit.mark else None
    if labelled and labelled[1]:
        said = facts.of(labelled[0], labelled[1], unit.line, unit.text, weight)
        return (said if said is not None else loose), 1
    if labelled:
        return _in_cells(units, position, weight)
    return loose, 1


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
    for name, unit in zip(names, max(rows, key=lambda row: _age(names, row)), strict=True):
        for each in facts.of(name, unit.whole, unit.line, f"{name}: {unit.whole}", weight - 1) or []:
            doubt = each.doubt or (ONE_CELL_A_LINE if len(names) > 1 else "")
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


def _age(names, row):
    """What tells which row of a table of versions is the newest."""
    cells = dict(zip(names, row, strict=True))
    version = cells.get("version_label")
    when = dates.first(cells["version_date"].whole) if "version_date" in cells else None
    numbers = [int(part) for part in re.findall(r"\d+", version.whole)] if version else []
    return numbers, when[0] if when else ""


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
    return f"read as {', '.join(named)}" if named else "about the document, not the code"


def _place_on_cover(units, _text):
    for position, unit in enumerate(units):
        if (
            shapes.is_place(unit.text)
            and not ADDRESS.search(unit.text)
            and not re.search(r"\bname\b|\[", unit.text, re.I)
        ):
            return position, position + 1
    return 0, 0


def _name_over_two_lines(units, text):
    for position, (one, other) in enumerate(zip(units, units[1:], strict=False)):
        both = f"{one.text} {other.text}"
        if (
            not other.gap
            and len(both.split()) <= 7
            and len(re.findall(rf"(?<!\w){re.escape(both)}(?!\w)", text, re.I)) >= 2
        ):
            return position, position + 2
    return 0, 0


def _name_met_again(units, text):
    """A line of the cover that the text says again and again is most likely who speaks."""
    for position, unit in enumerate(units):
        name = unit.text
        if (
            unit.words > 6
            or shapes.TITLE_WORDS.search(name)
            or MOTTO.search(name)
            or not name[:1].isupper()
            or name.casefold() in ("parents", "carers", "school")
        ):
            continue
        if len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)) >= 2 and (
            unit.words > 1 or re.search(r"[A-Z].*[A-Z-]", name)
        ):
            return position, position + 1
    return 0, 0


def _name_in_title(title, text):
    """What a title says before it comes to its topic, when the text says that name too."""
    words = (title or "").split()
    for count in range(len(words) - 1, 0, -1):
        name, rest = " ".join(words[:count]).rstrip(" -–—:'’"), " ".join(words[count:])
        if not (shapes.TOPIC_WORDS.match(rest) or shapes.TITLE_WORDS.match(rest)) or not _is_a_name(name):
            continue
        if shapes.PLACE_WORDS.search(name) or len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)) >= 2:
            return name
    return None


def _name_in_text(prose, notes):
    named = Counter()
    for found in NAME_IN_TEXT.finditer(prose):
        name = FIRST_WORDS.sub("", found.group()).rstrip(".&-’' ")
        if shapes.PLACE_WORDS.search(name) and _is_a_name(name) and len(name.split()) > 1:
            named[name] += 1
    if not named:
        return None
    for name in list(named):
        longer = [other for other in named if other != name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", other)]
        named[name] += sum(named[other] for other in longer if named[other] < named[name])
    name, count = max(named.items(), key=lambda each: (each[1], len(each[0])))
    if count < 2:
        notes.look(name, "Named once in the text, and nowhere as the school or trust that speaks. Is it?")
    return name


def _is_a_name(name):
    if not name or shapes.TITLE_WORDS.search(name):
        return False
    return name[0].isupper() and any(
        word.casefold().strip("’'s.,") not in GENERIC for word in name.split() if word[0].isupper()
    )
