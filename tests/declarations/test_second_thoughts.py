"""Clicked twice, gone back, changed one's mind; words replaced, withdrawn or no longer one's own in the meantime."""

import pytest

from declarations import asking
from declarations.models import Declaration, Message, Request
from declarations.signing import Outcome
from organisations.roll import people
from policies import lifecycle
from tests import factories as make
from tests.declarations.people import Parent, text

pytestmark = pytest.mark.django_db


def withdraw(version):
    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    asking.bring_up_to_date(version.policy)


def test_a_double_click_is_one_answer_and_shows_the_receipt(parent):
    request = parent.owes()
    parent.signs(request)
    page = parent.signs(request)
    assert Declaration.objects.count() == Message.objects.count() == 1
    assert "You have answered already. Nothing was changed." in text(page)
    assert "Thank you, Sam Okafor" in text(page)


def test_back_and_another_choice_does_not_undo_a_signature(parent):
    request = parent.owes()
    parent.signs(request)
    parent.sends(request, outcome="declined")
    assert Declaration.objects.get().outcome == Outcome.SIGNED


def test_whoever_said_no_can_sign_after_all(parent):
    request = parent.owes()
    parent.sends(request, outcome="declined")
    assert "You said that you would rather not" in text(parent.reads(request))

    parent.signs(request)

    assert Request.objects.get().answer.outcome == Outcome.SIGNED


def test_once_signed_the_page_shows_the_words_and_the_way_to_the_receipt(parent):
    request = parent.owes()
    parent.signs(request)
    page = parent.reads(request)
    assert "You have answered this" in text(page)
    assert 'name="outcome"' not in page.text


def test_a_version_replaced_while_reading_is_explained_and_keeps_what_was_typed(parent):
    request = parent.owes()
    newer = make.revise(request.version)

    page = parent.signs(request, typed_name="Sam Okafor", reason="", question="What is new?")

    assert page.status_code == 409
    assert page.context["version"] == newer
    assert "The school has changed these words" in text(page)
    form = page.context["form"]
    assert (form["typed_name"].value(), form["question"].value()) == ("Sam Okafor", "What is new?")
    assert (form["outcome"].value(), form["intends"].value()) == (None, None)
    assert not Declaration.objects.exists()


def test_from_the_page_of_new_words_the_new_words_are_signed(parent):
    request = parent.owes()
    newer = make.revise(request.version)
    parent.signs(request)
    parent.signs(newer.requests.get())
    assert Declaration.objects.get().content_hash == newer.content_hash


def test_an_old_address_leads_to_the_new_words(parent):
    request = parent.owes()
    newer = make.revise(request.version)
    assert parent.reads(request, follow=True).context["version"] == newer


def test_between_publishing_and_asking_the_page_says_to_wait(parent):
    request = parent.owes()
    draft = lifecycle.start_version(request.version.policy, by=request.version.written_by)
    make.publish(lifecycle.edit(draft, by=draft.written_by, body="<p>New.</p>"))

    for page in (parent.reads(request), parent.signs(request)):
        assert page.status_code == 409
        assert "You need not wait: we send you an e-mail." in text(page)
    assert not Declaration.objects.exists()


def test_withdrawn_words_ask_for_nothing(parent):
    request = parent.owes()
    withdraw(request.version)

    for page in (parent.reads(request), parent.signs(request)):
        assert page.status_code == 410
        assert "The school has withdrawn this code of conduct." in text(page)
    assert not Declaration.objects.exists()
    assert "Nothing waits for you" in text(parent.opens_the_link())


def test_whoever_has_left_is_asked_for_nothing(parent):
    request = parent.owes()
    parent.adult.children.update(left_on="2026-01-01")
    asking.bring_up_to_date(request.version.policy)

    for page in (parent.reads(request), parent.signs(request)):
        assert page.status_code == 410
        assert "this code does not concern you any more" in text(page)
    assert not Declaration.objects.exists()


def test_a_small_change_leaves_the_answer_and_says_so(parent):
    request = parent.owes()
    parent.signs(request)
    newer = make.revise(request.version, change="minor", summary_of_changes="A telephone number was corrected.")
    page = parent.reads(newer.requests.get())
    assert "That was version 1. The school has made a small change since then" in text(page)


def test_after_two_records_became_one_either_link_opens_what_is_asked(parent):
    twin = Parent(make.parent_of(parent.adult.children.get()))
    people.merge(parent.adult.school(), parent.adult, twin.adult, by=make.UserFactory())
    asking.bring_up_to_date(parent.owes().version.policy)

    page = twin.opens_the_link()
    twin.signs(parent.owes())

    assert "Please close it" in text(page)
    assert Declaration.objects.get().request.adult == parent.adult
