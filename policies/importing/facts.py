"""What a code says about itself: reference, version, dates, who wrote and approved it, how often it is reviewed."""

import re
from dataclasses import dataclass

from policies.importing import dates, labels, reasons

KINDS = (
    *("title", "organisation", "doc_reference", "version_label", "version_date", "next_review", "review_interval"),
    *("author", "owner", "approver"),
)
DATES = ("version_date", "next_review")
PEOPLE = ("author", "owner", "approver")
REFERENCE = re.compile(r"\b[A-Z]{2,8}(?:[-/ ]?[A-Z]{1,4})?[-/ ]?\d{1,4}(?:\.\d)?\b")
VERSION = re.compile(
    r"\b(?:version|ver|v|issue|edition|rev|revision)\.?\s*(?:no\.?|number)?\s*[:.]?\s*(\d+(?:\.\d+)*[a-z]?)\b", re.I
)
DATED = re.compile(
    r"\b(?:last |date )?(updated|revised|reviewed|amended|issued|published|written|created|adopted"
    r"|approved|ratified|agreed|effective|from|date|dated|on|in|review|next|final|draft|copy|live"
    r"|current|amended)\b:?",
    re.I,
)
MEETING = re.compile(r"[\s,–—-]*(?:\b(?:on|in|at|dated?|meeting|of)\b\s*)*$", re.I)
NOBODY = re.compile(r"[\s_.…–—-]*|tbc|tba|n/?a|none|\[[^\]]*\]|<+[^<>]*>+|«[^»]*»|dd/mm/yy(?:yy)?|x{2,}", re.I)
ABOUT_ITSELF = re.compile(
    r"\b(?:polic(?:y|ies)|code|document|agreement|procedures?|guidance|charter|it|protocol|expectations|statement)\b",
    re.I,
)
BEGINS_WITH_IT = re.compile(
    r"^(?:approved|adopted|ratified|agreed|updated|revised|reviewed|written|review|to be reviewed)\b|\bnext review\b",
    re.I,
)
REVIEWS = re.compile(
    r"\breview|\b(?:reads?|looks? at|goes through|revisits?) (?:it|this \w+) again|\b(?:read|looked at) again\b", re.I
)
NEXT_REVIEW = re.compile(
    r"\bnext\b[^.]{0,60}\breview|\breview(?:ed)?\b[^.]{0,30}\b(?:again|due|next)\b|\b(?:due|to be"
    r"|will be|be|will next be) (?:for )?review(?:ed)?\b|\breview date\b|^review\b",
    re.I,
)
PASSED = re.compile(
    r"\b(?:was|were|is|has been|have been)?\s*(?:last |formally |first )?(approved|adopted|ratified"
    r"|agreed|updated|revised|reviewed|written|produced)\b(?! again)",
    re.I,
)
BY_WHOM = re.compile(
    r"\b(?i:approved|adopted|ratified|agreed)(?: and adopted)? by (?:the )?((?:[A-Z][\w’'&-]*|of|and"
    r"|full|governing|governors|governing body|board|trust|trustees|directors|body|committee)(?:\s+"
    r"|$)){1,9}"
)


@dataclass(frozen=True)
class Found:
    """One thing a code says about itself; the more weight, the plainer it is said."""

    kind: str
    value: str
    line: int
    weight: int
    said: str
    doubt: str = ""


def in_line(text, line, weight=4):
    """What a labelled line says, or None when it is no such line."""
    labelled = labels.fact(text)
    if not labelled or not labelled[1]:
        return None
    return of(labelled[0], labelled[1], line, text, weight)


def of(kind, value, line, said, weight):
    """A label's value, checked for its kind: a list of what is found, or None when the value does not fit."""
    if kind in (None, "other") or NOBODY.fullmatch(value):
        return []
    if kind in DATES:
        return _dated(kind, value, line, said, weight)
    if kind == "review_interval":
        every = dates.interval(value)
        return (
            [Found(kind, every, line, weight, said)] if every else _dated("next_review", value, line, said, weight - 1)
        )
    if kind in PEOPLE:
        return _person(kind, value, line, said, weight)
    if kind == "version_label":
        return _version(value, line, said, weight)
    if kind == "doc_reference":
        return [Found(kind, value, line, weight, said)] if re.search(r"\d", value) and len(value.split()) <= 4 else None
    return [Found(kind, value, line, weight, said)] if len(value.split()) <= 14 and not value.endswith(".") else None


def in_loose_line(text, line):
    """What a line of reference, version and date says that has no label, or None when it says more than that."""
    version, when, reference = VERSION.search(text), dates.first(text), REFERENCE.search(text)
    rest = text
    for pattern in (VERSION, REFERENCE, DATED, *(pattern for _kind, pattern in dates.PATTERNS)):
        rest = pattern.sub(" ", rest)
    if len(re.sub(r"[\W\d_]", "", rest)) > 3 or not (version or when):
        return None
    found = []
    if reference and not VERSION.search(reference.group()) and not dates.first(reference.group()):
        found.append(Found("doc_reference", reference.group(), line, 3, text))
    if version:
        found.append(Found("version_label", version[1], line, 3, text))
    if when:
        found.append(_loose_date(text, when, line, bool(version)))
    return found


def in_sentence(text, line):
    """What a sentence of the code says about its review and its approval."""
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if not any(way.search(sentence) for way in (ABOUT_ITSELF, BEGINS_WITH_IT)):
            continue
        ahead = NEXT_REVIEW.search(sentence)
        if REVIEWS.search(sentence):
            found += _review(sentence, line, ahead)
        found += _approval(sentence[: ahead.start()] if ahead else sentence, sentence, line)
    return found


