"""A parent signs while the portal is shut: what they typed waits in their own page."""

import re

import pytest

from tests.browser.walkers import PHONE, Staff, Walker

SCHOOL = "thistledown"


@pytest.fixture
def shut(portal):
    """Shuts the portal; it is open again at the end of the test."""
    yield lambda: portal.manage("maintenance", "on", "--minutes", "20")
    portal.manage("maintenance", "off")


@pytest.fixture
def opened(portal):
    return lambda: portal.manage("maintenance", "off")


class Visitor(Walker):
    """Somebody on a phone; that a page is 503 is what they came for."""

    def _hear(self, message):
        if "503" not in message.text:
            super()._hear(message)


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_typed_waits_in_the_page(new_context, shut, opened, scripts):
    visitor = Visitor(new_context, **PHONE, java_script_enabled=scripts)
    look = visitor.looks if scripts else lambda: visitor
    visitor.page.goto("/password/reset/")
    visitor.page.locator("input[type=email]").fill("nobody@thistledown.example")
    shut()
    visitor.page.get_by_role("main").get_by_role("button").click()
    look().sees("We are looking after the portal", "it is not lost")

    opened()
    visitor.page.get_by_role("button", name="Send it again").click()

    assert re.search("/password/reset/done/", visitor.page.url)


def test_staff_meet_the_same_page(new_context, shut):
    office = Staff(new_context, f"office@{SCHOOL}.example", SCHOOL)
    office.complaints = []
    shut()
    office.page.goto(office.home)
    office.sees("We are looking after the portal", "probably until")
