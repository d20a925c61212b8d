"""A school's logo: opened by what is in it, drawn anew, and small enough for a parent's phone.

What else the file may carry (scripts, a place, another picture) is left behind. SVG is refused: it can hold scripts.
"""

import base64
import hashlib
import io

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from organisations import history
from organisations.errors import FileRefused
from organisations.models import Logo

LARGEST_FILE = 4_000_000
MOST_PIXELS = 24_000_000
BOX = (256, 96)  # three times the size at which it is shown
HEAVIEST = 9_000  # bytes: a parent's page has a budget of 40 kB
COLOURS = (256, 64, 24, 8)
FORMATS = ("PNG", "JPEG")
BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)


@transaction.atomic
def keep(organisation, file, *, by):
    """Show this picture from now on. Raises FileRefused."""
    picture = drawn_anew(file)
    Logo.objects.update_or_create(organisation=organisation, defaults={"picture": picture})
    _note(organisation, hashlib.sha256(picture).hexdigest()[:12], by)


@transaction.atomic
def remove(organisation, *, by):
    """Show the initials again."""
    Logo.objects.filter(organisation=organisation).delete()
    _note(organisation, "", by)


def as_address(organisation):
    """The picture as an address that holds it, for paper, which fetches nothing; "" where there is none."""
    if not organisation.logo_digest:
        return ""
    return "data:image/png;base64," + base64.b64encode(organisation.logo.picture).decode()


def drawn_anew(file):
    """The picture as a small PNG of its own."""
    if file.size > LARGEST_FILE:
        raise FileRefused(_("This file is larger than 4 MB. Save the picture smaller and send it again."))
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(_("This picture has too many pixels. Save it smaller and send it again."))
            small = ImageOps.exif_transpose(picture).convert("RGBA")
    except BROKEN as error:
        raise FileRefused(
            _("This is no PNG or JPEG picture. If you have the logo as SVG or PDF, save it as PNG first.")
        ) from error
    small.thumbnail(BOX)
    return _light(small)


def _light(picture):
    """As PNG, with fewer colours or smaller until it is light."""
    content = _png(picture)
    for colours in COLOURS:
        if len(content) <= HEAVIEST:
            return content
        content = _png(picture.quantize(colours, method=Image.Quantize.FASTOCTREE))
    if len(content) <= HEAVIEST:
        return content
    return _light(picture.resize((picture.width * 3 // 4, max(1, picture.height * 3 // 4))))


def _png(picture):
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _note(organisation, digest, by):
    organisation.logo_digest = digest
    organisation.save(update_fields=["logo_digest"])
    history.record(organisation, "changed", organisation, by=by, fields=["logo"])
