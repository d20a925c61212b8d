"""What the columns of a spreadsheet mean: guessed from their headers, corrected by hand, remembered per school."""

import hashlib
import re
import tomllib
from collections import Counter
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from organisations.roll import values
from organisations.roll.models import RememberedColumns

MOST_ADULTS = 4
LOOKED_AT = 20  # rows at the top among which the headers are found
SAMPLES = 3
SENTENCE = 7  # words; no name is so long

CHILD = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "full_name": _("Full name"),
    "upn": _("UPN"),
    "number": _("Number in your own records"),
    "year_group": _("Year group"),
    "class_name": _("Class"),
    "birth": _("Date of birth (only tells children apart, not kept)"),
    "joined_on": _("Joined on"),
    "left_on": _("Left on"),
    "status": _("On roll, applicant or left"),
    "in_care": _("Looked after by a local authority"),
    "school": _("School (name or URN)"),
}
ADULT = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "full_name": _("Full name"),
    "number": _("Number in your own records"),
    "relationship": _("Relationship"),
    "parental_responsibility": _("Parental responsibility"),
    "priority": _("Priority"),
    "email": _("E-mail address"),
    "other_email": _("E-mail address, if the first is empty"),
    "phone": _("Phone"),
    "other_phone": _("Phone, if the first is empty"),
    "address": _("Postal address, or its first line"),
    "address_2": _("Postal address, second line"),
    "address_3": _("Postal address, third line"),
    "town": _("Town"),
    "county": _("County"),
    "postcode": _("Postcode"),
    "language": _("Language to be written to in"),
    "no_contact": _("Not to be contacted, or court order"),
}
ALIASES = tomllib.loads((Path(__file__).parent / "headers.toml").read_text())
FIELD_OF = {alias: field for field, aliases in ALIASES.items() for alias in aliases}
CHILD_WORDS = {"pupil", "pupils", "student", "students", "child", "childs", "children", "learner"}
ADULT_WORDS = {"parent", "parents", "guardian", "contact", "contacts", "carer", "adult"}
NAMED_AFTER = {
    "mother": "mother",
    "mothers": "mother",
    "mum": "mother",
    "father": "father",
    "fathers": "father",
    "dad": "father",
}
OF_ADDRESS = re.compile(r"\b(line|(?<!mail )address) (\d)$")
INSTRUCTION = re.compile(
    r"(required|optional|instruction|e\.?g\.?\b|example|delete this|mandatory|please\b|format:|one row)", re.IGNORECASE
)


def choices():
    """Every meaning a column can have, in groups; each says for itself whom it is about."""
    groups = [("", _("Left out")), _group(_("Child"), "child", CHILD)]
    for number in range(1, MOST_ADULTS + 1):
        who = _("Adult %s") % number if number > 1 else _("Adult")
        groups.append(_group(who, f"adult{number}", ADULT))
    return groups


def _group(who, prefix, fields):
    return who, [(f"{prefix}.{name}", f"{who}: {label}") for name, label in fields.items()]


def layout(records):
    """Where the headers stand, what they are, what they seem to mean, and a few rows to judge by."""
    top = list(islice(records, LOOKED_AT))
    if not top:
        return None
    place = max(range(len(top)), key=lambda place: (len({*guess(top[place][1])} - {""}), -place))
    row, headers = top[place]
    headers = [values.tidy(cell)[:200] for cell in headers]
    samples = [cells for _row, cells in top[place + 1 :] if not is_instruction(cells)][:SAMPLES]
    return {"header_row": row, "headers": headers, "meanings": guess(headers), "samples": _by_column(headers, samples)}


def guess(headers):
    """A meaning for each header, or "". What is repeated belongs to the child first, then to the adult."""
    meanings, adults = [], {}
    for header in headers:
        candidates = _candidates(header, adults)
        meanings.append(next((meaning for meaning in candidates if meaning not in meanings), ""))
    return meanings


