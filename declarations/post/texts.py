"""What a text message says, and how many parts it takes: networks charge by the part."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from declarations import emails
from declarations.post import wording

# GSM 03.38: what fits into seven bits. Any other letter, a Welsh ŵ among them, makes every letter take sixteen.
BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = set("^{}\\[~]|€")
ONE_PART, OF_MANY = {True: 160, False: 70}, {True: 153, False: 67}
LAST_OF_TWO_BYTES = 0xFFFF
MOST_PARTS = 3
LONGEST = 800  # letters, as an example; Notify takes 918, and some names are longer than ours
LENGTH_OF_TOKEN = 43
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
    return Size(_parts([_room(letter, is_plain) for letter in text], is_plain), costly)


def _room(letter, is_plain):
    """How much room a letter takes in its alphabet; what is written with two signs is never torn apart."""
    return 2 if (letter in TWICE if is_plain else ord(letter) > LAST_OF_TWO_BYTES) else 1


def _parts(rooms, is_plain):
    if sum(rooms) <= ONE_PART[is_plain]:
        return 1
    parts, left = 1, OF_MANY[is_plain]
    for room in rooms:
        if room > left:
            parts, left = parts + 1, OF_MANY[is_plain]
        left -= room
    return parts


def plain(text):
    """The same words with typewriter quotes and dashes, so that these alone make no text dearer."""
    return " ".join(text.translate(PLAIN).split())


def preview(own):
    """(words, Size) of a school's own text as somebody might receive it, with a link as long as a real one."""
    with translation.override(settings.LANGUAGE_CODE):
        shown, measured = (_own(wording.preview(own, ending=ending)[1]) for ending in ("…", "x" * LENGTH_OF_TOKEN))
    return shown, size(measured)


def render(message, token):
    """A text with its link in it, in the school's own words where it has any."""
    with translation.override(settings.LANGUAGE_CODE):
        context = emails.context_of(message, token)
        own = wording.of(message.organisation_id, wording.TEXTS.get(message.purpose, ""))
        if own:
            words = _own(wording.filled(own, context)["own_words"])
        else:
            words = plain(render_to_string(f"texts/{message.purpose}.txt", context))
    return emails.Rendered(subject="", text=words, html="", link=context["link"])


def _own(words):
    return plain(render_to_string("texts/own_words.txt", {"own_words": words}))
