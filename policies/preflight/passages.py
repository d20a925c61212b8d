"""The words of a version, passage by passage in reading order, each knowing where it stands."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from policies import words

TITLE, LETTER, BODY, LEAD_IN, UNDERTAKING, DECLARATION = "title letter body lead_in undertaking declaration".split()
SIGNED = (BODY, LEAD_IN, UNDERTAKING, DECLARATION)
SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+(?=\s|$)|[.!?](?!\s)[^.!?]*)*[.!?]*")


@dataclass(frozen=True)
class Passage:
    """One heading, paragraph, item or row: `said` is the text with the words that lead into it."""

    number: int
    part: str
    text: str
    heading: str = ""
    lead_in: str = ""
    kind: str = "p"

    @property
    def said(self):
        return f"{self.lead_in} {self.text}".strip()

    @property
    def place(self):
        """Where it stands, as a reader would say it."""
        if self.part == BODY and self.heading:
            return _("Section “%(heading)s”") % {"heading": self.heading}
        return {TITLE: _("Title"), LETTER: _("Covering letter"), BODY: _("Before the first heading")}.get(
            self.part, _("Declaration")
        )


def of(version):
    """All passages: title, covering letter, body, what parents agree to, what they declare."""
    found = [(TITLE, version.title, "", "", "p")]
    found += [(LETTER, line, "", "", "p") for line in version.covering_letter.splitlines()]
    for block in words.blocks(words.clean(version.body)):
        heading = block.text if block.kind in words.HEADINGS else block.heading
        found.append((BODY, block.text, heading, block.lead_in, block.kind))
    lead_in = version.undertakings_lead_in
    found.append((LEAD_IN, lead_in, "", "", "p"))
    found += [(UNDERTAKING, item, "", lead_in, "li") for item in version.undertakings]
    found += [(DECLARATION, line, "", "", "p") for line in version.declaration.splitlines()]
    said = [each for each in found if each[1].strip()]
    return tuple(Passage(number, *each) for number, each in enumerate(said))


def sentences(text):
    """The sentences of a text. A full stop within a word, an address or a number ends none."""
    return [found.strip() for found in SENTENCE.findall(text) if found.strip()]
