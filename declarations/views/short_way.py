"""The usual pages of parents are answered before all that only staff need: sessions, messages, log-in (decision 34).

What stands around every page (its headers, its language, the cookie of its form, the page while the portal is being
worked on) is added further out, so it is the same either way. Whoever sends something goes the ordinary way.
"""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from declarations.urls import quick
from declarations.views.by_link import private


class ShortWayMiddleware:
    """Gives a page that is made already; asks further in for all others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return _page(request) or self.get_response(request)


def _page(request):
    """None when the address has no such page, or when it takes more than the usual."""
    if not is_plain(request):
        return None
    try:
        page, _nothing, told = resolve(request.path_info, quick)
    except Resolver404:
        return None
    response = page(request, **told)
    if response:
        patch_vary_headers(response, ["Cookie"])
    return response and private(response)


def is_plain(request):
    """Whether a page is asked for by a browser that cannot have been told anything on another page."""
    return request.method == "GET" and settings.SESSION_COOKIE_NAME not in request.COOKIES
