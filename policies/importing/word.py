"""A Word file becomes plain text: headings, lists with the numbers Word shows, tables; no macro is ever run."""

import io
import zipfile
import zlib

from django.utils.translation import gettext as _
from lxml import etree

from policies.importing import beside, counting, limits, reasons
from policies.importing.errors import CannotRead

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A locked part raises RuntimeError, one packed in a way unknown here NotImplementedError.
DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
STRUCK = ("strike", "dstrike")
NOT_READ = ("vanish", *STRUCK)
BLOCKS = {f"{W}p", f"{W}tbl", f"{W}sdt"}
PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)


def text_of(content):
    """(the text of the document, what to look at because of the file)."""
    parts = _parts(content)
    styles, numbers = (
        counting.Styles(_tree(parts, "word/styles.xml")),
        counting.Numbers(_tree(parts, "word/numbering.xml")),
    )
    body = _tree(parts, "word/document.xml").find(f"{W}body")
    if body is None:
        raise CannotRead(_("The Word file is damaged: it has no text."))
    writer = _Writer(styles, numbers)
    for name in sorted(name for name in parts if name.startswith("word/header")):
        writer.furniture(_tree(parts, name))
    writer.blocks(body)
    for name in sorted(name for name in parts if name.startswith("word/footer")):
        writer.furniture(_tree(parts, name))
    return "\n".join(writer.lines), writer.remarks + _remarks(parts, body)


def _struck(body):
    """Words that stand in the file with a line through them, a paragraph's together."""
    for paragraph in body.iter(f"{W}p"):
        runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}rPr") is not None]
        struck = [run for run in runs if any(counting.is_on(run.find(f"{W}rPr/{W}{name}")) for name in STRUCK)]
        if words := "".join(each.text or "" for run in struck for each in run.iter(f"{W}t")).strip():
            yield words


