"""Lines of a cover that say several things beside each other, taken apart."""

import re
from dataclasses import replace

from policies.importing import dates, facts, labels, shapes, titles

BESIDE = re.compile(r"\s+[|•·]\s+|\s{3,}")
PARTERS = (
    re.compile(r"\s+[–—]\s+"),
    re.compile(r"(?<=[\d)])[.,]\s+(?=[A-Z])|;\s+"),
    re.compile(r",\s+"),
)
LONGEST_PART, LONGEST_LINE = 8, 40


def apart(unit):
    """ "Version 4 · Effective from 1 May 2025" and "Agreed: May 2025. To be reviewed: May 2027." in parts."""
    if unit.row or unit.mark or unit.words > LONGEST_LINE:
        return [unit]
    for texts in (BESIDE.split(unit.raw), labels.apart(unit.raw), *(parter.split(unit.raw) for parter in PARTERS)):
        parts = [_part(unit, text, place) for place, text in enumerate(texts) if text.strip(" .,;")]
        if len(parts) > 1 and _speaks_of_itself(parts):
            return parts
    return _name_and_title(unit)


def _name_and_title(unit):
    """A school's name and the title at the two ends of one line."""
    parts = [_part(unit, text, place) for place, text in enumerate(BESIDE.split(unit.raw))]
    both = len(parts) == 2 and all(part.words > 1 for part in parts)
    named = both and any(shapes.is_place(part.text) for part in parts)
    return parts if named and any(titles.could_be_title(part) for part in parts) else [unit]


def strokes(unit):
    """A line of a cover with strokes between names, a motto and the like."""
    if unit.row and labels.fact(unit.raw):
        return [unit]
    labelled = re.split(r"\t+|\s{2,}(?=[A-Z](?:[^:\s]|\s(?!\s)){1,40}:)", unit.raw)
    if len(labelled) > 1 and all((labels.fact(part) or ("", ""))[1] for part in labelled):
        return [replace(unit, raw=part, gap=unit.gap if not place else 1) for place, part in enumerate(labelled)]
    parts = [part.strip() for part in re.split(r"\s+[|•·]\s+", unit.raw) if part.strip()]
    if len(parts) < 2:
        return [unit]
    return [replace(unit, raw=part, gap=unit.gap if not place else 1) for place, part in enumerate(parts)]


def _part(unit, text, place):
    return replace(unit, raw=text.strip(" .,;–—-"), gap=1 if place else unit.gap)


def _speaks_of_itself(parts):
    told = [part for part in parts if _tells(part)]
    others = [part for part in parts if part not in told]
    if len(told) > 2 and len(told) > len(others):
        return True
    return bool(told) and all(part.words <= LONGEST_PART for part in parts) and all(map(_is_name_or_title, others))


def _tells(part):
    labelled = labels.fact(part.raw)
    return bool((labelled and labelled[1]) or dates.is_only_a_date(part.text) or facts.in_loose_line(part.text, 0))


def _is_name_or_title(part):
    short = part.words <= 2
    return short or shapes.is_place(part.text) or titles.could_be_title(part) or titles.is_about_parents(part)
