"""A PDF with gaps: what never changes is written once, and what has marks in it anew for each print.

WeasyPrint's objects are taken as it would write them; of each page, what stands before its first mark is apart.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import UTC

import pydyf
from weasyprint.formatting_structure import boxes

HEAD = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
MARK = re.compile(rb"(\0(?:line|bars|text|sum|size|day|moment)\d*\0)")  # fonts are full of other words between zeros
LINE = re.compile(r"¦(\d{4})¦")
# Drawn by nobody but a stencil: a bar so thin, in five steps.
BAR, BAR_BEGINS, BAR_STEPS = "M0.0625 0.03125h1v1h-1z", b"0.0625 0.03125 m", 5
FREE, PLAIN, PACKED = 0, 1, 2  # kinds of entries in the table of where objects are
ENTRY = (1, 4, 2)  # bytes of such an entry


def line_mark(number):
    """What stands for a line of words while a stencil is laid out."""
    return f"¦{number:04}¦"


@dataclass(frozen=True)
class Gap:
    """Where a line may be drawn: in which letters {letter: (glyph, width)} and size, and how much room there is."""

    letters: dict
    size: float
    room: float

    def takes(self, words):
        """Whether all of it can be drawn here."""
        if not all(letter in self.letters for letter in words):
            return False
        return sum(self.letters[letter][1] for letter in words) / 1000 * self.size <= self.room

    def drawn(self, words):
        """The words as PDF shows text."""
        return b"[<%s>] TJ" % "".join(f"{self.letters[letter][0]:04x}" for letter in words).encode()


class StencilFile:
    """A document whose gaps are known, ready to be filled again and again."""

    def __init__(self, document, pdf, alphabets, moment):
        found = _Marking(document, pdf, alphabets).found
        self.gaps = [found[number] for number in sorted(found)]
        pdf.add_object(pdf.info)
        _mark_enclosures(pdf)
        written = [_Written.of(each, moment) for each in pdf.objects if each.free == "n"]
        self.marked = [each for each in written if each.has_marks]
        self.ends = (pdf.catalog.reference, pdf.info.reference)
        self._write_the_rest([each for each in written if not each.has_marks], len(pdf.objects))

    def filled(self, lines, bars, made_at, enclosed):
        """The bytes of a PDF with these lines drawn, these texts enclosed, made at this moment."""
        values = {b"\0line%d\0" % number: line for number, line in enumerate(lines)} | {b"\0bars\0": bars}
        values |= _dates(made_at.astimezone(UTC))
        for number, text in enumerate(each.encode() for each in enclosed):
            digest = hashlib.md5(text, usedforsecurity=False).hexdigest().encode()
            told = {b"text": text, b"sum": digest, b"size": b"%d" % len(text)}
            values |= {b"\0%s%d\0" % (name, number): value for name, value in told.items()}
        return self._finished([(each.number, each.filled(values)) for each in self.marked])

    def _write_the_rest(self, rest, packed_in):
        """The beginning of every print: streams as they are, all else packed into one."""
        self.size = packed_in + 2  # the pack, and the table itself
        self.begun, entries = HEAD, {0: (FREE, 0, 65535)}
        for each in rest:
            if each.body is not None:
                entries[each.number] = (PLAIN, len(self.begun), 0)
                self.begun += each.filled({})
        packed = [each for each in rest if each.body is None]
        places, content = [], b""
        for place, each in enumerate(packed):
            entries[each.number] = (PACKED, packed_in, place)
            places.append(b"%d %d" % (each.number, len(content)))
            content += each.extra + b"\n"
        index = b" ".join(places) + b"\n"
        extra = b"<</Type /ObjStm/N %d/First %d>>" % (len(packed), len(index))
        entries[packed_in] = (PLAIN, len(self.begun), 0)
        self.begun += _Written(packed_in, extra, index + content, compress=True).filled({})
        self.table = b"".join(_entry(*entries.get(number, (FREE, 0, 0))) for number in range(self.size))
        self.begun_digest = hashlib.sha256(self.begun).digest()

    def _finished(self, objects):
        """The rest of a print, and the table that says where each object is."""
        table, parts, place = bytearray(self.table), [self.begun], len(self.begun)
        for number, content in objects:
            _note(table, number, place)
            parts.append(content)
            place += len(content)
        _note(table, self.size - 1, place)
        name = hashlib.sha256(self.begun_digest + b"".join(parts[1:])).hexdigest()[:32].encode()
        extra = b"<</Type /XRef/Size %d/W [1 4 2]/Root %s/Info %s/ID [<%s> <%s>]>>"
        extra %= (self.size, *self.ends, name, name)
        parts.append(_Written(self.size - 1, extra, table, compress=True).filled({}))
        return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % place])


@dataclass(frozen=True)
class _Written:
    """An object: a dictionary as it is written, with a body when it is a stream; both may hold marks."""

    number: int
    extra: bytes
    body: bytes | None = None
    compress: bool = False

    @classmethod
    def of(cls, each, moment):
        """As WeasyPrint would write it, every date of this moment a mark."""
        if not isinstance(each, pydyf.Stream):
            return cls(each.number, _undated(each.data, moment))
        body = b"\n".join(map(_as_bytes, each.stream))
        extra = _undated(pydyf.Dictionary(each.extra).data, moment)
        return cls(each.number, extra, _undated(body, moment), each.compress)

    @property
    def has_marks(self):
        return bool(MARK.search(self.extra) or (self.body and MARK.search(self.body)))

    def filled(self, values):
        """Its bytes in the file."""
        extra = _filled(self.extra, values)
        if self.body is not None:
            body = _filled(self.body, values)
            body = zlib.compress(body) if self.compress else body
            extra = extra.removesuffix(b">>") + (b"/Filter /FlateDecode" if self.compress else b"")
            extra += b"/Length %d>>\nstream\n%s\nendstream" % (len(body), body)
        return b"%d 0 obj\n%s\nendobj\n" % (self.number, extra)


class _Marking:
    """Looks through the pages for what stands for words and bars, and puts marks there."""

    def __init__(self, document, pdf, alphabets):
        self.fonts = {font.hash.encode(): font for font in document.fonts.values()}
        self.alphabets, self.faces, self.found = alphabets, {}, {}
        pages = [each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"]
        sheets = [next(each for each in pdf.objects if each.reference == page["Contents"]) for page in pages]
        places = [self._places(sheet.stream) for sheet in sheets]
        for layout, page, sheet, shown in zip(document.pages, pages, sheets, places, strict=True):
            # WeasyPrint has no public way to ask how much room there is.
            rooms = dict(_rooms(vars(layout)["_page_box"]))
            for at, face, size, text in shown:
                if mark := LINE.fullmatch(text):
                    number = int(mark[1])
                    sheet.stream[at] = b"\0line%d\0" % number
                    self.found[number] = Gap(self.faces.get(face, {}), size, rooms[number])
            _mark_bars(sheet.stream)
            _set_apart(pdf, page, sheet)

    def _places(self, stream):
        """(place, face, size, text) of what is shown; a face's letters, once learned, are taken off the page."""
        found, face, size = [], b"", 0.0
        for at, part in enumerate(stream):
            if not isinstance(part, bytes):
                continue
            if part.endswith(b" Tf"):
                face, size = part[1:].split()[0], float(part.split()[1])
            elif part.endswith(b"] TJ"):
                glyphs = bytes.fromhex(b"".join(re.findall(rb"<([0-9a-f]*)>", part)).decode())
                glyphs = [int.from_bytes(glyphs[start : start + 2]) for start in range(0, len(glyphs), 2)]
                text = "".join(self.fonts[face].to_unicode.get(glyph, "") for glyph in glyphs)
                found.append((at, face, size, text))
                for letters in self.alphabets:
                    if len(glyphs) == len(letters) and text.startswith(letters[:50]):
                        self._learn(face, letters, glyphs)
                        stream[at] = b""
        return found

    def _learn(self, face, letters, glyphs):
        """The letters of a face; where two share a shape, the one that would be read out of the file."""
        font = self.fonts[face]
        drawn = zip(letters, glyphs, strict=True)
        self.faces[face] = self.faces.get(face, {}) | {
            each: (glyph, font.widths[glyph]) for each, glyph in drawn if font.to_unicode.get(glyph) == each
        }