def relationships(headers, meanings):
    """{adult: relationship} where the headers themselves say it, as in "Mother's e-mail"."""
    found = {}
    for header, meaning in zip(headers, meanings, strict=True):
        who = next((NAMED_AFTER[word] for word in _words(header) if word in NAMED_AFTER), None)
        if who and meaning.startswith("adult"):
            found.setdefault(meaning.partition(".")[0], who)
    return found


def titles(headers):
    """Headers as people can tell them apart: a repeated one gets its number, an empty one its place."""
    total, seen = Counter(headers), Counter()
    for place, header in enumerate(headers, 1):
        seen[header] += 1
        if not header:
            yield _("Column %s") % place
        else:
            yield f"{header} ({seen[header]})" if total[header] > 1 else header


def is_instruction(cells):
    """Whether a row tells how to fill in the file instead of naming a child: by its words, or as one sentence alone."""
    said = [cell.strip() for cell in cells if cell.strip()]
    is_sentence = len(said) == 1 and len(said[0].split()) >= SENTENCE
    return is_sentence or any(map(INSTRUCTION.match, said))


def remembered(organisation, headers):
    """What these columns meant last time, or None."""
    kept = RememberedColumns.objects.filter(organisation=organisation, headers=_digest(headers)).first()
    return kept and kept.meanings


def remember(organisation, headers, meanings):
    RememberedColumns.objects.update_or_create(
        organisation=organisation, headers=_digest(headers), defaults={"meanings": meanings}
    )


def _candidates(header, adults):
    """What a header may mean, likeliest first."""
    words = _words(header)
    plain = " ".join(words)
    if plain in FIELD_OF:
        return _for_anybody(FIELD_OF[plain])
    who, number = _whom(words, adults)
    rest = " ".join(word for word in words if not _says_who(word))
    field = FIELD_OF.get(rest) if rest or not who else "full_name"
    if field is None:
        return []
    if who == "child":
        return [f"child.{field}"] if field in CHILD else []
    if who == "adult":
        return _of_adult(number, field) if number <= MOST_ADULTS else []
    return _for_anybody(field)


def _for_anybody(field):
    return ([f"child.{field}"] if field in CHILD else []) + _of_adult(1, field)


def _of_adult(number, field):
    """A second e-mail or phone column is the one to fall back on."""
    return [f"adult{number}.{name}" for name in (field, f"other_{field}") if name in ADULT]


def _whom(words, adults):
    """Whom a header is about: ("child" | "adult" | None, which adult)."""
    for word in words:
        if word in CHILD_WORDS:
            return "child", 0
        if word in NAMED_AFTER:
            return "adult", adults.setdefault(NAMED_AFTER[word], len(adults) + 1)
    if any(word in ADULT_WORDS for word in words):
        number = next((int(word) for word in words if word.isdecimal() and len(word) < 3), 1)
        return "adult", max(number, 1)
    return None, 0


def _says_who(word):
    return (
        word in CHILD_WORDS
        or word in ADULT_WORDS
        or word in NAMED_AFTER
        or (word.isdecimal() and len(word) < 3)
        or word in {"s", "to"}
    )


def _words(header):
    """PARENT_1_NAME, Parent1Name and (Parent 1) name are the same three words; (T/F) says nothing."""
    header = re.sub(r"\((?:t/f|y/n|yes/no|true/false)\)", "", header, flags=re.IGNORECASE)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", header.replace("’", "'"))
    plain = " ".join(re.sub(r"[^\w]|_", " ", apart.casefold().replace("'s", "")).split())
    words = OF_ADDRESS.sub(r"\1\2", plain).split()  # this number says which line, not which adult
    return [word for place, word in enumerate(words) if word not in words[place - 1 : place]]


def _by_column(headers, samples):
    return [
        [values.tidy(cells[place])[:60] if place < len(cells) else "" for cells in samples]
        for place in range(len(headers))
    ]


def _digest(headers):
    return hashlib.sha256("\x1f".join(headers).casefold().encode()).hexdigest()