def chosen(found, notes):
    """{kind: value}: of several the one said most plainly; that there were others is said."""
    values = {}
    for kind in KINDS:
        named = sorted((each for each in found if each.kind == kind), key=lambda each: -each.weight)
        if not named:
            continue
        best = _latest(named) if kind == "version_date" else named[0]
        values[kind] = best.value
        if best.doubt:
            notes.look(best.said, best.doubt, best.line)
        others = sorted(
            {each.value for each in named if not _agree(each.value, best.value) and each.weight >= best.weight - 1}
        )
        if others and kind != "title":
            notes.look(
                best.said,
                reasons.ALSO_SAYS % {"kind": _name(kind), "value": best.value, "others": ", ".join(others)},
                best.line,
            )
    return values


def _latest(named):
    top = [each for each in named if each.weight == named[0].weight]
    return max(top, key=lambda each: each.value)


def _agree(one, other):
    """2023 and 2023-10 agree: one only says less."""
    return one.casefold().startswith(other.casefold()) or other.casefold().startswith(one.casefold())


def _name(kind):
    return kind.replace("_", " ").capitalize()


def _dated(kind, value, line, said, weight):
    when, every = dates.first(value), dates.interval(dates.taken_out_of(value))
    found = [Found("review_interval", every, line, weight, said)] if every else []
    if not when:
        return found or None
    doubt = when[1]
    if kind == "next_review" and re.match(r"\W*(?:policy )?(?:review date|date of review|review)\b", said, re.I):
        doubt = doubt or reasons.REVIEW_LAST_OR_NEXT
    return [*found, Found(kind, when[0], line, weight, said, doubt)]


def _person(kind, value, line, said, weight):
    when = dates.first(value)
    name = value
    for _kind, pattern in dates.PATTERNS if when else ():
        name = pattern.sub(" ", name)
    name = _without_odd_brackets(MEETING.sub("", " ".join(name.split())).strip(" ,;:–—-")).removeprefix("the ")
    if len(name.split()) > 12 or (name and name[0].islower() and len(name.split()) > 4):
        return None
    found = [Found(kind, name, line, weight, said)] if name else []
    return found + ([Found("version_date", when[0], line, weight - 1, said, when[1])] if when else [])


def _without_odd_brackets(name):
    """Without the brackets of a date that was taken out: "Deputy Head (Pastoral)" keeps its own."""
    name = re.sub(r"\(\s*\)", "", name).strip(" ,;:–—-")
    return name if name.count("(") == name.count(")") else name.strip(" ()")


def _version(value, line, said, weight):
    version, when = (
        re.match(r"(?:v(?:ersion)?\.?\s*)?(\d+(?:\.\d+)*[a-z]?)\b(?!\s*[/-]\s*\d)", value, re.I),
        dates.first(value),
    )
    if version and not (when and value.startswith(version[1]) and len(version[1]) == 4):
        dated = [Found("version_date", when[0], line, weight - 1, said, when[1])] if when else []
        return [Found("version_label", version[1], line, weight, said), *dated]
    if when:
        return [Found("version_date", when[0], line, weight - 1, said, when[1])]
    return [Found("version_label", value, line, weight - 1, said)] if len(value.split()) <= 3 else None


def _loose_date(text, when, line, versioned):
    if re.search(r"\bnext\b|\breview\b(?!ed)", text, re.I):
        return Found("next_review", when[0], line, 3, text, when[1])
    named = versioned or re.search(
        r"\b(?:updated|revised|reviewed|approved|adopted|ratified|agreed|issued|published|dated?)\b", text, re.I
    )
    doubt = when[1] or ("" if named else reasons.DATE_WITHOUT_LABEL)
    return Found("version_date", when[0], line, 3 if named else 2, text, doubt)


def _review(sentence, line, ahead):
    found, every = [], dates.interval(sentence)
    when = ahead and (dates.first(sentence[ahead.start() :]) or dates.first(sentence))
    if re.search(r"\bbi-?annual", sentence, re.I):
        found.append(
            Found(
                "review_interval",
                "bi-annual",
                line,
                1,
                sentence,
                reasons.BI_ANNUAL,
            )
        )
    elif every:
        found.append(Found("review_interval", every, line, 3, sentence))
    if when:
        found.append(Found("next_review", when[0], line, 3, sentence, when[1]))
    return found


def _approval(sentence, whole, line):
    """What a sentence, or the part of it before it looks ahead, says about who passed these words and when."""
    passed, when = PASSED.search(sentence), dates.first(sentence)
    if not passed:
        return []
    who = BY_WHOM.search(sentence)
    found = []
    if who and not re.search(r"\b(?:will|must|should|to) be\b", sentence[: passed.start() + 12]):
        name = re.split(r"\bby (?:the )?", who.group())[-1].strip()
        found.append(
            Found(
                "approver",
                MEETING.sub("", name).strip(" ,"),
                line,
                1,
                whole,
                reasons.APPROVER_IN_SENTENCE,
            )
        )
    if when and (re.search(r"\b(?:on|in|at|since|dated)\b", sentence) or dates.at_the_end(sentence.rstrip("; ,"))):
        found.append(
            Found(
                "version_date",
                when[0],
                line,
                1,
                whole,
                when[1] or reasons.DATE_IN_SENTENCE,
            )
        )
    return found
