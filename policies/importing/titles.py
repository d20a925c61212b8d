"""The title of a code, on one line of its cover or on several."""

import re

from policies.importing import about, labels, reasons, shapes

MOTTO = re.compile(r"[~|•♥★“”\"]|^(?:\w+[,.&]\s*){2,}(?:and\s+)?\w+[.!]?$|^\w+(?:\s+[-–—]\s+\w+){2,}$")


def title_of(units, notes):
    """(the title or None, the units that are not the title)."""
    places = [position for position, unit in enumerate(units) if could_be_title(unit)]
    if not places:
        places = [position for position, unit in enumerate(units) if is_about_parents(unit)]
        places = sorted(places, key=lambda position: units[position].running)[:1]
        if places:
            notes.look(units[places[0]].text, reasons.TITLE_BY_PLACE, units[places[0]].line)
    if not places:
        places = [position for position, unit in enumerate(units[:2]) if _stands_as_a_title(unit)][:1]
        if places:
            notes.look(units[places[0]].text, reasons.TITLE_BY_PLACE, units[places[0]].line)
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
        notes.look(title, reasons.OTHER_TITLES % {"others": "; ".join(sorted(others))}, units[start].line)
    for unit in units[start:end]:
        notes.leave_out(unit.whole, reasons.TITLE, unit.line)
    return (shapes.in_title_case(title) if shapes.is_caps(title) else title), units[:start] + units[end:]


def could_be_title(unit):
    text = unit.text
    if (
        not shapes.TITLE_WORDS.search(text)
        or unit.words > 16
        or re.search(r"[.:;,!]$|[»›]|\s>\s", text)
        or about.CONTROL.fullmatch(text)
    ):
        return False
    if labels.fact(unit.raw) or (unit.mark and unit.mark.kind != "bare"):
        return False
    return not (unit.words >= 7 and shapes.is_sentence(text)) and not re.match(
        r"(?:this|these|please|see|by|in|we|i)\b", text, re.I
    )


def is_about_parents(unit):
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


def _stands_as_a_title(unit):
    """A line of several words at the very top that names no school and says nothing about the document."""
    return (
        4 <= unit.words <= 14
        and shapes.could_head(unit)
        and not (
            unit.mark or shapes.is_place(unit.text) or MOTTO.search(unit.text) or about.is_about_the_document(unit)
        )
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
    while start and not units[start].gap and (_goes_above(units[start - 1]) or _leads_down(units[start - 1])):
        start -= 1
    while end < len(units) and not units[end].gap and _goes_below(units[end - 1], units[end]):
        end += 1
    return start, end


def _goes_above(unit):
    return bool(shapes.TOPIC_WORDS.match(unit.text)) and unit.words <= 6 and not shapes.is_place(unit.text)


def _leads_down(unit):
    """ "Conduct of" above "Parents and Visitors"."""
    return unit.words <= 6 and unit.text.split()[-1] in ("of", "for", "and", "on", "&") and not unit.mark


def _goes_below(above, unit):
    if about.is_about_the_document(unit) or shapes.is_place(unit.text) or unit.words > 8 or unit.ends or unit.mark:
        return False
    asks = re.search(r"\b(?:for|and|of|on|to|with|&|/|in|the)$|[,&/–-]$", above.text, re.I)
    return (
        bool(asks)
        or unit.text[0].islower()
        or bool(re.match(r"\(?(?:for|and|of|on|&)\b", unit.text, re.I))
        or _goes_above(unit)
    )
