"""Writing a draft in the editor: nothing typed is lost, nothing somebody else saved is replaced unasked."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.browser.walkers import PASSWORD, Staff

SCHOOL = "thistledown"


@pytest.fixture
def head(new_context):
    return Staff(new_context, "head@thistledown.example", SCHOOL)


@pytest.fixture
def draft(head):
    """The address of a draft of this walk alone, opened by the head."""
    reference = f"gate-{secrets.token_hex(3)}"
    head.opens("policies/new/")
    head.writes("What is it called?", "At the gate")
    head.writes("Reference", reference)
    head.chooses("For information: nobody is asked to answer")
    head.chooses("Ask again after a substantial change")
    head.presses("Go on to the words")
    return f"policies/{reference}/edit/"


def types(writer, words):
    """At the end of the text, key by key."""
    editor = writer.page.locator("[contenteditable=true]")
    editor.click()
    editor.press("Control+End")
    editor.press_sequentially(words)


def is_told(writer, words):
    expect(writer.page.locator("[data-autosave-says]")).to_contain_text(words, timeout=20_000)


def text(writer):
    return writer.page.locator("[contenteditable=true]").inner_text()


def test_words_are_saved_while_they_are_written(head, draft):
    types(head, "Greet each other.")
    is_told(head, "Saved at")
    head.opens(draft)
    assert "Greet each other." in text(head)


def test_a_space_typed_is_a_plain_space(head, draft):
    types(head, "Greet  each other. ")
    head.presses("Save")
    assert "nbsp" not in (words := head.page.locator("textarea[name=body]").input_value()) and "Greet" in words


def test_what_the_toolbar_makes_is_kept(head, draft):
    types(head, "Switch your engine off")
    head.page.locator(".prose-menubar button", has=head.page.locator("text=format_list_bulleted")).first.click()
    is_told(head, "Saved at")
    head.opens(draft)
    assert head.page.locator("[contenteditable=true] ul li").inner_text() == "Switch your engine off"


def test_a_lost_connection_loses_nothing(head, draft):
    head.context.set_offline(True)
    types(head, "Typed on a train.")
    is_told(head, "no connection")
    head.context.set_offline(False)
    is_told(head, "Saved at")
    head.complaints.clear()
    head.opens(draft)
    assert "Typed on a train." in text(head)


def test_an_expired_log_in_loses_nothing(head, draft):
    head.context.clear_cookies(name="sessionid")
    types(head, "Typed after lunch.")
    is_told(head, "you are logged out")
    head.presses("Save and finish")
    head.page.locator("input[type=email]").fill("head@thistledown.example")
    head.page.locator("input[type=password]").fill(PASSWORD)
    head.presses("Log in")
    head.opens(draft).sees("Words that were not saved")
    head.presses("Put them back")
    is_told(head, "Saved at")
    assert "Typed after lunch." in text(head)


def test_two_people_writing_at_once_see_both_texts(head, draft, new_context):
    trust = Staff(new_context, "trust@meadowlark.example", SCHOOL)
    trust.opens(draft)
    types(trust, "Park on Mill Lane.")
    is_told(trust, "Saved at")
    types(head, "Greet the crossing guard.")
    is_told(head, "saved elsewhere")
    head.complaints.clear()
    head.presses("Save").sees("Two people wrote at once", "Park on Mill Lane.")
    assert "Greet the crossing guard." in text(head)
    head.presses("Save").sees("Saved.")
    assert "Greet the crossing guard." in text(head)
