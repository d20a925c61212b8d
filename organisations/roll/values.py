"""What a school's own records write in their cells, and what we keep of it. Pure: no Django model, no file."""

import re
import time
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from organisations import languages

LONGEST = 100
NOTHING = {"", "-", "--", "—", "n/a", "na", "none", "null", "nil", "not known", "unknown", "?", "#n/a"}
LONGEST_NOTHING = max(map(len, NOTHING))
TITLES = set("mr mrs ms miss mx dr prof professor rev revd reverend sir lady lord dame".split())
COUPLE = re.compile(r"[&+]|\b(mr|mrs|ms)\b\.?\s*/|\s(and|a’r|a'r)\s", re.IGNORECASE)  # Mr & Mrs, Jo and Sam
YES = {"true", "t", "yes", "y", "1", "x", "✓", "ie", "ydy", "tick", "ticked"}
NO = {"false", "f", "no", "n", "0", "na"}
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y%m%d", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN = re.compile(r"[A-Z]\d{11}[\dA-Z]")
# What nearly every address and number looks like; of these there is no doubt, and to doubt takes ten times as long.
PLAIN_ADDRESS = re.compile(r"[a-z0-9]+([._+-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,24}")
LONGEST_PLAIN = 60
PLAIN_NUMBER = re.compile(r"0\d{2,4} ?\d{3} ?\d{3,4}", re.ASCII)
FORMULA = ("=", "+", "@", "\t=", "-=")
OFF_ROLL = set(
    "applicant application applied offer offered accepted preadmission preadmit prospective future guest".split()
)
LEFT = set("leaver left former inactive archived tobedeleted".split())

RELATIONSHIPS = {
    "mother": "mother mum mam mummy mom pam motherlegal birthmother adoptivemother adoptedmother mam",
    "father": "father dad tad daddy paf birthfather adoptivefather adoptedfather",
    "step_parent": "stepparent stepmother stepfather stepmum stepdad stm stf stp",
    "grandparent": "grandparent grandmother grandfather grandma grandad granddad nan nana gran gpr grp nain taid",
    "foster_carer": "fostercarer fosterparent fostermother fosterfather foster fos fop fom fof fsm fsf",
    "guardian": "guardian legalguardian specialguardian car carer gdn gua",
}
RELATIONSHIP_OF = {word: name for name, words in RELATIONSHIPS.items() for word in words.split()}
NO_PARENT = set(
    "doctor doc gp dentist socialworker swr childminder chm headteacher htc teacher school nurse healthvisitor"
    " solicitor religiousleader rlg agency aide proctor student pupil administrator".split()
)


class Unreadable(ValueError):
    """A cell holds something that cannot be kept; says so in a sentence."""


def tidy(text):
    """One line, each space once, no invisible characters; the placeholders people type for nothing are nothing."""
    text = unicodedata.normalize("NFC", str(text or ""))
    if not text.isprintable():
        text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf"} or c.isspace())
    text = " ".join(text.split())
    return "" if len(text) <= LONGEST_NOTHING and text.casefold() in NOTHING else text


def words(text, longest=LONGEST):
    """A name, a class, a number: plain words that fit."""
    text = tidy(text)
    if text.startswith(FORMULA):
        raise Unreadable(_("looks like a formula, not like words"))
    if len(text) > longest:
        raise Unreadable(_("is longer than %s characters") % longest)
    return text


def name(text):
    """A name as it is written; names in capitals throughout stay as they are, because nobody knows better."""
    text = words(text)
    if text and not any(map(str.isalpha, text)):
        raise Unreadable(_("is not a name"))
    if COUPLE.search(text):
        raise Unreadable(_("names two people: each needs an entry with their own name"))
    return text


def full_name(text):
    """(given name, family name) of "Mr Sam Okafor" or "Okafor, Sam"; of nothing, nothing."""
    text = name(text)
    family, comma, given = text.partition(",")
    if comma:
        return _without_title(given), family.strip()
    parts = _without_title(text).split()
    return (" ".join(parts[:-1]), parts[-1]) if parts else ()


def email(text):
    """One address in small letters; of several the first."""
    text = tidy(text).lower()
    if len(text) <= LONGEST_PLAIN and PLAIN_ADDRESS.fullmatch(text):
        return text
    found = re.split(r"[;,\s]+", text.removeprefix("mailto:"))[0]
    if found:
        try:
            validate_email(found)
        except ValidationError:
            raise Unreadable(_("is not an e-mail address")) from None
    if len(found) > 254:
        raise Unreadable(_("is longer than %s characters") % 254)
    return found


