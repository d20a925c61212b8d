"""Dates as far as they are known ("2023-03"), and how often a code is reviewed. No day is ever invented."""

import re
from datetime import date

from policies.importing import reasons

MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
    "ion": 1,
    "chw": 2,
    "maw": 3,
    "ebr": 4,
    "mai": 5,
    "meh": 6,
    "gor": 7,
    "aws": 8,
    "med": 9,
    "hyd": 10,
    "tac": 11,
    "rha": 12,
}
MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)"
)
WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
SEASON = r"(?:spring|summer|autumn|winter|lent|michaelmas|trinity|hilary|easter)(?:\s+term)?"
PATTERNS = (
    ("ymd", re.compile(r"\b(20\d\d|19\d\d)-(\d\d)-(\d\d)\b")),
    ("dmy", re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})\b")),
    (
        "dMy",
        re.compile(
            rf"\b{WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?[-/]?{MONTH}\.?,?[-/]?\s*(\d{{4}}|['’]?\d{{2}})\b",
            re.I,
        ),
    ),
    ("Mdy", re.compile(rf"\b{MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I)),
    ("My", re.compile(rf"\b{MONTH}\.?,?\s*[-/]?\s*(\d{{4}}|['’]\d{{2}}|\d{{2}}(?=$|[\s.)]))\b", re.I)),
    ("my", re.compile(r"\b(0?[1-9]|1[0-2])\s?/\s?(20\d\d)\b")),
    ("season", re.compile(rf"\b{SEASON}\s+(?:of\s+)?(20\d\d)(?:\s?[-/]\s?\d{{2,4}})?\b", re.I)),
    ("years", re.compile(r"\b(20\d\d)\s?[-/–]\s?(?:20)?\d\d\b")),
    ("y", re.compile(r"\b(20\d\d|199\d)\b")),
)
UNCLEAR = {
    "season": reasons.TERM_OR_SEASON,
    "years": reasons.SCHOOL_YEAR,
}
EVERY = (
    (
        "annual",
        (
            r"annual(?:ly)?|(?:every|each|once an?|once every|once per|per) (?:school |academic )?year|yearly"
            r"|every (?:12|twelve) months|(?:12|twelve) months|(?:1|one) year|bob blwyddyn|yn flynyddol"
        ),
    ),
    (
        "every two years",
        (
            r"(?:every )?(?:two|2|second|other) years?|every other year|biennial(?:ly)?|every (?:24"
            r"|twenty-four) months|two[- ]yearly|2[- ]yearly"
        ),
    ),
    (
        "every three years",
        (
            r"(?:every )?(?:three|3|third)(?: academic| school)? years?|triennial(?:ly)?|(?:three|3)[- ]yearly"
            r"|every 36 months"
        ),
    ),
    ("every four years", r"(?:every )?(?:four|4) years|(?:four|4)[- ]yearly"),
    ("every five years", r"(?:every )?(?:five|5) years|(?:five|5)[- ]yearly"),
    ("every six months", r"every (?:six|6) months|half[- ]yearly|twice a year|(?:6|six)[- ]monthly"),
    ("termly", r"termly|every (?:half )?term|each term|once a term"),
)
INTERVALS = tuple((name, re.compile(rf"\b(?:{words})\b", re.I)) for name, words in EVERY)
MONTHS_OF = {
    "annual": 12,
    "every two years": 24,
    "every three years": 36,
    "every four years": 48,
    "every five years": 60,
    "every six months": 6,
    "termly": 4,
}


def first(text):
    """(the date cut to what is known, a reason to look or "") of the first date in a text, or None."""
    found = [
        (match.start(), -match.end(), order, kind, match)
        for order, (kind, pattern) in enumerate(PATTERNS)
        for match in pattern.finditer(text)
    ]
    never = []
    for _start, _end, _order, kind, match in sorted(found, key=lambda each: each[:3]):
        value = _value(kind, match)
        if value:
            is_rest = any(other.start() < match.end() and match.start() < other.end() for other in never)
            return value, reasons.NO_SUCH_DAY if is_rest else _doubt(kind, match)
        never.append(match)
    return None


def taken_out_of(text):
    """The text without its dates."""
    for _kind, pattern in PATTERNS:
        text = pattern.sub(" ", text)
    return text


def is_only_a_date(text):
    """Whether a line says a date and nothing else."""
    text = text.strip(" .()-–—")
    return any(pattern.fullmatch(text) for kind, pattern in PATTERNS if kind != "y")


def at_the_end(text):
    """The match of a date at the end of a line, or None."""
    for _kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if match.end() >= len(text.rstrip(" .)")):
                return match
    return None


def interval(text):
    """How often, in the words of our own list, or None."""
    found = sorted(
        (match.start(), -match.end(), name) for name, pattern in INTERVALS if (match := pattern.search(text))
    )
    return found[0][2] if found else None


def _value(kind, match):
    groups = match.groups()
    if kind in ("season", "years", "y"):
        return groups[0]
    if kind == "my":
        return f"{groups[1]}-{int(groups[0]):02}"
    if kind == "My":
        return f"{_year(groups[1])}-{_month(groups[0]):02}"
    year, month, day = {
        "ymd": lambda: groups,
        "dmy": lambda: groups[::-1],
        "dMy": lambda: (groups[2], _month(groups[1]), groups[0]),
        "Mdy": lambda: (groups[2], _month(groups[0]), groups[1]),
    }[kind]()
    try:
        return date(int(_year(str(year))), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _month(name):
    return MONTHS[name.lower()[:3]]


def _year(digits):
    digits = digits.strip("'’")
    return digits if len(digits) == 4 else f"20{digits}"


def _doubt(kind, match):
    if kind == "dmy" and int(match[1]) <= 12 and match[1].lstrip("0") != match[2].lstrip("0"):
        return reasons.DAY_FIRST
    return UNCLEAR.get(kind, "")
