"""What a text message says, and how many parts it takes: networks charge by the part."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from declarations import emails
from declarations.post import kinds, wording

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
ENDS = ("…", "x" * 43)  # of a link: as it is shown, and as long as it is
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


def preview(kind, context, own=None):
    """(words, Size) of a text as somebody might receive it; what is measured has a link as long as a real one."""
    with emails.spoken(own):
        shown, measured = (written(kind, context | {"link": context["link"].replace("…", end)}, own) for end in ENDS)
    return shown.text, size(measured.text)


def render(message, token, own=None):
    """A text with its link in it, in `own` words of the school where it has any."""
    with emails.spoken(own):
        return written(kinds.of(message), emails.context_of(message, token), own)


def written(kind, context, own=None):
    """A text of this kind: the portal's words, or the school's with what always stands behind them."""
    template = kind.template
    if own:
        template = "texts/own_words"
        context = context | {"rest": kind.rest, **wording.filled(own, context)}
    return emails.Rendered("", plain(render_to_string(f"{template}.txt", context)), "", context["link"])
