"""A declaration as one text: hashed into the history, embedded in its PDF, and named by the code on its face.

Only what never changes goes into it, so that it can be written again, letter by letter, for as long as it is kept.
What was said of people is a text of its own, with salt; in the first one stands only its hash. When the second goes,
after its period, the first stays as it was, and nobody can find by trying whose name was in it. (Formats 1 and 2,
without salt, held everything in one; the second told, too, who the adult is to the child.)
"""

import secrets
from functools import lru_cache
from ipaddress import ip_address

from organisations import canon

FORMAT, ALL_IN_ONE, WITH_RELATIONSHIP = 3, 1, 2
SALT_BYTES = 16
CODE_LENGTH = 16
GROUP = 4


def text(declaration):
    """The declaration as JSON, written in one way only."""
    if declaration.personal_hash:
        return SHAPES[FORMAT].written(declaration)
    return SHAPES[WITH_RELATIONSHIP if declaration.relationship else ALL_IN_ONE].written(declaration)


def personal_text(declaration):
    """What was said of people, as JSON, with the salt that keeps it from being guessed."""
    return SALTED[bool(declaration.relationship)].written(declaration)


def salted(declaration):
    """Give an answer that is about to be kept its salt and the hash of what it says of people."""
    declaration.salt = secrets.token_hex(SALT_BYTES)
    declaration.personal_hash = canon.digest(personal_text(declaration))
    return declaration


def personal_part_fits(declaration):
    """Whether what is said of people is what was hashed. Answers of format 1 have it in their one hash."""
    return not declaration.personal_hash or declaration.personal_hash == canon.digest(personal_text(declaration))


def digest(declaration):
    """SHA-256 of the text."""
    return canon.digest(text(declaration))


def code(declaration):
    """What the check page asks for: the number and the beginning of the hash. It cannot be guessed."""
    return f"{declaration.pk}-{digest(declaration)[:CODE_LENGTH]}"


def spaced(code):
    """A code as it is easiest to read and type."""
    number, _dash, digits = code.partition("-")
    groups = [digits[start : start + GROUP] for start in range(0, len(digits), GROUP)]
    return f"{number}-{' '.join(groups)}"


def _version(version):
    return _version_written(version.pk, version.number, version.label, version.title)


@lru_cache(maxsize=1_000)
def _version_written(pk, number, label, title):
    return canon.canonical({"id": pk, "number": number, "label": label, "title": title})


def _address(address):
    """PostgreSQL and Python write some of the longer addresses in different ways. What is none is not as it was."""
    if address is None:
        return "null"
    return canon.string(str(ip_address(address)) if ":" in address and "/" not in address else address)


# For each name the attribute of a declaration, and how it is written.
ABOUT_THE_ANSWER = {
    "number": ("pk", canon.number),
    "in_place_of": ("replaces_id", canon.number),
    "request": ("request_id", canon.number),
    "outcome": ("outcome", canon.string),
    "version": ("request.version", _version),
    "words_sha256": ("content_hash", canon.string),
    "undertakings": ("undertakings", canon.canonical),
    "language": ("language", canon.string),
    "answered_at": ("answered_at", canon.moment),
    "route": ("route", canon.string),
    "recorded_by": ("recorded_by_id", canon.number),
    "link": ("link_id", canon.number),
}
OF_PEOPLE = {
    "typed_name": ("typed_name", canon.string),
    "comment": ("comment", canon.string),
    "children": ("children", canon.canonical),
    "ip_address": ("ip_address", _address),
    "user_agent": ("user_agent", canon.string),
}
WITH_WHAT_THEY_ARE = OF_PEOPLE | {
    "relationship": ("relationship", canon.string),
    "is_responsible": ("is_responsible", canon.truth),
}
SALT = {"salt": ("salt", canon.string)}
SHAPES = {
    FORMAT: canon.Shape(format=FORMAT, **ABOUT_THE_ANSWER, personal_sha256=("personal_hash", canon.string)),
    ALL_IN_ONE: canon.Shape(format=ALL_IN_ONE, **ABOUT_THE_ANSWER, **OF_PEOPLE),
    WITH_RELATIONSHIP: canon.Shape(format=WITH_RELATIONSHIP, **ABOUT_THE_ANSWER, **WITH_WHAT_THEY_ARE),
}
# By whether they said what they are to the child.
SALTED = {False: canon.Shape(**OF_PEOPLE, **SALT), True: canon.Shape(**WITH_WHAT_THEY_ARE, **SALT)}