def _parts(content):
    """{name: bytes} of the parts that hold words, once the archive is known to be harmless."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
        _refuse_bombs(infos)
        names = {info.filename for info in infos}
        if "word/document.xml" not in names:
            raise CannotRead(
                _("This is not a Word file. Send a .docx file, a PDF with text, a web page or plain text.")
            )
        if any(name.endswith("vbaProject.bin") for name in names):
            raise CannotRead(_("This Word file has macros in it. Save it as .docx, without macros, and try again."))
        wanted = [info for info in infos if info.filename.startswith("word/") and info.filename.endswith(".xml")]
        return {info.filename: archive.read(info) for info in wanted}
    except DAMAGE as error:
        raise CannotRead(_("The Word file is damaged or locked with a password.")) from error


def _refuse_bombs(infos):
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if (
        unpacked > limits.MOST_UNPACKED
        or len(infos) > limits.MOST_PARTS
        or (unpacked > 1024 * 1024 and unpacked / packed > limits.MOST_RATIO)
    ):
        raise CannotRead(_("This file unpacks to far more than a code of conduct. It was not opened."))


def _tree(parts, name):
    if name not in parts:
        return etree.Element("nothing")
    try:
        return etree.fromstring(parts[name], PARSER)
    except etree.XMLSyntaxError as error:
        raise CannotRead(_("The Word file is damaged.")) from error


def _remarks(parts, body):
    found = [(words, reasons.STRUCK_THROUGH, 0) for words in _struck(body)]
    document = parts["word/document.xml"]
    if b"<w:del " in document or b"<w:ins " in document:
        found.append(("", _("The file holds tracked changes. It was read as if all of them were accepted."), 0))
    if b"<w:footnoteReference" in document or b"<w:endnoteReference" in document:
        found.append(("", _("The file has footnotes. They were left out: put what parents need into the text."), 0))
    return found


class _Writer:
    """Walks through a document and writes one line for each paragraph and row."""

    def __init__(self, styles, numbers):
        self.styles, self.numbers = styles, numbers
        self.lines, self.remarks = [], []

    def furniture(self, tree):
        """A running header or footer, on a page of its own, so that it is read as such."""
        words = [" ".join(_words(each).split()) for each in tree.iter(f"{W}p")]
        for line in filter(None, words):
            self.remarks.append((line, _("This stands in the header or footer of the Word file; it was left out."), 0))

    def blocks(self, parent):
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{W}sdt":
                self._content_control(child)
            elif child.tag in (f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}customXml"):
                self.blocks(child)

    def _content_control(self, control):
        content = control.find(f"{W}sdtContent")
        if content is not None:
            self.blocks(content)

    def _paragraph(self, paragraph):
        text = _words(paragraph)
        boxes = [box for box in paragraph.iter(f"{W}txbxContent") if not _is_fallback(box)]
        if text.strip():
            self.lines += self._with_its_mark(paragraph, text)
        for box in boxes:
            self.blocks(box)

    def _with_its_mark(self, paragraph, text):
        look = self.styles.of(paragraph)
        level, number = self.styles.list_place(paragraph)
        if look.heading:
            mark = self.numbers.next(number, level) if number else ""
            return ["", f"{'#' * look.heading} {mark} {text.strip()}".replace("  ", " "), ""]
        strong = f"**{text.strip()}**" if _is_bold(paragraph, look) else text
        if number:
            mark = self.numbers.next(number, level) or "-"
            return [f"{'   ' * level}{mark} {strong.strip()}"]
        gap = [] if look.tight else [""]
        return [*gap, *strong.split("\v"), *gap]

    def _table(self, table):
        """Rows of cells; a table that only places things on the page is read cell by cell."""
        rows = [
            [cell for cell in row.iter(f"{W}tc") if _owner(cell) is row]
            for row in table.iter(f"{W}tr")
            if _owner(row) is table
        ]
        self.lines.append("")
        side_by_side = beside.parts([[self._cell(cell) for cell in row] for row in rows])
        if any(len(row) > 1 for row in rows) and all(self._is_simple(cell) for row in rows for cell in row):
            for row in rows:
                cells = [" ".join(_paragraphs(cell)) for cell in row]
                self.lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
        elif side_by_side:
            named = next(part.head for part in side_by_side if part.head)
            self.remarks.append((named, reasons.SIDE_BY_SIDE, 0))
            self.lines += beside.lines(side_by_side, self._lines_of)
        else:
            for row in rows:
                for cell in row:
                    self.blocks(cell)
        self.lines.append("")

    def _cell(self, cell):
        listed = any(self.styles.list_place(each)[1] for each in cell.iter(f"{W}p") if _words(each).strip())
        return beside.Cell(cell, tuple(_paragraphs(cell)), listed)

    def _lines_of(self, cell):
        """The lines of one cell, taken out of turn."""
        before, self.lines = self.lines, []
        self.blocks(cell)
        written, self.lines = self.lines, before
        return written

    def _is_simple(self, cell):
        paragraphs = [each for each in cell.iter(f"{W}p") if _words(each).strip()]
        listed = any(self.styles.list_place(each)[1] for each in paragraphs)
        return len(paragraphs) <= 1 and not listed and cell.find(f"{W}tbl") is None


def _paragraphs(cell):
    """What a cell says, one paragraph a line."""
    return [words for each in cell.iter(f"{W}p") if (words := " ".join(_words(each).split()))]


def _owner(element):
    """The row of a cell, or the table of a row, past content controls."""
    wanted = f"{W}tr" if element.tag == f"{W}tc" else f"{W}tbl"
    return next(element.iterancestors(wanted), None)


def _is_fallback(element):
    return any(each.tag.endswith("}Fallback") for each in element.iterancestors() if isinstance(each.tag, str))


def _words(paragraph):
    """The words of a paragraph as Word shows them: no deleted, hidden or boxed ones."""
    pieces = []
    for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", f"{W}sym"):
        if not _is_shown(element, paragraph):
            continue
        if element.tag == f"{W}t":
            pieces.append(element.text or "")
        elif element.tag == f"{W}tab":
            pieces.append("\t" if element.getparent().tag == f"{W}r" else "")
        elif element.tag == f"{W}br":
            pieces.append("\f" if element.get(f"{W}type") == "page" else "\v")
        elif element.tag == f"{W}sym":
            pieces.append(_symbol(element))
        else:
            pieces.append("-" if element.tag == f"{W}noBreakHyphen" else "\v")
    return "".join(pieces)


def _symbol(element):
    code = element.get(f"{W}char", "")
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""


def _is_shown(element, paragraph):
    for each in element.iterancestors():
        if each is paragraph:
            return True
        if each.tag in (f"{W}del", f"{W}moveFrom", f"{W}txbxContent"):
            return False
        properties = each.find(f"{W}rPr") if each.tag == f"{W}r" else None
        if properties is not None and any(counting.is_on(properties.find(f"{W}{name}")) for name in NOT_READ):
            return False
    return True


def _is_bold(paragraph, look):
    """Whether every word of a paragraph is bold."""
    runs = [run for run in paragraph.iter(f"{W}r") if "".join(each.text or "" for each in run.iter(f"{W}t")).strip()]
    return bool(runs) and all(_run_is_bold(run, look.bold) for run in runs)


def _run_is_bold(run, otherwise):
    bold = run.find(f"{W}rPr/{W}b")
    return counting.is_on(bold) if bold is not None else otherwise
