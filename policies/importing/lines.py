"""The first step: a text becomes clean lines. What converters leave behind goes; what it hinted at is kept."""

import re
import unicodedata
from dataclasses import dataclass, replace

from policies.importing import marks, reasons

LINE_END = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# "✔️" is ✔ with a wish for colours; other signs keep theirs, and joiners stay: families of emoji need them, Persian too.
LOOK_OF_MARK = re.compile(f"(?<=[{marks.TICKS}{marks.CROSSES}{marks.DOTS}])[\ufe0e\ufe0f]")
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]\s?")
COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.S)
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[(?:image|picture|logo|photo)\b[^\]]*\]", re.I)
ITALIC = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,120}?)(?<=[^\s*])\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])([^_\n]{1,120}?)(?<=[^\s_])_(?![\w_])"
)
TAG = re.compile(r"</?(?:u|b|i|strong|em|span|p|br|sup|sub|font|div|a)\b[^<>]*>", re.I)
FOOTNOTE = re.compile(r"\[\^[\w-]{1,12}\]:?\s?")
# A typesetter's hyphen, put where a word goes on in the next line.
HYPHEN = "\u2010"
PARTED = re.compile("(?<=\\w)[\u00ad\u2010]\\s*$")
LINK = re.compile(r"(?<!!)\[([^\[\]]{1,200})\]\(((?:https?://|mailto:|tel:|#|\.{0,2}/)[^\s()]*)\)")
HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
RULE = re.compile(r"[-–—=*~✂\s.]+|[\s:|-]+")
DASHES = re.compile(r"[-–—=*~]{3}")
LONGEST = 2000
LONGEST_UNDERLINED = 60
ROW = re.compile(r"\|.*\|.*\|")
CUT_HERE = re.compile(
    r"[-–—=*~✂_\s.]*(?:cut here|tear off here|please (?:detach|tear|cut)[^.]{0,40}|detach here|✂)[-–—=*~✂_\s.]*", re.I
)


@dataclass(frozen=True)
class Line:
    """One line of the source: its number there, its words, and what its place told."""

    number: int
    text: str
    indent: int = 0
    gap: int = 0
    page: bool = False
    strong: bool = False
    anchored: bool = False
    level: int = 0
    width: int = 0
    row: bool = False
    running: bool = False


def clean(text, notes):
    """The lines that have words, in order."""
    _warn_of_the_unreadable(text, notes)
    found, gap, bold, anchored, page = [], 0, False, False, False
    for number, raw in _numbered(LINE_END.sub("\n", text), notes):
        page = page or "\f" in raw
        line, bold = _line(number, raw.replace("\f", ""), bold, notes)
        anchored = anchored or line.anchored
        found = found if gap else _underline(found, line)
        if not line.text or (RULE.fullmatch(line.text) and DASHES.search(line.text)):
            gap += 1
            continue
        if CUT_HERE.fullmatch(line.text):
            notes.leave_out(line.text, reasons.SCISSORS, number)
            gap += 1
            continue
        found.append(replace(line, gap=gap, page=page, anchored=anchored))
        gap, anchored, page = 0, False, False
    return _rows_by_tabs(found)


def _rows_by_tabs(lines):
    """Lines below each other with as many tabs each, two or more, are the rows of a table."""
    cells = [re.split(r"\t", line.text) for line in lines]
    wide = [len(each) if len(each) > 2 and all(map(str.strip, each)) else 0 for each in cells]
    kept = []
    for place, line in enumerate(lines):
        above = place and not line.gap and wide[place - 1] == wide[place]
        below = place + 1 < len(lines) and not lines[place + 1].gap and wide[place + 1] == wide[place]
        is_row = wide[place] and (above or below) and not marks.split(line.text)[0]
        text = " | ".join(cell.strip().replace("|", "/") for cell in cells[place])
        kept.append(replace(line, text=text, row=True) if is_row else line)
    return kept


def _numbered(text, notes):
    """(number, line); one that is longer than any paragraph is cut after sentences, and that is said."""
    for number, rest in enumerate(text.split("\n"), 1):
        if len(rest) > LONGEST:
            notes.look(rest, reasons.LINE_BREAKS_LOST, number)
        start = 0
        while len(rest) - start > LONGEST:
            limit = start + LONGEST
            end = max(rest.rfind(". ", start, limit), rest.rfind("? ", start, limit)) + 1 or limit
            yield number, rest[start:end]
            start = end
        yield number, rest[start:]


