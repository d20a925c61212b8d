"""An office's scanner and a parent's telephone, as good and as bad as they are."""

import io
import random
from functools import lru_cache

import segno
from PIL import Image, ImageDraw, ImageFilter

from declarations.papers import pictures
from tests.declarations.papers import files


def pages(pdf, dpi=150):
    """The printed pages as pictures."""
    with pictures.opened(io.BytesIO(pdf)) as document:
        return [pictures.page(document, number, dpi) for number in range(len(document))]


def written_on(page, words="Sam Rao"):
    """Somebody ticked, signed and dated it with a blue pen."""
    page = page.copy()
    pen = ImageDraw.Draw(page)
    width, height = page.size
    pen.line([(width * 0.3, height * 0.80), (width * 0.5, height * 0.77), (width * 0.6, height * 0.80)], "navy", 4)
    pen.text((width * 0.3, height * 0.7), words, fill="navy", font_size=40)
    return page


def badly(page, *, turn=3, noise=18, quality=45, seed=4):
    """Scanned askew, in grey, with noise, and squeezed into a poor JPEG."""
    grey = page.convert("L").rotate(turn, expand=True, fillcolor=245, resample=Image.Resampling.BICUBIC)
    speck = _specks(noise).crop((0, 0, *grey.size))
    rough = Image.blend(grey, speck, 0.12).filter(ImageFilter.GaussianBlur(0.6))
    shadow = ImageDraw.Draw(rough)
    shadow.rectangle([0, 0, rough.width, 12], fill=60)
    chance = random.Random(seed)
    for _speck in range(300):
        x, y = chance.randrange(rough.width), chance.randrange(rough.height)
        shadow.ellipse([x, y, x + 2, y + 2], fill=90)
    return Image.open(io.BytesIO(files.encoded(rough, "JPEG", quality=quality)))


@lru_cache(maxsize=4)
def _specks(noise):
    """As large as a page askew; the same for all, because they take long to make."""
    return Image.effect_noise((2200, 2200), noise)


def scan(*scanned, name="scan.pdf"):
    """One PDF of these pictures, as an upload."""
    return files.upload(files.pdf(*(page.convert("RGB") for page in scanned)), name)


def photo(page, name="IMG_1.jpg"):
    """A sheet on a kitchen table, a little away and turned."""
    table = Image.new("RGB", (page.width + 500, page.height + 500), (120, 96, 70))
    table.paste(page.convert("RGB"), (230, 260))
    return files.upload(files.encoded(table.rotate(-4, fillcolor=(110, 90, 66)), "JPEG", quality=70), name)


def code(words, scale):
    """Some QR code, as a picture."""
    content = io.BytesIO()
    segno.make(words).save(content, kind="png", scale=scale)
    return Image.open(content).convert("RGB")
