"""The main job, end to end, through the processes that `make run` starts."""

import pathlib
import secrets

import pytest

from tests.browser.walkers import Parent, Staff

SCHOOL = "saltmarsh-end"
CODES = pathlib.Path(__file__).parents[1] / "policies" / "importing" / "codes"
SIGNED_COPY = "Signed copy (PDF)"
CODE_OF_THE_ACADEMY = "Being kind and careful online"


@pytest.fixture
def head(new_context):
    return Staff(new_context, "head@saltmarshend.example", SCHOOL)


@pytest.fixture
def chair(new_context):
    return Staff(new_context, "chair@saltmarshend.example", SCHOOL)


@pytest.fixture
def office(new_context):
    return Staff(new_context, "office@saltmarshend.example", SCHOOL)


@pytest.fixture
def number():
    """Sets this walk's code apart from those of other walks."""
    return secrets.token_hex(3)


def title_of(number):
    return f"At the school gate {number}"


@pytest.fixture
def code(head, number):
    """The address of a policy of this walk alone, its first draft written."""
    head.opens("policies/new/")
    head.writes("What is it called?", title_of(number))
    head.writes("Reference", f"gate-{number}")
    head.chooses("Parents sign")
    head.chooses("Ask again after a substantial change")
    head.presses("Go on to the words")
    head.writes("Words that lead into the list", "I will not:")
    head.writes("What parents agree to", "Park on the yellow lines\nShout at staff or children")
    head.writes("What parents declare", "I have read this code and agree to follow it.")
    writes(head, "Greet each other, and keep the gate clear.")
    return f"policies/gate-{number}/"


def writes(head, words):
    """At the end of the text, in the editor."""
    editor = head.page.locator("[contenteditable=true]")
    editor.click()
    editor.press("Control+End")
    editor.press("Enter")
    editor.press_sequentially(words)
    head.presses("Save and finish")


def publish(head, chair, code, change=None, summary=""):
    """Sent, approved by somebody else, and put in force."""
    head.opens(code).presses("Send for approval")
    chair.opens(code).follows("Read and approve")
    chair.chooses("Approve these words")
    chair.writes("Who approves", "Governing board, 20 November 2026")
    chair.presses("Decide")
    head.opens(code).follows("Publish")
    if change:
        head.page.get_by_label(change).check()
        head.writes("What has changed, in plain words", summary)
    head.page.locator("main form button").last.click()
    head.looks().sees("In force")


def change(head, code, words):
    head.opens(code).presses("Start the next version")
    writes(head, words)


def message_about(office, number, purpose):
    """Wait until the worker has sent such a message, and look at the newest."""
    office.opens(f"messages/?q={number}&purpose={purpose}&state=sent")
    office.waits_for(f"gate {number}”")
    office.page.locator("tbody th a").first.click()
    return office.looks()


def asked(office, new_context, number):
    """A parent who was written to about this code, at their phone; and their name."""
    message_about(office, number, "ask")
    name = office.page.locator(".split__side dd a bdi").inner_text()
    office.presses("Open this as the parent")
    return Parent(new_context, office.page.url), name


def test_words_are_written_approved_published_signed_and_kept(head, chair, office, new_context, code, number):
    publish(head, chair, code)
    head.opens(code).sees("Nothing. The next version begins with the words that stand.")
    parent, name = asked(office, new_context, number)

    parent.opens_the_link(title_of(number))
    parent.sees("Greet each other", "I will not:", "Park on the yellow lines", "Signing is voluntary")
    parent.chooses("I agree to this code and sign it")
    parent.writes("Your full name", "Zoë O'Brien-Łukaszewicz")
    parent.presses("Send my answer").sees("Tick the box to show that you intend this as your signature")
    assert parent.page.get_by_label("Your full name").input_value() == "Zoë O'Brien-Łukaszewicz"
    parent.signs("Zoë O'Brien-Łukaszewicz").sees("Zoë O'Brien-Łukaszewicz", "Thank you")
    receipt = parent.page.url

    office.opens().follows(title_of(number)).sees("1 of", name)
    assert name.split()[-1] in office.takes("Download the list as CSV").decode("utf-8-sig")
    office.follows(name).waits_for(SIGNED_COPY)
    assert office.takes(SIGNED_COPY).startswith(b"%PDF")
    parent.goes_to(receipt).waits_for("Download your signed copy")
    assert parent.takes("Download your signed copy").startswith(b"%PDF")
    message_about(office, number, "receipt").presses("Open this as the parent").sees("Zoë O'Brien-Łukaszewicz")


def test_a_minor_change_keeps_the_signature_and_a_substantial_one_asks_again(
    head, chair, office, new_context, code, number
):
    publish(head, chair, code)
    parent, _name = asked(office, new_context, number)
    parent.opens_the_link(title_of(number)).signs("Sam Okafor")
    receipt = parent.page.url

    change(head, code, "Pleese switch your engine off.")
    publish(head, chair, code, "Minor", "We corrected a spelling.")
    parent.opens_the_link(title_of(number)).waits_for("your answer stays good")

    change(head, code, "Dogs wait outside the gate.")
    publish(head, chair, code, "Substantial", "Dogs wait outside.")
    parent.opens_the_link(title_of(number)).waits_for("What changed since you last answered")
    parent.sees("Dogs wait outside.", "Your answer")
    parent.signs("Sam Okafor").sees("Thank you")

    parent.goes_to(receipt).sees("version 1")
    parent.page.get_by_text("The words you answered").click()
    assert "Dogs" not in parent.page.locator("main").inner_text()


def test_whoever_wrote_the_words_cannot_approve_them(head, code):
    head.opens(code).presses("Send for approval")
    head.opens(f"{code}review/").sees("Somebody else decides")


def test_reminders_reach_those_who_owe_an_answer_and_stop_with_it(new_context):
    office = Staff(new_context, "office@thistledown.example", "thistledown")
    office.opens().follows(CODE_OF_THE_ACADEMY).follows("Asked, not opened")
    office.page.locator("[name=pick]").first.check()
    name = office.page.locator("tbody tr").first.locator("th bdi").inner_text()
    office.presses("Send a reminder to those ticked").sees("1 reminder is on its way.")

    office.opens(f"messages/?purpose=reminder&state=sent&q={name}").waits_for(name)
    office.page.locator("tbody th a").first.click()
    office.looks().presses("Open this as the parent")
    parent = Parent(new_context, office.page.url)
    parent.opens_the_link(CODE_OF_THE_ACADEMY).chooses("I do not want to sign")
    parent.presses("Send my answer").sees("Your receipt")

    office.opens().follows(CODE_OF_THE_ACADEMY).follows("Does not want to sign").follows(name)
    about_it = office.page.locator("section", has_text=CODE_OF_THE_ACADEMY)
    assert "Does not want to sign" in about_it.inner_text()
    assert about_it.get_by_role("button").count() == 0


def test_a_code_in_a_file_becomes_a_draft_to_read_and_correct(portal, head, number, tmp_path):
    path = tmp_path / "code.txt"
    path.write_text((CODES / "numbered.txt").read_text())

    portal.manage("import_code", str(path), "--organisation", SCHOOL, "--title", f"Out of a file {number}")

    head.opens("policies/").follows(f"Out of a file {number}").follows("Go on writing")
    assert head.page.locator("[contenteditable=true] h2").count() > 2