def _line(number, raw, bold, notes):
    """(line, whether bold letters go on in the next one)."""
    text = _letters(raw)
    anchored = bool(BOOKMARK.search(text))
    if anchored:
        notes.leave_out("[bookmark: …]", reasons.BOOKMARK, number)
    for remark in COMMENT.findall(text):
        notes.leave_out(remark, reasons.COMMENT, number)
    text = COMMENT.sub("", text)
    for picture in PICTURE.findall(text):
        notes.leave_out(picture, reasons.PICTURE, number)
    text = TAG.sub("", PICTURE.sub("", BOOKMARK.sub("", text)))
    text, strong, bold = _without_stars(text, bold)
    if found := FOOTNOTE.search(text):
        notes.look(text, reasons.FOOTNOTE, number)
        if found.group().rstrip().endswith(":") and not text[: found.start()].strip():
            notes.leave_out(text, reasons.FOOTNOTE, number)
            text = ""
        text = FOOTNOTE.sub("", text)
    text = LINK.sub(_words_of_link, text)
    text = ITALIC.sub(lambda found: found[1] or found[2], text)
    text, level = _without_hashes(text)
    tight = text.expandtabs(4)
    indent = len(tight) - len(tight.lstrip())
    line = Line(number, text.strip(), indent, strong=strong or bool(level), anchored=anchored, level=level)
    if ROW.fullmatch(line.text):
        line = replace(line, text=line.text.strip("| "), row=True, strong=False)
    return replace(line, width=len(tight.rstrip())), bold


def _letters(raw):
    """The same letters in their plain form: ligature signs opened, symbol fonts translated, unseen signs gone."""
    text = "".join(LIGATURES.get(letter, letter) for letter in raw)
    text = "".join(_private(letter) for letter in text)
    text = LOOK_OF_MARK.sub("", PARTED.sub(HYPHEN, text))
    return unicodedata.normalize("NFC", UNSEEN.sub("", SPACES.sub(" ", text)))


def _private(letter):
    if unicodedata.category(letter) != "Co":
        return letter
    return marks.PRIVATE.get(letter, "•")


def _without_stars(text, bold):
    """Markdown's ** taken off: (text, whether the whole line was bold, whether bold goes on)."""
    if "**" not in text:
        return text, bold and bool(text.strip()), bold and bool(text.strip())
    stripped = text.strip()
    goes_on = (stripped.count("**") % 2 == 1) != bold
    whole = (bold or stripped.startswith("**")) and (goes_on or stripped.rstrip(":").endswith("**"))
    inner = stripped.strip("*")
    return text.replace("**", ""), whole and "**" not in inner, goes_on


def _words_of_link(found):
    """A link of Markdown: its words, and where it leads when that is another page."""
    words, target = found.groups()
    return f"{words} ({target})" if target.startswith(("http", "mailto")) and target not in words else words


def _without_hashes(text):
    found = HASHES.match(text.lstrip())
    return (text.lstrip()[found.end() :].rstrip("# "), len(found[1])) if found else (text, 0)


def _underline(found, line):
    """A row of === or --- right below a short line makes it a heading."""
    if not found or not re.fullmatch(r"={3,}|-{3,}", line.text):
        return found
    above, level = found[-1], 1 if line.text[0] == "=" else 2
    if level == 2 and (above.width > LONGEST_UNDERLINED or re.search(r"[.;,_|]$|:", above.text) or above.row):
        return found
    return [*found[:-1], replace(above, strong=True, level=level)]


def _warn_of_the_unreadable(text, notes):
    """Signs that stand for letters nobody can read any more, each kind told once."""
    for sign, why in (
        ("\ufffd", reasons.LETTERS_LOST),
        ("â€", reasons.TWO_ENCODINGS),
    ):
        if sign in text:
            before = text[: text.index(sign)]
            start = before.rfind("\n") + 1
            notes.look(text[start : start + 100].split("\n")[0], why, before.count("\n") + 1)
    if turned := TURNED.search(text):
        line = text[: turned.start()].count("\n") + 1
        notes.look(TURNED.sub("", text.split("\n")[line - 1]), reasons.TURNED_ROUND, line)
    unknown = {letter for letter in text if unicodedata.category(letter) == "Co" and letter not in marks.PRIVATE}
    for letter in sorted(unknown):
        line = text[: text.index(letter)].count("\n") + 1
        why = reasons.PICTURE_FONT_UNKNOWN
        notes.look(f"U+{ord(letter):04X}", why, line)
