"""What a member of staff typed for longer than they may be away: kept for them alone until they are back.

It is in the session that begins when theirs ends. Whatever their tabs send from it within half an hour is kept, each
page for half an hour. Nobody who was not logged in here a moment ago can leave anything there, and whoever else logs in
at the same computer finds nothing. Nothing is sent before its owner has seen it: meanwhile others may sit there.
"""

import secrets
import time
from datetime import timedelta

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.html import strip_tags

KEPT = "typed"
LASTS = timedelta(minutes=30)
MOST = 5  # pages
LARGEST = 200_000  # letters, of all pages
SECRETS = {"key", "password", "oldpassword", "password1", "password2"}  # a test looks for others
NEVER_SHOWN = {"code", "credential", "login", *SECRETS}
LEFT_OUT = {"csrfmiddlewaretoken", *SECRETS}


def wait_for(request, user_id, pages):
    """In this session, which begins as theirs ends: keep what this person still sends. Some pages may be there."""
    request.session[KEPT] = {"user": user_id, "open_until": _later(), "pages": pages}
    request.session.set_expiry(LASTS)  # if nobody comes back, it goes with the session


def is_awaited(request):
    """Whether somebody was logged out here within the last half hour, and nobody has logged in since."""
    return time.time() < request.session.get(KEPT, {}).get("open_until", 0)


def keep(request):
    """Keep what was posted, the same words once. Returns whether there was room."""
    kept, fields = request.session[KEPT], _fields(request)
    page = {"path": request.get_full_path(), "fields": fields}
    others = [each for each in _fresh(kept["pages"]) if not _is_same(each, page)]
    if len(others) == MOST or sum(map(_size, [*others, page])) > LARGEST:
        return False
    page |= {"number": secrets.token_hex(8), "had_files": bool(request.FILES), "until": _later()}
    request.session[KEPT] = kept | {"pages": [*others, page]}
    request.session.set_expiry(LASTS)
    return True


def has_words(request):
    """Whether somebody wrote in the form; mere clicks are soon made again."""
    return bool(words(_fields(request)))


def of(request):
    """The pages kept for whoever is logged in here."""
    kept = request.session.get(KEPT, {})
    return _fresh(kept.get("pages", [])) if kept.get("user") == request.user.pk else []


def forget(request, page):
    """One of them is sent, or thrown away."""
    request.session[KEPT] = {"user": request.user.pk, "pages": [each for each in of(request) if each != page]}


def forget_sent(request):
    """Whoever has sent a page from its tab after all does not find it here as well."""
    sent = {"path": request.get_full_path(), "fields": _fields(request)}
    for page in of(request):
        if _is_same(page, sent):
            forget(request, page)


def given_back(request):
    """Names and words of a form for the next page, to be sent again; what holds a secret is rather typed anew."""
    if request.method != "POST" or NEVER_SHOWN & request.POST.keys():
        return []
    return _fields(request)


def words(fields):
    """Of all fields, what people wrote: it has spaces. An editor's begin with a tag; any other "<" is theirs."""
    told = [(strip_tags(value) if value.startswith("<") else value).strip() for _name, value in fields]
    return [value for value in told if len(value.split()) > 1]


@receiver(user_logged_in)
def forget_what_others_typed(request, user, **_others):
    """At a computer that several use. From now on nothing more can be left."""
    if KEPT not in request.session:
        return
    request.session.set_expiry(0)  # of a log-in, it ends with the browser
    kept = request.session.pop(KEPT)
    if kept["user"] == user.pk and kept.get("pages"):
        request.session[KEPT] = {"user": user.pk, "pages": kept["pages"]}


def _fields(request):
    return [[name, value] for name, values in request.POST.lists() if name not in LEFT_OUT for value in values]


def _fresh(pages):
    return [page for page in pages if time.time() < page["until"]]


def _is_same(page, other):
    return (page["path"], page["fields"]) == (other["path"], other["fields"])


def _size(page):
    return len(page["path"]) + sum(len(name) + len(value) for name, value in page["fields"])


def _later():
    return time.time() + LASTS.total_seconds()
