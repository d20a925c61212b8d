"""What a rule is given, and what it says."""

from dataclasses import dataclass
from datetime import date

from policies.models import PolicyVersion
from policies.preflight.passages import Passage


@dataclass(frozen=True)
class Case:
    """One version under examination, cut into passages, on a day.

    `stated_review` is what the document it was read from says of its next review, cut to what is known ("2026-10").
    """

    version: PolicyVersion
    passages: tuple[Passage, ...]
    today: date
    stated_review: str = ""

    @property
    def policy(self):
        return self.version.policy

    def of(self, *parts):
        """The passages of some parts of the version."""
        return [passage for passage in self.passages if passage.part in parts]


@dataclass(frozen=True)
class Finding:
    """One thing to look at: where, why, what says so, and a way out. A blocking one stops the sending for approval."""

    rule: str
    place: str
    quote: str
    why: str
    way_out: str
    source: str = ""
    blocking: bool = False
    at: int = 0

    def as_dict(self):
        names = ("rule", "blocking", "place", "quote", "why", "way_out", "source")
        return {name: getattr(self, name) if name == "blocking" else str(getattr(self, name)) for name in names}


def about(passage, rule, quote, *, why, way_out, source="", blocking=False):
    """A finding about words in one passage."""
    return Finding(rule, passage.place, quote, why, way_out, source, blocking, passage.number)
