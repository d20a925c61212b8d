"""Logs out whoever has done nothing for a while, and everybody after a day's work: a computer in a school office
stands open to many.
"""

import time
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import typed

CAME, SEEN = "came_at", "seen_at"
NOTED_EVERY = 300  # seconds: a note for every page would be a write for every page


@receiver(user_logged_in)
def note_log_in(request, **_others):
    """The time away is counted from the log-in, and so is the day."""
    request.session[CAME] = request.session[SEEN] = time.time()


class IdleMiddleware:
    """Ends a session in which no page was opened for IDLE_LASTS, or that is older than SESSION_COOKIE_AGE."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            _note(request)
        response = self.get_response(request)
        if _is_sent_to_log_in(request, response) and typed.is_awaited(request) and typed.has_words(request):
            messages.add_message(request, *_told(typed.keep(request)))
            return redirect_to_login(reverse("organisations:typed"))
        if request.method == "POST" and typed.KEPT in request.session and request.user.is_authenticated:
            _forget_if_sent(request, response)
        return response


def _note(request):
    """Log them out if they were away for too long, or there."""
    now = time.time()
    away, there = now - request.session.get(SEEN, 0), now - request.session.setdefault(CAME, now)
    if away > settings.IDLE_LASTS.total_seconds():
        _log_out(request, _("You were away for a while, so we logged you out."))
    elif there > settings.SESSION_COOKIE_AGE:  # each note makes the session itself last that long again
        _log_out(request, _("You were logged in for a whole day’s work, so we logged you out."))
    elif away > NOTED_EVERY:
        request.session[SEEN] = now


def _log_out(request, why):
    user, pages = request.user.pk, typed.of(request)
    logout(request)
    typed.wait_for(request, user, pages)
    messages.info(request, why)


def _told(is_kept):
    """(level, what is said) to who must log in first."""
    if is_kept:
        return messages.INFO, _("What you typed is kept for half an hour: log in, and you can send it.")
    return messages.WARNING, _("That page could not be kept: it is very long, or five pages are kept already.")


def _is_sent_to_log_in(request, response):
    """Whether a form was sent to an organisation's page, from a page of ours, and met nobody.

    What a script sends is not: it goes on trying, and keeps its words in the browser (autosave.js).
    """
    place = request.resolver_match
    is_ours = request.method == "POST" and place and "organisation" in place.kwargs
    is_a_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return is_ours and is_a_page and response.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))


def _forget_if_sent(request, response):
    """A refused form (CSRF, a role) was not sent."""
    if response.status_code != HTTPStatus.FORBIDDEN:
        typed.forget_sent(request)
