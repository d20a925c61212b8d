"""JSON in one way only, so that the same content always gives the same hash."""

import hashlib
import json
from datetime import UTC
from json.encoder import encode_basestring
from operator import attrgetter

ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
DECODE = json.JSONDecoder().raw_decode
string = encode_basestring

TRUTHS = {None: "null", True: "true", False: "false"}


class Written(str):
    """What is canonical JSON already."""

    __slots__ = ()


class Shape:
    """Objects of the same names, two or more, each written from something that has what they tell as attributes.

    For each name the attribute, and the way in which its value is written; or a number that is always the same.
    What `canonical` would write, in a third of the time: it matters where half a million of them are checked.
    """

    def __init__(self, **names):
        told = [name for name in sorted(names) if not isinstance(names[name], int)]
        attributes, self.ways = zip(*(names[name] for name in told), strict=True)
        self.values = attrgetter(*attributes)
        places = (f'"{name}":{"%s" if name in told else names[name]}' for name in sorted(names))
        self.frame = f"{{{','.join(places)}}}"

    def written(self, thing):
        """The object that tells of this thing."""
        values = zip(self.ways, self.values(thing), strict=True)
        return self.frame % tuple([way(value) for way, value in values])


def canonical(content):
    return content if isinstance(content, Written) else ENCODE(content)


def rewritten(text):
    """JSON as the database writes it, as ours."""
    return Written(ENCODE(DECODE(text)[0]))


def number(value):
    return "null" if value is None else str(value)


def truth(value):
    return TRUTHS[value]


def moment(value):
    """A time in UTC to the microsecond; the database can tell it as such a text (see streaming.Moment)."""
    return f'"{value if isinstance(value, str) else value.astimezone(UTC).isoformat(timespec="microseconds")}"'


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()
