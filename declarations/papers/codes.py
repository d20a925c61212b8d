"""What stands on the picture of a page: one of our codes, several, none, or nothing at all."""

import zxingcpp
from PIL import ImageFilter

from declarations.papers.printing import LETTER_MARK, MARK

SMALL = 500  # pixels; enough to see whether anything is on a page
MARGIN = 0.04  # where scanners leave shadows
DARKER = 40  # than the paper, of 255 shades
INK = 0.0006  # of the page; a line of handwriting is more


def tokens(pictures):
    """{token: its turn in degrees} on the first of these pictures that shows any: one page, ever larger or clearer.
    With it, whether these are codes of letters: they stand on no page that has an answer."""
    for picture in pictures:
        found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
        for mark in (MARK, LETTER_MARK):
            ours = {code.text.removeprefix(mark): code.orientation for code in found if code.text.startswith(mark)}
            if ours:
                return ours, mark == LETTER_MARK
    return {}, False


def upright(picture, turn):
    """The page as it is read, however it lay in the scanner; slight skew is left as it is."""
    quarters = round(turn / 90) % 4
    return picture.rotate(90 * quarters, expand=True) if quarters else picture


def cleaned(picture):
    """Without the specks that a poor copier adds."""
    return picture.convert("L").filter(ImageFilter.MedianFilter(3))


def is_blank(picture):
    """Whether nothing was printed or written on it, shadows at its edges aside."""
    small = picture.convert("L")
    small.thumbnail((SMALL, SMALL))
    width, height = small.size
    inner = small.crop((width * MARGIN, height * MARGIN, width * (1 - MARGIN), height * (1 - MARGIN)))
    shades = inner.filter(ImageFilter.MedianFilter(3)).histogram()
    total, paper = sum(shades), _middle(shades)
    return sum(shades[: max(paper - DARKER, 0)]) < INK * total


def _middle(shades):
    """The shade of most of the page: the paper."""
    passed, half = 0, sum(shades) / 2
    for shade, number in enumerate(shades):
        passed += number
        if passed >= half:
            return shade
    return len(shades) - 1
