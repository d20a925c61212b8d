"""What a text message says, and how many parts it takes: networks charge by the part."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from declarations import emails

# GSM 03.38: what fits into seven bits. Any other letter, a Welsh ŵ among them, makes every letter take sixteen.
BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = set("^{}\\[~]|€")
ONE_PART, OF_MANY = {True: 160, False: 70}, {True: 153, False: 67}
MOST_PARTS = 3
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


@dataclass(frozen=True)
class Size:
    """How long a text is, and what makes it longer than it looks."""

    parts: int
    costly: tuple

    @property
    def is_long(self):
        return self.parts > MOST_PARTS


def size(text):
    """The parts in which networks carry it; `costly` letters cut a part from 160 to 70."""
    costly = tuple(sorted({letter for letter in text if letter not in BASIC | TWICE}))
    is_plain = not costly
    length = sum(2 if is_plain and letter in TWICE else 1 for letter in text)
    if length <= ONE_PART[is_plain]:
        return Size(1, costly)
    return Size(-(-length // OF_MANY[is_plain]), costly)


def plain(text):
    """The same words with typewriter quotes and dashes, so that these alone make no text dearer."""
    return " ".join(text.translate(PLAIN).split())


def render(message, token):
    """A text with its link in it."""
    with translation.override(settings.LANGUAGE_CODE):
        context = emails.context_of(message, token)
        words = plain(render_to_string(f"texts/{message.purpose}.txt", context))
    return emails.Rendered(subject="", text=words, html="", link=context["link"])
