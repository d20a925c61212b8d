"""What was understood of a text: plain, frozen values that a screen, a command or a test can look at."""

from dataclasses import dataclass, replace

from policies.importing import markup

SIGNS = ("✓", "✗")


@dataclass(frozen=True)
class Item:
    """One entry of a list. Its meaning hangs on the words that lead into the list, and on a tick or cross."""

    text: str
    mark: str = ""
    items: tuple["Item", ...] = ()
    line: int = 0

    @property
    def signed(self):
        """The text with its tick or cross, because these two say yes and no."""
        return f"{self.mark} {self.text}" if self.mark in SIGNS else self.text

    @property
    def size(self):
        """How many entries: this one and all below it."""
        return 1 + sum(item.size for item in self.items)


@dataclass(frozen=True)
class Clause:
    """A paragraph, numbered clause or first-level bullet, together with the list it leads into."""

    text: str
    number: str = ""
    items: tuple[Item, ...] = ()
    line: int = 0
    bulleted: bool = False
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def sub_items(self):
        return sum(item.size for item in self.items)


@dataclass(frozen=True)
class Section:
    """A heading of the code and what stands below it."""

    heading: str
    number: str = ""
    level: int = 2
    clauses: tuple[Clause, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Field:
    """A place on the paper form where somebody writes."""

    label: str
    kind: str


@dataclass(frozen=True)
class Placeholder:
    """Words that stand for words: a blank to fill, or a template nobody finished."""

    text: str
    count: int
    kind: str
    line: int = 0


@dataclass(frozen=True)
class Letter:
    """A letter that came in the same file; it is no part of the code."""

    title: str
    paragraphs: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Look:
    """Something a person must look at: what it is, why, and in which line of the source."""

    what: str
    why: str
    line: int = 0


@dataclass(frozen=True)
class LeftOut:
    """Words of the source that are not in the code, and why."""

    what: str
    why: str
    line: int = 0


@dataclass(frozen=True)
class Form:
    """The sign-off form: kept apart from the code, with its own list of promises."""

    heading: str | None = None
    text: str | None = None
    lead_in: str = ""
    undertakings: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class ParsedCode:
    """A code of conduct as it was understood, with everything a person must still decide."""

    title: str | None = None
    organisation: str | None = None
    doc_reference: str | None = None
    version_label: str | None = None
    version_date: str | None = None
    next_review: str | None = None
    review_interval: str | None = None
    author: str | None = None
    owner: str | None = None
    approver: str | None = None
    clauses: tuple[Clause, ...] = ()
    sections: tuple[Section, ...] = ()
    undertakings: tuple[str, ...] = ()
    undertakings_lead_in: str = ""
    undertakings_leads: tuple[str, ...] = ()
    declaration_heading: str | None = None
    declaration_text: str | None = None
    fields: tuple[Field, ...] = ()
    requires: str = "information"
    resign_rule: str = "none stated"
    duration: str | None = None
    promised_in_code: bool = False
    languages: tuple[str, ...] = ("en",)
    contents: tuple[str, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    attachments: tuple[Letter, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    needs_look: tuple[Look, ...] = ()

    @property
    def signature_fields(self):
        return [each.label for each in self.fields]

    @property
    def signature_field_types(self):
        return [each.kind for each in self.fields]

    def with_(self, **changes):
        return replace(self, **changes)

    def body_html(self):
        """The code as HTML of headings, paragraphs and lists; no form, no letter, no cover."""
        return markup.body(self)
