"""What a file says, in one shape for every format: a child, perhaps one of their adults, and their relationship."""

import hashlib
from dataclasses import dataclass, field

from organisations.roll import values

WEAK = "~"  # begins the key of an adult whom only their name and their child tell from others


@dataclass(frozen=True, slots=True)
class Entry:
    """One child with one adult, as one row says. Facts left empty say nothing."""

    row: int
    child: dict
    adult: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    birth: str = ""

    @property
    def child_key(self):
        """The same for every row about this child: by UPN, or number, or name with what else is known."""
        child = self.child
        if child.get("upn"):
            return _digest("upn", child["school"], child["upn"])
        if child.get("number"):
            return _digest("number", child["school"], child["number"])
        more = [self.birth] if self.birth else [child.get("year_group", ""), child.get("class_name", "")]
        return _digest("name", child["school"], _name(child), *more)

    @property
    def adult_key(self):
        """The same for every row about this adult: by number, or name with e-mail, or with phone, or with the child."""
        adult = self.adult
        if not adult:
            return ""
        if adult.get("number"):
            return _digest("number", adult["number"])
        if adult.get("email"):
            return _digest("email", _name(adult), adult["email"])
        if adult.get("phone"):
            return _digest("phone", _name(adult), values.digits(adult["phone"]))
        return WEAK + _digest("child", self.child_key, _name(adult))[len(WEAK) :]


@dataclass(frozen=True, slots=True)
class Problem:
    """A value or a whole row that cannot be used, said so that the office finds it."""

    row: int
    column: str
    words: str
    leaves_out_child: bool = False
    leaves_out_adult: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is fine and yet not for the roll: an applicant, a doctor, an instruction."""

    row: int
    why: str


def facts(**given):
    """Only what is said: empty values say nothing."""
    return {name: value for name, value in given.items() if value not in ("", None)}


def _name(person):
    return values.key(person.get("given_name", "") + person.get("family_name", ""))


def _digest(*parts):
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()
