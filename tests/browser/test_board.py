"""The office's list with scripts on, and by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walkers import Staff


@pytest.fixture
def office(new_context):
    return Staff(new_context, "office@thistledown.example", "thistledown").opens()


def test_the_list_follows_what_is_typed_and_its_address_can_be_shared(office):
    name = office.page.locator("tbody th bdi").first.inner_text()
    field = office.page.get_by_label("Child or adult")
    field.press_sequentially(name, delay=20)

    expect(office.page.locator("#number strong")).to_have_text("1 person")

    assert office.page.locator("tbody tr").count() == 1
    expect(field).to_be_focused()
    office.goes_to(office.page.url)
    assert office.page.locator("tbody tr").count() == 1


def test_all_rows_of_a_list_found_while_typing_are_ticked_at_once(office):
    office.page.get_by_label("Child or adult").press_sequentially("a", delay=20)
    expect(office.page).to_have_url(re.compile("q=a"))
    office.page.locator("[data-select-all]").check()
    picks = office.page.locator("[name=pick]")
    assert picks.count() == office.page.locator("[name=pick]:checked").count() > 1
    picks.first.uncheck()
    assert office.page.locator("[data-select-all]").evaluate("box => box.indeterminate")


def test_a_reminder_goes_out_by_keyboard_alone(office):
    office.page.get_by_label("State").select_option("asked")
    office.page.get_by_role("button", name="Show").press("Enter")
    office.looks()
    office.page.locator("[name=pick]").last.press("Space")
    office.page.get_by_role("button", name="Send a reminder to those ticked").press("Enter")
    office.looks().sees("1 reminder is on its way.")
