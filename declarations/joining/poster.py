"""The school link on paper: one sheet with a QR code, for the notice board or the book bag."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from organisations import logo, qr
from policies import paper


def address_of(school):
    """The whole address of a school's public page."""
    return settings.SITE_URL + reverse("join:join", args=[school.slug])


def printed(school, *, at=None):
    """The poster as the bytes of a PDF. Raises CannotPrint."""
    address = address_of(school)
    context = {"owner": school, "address": address, "qr": qr.code(address), "logo": logo.as_address(school)}
    return paper.printed("pdf/poster.html", context, made_at=at or timezone.now())
