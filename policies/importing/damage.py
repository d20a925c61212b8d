"""Damage that scanning and converting leave behind, and slips of the writer: pointed at, never mended."""

import re
import unicodedata

from policies.importing import reasons

# Words of such codes that hold ff, fi, fl, ffi, tt or ti; fonts join these letters and converters lose them.
JOINED = (
    "office official officer staff offensive offence effect effective affect different difficult "
    "sufficient defamatory identify specific confidential benefit definition profile"
    " reflect conflict first find field five file final finally financial influence inform flexible "
    "certificate significant notify responsibilities clarify specified"
    " action actions information communication communications education parties relationship "
    "relationships committee attend attendance setting settings written matter matters"
    " positive negative appropriate inappropriate activities activity contribution consultation "
    "situation partnership reputation expectation expectations participation"
    " section policies practice particular statement between better letter permitted attempt attitudes twitter"
).split()
PARTS = ("ffi", "ffl", "ff", "fi", "fl", "tt", "ti")
WORD = re.compile(r"[A-Za-z]{2,}")
SPLIT_JOIN = re.compile(r"\b[a-z]{1,}\s(?:ffi|ffl|ff|fi|fl)\s[a-z]+|\bsta ff\b|\bo (?:ffi ?c|ff)\w*", re.I)
SCANNED = re.compile(
    r"(?<=[a-z])[0158|](?=[a-z])|^[¢€£§¬¦~^](?=\s+\w)|\brn(?=[a-z])|\bl (?=(?:will|have|agree"
    r"|understand)\b)|\bl[A-Z]{2,}\b|\b[A-Z]{2,}l[A-Z]*\b|\b(?:schooi|sociai|poiicy|wili|ilie|tlie|aud)\b"
)
# Letters that scanners mix up, tried on words that every such text has.
MIXED = (("h", "b"), ("m", "rn"), ("rn", "m"), ("e", "c"), ("li", "h"), ("ll", "11"), ("l", "i"))
COMMON = (
    "when who their them they that this the with what which where other school children than then "
    "there these those community comments must member members from form"
    " team home time some problem behaviour have has should headteacher months email system families "
    "will all social online policy parents learn learning governors return concern concerns "
    "following adult adults would should could child people telephone available public"
).split()
TWICE = re.compile(r"\b([A-Za-z]+)\s+\1\b", re.I)
TWICE_ABOUT = re.compile(r"\b([A-Za-z]{4,})\s+(?:a|an|the)\s+\1\b", re.I)
TWICE_RIGHT = {"had", "that", "is", "very", "bora", "pro", "no"}
GLUED_START = re.compile(r"^[a-z]+")
LOST_WORD = re.compile(
    r"\b(?:of|in|to|with|by|this|the|an|a|our|their)\s+(?:of|to|in|by|with)\s+(?:the|this|conduct|a)\b", re.I
)
NOT_BEFORE_VERB = re.compile(
    r"\b(?:instructed|asked|required|expected|told|advised|reminded|requested|agree|need) not (?!to\b"
    r"|only\b|be\b)[a-z]+",
    re.I,
)
MISSPELT = re.compile(
    r"\b(?:publically|polices|recieved?|occured|occurence|seperate|acheive|behavour|beleive|commitee"
    r"|definately|enviroment|goverment|harrass\w*|liase|neccess\w*|priviledge"
    r"|referal|responsab\w*|safegaurd\w*|succesful|tommorrow|untill|wich|accomodat\w*|defamitory"
    r"|grievence|independant|maintainance|preceed|relevent|wether|youre|there own|princip(?:al"
    r"|les)?s? of behaviour)\b",
    re.I,
)
GLUED = re.compile(r"\b[a-z]{2,}[.!?,;:][A-Z][a-z]+\b")
SPACED = re.compile(r"\b(?:[^\W\d_] ){4,}[^\W\d_]\b")
STRANGE = "ΙАІеоа"
MOST = 12


def look_over(units, notes):
    """Point at what looks damaged, line by line; the words stay as they are."""
    damaged = _without_joins()
    lost, scanned = [], []
    for unit in units:
        lost += _lost_joins(unit, damaged)
        scanned += _scanned(unit)
        _slips(unit, notes)
        _strange_letters(unit, notes)
        for found in GLUED.finditer(unit.text):
            notes.look(_near(unit.text, found), reasons.GLUED % {"words": found.group()}, unit.line)
        if SPACED.search(unit.text):
            notes.look(unit.text, reasons.SPACED, unit.line)
    _tell(lost, reasons.LOST_JOINS, notes)
    _tell(scanned, reasons.SCANNER, notes)


