"""What the tests of pages that are made already compare with: the ordinary view, asked by a browser of no history."""

import re

from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from declarations import links

CSRF = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


def words_and_tags(page):
    return " ".join(CSRF.sub(r"\1", page.text).split())


def browser(typed=None):
    """A request for some page, or one that sends what was typed."""
    requests = RequestFactory()
    asked_by = requests.get("/") if typed is None else requests.post("/", typed)
    asked_by._messages = CookieStorage(asked_by)
    return asked_by


def opened(token, purpose):
    """The link, as by_link gives it to a view."""
    link = links.find(token, purpose)
    link.token = token
    return link
