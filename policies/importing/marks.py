"""Marks at the start of a line: bullets, ticks and crosses, numbers, letters. What each one shows stays known."""

import re
from dataclasses import dataclass

TICKS = "✓✔☑√✅"
CROSSES = "✗✘✕✖❌☒×❎"
DOTS = "•●○◦▪■□▫‣⁃·∙➢➤►▶❖◆◇♦☐⮚➔→❑❏✦★☞"
# Symbol fonts put letters where Word showed a picture; these are the ones Wingdings and Symbol are used for.
PRIVATE = {
    "\uf0fc": "✓",
    "\uf0fe": "✓",
    "\uf0fb": "✗",
    "\uf0fd": "✗",
    "\uf050": "✓",
    "\uf04f": "✗",
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf076": "❖",
    "\uf0a8": "☐",
    "\uf071": "☐",
    "\uf06f": "☐",
    "\uf0e0": "→",
    "\uf0f0": "➔",
    "\uf06e": "■",
    "\uf06c": "●",
}
WINGDINGS_LETTERS = {"ü": "✓", "û": "✗", "Ø": "➢", "§": "▪"}

BOX = re.compile(r"[-*+][ \t]+\[[ xX]?\][ \t]+(?=\S)")
BULLET = re.compile(rf"([{DOTS}{TICKS}{CROSSES}])\s*(?=\S)|([-–—*+])[ \t]+(?=\S)|(o)[ \t]+(?=[A-Z‘“'\"])|(o)\t+(?=\S)")
CROSS_LETTER = re.compile(r"([xX])[ \t]+(?=[A-Z])")
# Scanners read a round list mark as one of these.
MISREAD_SIGNS = "©®¢»°¤"
MISREAD = re.compile(rf"[‘'’]?([{MISREAD_SIGNS}])[ \t]+(?=\S)|[‘'’]([+*])[ \t]+(?=\S)")
# A scanner's first number: "l. Aims" above "2. Conduct".
MISREAD_ONE = re.compile(r"[lI|][ \t]?[.)][ \t]+(?=[A-Z])")
LETTER_FONT = re.compile(r"([üûØ§])[ \t]+(?=\S)")
DECIMAL = re.compile(
    r"\(?(\d{1,2}(?:\.\d{1,2}){1,3})(?:[.):]\s*(?=[^\s\d])|[ \t]+(?=[A-Z(‘“\"']))"
    r"|(\d{1,2}(?:\.\d{1,2}){2,3})[ \t]+(?=\S)"
)
NUMBER = re.compile(
    r"\(?(\d{1,2})(?:[.):][ \t]+(?=\S)|[ \t][.)][ \t]+(?=[A-Z])|\.(?=[A-Z][a-z])|\)(?=\w)|[ \t]?[-–—][ \t]+(?=[A-Z]))"
)
BARE = re.compile(r"(\d{1,2})[ \t]+(?=[A-Z])")
LOWER = re.compile(r"\(?([a-z]|[ivx]{2,5})[.)][ \t]+(?=\S)")
UPPER = re.compile(r"\(?([A-Z]|[IVX]{2,5})[.)][ \t]+(?=[A-Z])")
NAMED = re.compile(
    r"(?:section|article|part|clause|rule|chapter)[ \t]+(\d{1,2}|[A-Z])[ \t]*(?:[:.–—-][ \t]*|[ \t])(?=[A-Z])", re.I
)
ALONE = re.compile(
    rf"[{DOTS}{TICKS}{CROSSES}]|o|-|\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)]|\d{{1,2}}(?:\.\d{{1,2}})+|\(?[a-z][.)]"
)


@dataclass(frozen=True)
class Mark:
    """What stood before the words. `kind`: bullet, sign, number, decimal, lower, upper, bare or named."""

    kind: str
    glyph: str
    shown: str = ""
    value: tuple[int, ...] = ()
    doubled: bool = False
    misread: str = ""

    @property
    def counts(self):
        return self.kind in ("number", "decimal", "upper", "bare", "named")

    def follows(self, other):
        """Whether this number is the next one after another of the same kind."""
        return bool(
            other
            and self.value
            and other.value
            and self.kind == other.kind
            and self.value[:-1] == other.value[:-1]
            and self.value[-1] == other.value[-1] + 1
        )


def split(text):
    """(mark or None, the words behind it)."""
    for reader in (_bullet, _decimal, _number, _named, _letter, _bare):
        mark, rest = reader(text)
        if mark:
            return mark, rest
    return None, text


def as_number(mark):
    """The letter l or I, or a stroke, that a scanner put for the number 1."""
    return Mark("number", "number", "1.", (1,), misread=mark.shown)


def stands_alone(text):
    """A mark whose words were put on the next line."""
    return bool(ALONE.fullmatch(text))


def sign(glyph):
    """✓ or ✗ for a mark that means yes or no, else nothing."""
    if glyph in TICKS:
        return "✓"
    return "✗" if glyph in CROSSES else ""


def _bullet(text):
    if box := BOX.match(text):
        return Mark("bullet", "☐"), text[box.end() :]
    found = BULLET.match(text) or CROSS_LETTER.match(text) or LETTER_FONT.match(text) or MISREAD.match(text)
    if not found:
        return None, text
    glyph = next(filter(None, found.groups()))
    seen = WINGDINGS_LETTERS.get(glyph, "✗" if glyph in "xX" else glyph)
    rest = text[found.end() :]
    inner, words = _inner(rest)
    if inner and inner.kind not in ("bullet", "sign"):
        return inner, words
    kind = "sign" if sign(seen) else "bullet"
    return Mark(kind, glyph, sign(seen), doubled=bool(inner)), words


def _inner(rest):
    """A second mark behind a bullet: a real number ("- 1.1. Words"), or another bullet left by the converter."""
    for reader in (_decimal, _number):
        mark, words = reader(rest)
        if mark:
            return mark, words
    found = BULLET.match(rest)
    return (Mark("bullet", found.group()), rest[found.end() :]) if found else (None, rest)


def _decimal(text):
    found = DECIMAL.match(text)
    if not found:
        return None, text
    value = tuple(int(part) for part in (found[1] or found[2]).split("."))
    if len(value) == 2 and not value[1]:
        # "1.0 Aims" is the first heading, not a part of one.
        return Mark("number", "number", found.group().strip(), value[:1]), text[found.end() :]
    return Mark("decimal", "decimal", found.group().strip(), value), text[found.end() :]


def _number(text):
    found = NUMBER.match(text)
    if not found:
        return None, text
    return Mark("number", "number", found.group().strip(), (int(found[1]),)), text[found.end() :]


def _named(text):
    found = NAMED.match(text)
    if not found or text[found.start(1)].islower():
        return None, text
    return Mark("named", "named", text[: found.end(1)], (_count(found[1]),)), text[found.end() :]


def _letter(text):
    for kind, pattern in (("lower", LOWER), ("upper", UPPER)):
        found = pattern.match(text)
        if found:
            return Mark(kind, kind, found.group().strip(), (_count(found[1]),)), text[found.end() :]
    return None, text


def _bare(text):
    found = BARE.match(text)
    if not found:
        return None, text
    return Mark("bare", "bare", found[1], (int(found[1]),)), text[found.end() :]


def _count(text):
    """The place of a letter or number in its row: A and 1 are both 1. Roman numerals of one letter read as letters."""
    if text.isdigit():
        return int(text)
    if len(text) == 1:
        return ord(text.lower()) - ord("a") + 1
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in text.lower()]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