def _without_joins():
    """{damaged form: the word}, for damage that makes no other word."""
    whole = set(JOINED)
    damaged = {}
    for word in JOINED:
        for part in PARTS:
            if part in word:
                rest = word.replace(part, "", 1)
                if rest not in whole and rest not in REAL and len(rest) > 2:
                    damaged[rest] = word
                if part in ("ff", "ffi", "tt"):
                    shorter = word.replace(part, part[1:], 1)
                    if shorter not in whole and shorter not in REAL:
                        damaged.setdefault(shorter, word)
    return damaged


def _misread():
    """Words as a scanner gets them wrong, where the wrong form is no word."""
    wrong = {
        word[: found.start()] + seen + word[found.end() :]
        for word in COMMON
        for right, seen in MIXED
        for found in re.finditer(right, word)
    }
    return wrong - set(COMMON) - REAL - {
        "bad",
        "bow",
        "bave",
        "bas",
        "fonn",
        "horne",
        "ban",
        "ben",
        "tom",
        "borne",
        "hac",
        "lime",
        "onhne",
        "the",
    } | {"bave", "horne", "onhne"}


REAL = set(
    "rst nd eld ve le nal nally le wrien ma leer beer seing sta oce even mater later leter beter "
    "leer ofice stat star sing sings maer eect aect act ate mate".split()
) - {
    "wrien",
    "leer",
    "beer",
    "seing",
    "maer",
    "oce",
} | {"beer", "leer", "benet", "pares", "prole"}


def _lost_joins(unit, damaged):
    found = [(word, unit) for word in WORD.findall(unit.text) if word.lower() in damaged]
    return found + [(match.group(), unit) for match in SPLIT_JOIN.finditer(unit.text)]


def _scanned(unit):
    found = [(_around(unit.text, match), unit) for match in SCANNED.finditer(unit.text)]
    return found + [(word, unit) for word in re.findall(r"[^\W_]+", unit.text) if word.lower() in MISREAD]


def _around(text, found):
    start = text.rfind(" ", 0, found.start()) + 1
    end = text.find(" ", found.end())
    return text[start : end if end > 0 else len(text)]


def _tell(found, why, notes):
    for word, unit in found[:MOST]:
        notes.look(unit.text, why % {"word": word}, unit.line)
    if len(found) > MOST:
        notes.look(
            found[MOST][1].text,
            reasons.MANY_PLACES % {"count": len(found)},
            found[MOST][1].line,
        )


def _slips(unit, notes):
    for found in (*TWICE.finditer(unit.text), *TWICE_ABOUT.finditer(unit.text)):
        if found[1].lower() not in TWICE_RIGHT:
            notes.look(_near(unit.text, found), reasons.WORD_TWICE % {"words": found.group()}, unit.line)
    for found in MISSPELT.finditer(unit.text):
        notes.look(_near(unit.text, found), reasons.SLIP % {"words": found.group()}, unit.line)
    for pattern in (LOST_WORD, NOT_BEFORE_VERB):
        for found in pattern.finditer(unit.text):
            notes.look(_near(unit.text, found), reasons.WORD_MISSING % {"words": found.group()}, unit.line)
    if not unit.mark and GLUED_START.match(unit.text) and unit.words > 5 and unit.ends:
        notes.look(unit.text, reasons.SENTENCE_BEGUN, unit.line)


def _strange_letters(unit, notes):
    for letter in STRANGE:
        if letter in unit.text and re.search(r"[A-Za-z]", unit.text) and not re.search(r"[Α-Ωа-яА-Я]{3,}", unit.text):
            notes.look(
                unit.text,
                reasons.FOREIGN_LETTER
                % {"name": unicodedata.name(letter).capitalize(), "code": f"U+{ord(letter):04X}"},
                unit.line,
            )


def _near(text, found):
    start, end = max(0, found.start() - 40), min(len(text), found.end() + 40)
    return text[start:end]


MISREAD = _misread()
