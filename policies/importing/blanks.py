"""Words that stand for words: a template nobody filled in, and the blanks that a signer fills."""

import re

from policies.importing import reasons
from policies.importing.parsed import Placeholder

CHILD = r"(?:child(?:ren)?|pupil|student|learner)(?:\(ren\)|\(s\)|/s)?"
WORDS = (
    r"name of (?:the )?(?:school|academy|trust|college|headteacher|head teacher|principal|child|pupil"
    r"|student|parent|carer|chair|dsl)"
    rf"|(?:school|academy|trust|college|headteacher|principal|{CHILD}(?:['’]s)?|parent(?:['’]s)?|staff) name"
    r"|contact (?:number|name|details)|(?:tele)?phone number|e-?mail address|job (?:role|title)"
    r"|web ?site address|school address"
)
# Whoever writes "the name of the school" or "your contact number" means these words.
MEANT = re.compile(
    r"\b(?:the|a|an|your|their|our|his|her|my|this|that|any|no|by|full|correct|child['’]?s"
    r"|school['’]?s|parent['’]?s|including|include|and|or|of|with|use|using"
    r"|provide|providing|giv(?:e|ing)|shar(?:e|ing)|change|changes|in|under|personal|details|new"
    r"|account|each|every|user)\s+$",
    re.I,
)
BARE = re.compile(rf"(?<![\w’'/(\[])(?:{WORDS})(?![\w’'/)\]])", re.I)
BRACKETED = re.compile(
    r"\[(?!\s*(?:bookmark|x|X|✓)?\s*\])[^\[\]\n]{2,60}\]|\{\{?\s*[\w .'-]{2,40}\s*\}?\}"
    r"|<<?[ \w./'-]*(?:insert|name|date|school|number|email|enter|head)[ \w./'-]*>>?"
    r"|«[^«»\n]{2,40}»"
)
PARENTHESES = re.compile(
    rf"\((?:insert\b[^()\n]{{0,60}}|(?:address )?line (?:one|two|three|\d)|address line (?:one|two"
    rf"|three|\d)|address|town|city|county|post ?code|date|year|"
    rf"(?:full |print )?name(?:\(s\))?(?:\s+of(?:\s+the)?\s+(?:{CHILD}|school|parent|carer|headteacher"
    rf"|academy|parent/carer))?|(?:school|{CHILD}(?:['’]s)?|parent(?:['’]s)?|headteacher|head) name"
    r"|number|contact number|telephone(?: number)?|phone(?: number)?|e-?mail(?: address)?|job (?:title"
    r"|role)|position|role|signature|class|tbc|to be confirmed|enter [^()\n]{1,40}"
    r"|add [^()\n]{1,40})\)",
    re.I,
)
SHOUTED = re.compile(
    r"\binsert (?:the |your |school |name|e-?mail |address |number |date "
    r"|contact )[\w ]{0,30}?(?:here\b|(?=[.,;)]))|\b[Xx]{3,}\b(?:\s+(?:School|Academy|Trust|Primary"
    r"|Council))*|\bTBC\b|\b(?:INSERT|ENTER"
    r"|ADD) (?:[A-Z][A-Z’']+)(?: [A-Z’']+){0,5}|\blorem ipsum\b|\b(?:School|Academy|Trust) X\b"
    r"|\b[A-Z]\.?N\.? Other\b|(?<!#)#{2,9}\s?\w+|\bDD/MM/YY(?:YY)?\b|\bdd/mm/yy(?:yy)?\b"
)
SIGNER = re.compile(
    r"\b[IΙ],?\s+(?P<first>name|full name"
    r"|print name)\b,?(?:[^.\n]{0,40}?\b(?:name of (?:my )?(?:child(?:ren)?|pupil|student)|child name"
    r"|pupil name))?",
)
LETTER_ONLY = re.compile(
    r"(?:name|job role|job title|position|role|headteacher name|date|address|school name|name of school|signature)",
    re.I,
)
UNFILLED, SIGNERS, IN_LETTER = "unfilled template text", "blank to be filled by the signer", "letter"


def in_code(units, notes):
    """Template words that stand in the text of the code itself; publishing must not overlook them."""
    found = _count(units, _in_text, UNFILLED)
    for blank in found:
        notes.look(blank.text, reasons.UNFILLED, blank.line)
    return found


def in_form(units):
    """Blanks of the form that whoever signs fills in."""
    return _count(units, _in_form, SIGNERS)


def of_letters(units):
    return _count(units, lambda text: [found for found in in_letter(text) if found.lower() != "name"], IN_LETTER)


def together(*groups):
    """The same words found in several places are one placeholder with their sum."""
    sums = {}
    for blank in (blank for group in groups for blank in group):
        known = sums.get(blank.text)
        count = blank.count + (known.count if known else 0)
        sums[blank.text] = Placeholder(
            blank.text, count, known.kind if known else blank.kind, known.line if known else blank.line
        )
    return tuple(sums.values())


def in_letter(text):
    """Template words of a letter; there a line that says only "Name" is one too."""
    if LETTER_ONLY.fullmatch(text.strip()):
        return [text.strip()]
    return _in_text(text)


def _in_text(text):
    spans = []
    for pattern in (BRACKETED, PARENTHESES, SHOUTED, BARE):
        for found in pattern.finditer(text):
            if pattern is BARE and not _stands_for_a_value(text, found):
                continue
            if not any(start < found.end() and found.start() < end for start, end, _text in spans):
                spans.append((found.start(), found.end(), found.group()))
    return [words for _start, _end, words in sorted(spans)]


def _in_form(text):
    signer = SIGNER.search(text)
    if signer:
        rest = text[: signer.start()] + text[signer.end() :]
        return [signer.group().strip(" ,"), *_in_text(rest)]
    return _in_text(text)


def _stands_for_a_value(text, found):
    """A bare "name of school" is a blank where a name should stand, not where somebody speaks about names."""
    before, after = text[: found.start()], text[found.end() :]
    if MEANT.search(before) or (re.match(r"\s*[:.…_]*\s*$", after) and not before.strip()):
        return False
    if not before.strip():
        return bool(re.match(r"\s+[a-z]", after)) and not re.match(
            r"\s+(?:and|or|is|are|on|should|must|will be)\b", after
        )
    return (
        bool(
            re.search(r"\b(?:at|on|to|from|if|should|contact|I|that|,|telephone|call|e-?mail|for|of)\W*$", before, re.I)
        )
        or found.group()[0].isupper()
    )


def _count(units, reader, kind):
    counted = {}
    for unit in units:
        for text in reader(unit.text):
            known = counted.get(text)
            counted[text] = (known[0] + 1, known[1]) if known else (1, unit.line)
    return tuple(Placeholder(text, count, kind, line) for text, (count, line) in counted.items())
