"""What a member of staff typed for longer than they may be away: kept for them alone until they are back.

It is in the session that begins when theirs ends, for half an hour. Nobody who was not logged in a moment ago can
leave anything there, and whoever else logs in at the same computer finds nothing.
"""

import time
from datetime import timedelta

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.html import strip_tags

KEPT = "typed"
LASTS = timedelta(minutes=30)
LARGEST = 200_000  # letters
SECRETS = {"key", "password", "oldpassword", "password1", "password2"}  # a test looks for others
LEFT_OUT = {"csrfmiddlewaretoken", *SECRETS}


def keep(request, user_id):
    """Keep what was posted, if somebody wrote words there; mere clicks are soon made again. Returns whether."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in LEFT_OUT for value in values]
    if not words(fields) or sum(len(value) for _name, value in fields) > LARGEST:
        return False
    told = {"user": user_id, "path": request.get_full_path(), "fields": fields, "had_files": bool(request.FILES)}
    request.session[KEPT] = told | {"until": time.time() + LASTS.total_seconds()}
    request.session.set_expiry(LASTS)  # if nobody comes back, it goes with the session
    return True


def of(request):
    """What is kept for whoever is logged in here, or None."""
    kept = request.session.get(KEPT)
    return kept if kept and kept["user"] == request.user.pk and time.time() < kept["until"] else None


def forget(request):
    request.session.pop(KEPT, None)


def words(fields):
    """Of all fields, what people wrote: it has spaces."""
    told = (strip_tags(value).strip() for _name, value in fields)
    return [value for value in told if len(value.split()) > 1]


@receiver(user_logged_in)
def forget_what_others_typed(request, user, **_others):
    """At a computer that several use."""
    if KEPT in request.session:
        request.session.set_expiry(0)  # of a log-in, it ends with the browser
    if request.session.get(KEPT, {}).get("user") != user.pk:
        forget(request)
