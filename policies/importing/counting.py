"""Word's styles and automatic numbers: what a paragraph is, and the number that Word shows before it."""

import re
from dataclasses import dataclass

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
DEEPEST = 8
HEADING = re.compile(r"heading (\d)")


@dataclass(frozen=True)
class Look:
    """What a style makes of a paragraph."""

    heading: int = 0
    bold: bool = False
    tight: bool = False


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, tree):
        self._styles = {style.get(f"{W}styleId"): style for style in tree.iter(f"{W}style")}

    def of(self, paragraph):
        return Look(self._heading(paragraph), self._bold(paragraph), self._name(paragraph).startswith("no spacing"))

    def list_place(self, paragraph):
        """(how deep, the number's id or "") of a paragraph in a list."""
        for properties in self._properties(paragraph):
            place = properties.find(f"{W}numPr")
            if place is not None:
                number, level = place.find(f"{W}numId"), place.find(f"{W}ilvl")
                identity = number.get(f"{W}val") if number is not None else ""
                depth = level.get(f"{W}val", "0") if level is not None else "0"
                return (min(int(depth), DEEPEST) if depth.isdigit() else 0), ("" if identity == "0" else identity or "")
        return 0, ""

    def _heading(self, paragraph):
        """1 for a title, 2 for Heading 1 and so on; 0 for text."""
        name = self._name(paragraph)
        if name == "title":
            return 1
        for properties in self._properties(paragraph):
            level = properties.find(f"{W}outlineLvl")
            if level is not None and level.get(f"{W}val", "9").isdigit():
                depth = int(level.get(f"{W}val"))
                return min(depth + 2, 6) if depth < 9 else 0
        # A style of the school's own is a heading when it is based on one.
        depths = [int(found[1]) for style in self._chain(paragraph) if (found := HEADING.fullmatch(_name_of(style)))]
        return min(depths[0] + 1, 6) if depths else 0

    def _name(self, paragraph):
        return next(map(_name_of, self._chain(paragraph)), "")

    def _bold(self, paragraph):
        for style in self._chain(paragraph):
            bold = style.find(f"{W}rPr/{W}b")
            if bold is not None:
                return is_on(bold)
        return False

    def _properties(self, paragraph):
        own = paragraph.find(f"{W}pPr")
        if own is not None:
            yield own
        for style in self._chain(paragraph):
            properties = style.find(f"{W}pPr")
            if properties is not None:
                yield properties

    def _chain(self, paragraph):
        """The paragraph's style, the one it is based on, and so on."""
        style, seen = paragraph.find(f"{W}pPr/{W}pStyle"), set()
        identity = style.get(f"{W}val") if style is not None else None
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            based = self._styles[identity].find(f"{W}basedOn")
            identity = based.get(f"{W}val") if based is not None else None


def _name_of(style):
    name = style.find(f"{W}name")
    return name.get(f"{W}val", "").lower() if name is not None else ""


class Numbers:
    """Counts as Word does."""

    def __init__(self, tree):
        abstract = {each.get(f"{W}abstractNumId"): each for each in tree.iter(f"{W}abstractNum")}
        self._lists, self._counts = {}, {}
        for number in tree.iter(f"{W}num"):
            link = number.find(f"{W}abstractNumId")
            if link is not None and link.get(f"{W}val") in abstract:
                self._lists[number.get(f"{W}numId")] = (
                    link.get(f"{W}val"),
                    _levels(abstract[link.get(f"{W}val")], number),
                )

    def next(self, identity, level):
        """The mark before the next paragraph of this list, "" when the list is not known."""
        if identity not in self._lists:
            return ""
        family, levels = self._lists[identity]
        if level not in levels:
            return "-"
        counts = self._counts.setdefault(family, {})
        counts[level] = counts.get(level, levels[level][1] - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        kind, _start, pattern = levels[level]
        if kind == "bullet":
            return pattern if pattern.strip() and not pattern.isalnum() else "-"
        return _filled(pattern, counts, levels)


def is_on(flag):
    """Whether a Word switch is there and not turned off."""
    return flag is not None and flag.get(f"{W}val", "true") not in ("0", "false", "none", "off")


def _levels(abstract, number):
    """{level: (kind, start, pattern)}, with what this list writes over its pattern."""
    found = {}
    for level in [*abstract.iter(f"{W}lvl"), *number.iter(f"{W}lvl")]:
        depth = level.get(f"{W}ilvl", "")
        if depth.isdigit():
            found[int(depth)] = (
                _value(level, "numFmt", "decimal"),
                _whole(_value(level, "start", "1")),
                _value(level, "lvlText", ""),
            )
    for override in number.iter(f"{W}lvlOverride"):
        depth, start = override.get(f"{W}ilvl", ""), override.find(f"{W}startOverride")
        if depth.isdigit() and int(depth) in found and start is not None:
            kind, _old, pattern = found[int(depth)]
            found[int(depth)] = (kind, _whole(start.get(f"{W}val", "1")), pattern)
    return found


def _value(level, name, otherwise):
    found = level.find(f"{W}{name}")
    return found.get(f"{W}val", otherwise) if found is not None else otherwise


def _whole(text):
    return int(text) if text.isdigit() else 1


def _filled(pattern, counts, levels):
    for level in range(DEEPEST + 1):
        if f"%{level + 1}" in pattern:
            kind, start, _pattern = levels.get(level, ("decimal", 1, ""))
            pattern = pattern.replace(f"%{level + 1}", _written(counts.get(level, start), kind))
    return pattern


def _written(count, kind):
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.upper() if kind == "upperRoman" else roman
    return str(count)


def _roman(count):
    written = ""
    for value, sign in ROMAN:
        while count >= value:
            written, count = written + sign, count - value
    return written