def phone(text):
    """A number as it is written; what is no number is left out."""
    text = tidy(text)
    if not text or PLAIN_NUMBER.fullmatch(text):
        return text
    if re.fullmatch(r"[127]\d{9}", text):
        text = f"0{text}"  # spreadsheets take the first nought for no number
    if not 6 <= sum(map(str.isdigit, text)) <= 16 or len(text) > 30 or not re.fullmatch(r"[\d +()./extEXT#-]+", text):
        raise Unreadable(_("is not a phone number"))
    return text


def address(text):
    """A postal address, a line each, as on an envelope; commas part lines where nothing else does."""
    lines = text.splitlines() if "\n" in text.strip() else text.split(",")
    found = "\n".join(filter(None, (tidy(line).strip(" ,") for line in lines)))
    if len(found) > 254:
        raise Unreadable(_("is longer than %s characters") % 254)
    return found


def language(text):
    """The code of a language that is named by code or by name."""
    text = tidy(text)
    code = languages.by_words().get(text.casefold(), "")
    if text and not code:
        raise Unreadable(_("is not the name of a language"))
    return code


def upn(text):
    """A unique pupil number whose check letter is right."""
    text = tidy(text).upper().replace(" ", "")
    if text and not is_upn(text):
        raise Unreadable(_("is not a UPN: its check letter does not fit"))
    return text


def is_upn(text):
    """Whether the first letter follows from the twelve signs after it (DfE Common Basic Data Set)."""
    if not UPN.fullmatch(text):
        return False
    last = text[12]
    if not last.isdigit() and last not in UPN_LETTERS:
        return False
    digits = [*map(int, text[1:12]), int(last) if last.isdigit() else UPN_LETTERS.index(last)]
    return text[0] == UPN_LETTERS[sum(place * digit for place, digit in enumerate(digits, 2)) % 23]


def year_group(text):
    """ "4" for Year 4, Y4 or 04; "R" for Reception; "N", "N1" or "N2" for a nursery."""
    text = words(text, 30)
    plain = re.sub(r"[\s._-]", "", text.casefold())
    plain = re.sub(r"^(year|yr|blwyddyn|bl|y)(?=\d|r|n)|group$", "", plain)
    if plain in {"r", "reception", "rec", "derbyn", "0", "00"}:
        return "R"
    if match := re.fullmatch(r"n(?:ursery|c)?([12]?)", plain):
        return f"N{match[1]}"
    if plain.isdecimal() and len(plain) <= 2:
        return str(int(plain))
    if len(text) > 10:
        raise Unreadable(_("is not a year group"))
    return text


def day(text):
    """A date, British when in doubt; None for nothing."""
    text = tidy(text)
    if not text:
        return None
    text = re.sub(r"[T ]\d\d:\d\d.*$", "", text)
    for form in DATES:
        try:
            found = date(*time.strptime(text, form)[:3])
        except ValueError:
            continue
        if 1900 <= found.year <= 2100:
            return found
    raise Unreadable(_("is not a date"))


def truth(text):
    """Yes, no, or None when nothing is said."""
    plain = tidy(text).casefold()
    if not plain:
        return None
    if plain in YES or plain in NO:
        return plain in YES
    raise Unreadable(_("is neither yes nor no"))


def rank(text):
    """The order in which a school calls a child's contacts."""
    text = tidy(text)
    if not text:
        return None
    if text.isdecimal() and 0 < int(text) < 100:
        return int(text)
    raise Unreadable(_("is not a number from 1 to 99"))


def relationship(text):
    """One of our relationships; what we have no word for is somebody else."""
    plain = _letters(words(text))
    return (RELATIONSHIP_OF.get(plain) or "other") if plain else ""


def is_no_parent(text):
    """Whether this contact is there for their work: a doctor, a social worker, a childminder."""
    return _letters(text) in NO_PARENT


def status(text):
    """ "on_roll", "left" or "applicant"."""
    plain = _letters(text)
    if plain in OFF_ROLL or plain.startswith(("applic", "offer", "preadm", "prospect")):
        return "applicant"
    return "left" if plain in LEFT else "on_roll"


def key(text):
    """Letters and digits alone, without accents and capitals: what makes two spellings of a name the same."""
    plain = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(filter(str.isalnum, plain))


def digits(phone):
    """The last ten digits of a number, as the database's own roll_phone_key has them."""
    return re.sub(r"[^0-9]", "", phone)[-10:]


def as_date(text):
    """The date of an ISO string kept in JSON, or None."""
    return date.fromisoformat(text) if text else None


def _letters(text):
    return re.sub(r"[\W\d_]", "", tidy(text).casefold())


def _without_title(text):
    parts = text.split()
    while len(parts) > 1 and parts[0].rstrip(".").casefold() in TITLES:
        parts.pop(0)
    return " ".join(parts)