def _entry(*values):
    """What the table says of one object."""
    return b"".join(value.to_bytes(length, "big") for value, length in zip(values, ENTRY, strict=True))


def _note(table, number, place):
    start = number * sum(ENTRY)
    table[start : start + sum(ENTRY)] = _entry(PLAIN, place, 0)


def _rooms(box, right=0):
    """(number of a line, room from where it begins to the end of what it stands in)."""
    if isinstance(box, boxes.BlockContainerBox):
        right = box.content_box_x() + box.width
    if isinstance(box, boxes.TextBox) and (mark := LINE.fullmatch(box.text)):
        yield int(mark[1]), right - box.position_x
    for child in getattr(box, "children", ()):
        yield from _rooms(child, right)


def _mark_bars(stream):
    if BAR_BEGINS in stream:
        at = stream.index(BAR_BEGINS)
        stream[at : at + BAR_STEPS] = [b"\0bars\0"]


def _set_apart(pdf, page, sheet):
    """What stands on a page before its first mark becomes a stream of its own, packed once for all prints."""
    first = next((at for at, part in enumerate(sheet.stream) if isinstance(part, bytes) and MARK.search(part)), None)
    if first:
        before = pydyf.Stream(sheet.stream[:first], compress=True)
        pdf.add_object(before)
        sheet.stream[:first] = []
        page["Contents"] = pydyf.Array([before.reference, sheet.reference])


def _mark_enclosures(pdf):
    enclosed = (
        each for each in pdf.objects if isinstance(each, pydyf.Stream) and each.extra.get("Type") == "/EmbeddedFile"
    )
    for number, each in enumerate(enclosed):
        each.stream = [b"\0text%d\0" % number]
        each.extra["Params"] |= {"CheckSum": b"<\0sum%d\0>" % number, "Size": b"\0size%d\0" % number}


def _as_bytes(part):
    if isinstance(part, pydyf.Object):
        return part.data
    return part if isinstance(part, bytes) else part.encode()


def _dates(moment):
    return {b"\0day\0": f"{moment:%Y%m%d%H%M%S}".encode(), b"\0moment\0": f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()}


def _undated(content, moment):
    for mark, date in _dates(moment).items():
        content = content.replace(date, mark)
    return content


def _filled(content, values):
    return b"".join([values.get(part, part) for part in MARK.split(content)])
