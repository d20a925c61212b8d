"""A file of any kind becomes plain text. Every limit on what may be sent in is here."""

from pathlib import PurePath

from django.utils.translation import gettext as _

from policies.importing import limits, pdf, reader, web, word
from policies.importing.errors import CannotRead

ZIP, PDF, OLD_OFFICE, RTF = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf"
BYTE_ORDER = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
PLAIN = {".txt", ".md", ".markdown", ".text", ""}
PAGES = {".html", ".htm", ".xhtml"}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


def read(content, filename, tell=None):
    """What a document says, as a `parsed.ParsedCode`.

    `content` is the bytes of the file or something with `.read()`; `filename` tells its kind where its first bytes
    do not; `tell(done, of)` hears how many pages of a long one are read. Nothing is written anywhere. Raises
    `errors.CannotRead`, whose message can be shown as it is.
    """
    text, remarks, left = text_of(_bytes(content), filename, tell)
    if not text.strip():
        raise CannotRead(_("There are no words in this file."))
    if len(text) > limits.MOST_CHARACTERS or text.count("\n") > limits.MOST_LINES:
        raise CannotRead(
            _("This text is far longer than a code of conduct. Take out the part that parents should read.")
        )
    return reader.read_text(text, remarks, left)


def text_of(content, filename, tell=None):
    """(the text with its headings and lists marked, what to look at because of the kind of file, what that kind
    leaves out)."""
    suffix = PurePath(filename or "").suffix.lower()
    if not content.strip():
        raise CannotRead(_("The file is empty."))
    if content.startswith(PDF) or b"%PDF-" in content[:1024]:
        return *pdf.text_of(content, tell), []
    if content.startswith(ZIP):
        return *word.text_of(content), []
    _refuse_other_kinds(content, suffix)
    text, remarks = _decoded(content)
    if suffix in PAGES or (suffix not in PLAIN and _looks_like_a_page(text)):
        words, left, looks = web.text_of(text)
        return words, remarks + looks, left
    return text, remarks, []


def _bytes(content):
    """All of it, but not one byte more than the limit."""
    if hasattr(content, "read"):
        content = content.read(limits.MOST_BYTES + 1)
    if len(content) > limits.MOST_BYTES:
        raise CannotRead(_("The file is bigger than 20 MB. Save it without its pictures, or as plain text."))
    return content


def _refuse_other_kinds(content, suffix):
    if content.startswith(OLD_OFFICE):
        raise CannotRead(_("This is an old Word file (.doc) or one with a password. Save it as .docx and try again."))
    if content.startswith(RTF):
        raise CannotRead(_("This is an RTF file. Open it in Word and save it as .docx."))
    if content.startswith(PICTURES) or b"ftypheic" in content[:16]:
        raise CannotRead(
            _("This is a picture. The portal reads words: send a Word file, a PDF with text, or plain text.")
        )
    if suffix in (".docx", ".docm", ".pdf", ".odt", ".pages"):
        raise CannotRead(_("The file is damaged: inside it is no %(kind)s document.") % {"kind": suffix})


def _decoded(content):
    for mark, encoding in BYTE_ORDER:
        if content.startswith(mark):
            return _strictly(content, encoding), []
    if b"\x00" in content or _share_of_control(content) > 0.02:
        raise CannotRead(
            _("This is no text file. Send a Word file (.docx), a PDF with text, a web page or plain text.")
        )
    try:
        return content.decode(), []
    except UnicodeDecodeError:
        why = _(
            "The file does not say how its letters are written; it was read as a Windows file. Check quotes "
            "and accents."
        )
        return content.decode("cp1252", errors="replace"), [("", why, 1)]


def _strictly(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise CannotRead(_("The letters in this file are damaged. Save it again as UTF-8.")) from error


def _share_of_control(content):
    sample = content[:65536]
    return sum(1 for byte in sample if byte < 9 or 13 < byte < 27 or 27 < byte < 32) / len(sample)


def _looks_like_a_page(text):
    start = text[:2000].lower()
    return "<html" in start or "<!doctype html" in start or start.count("<p") > 2
