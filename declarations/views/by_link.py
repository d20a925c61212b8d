"""Opens a page to whoever holds a good link. A link that opens nothing does not say why."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from declarations import links
from declarations.models import Link
from declarations.signing import Circumstances
from declarations.views import visitors

# Not `no-referrer`: with it browsers send "Origin: null" and Django takes the parent's answer for a forgery.
# `same-origin` tells other sites just as little.
PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
}


def by_link(purpose, *, find=links.find, quickly=None):
    """Gives the view the link that its token opens, with the token on it; or shows a page that says what to do.

    What is sent may be taken by `quickly` at once. Only whoever holds a link that has run out is told so: to all others
    every bad link looks the same.
    """

    def guard(view):
        @wraps(view)
        def guarded(request, token, **kwargs):
            try:
                response = quickly and request.method == "POST" and quickly(request, token, **kwargs)
                response = response or view(request, _opened(token, purpose, find), **kwargs)
            except Http404:
                response = _opens_nothing(request, token)
            return private(response)

        return login_not_required(guarded)

    return guard


def private(response):
    """The same response, and what a browser is told to make of a page for one person."""
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def circumstances(request, link):
    """From where and through which link an answer reached us."""
    # A header may hold anything; the database takes no control characters.
    agent = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))
    return Circumstances(link=link, ip_address=visitors.address(request), user_agent=agent[:400])


def _opened(token, purpose, find):
    link = find(token, purpose)
    if link is None:
        raise Http404
    if link.is_open:
        links.note_opened(link)
    link.token = token
    # What was sent to one of two records of the same person opens what is asked of the one kept.
    link.adult = link.adult.merged_into or link.adult
    return link


def _opens_nothing(request, token):
    link = links.find_even_closed(token, Link.Purpose.SIGN)
    context = {"token": token, "organisation": link and (link.adult.school() or link.adult.controller)}
    if link is None or link.is_open:
        return render(request, "parents/opens_nothing.html", context, status=404)
    return render(request, "parents/run_out.html", context, status=410)
