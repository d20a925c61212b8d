"""While the portal is being worked on: a calm page for everybody, on which nothing that was typed is lost.

The switch is a file in DATA_DIR, which the web servers share, or a setting: it works while database and queue are away.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from organisations.typed import NEVER_SHOWN

LIKELY = timedelta(minutes=15)  # what browsers are told when nobody said how long it takes
STILL_OPEN = ("/healthz", "/metrics")


def switch_on(minutes):
    """Shut the doors, for about so many minutes."""
    until = timezone.now() + timedelta(minutes=minutes)
    _switch().parent.mkdir(parents=True, exist_ok=True)
    _switch().write_text(until.isoformat())
    return until


def switch_off():
    """Open them again."""
    _switch().unlink(missing_ok=True)


def until():
    """When it will probably be over; None while the doors are open."""
    try:
        return datetime.fromisoformat(_switch().read_text())
    except FileNotFoundError:
        return timezone.now() + LIKELY if settings.MAINTENANCE else None
    except ValueError:  # somebody made the file by hand
        return timezone.now() + LIKELY


class MaintenanceMiddleware:
    """Answers every page but the probes' with 503; what a form brought goes back into the page, to be sent again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        end = until()
        if end is None or request.path in STILL_OPEN:
            return self.get_response(request)
        return _closed(request, end)


def _closed(request, end):
    page = render(request, "maintenance.html", {"until": _worth_saying(end), "typed": _typed(request)}, status=503)
    page["Retry-After"] = str(max(60, int((end - timezone.now()).total_seconds())))
    page["Cache-Control"] = "no-store"
    return page


def _worth_saying(end):
    return end if end > timezone.now() else None


def _typed(request):
    """Names and words of a form that can be sent again; a log-in is rather typed anew."""
    if request.method != "POST" or request.FILES or NEVER_SHOWN & request.POST.keys():
        return []
    return [(name, words) for name, several in request.POST.lists() for words in several]


def _switch():
    return settings.DATA_DIR / "maintenance"
