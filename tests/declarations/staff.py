"""A member of staff and their browser, as the tests of staff pages speak of them."""

from django.test import Client
from django.urls import reverse

from tests import factories as make


class Staff:
    """Logged in, at one organisation unless another is named."""

    pages = "declarations"  # what the names of the pages begin with

    def __init__(self, organisation, role="office"):
        self.organisation, self.user, self.browser = organisation, make.head_of(organisation, role), Client()
        self.browser.force_login(self.user)

    def opens(self, page, /, *args, at=None, **query):
        return self.browser.get(self._address(page, args, at), query)

    def posts(self, page, /, *args, at=None, **typed):
        return self.browser.post(self._address(page, args, at), typed, follow=True)

    def _address(self, page, args, at):
        return reverse(f"{self.pages}:{page}", args=[(at or self.organisation).slug, *args])


def office_at(organisation):
    return Staff(organisation)
