"""Logs out whoever has done nothing for a while, and everybody after a day's work: a computer in a school office
stands open to many.
"""

import time

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
        user, has_left = request.user.pk, request.user.is_authenticated and _note(request)
        response = self.get_response(request)
        if has_left and _is_sent_to_log_in(request, response) and typed.keep(request, user):
            messages.info(request, _("What you typed is kept for half an hour: log in, and you can send it."))
            return redirect_to_login(reverse("organisations:typed"))
        return response


def _note(request):
    """Whether they are logged out now: they were away for too long, or there."""
    now = time.time()
    away, there = now - request.session.get(SEEN, 0), now - request.session.setdefault(CAME, now)
    if away > settings.IDLE_LASTS.total_seconds():
        return _log_out(request, _("You were away for a while, so we logged you out."))
    if there > settings.SESSION_COOKIE_AGE:  # each note makes the session itself last that long again
        return _log_out(request, _("You were logged in for a whole day’s work, so we logged you out."))
    if away > NOTED_EVERY:
        request.session[SEEN] = now
    return False


def _log_out(request, why):
    logout(request)
    messages.info(request, why)
    return True


def _is_sent_to_log_in(request, response):
    """Whether something was posted to an organisation's page, from a page of ours, and met nobody."""
    place = request.resolver_match
    is_ours = request.method == "POST" and place and "organisation" in place.kwargs
    return is_ours and response.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
