"""A declaration as one text: hashed into the history, embedded in its PDF, and named by the code on its face.

Only what never changes goes into it, so that it can be written again, letter by letter, for as long as it is kept.
What was said of people is a text of its own, with salt; in the first one stands only its hash. When the second goes,
after its period, the first stays as it was, and nobody can find by trying whose name was in it. (Formats 1 and 2,
without salt, held everything in one; the second told, too, who the adult is to the child.)
"""

import secrets
from datetime import UTC
from functools import lru_cache
from ipaddress import ip_address

from organisations import canon

FORMAT, ALL_IN_ONE, WITH_RELATIONSHIP = 3, 1, 2
ABOUT_THE_ANSWER = {
    **dict.fromkeys(("format", "number", "in_place_of", "request", "recorded_by", "link"), canon.number),
    **dict.fromkeys(("outcome", "words_sha256", "language", "answered_at", "route"), canon.string),
    **dict.fromkeys(("version", "undertakings"), canon.canonical),
}
OF_PEOPLE = {
    **dict.fromkeys(("typed_name", "comment", "ip_address", "user_agent"), canon.string),
    "children": canon.canonical,
}
WITH_WHAT_THEY_ARE = OF_PEOPLE | {"relationship": canon.string, "is_responsible": canon.truth}
SHAPES = {
    FORMAT: canon.Shape(**ABOUT_THE_ANSWER, personal_sha256=canon.string),
    ALL_IN_ONE: canon.Shape(**ABOUT_THE_ANSWER, **OF_PEOPLE),
    WITH_RELATIONSHIP: canon.Shape(**ABOUT_THE_ANSWER, **WITH_WHAT_THEY_ARE),
}
# By whether they said what they are to the child.
SALTED = {
    False: canon.Shape(**OF_PEOPLE, salt=canon.string),
    True: canon.Shape(**WITH_WHAT_THEY_ARE, salt=canon.string),
}
SALT_BYTES = 16
CODE_LENGTH = 16
GROUP = 4


def text(declaration):
    """The declaration as JSON, written in one way only."""
    personal = _personal_part(declaration)
    return SHAPES[personal["format"]].written(
        personal
        | {
            "number": declaration.pk,
            "in_place_of": declaration.replaces_id,
            "request": declaration.request_id,
            "outcome": declaration.outcome,
            "version": _version(declaration.request.version),
            "words_sha256": declaration.content_hash,
            "undertakings": declaration.undertakings,
            "language": declaration.language,
            "answered_at": declaration.answered_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "route": declaration.route,
            "recorded_by": declaration.recorded_by_id,
            "link": declaration.link_id,
        }
    )


def personal_text(declaration):
    """What was said of people, as JSON, with the salt that keeps it from being guessed."""
    return SALTED[bool(declaration.relationship)].written({"salt": declaration.salt, **_said_of_people(declaration)})


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
    return canon.Written(canon.canonical({"id": pk, "number": number, "label": label, "title": title}))


def _personal_part(declaration):
    if declaration.personal_hash:
        return {"format": FORMAT, "personal_sha256": declaration.personal_hash}
    form = WITH_RELATIONSHIP if declaration.relationship else ALL_IN_ONE
    return {"format": form, **_said_of_people(declaration)}


def _said_of_people(declaration):
    said = {
        "typed_name": declaration.typed_name,
        "comment": declaration.comment,
        "children": declaration.children,
        "ip_address": _address(declaration.ip_address),
        "user_agent": declaration.user_agent,
    }
    if declaration.relationship:
        said |= {"relationship": declaration.relationship, "is_responsible": declaration.is_responsible}
    return said


@lru_cache(maxsize=1_000)
def _address(address):
    """PostgreSQL and Python write some addresses in different ways."""
    return address and str(ip_address(address))
