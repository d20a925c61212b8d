"""Which school or trust speaks: named on the cover, in the title, or in the text itself."""

import re
from collections import Counter
from itertools import pairwise

from policies.importing import reasons, shapes, titles

ADDRESS = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b(?:tel|telephone|fax|e-?mail|www|https?)\b|@", re.I)
NAME_IN_TEXT = re.compile(
    r"\b[A-Z][\w’'.&-]*(?:[ \t]+(?:(?:of|the|and|in|on|upon|le|cum|&)[ \t]+){0,2}[A-Z][\w’'.&-]*){1,8}"
)
FIRST_WORDS = re.compile(
    r"^(?:(?:The|At|In|Our|Your|This|All|Any|Each|Every|An?|If|Should|When|For|From|As|By|Of|To"
    r"|Welcome|Dear|Here|Both|While|Whilst|Within|Since|Throughout|Please"
    r"|Parents?|Carers?|Visitors?|Staff|Pupils|Head(?:teacher)?s?|Principal|Chair|Governors?|Trustees?"
    r"|Directors?|Board)\b\s+(?:(?:of|and|the|to|at|in)\s+)*)+(?=[A-Z])"
)
IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
BESIDE = re.compile(r"\s+[-–—|]\s+")
GENERIC = set(
    "the a our your this all any each every school schools academy academies college trust trusts "
    "federation nursery primary secondary high infant junior multi-academy"
    " multi academies' mat policy policies code conduct behaviour parent parents carer carers home "
    "and of for community whole local former sixth form website office day"
    " complaints procedure procedures social media headteacher governing board agreement rules name insert".split()
)


def organisation_of(units, title, everything, notes):
    """(the school or trust that speaks, the units that are not its name)."""
    text = " ".join(everything)
    for reader in (_name_over_two_lines, _place_on_cover, _name_met_again):
        start, end = reader(units, text)
        if end:
            name = _name_alone(IN_BRACKETS.sub("", " ".join(unit.text for unit in units[start:end])))
            for unit in units[start:end]:
                notes.leave_out(unit.whole, reasons.ORGANISATION, unit.line)
            return as_written(name, text), units[:start] + units[end:]
    prose = "\n".join(each for each in everything if len(each.split()) > 6 or shapes.SENTENCE_END.search(each))
    return _name_in_title(title, text) or _name_in_text(prose, notes) or _name_in_text(
        "\n".join(everything), notes
    ), units


def _name_alone(name):
    """ "Larkrise School – Parent & Visitor Conduct" is a name beside what the paper is about."""
    placed = [each for each in BESIDE.split(name) if shapes.PLACE_WORDS.search(each)]
    return placed[0] if len(placed) == 1 else name


def as_written(name, text):
    """A name in capitals the way the text writes it, or in title case."""
    if not shapes.is_caps(name):
        return name
    for found in re.finditer(re.escape(name), text, re.I):
        if not shapes.is_caps(found.group()):
            return found.group()
    return shapes.in_title_case(name)


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
    for position, (one, other) in enumerate(pairwise(units)):
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
            or titles.MOTTO.search(name)
            or titles.is_about_parents(unit)
            or name.split()[-1].lower() in shapes.SMALL_WORDS
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
        notes.look(name, reasons.NAMED_ONCE)
    return name


def _is_a_name(name):
    if not name or shapes.TITLE_WORDS.search(name) or re.search(r"x{3}", name, re.I):
        return False
    return name[0].isupper() and any(
        word.casefold().strip("’'s.,") not in GENERIC for word in name.split() if word[0].isupper()
    )
