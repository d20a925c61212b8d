"""A parent, their link and their browser, as the tests of parents' pages speak of them."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from declarations import links
from tests import factories as make

SIGNATURE = {"outcome": "signed", "typed_name": "Sam Okafor", "relationship": "mother", "intends": "on"}


INLINE = re.compile(r"</?(?:a|b|bdi|em|span|strong|time)\b[^>]*>")


def text(page):
    """What stands on a page, as one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", INLINE.sub("", page.text))).split())


class Parent:
    """Opens pages by link, without account."""

    def __init__(self, adult, **browser):
        self.adult, self.browser = adult, Client(**browser)
        self.token = links.mint(adult)[1]

    def opens_the_link(self):
        return self.browser.get(reverse("parents:waiting", args=[self.token]), follow=True)

    def reads(self, request, **options):
        return self.browser.get(self._address(request), **options)

    def sends(self, request, content_hash=None, **typed):
        typed["content_hash"] = content_hash or request.version.content_hash
        return self.browser.post(self._address(request), typed, follow=True)

    def signs(self, request, **typed):
        return self.sends(request, **(SIGNATURE | typed))

    def owes(self):
        return self.adult.requests.open().get()

    def _address(self, request):
        return reverse("parents:sign", args=[self.token, request.pk])


def parent_asked(**version):
    """A parent who is asked about a version just published by the school of their one child."""
    school = make.SchoolFactory()
    adult = make.parent_of(make.ChildFactory(school=school, given_name="Amira"), given_name="Sam")
    make.published(school, **version)
    return Parent(adult)
