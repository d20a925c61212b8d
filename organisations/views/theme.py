"""A school's colours as a stylesheet of its own, so that no page needs an inline style."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from organisations import brand
from organisations.models import Organisation


@login_not_required
def theme(request, slug, digest):
    """Kept by browsers for a year: another colour has another address."""
    colour = get_object_or_404(Organisation, slug=slug).brand_colour
    if digest != brand.digest(colour):
        raise Http404
    response = HttpResponse(brand.stylesheet(colour), content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
