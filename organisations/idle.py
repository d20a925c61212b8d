"""Logs out whoever has done nothing for a while: a computer in a school office stands open to many."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext as _

SEEN = "seen_at"
NOTED_EVERY = 300  # seconds: a note for every page would be a write for every page


@receiver(user_logged_in)
def note_log_in(request, **_others):
    """The time away is counted from the log-in."""
    request.session[SEEN] = time.time()


class IdleMiddleware:
    """Ends a session in which no page was opened for IDLE_LASTS."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            _note(request)
        return self.get_response(request)


def _note(request):
    away = time.time() - request.session.get(SEEN, 0)
    if away > settings.IDLE_LASTS.total_seconds():
        logout(request)
        messages.info(request, _("You were away for a while, so we logged you out."))
    elif away > NOTED_EVERY:
        request.session[SEEN] = time.time()
