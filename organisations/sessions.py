"""Where a member of staff is logged in, and how to end it."""

from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from organisations.idle import SEEN


def of(user):
    """The open sessions of this person: (key, last seen), the latest first.

    A session says whose it is only from inside; staff are few, and their sessions last eight hours.
    """
    found = []
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        inside = session.get_decoded()
        if inside.get(SESSION_KEY) == str(user.pk):
            found.append((session.session_key, datetime.fromtimestamp(inside.get(SEEN, 0), UTC)))
    return sorted(found, key=lambda each: each[1], reverse=True)


def end(user, *, but=None):
    """End the sessions of this person, except one. Returns how many there were."""
    keys = [key for key, _seen in of(user) if key != but]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)
