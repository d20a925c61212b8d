"""A parent's pages with scripts on, where they can be measured: on a phone and at a desk."""

import pytest

from tests.browser.walkers import DESKTOP, PHONE, Staff, Walker

SCHOOL = "thistledown"


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desk"])
def parent(request, new_context):
    """Somebody who has opened the link of a first message that nobody has opened yet."""
    office = Staff(new_context, "office@thistledown.example", SCHOOL)
    office.opens("?state=asked").page.locator("tbody th a").first.click()
    office.follows("See the message").presses("Open this as the parent")
    return Walker(new_context, **request.param).goes_to(office.page.url)


def focused(walker):
    return walker.page.evaluate("document.activeElement.id || document.activeElement.className")


def to_the_words(parent):
    """Where several codes wait, to the first of them."""
    if parent.page.get_by_text("Please read and answer").count():
        parent.page.locator("main ul a").first.click()
    return parent.looks()


def test_an_error_takes_the_focus_and_its_link_leads_to_the_field(parent):
    to_the_words(parent)
    parent.page.locator("[name=outcome]").first.check()
    parent.presses("Send my answer")
    assert focused(parent) == "summary"

    parent.page.get_by_role("link", name="Enter your full name").click()

    assert focused(parent) == "id_typed_name"


def test_saying_no_is_as_easy_and_has_a_receipt(parent):
    to_the_words(parent)
    parent.page.locator("[name=outcome][value=declined]").check()
    parent.presses("Send my answer").sees("Thank you for telling us", "Your receipt")
    parent.page.locator("summary").first.click()
    parent.looks()


def test_what_opens_nothing_is_calm(new_context):
    stranger = Walker(new_context, **PHONE)
    stranger.page.goto("/s/nothing/")
    stranger.complaints.clear()  # the browser itself speaks of the 404
    stranger.looks().sees("This link does not open anything")
