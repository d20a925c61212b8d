"""A scan or a photograph, opened by what is in it and not by its name: pages as plain pictures.

What else such a file may carry (scripts, the place where a photograph was taken) is left behind.
"""

import io
import threading
from contextlib import contextmanager

import pypdfium2 as pdfium
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps
from pypdfium2.raw import FPDF_ERR_PASSWORD

from declarations.errors import ScanRefused

PDF_HEAD = 1024  # so far from the start a PDF may begin
APPLE = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypheim", b"ftypmif1", b"ftypmsf1", b"ftypavif")
LONGEST_SIDE = 2_400  # pixels; a sheet of A4 at 200 dpi
MOST_PIXELS = 80_000_000
DPI = 150
QUALITY = 80
WHITE = (255, 255, 255)
ONE_AT_A_TIME = threading.Lock()  # PDFium is not for two threads at once; nor is the memory of large photographs
BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)


def kind(file):
    """pdf, or photo (JPEG, PNG). Anything else is refused with what to do instead."""
    file.seek(0)
    head = file.read(PDF_HEAD)
    file.seek(0)
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "photo"
    if head[4:12] in APPLE:
        raise ScanRefused(
            _("This photo is in Apple’s own format (HEIC). On the iPhone choose Settings, Camera, Formats, Most "
              "Compatible and take it again, or send it as a PDF or JPEG.")
        )  # fmt: skip
    raise ScanRefused(_("This is no PDF, JPEG or PNG. Scan the paper again, or take a photo of it."))


@contextmanager
def opened(file):
    """A PDF, ready to be asked for its pages. Only inside may other functions here get it."""
    file.seek(0)
    with ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(file.read())
        except pdfium.PdfiumError as error:
            if error.err_code == FPDF_ERR_PASSWORD:
                raise ScanRefused(_("This PDF has a password. Save it without one and send it again.")) from error
            raise ScanRefused(_("This PDF is damaged. Scan the paper again.")) from error
        with document:
            document.init_forms()
            yield document


def page(document, number, dpi=DPI):
    """One page of an opened PDF (the first is 0) as a picture, never larger than we keep at twice the size."""
    try:
        sheet = document[number]
        longest = max(sheet.get_size())
        scale = min(dpi / 72, 2 * LONGEST_SIDE / max(longest, 1))
        return sheet.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    except (pdfium.PdfiumError, ValueError, OverflowError, MemoryError) as error:
        raise ScanRefused(_("Page %(number)s of this PDF is damaged.") % {"number": number + 1}) from error


def photo(file, longest=LONGEST_SIDE):
    """A photograph the right way up, no larger than this."""
    file.seek(0)
    try:
        with _whole_or_not_at_all(), Image.open(file, formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ScanRefused(_("This picture has too many pixels. Take it again with the usual settings."))
            image.draft("RGB", (longest, longest))  # a JPEG need not be unpacked larger than it is wanted
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest, longest))
            return _on_white(upright)
    except BROKEN as error:
        raise ScanRefused(_("This picture is damaged. Take it again.")) from error


def jpeg(image, quality=QUALITY):
    """A picture as the bytes of a JPEG that holds the picture and nothing else."""
    if max(image.size) > LONGEST_SIDE:
        image = image.copy()
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    content = io.BytesIO()
    image.save(content, "JPEG", quality=quality)
    return content.getvalue()


def pdf(images):
    """Several pictures as the bytes of one PDF."""
    content = io.BytesIO()
    first, *others = images
    first.save(content, "PDF", save_all=True, append_images=others, resolution=DPI, quality=QUALITY)
    return content.getvalue()


@contextmanager
def _whole_or_not_at_all():
    """WeasyPrint, once loaded, lets Pillow take half a picture for a whole one, in all of the process."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _on_white(image):
    """Without transparency, which a JPEG does not know."""
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, (*WHITE, 255))
        image = Image.alpha_composite(paper, image)
    return image.convert("RGB")
