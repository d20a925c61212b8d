"""A school's colours as a stylesheet of its own, so that no page needs an inline style; and its logo."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from organisations import brand
from organisations.models import Logo, Organisation


@login_not_required
def theme(request, slug, digest):
    """Kept by browsers for a year: another colour has another address."""
    colour = get_object_or_404(Organisation, slug=slug).brand_colour
    if digest != brand.digest(colour):
        raise Http404
    return _kept_for_ever(brand.stylesheet(colour), "text/css")


@login_not_required
def logo(_request, slug, digest):
    """Another picture has another address, too."""
    found = get_object_or_404(Logo, organisation__slug=slug, organisation__logo_digest=digest)
    return _kept_for_ever(bytes(found.picture), "image/png")


def _kept_for_ever(content, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
