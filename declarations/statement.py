"""A declaration as one text: hashed into the history, embedded in its PDF, and named by the code on its face.

Only what never changes goes into it, so that it can be written again, letter by letter, for as long as it is kept.
Format 2 tells, too, who the adult is to the child; answers in which nobody was asked that stay in format 1.
"""

from datetime import UTC
from ipaddress import ip_address

from organisations import ledger

FORMAT, WITH_RELATIONSHIP = 1, 2
CODE_LENGTH = 16
GROUP = 4


def text(declaration):
    """The declaration as JSON, written in one way only."""
    version = declaration.request.version
    return ledger.canonical(
        {
            **_who(declaration),
            "number": declaration.pk,
            "in_place_of": declaration.replaces_id,
            "request": declaration.request_id,
            "outcome": declaration.outcome,
            "typed_name": declaration.typed_name,
            "comment": declaration.comment,
            "children": declaration.children,
            "version": {"id": version.pk, "number": version.number, "label": version.label, "title": version.title},
            "words_sha256": declaration.content_hash,
            "undertakings": declaration.undertakings,
            "language": declaration.language,
            "answered_at": declaration.answered_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "route": declaration.route,
            "recorded_by": declaration.recorded_by_id,
            "link": declaration.link_id,
            "ip_address": _address(declaration.ip_address),
            "user_agent": declaration.user_agent,
        }
    )


def digest(declaration):
    """SHA-256 of the text."""
    return ledger.digest(text(declaration))


def code(declaration):
    """What the check page asks for: the number and the beginning of the hash. It cannot be guessed."""
    return f"{declaration.pk}-{digest(declaration)[:CODE_LENGTH]}"


def spaced(code):
    """A code as it is easiest to read and type."""
    number, _dash, digits = code.partition("-")
    groups = [digits[start : start + GROUP] for start in range(0, len(digits), GROUP)]
    return f"{number}-{' '.join(groups)}"


def _who(declaration):
    if not declaration.relationship:
        return {"format": FORMAT}
    said = {"relationship": declaration.relationship, "is_responsible": declaration.is_responsible}
    return {"format": WITH_RELATIONSHIP, **said}


def _address(address):
    """PostgreSQL and Python write some addresses in different ways."""
    return address and str(ip_address(address))
