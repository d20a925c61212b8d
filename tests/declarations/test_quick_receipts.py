"""The receipt that is made already is, word by word and tag by tag, the one that the ordinary view makes."""

import pytest
from django.utils import timezone

from declarations import copies, links, signing
from declarations.models import Declaration, Link
from declarations.views import parent as views
from declarations.views import quick_receipts
from tests import factories as make
from tests.declarations.people import Parent, parent_asked
from tests.declarations.quickly import browser, opened, words_and_tags

pytestmark = pytest.mark.django_db
OTHER = {"relationship": "other", "responsible": "yes"}


def receipt_of(parent, **typed):
    """The token of the receipt of what they answered just now."""
    page = parent.signs(parent.owes(), **typed)
    [[address, _status]] = page.redirect_chain
    return address.split("/")[2]


def is_quick(token):
    return quick_receipts.receipt(browser(), token) is not None


def same(parent, token):
    page = parent.browser.get(f"/r/{token}/")
    link = opened(token, Link.Purpose.RECEIPT)
    assert is_quick(token)
    assert words_and_tags(page) == words_and_tags(views.receipt.__wrapped__(browser(), link))
    return page.text


@pytest.mark.parametrize(
    "typed",
    [
        {},
        OTHER,
        {"outcome": "declined"},
        {"typed_name": "<b>Sam</b> O'Brien & 3 February 1801"},
        {"typed_name": "{{ x }}"},
    ],
)
def test_whatever_was_answered(parent, typed):
    page = same(parent, receipt_of(parent, **typed))
    assert "<b>Sam" not in page


def test_for_acknowledgements_and_several_children():
    parent = parent_asked(asks="acknowledgement")
    parent.adult.contacts.create(child=make.ChildFactory(school=parent.adult.school(), given_name="B<o>"))
    assert "B&lt;o&gt;" in same(parent, receipt_of(parent, outcome="acknowledged"))


def test_one_parent_s_receipt_holds_nothing_of_another_s(parent):
    first = parent
    second = Parent(make.parent_at(first.adult.school(), given_name="Ada", family_name="Quill"))
    make.asking.bring_up_to_date(first.owes().version.policy)
    first_page = same(first, receipt_of(first, typed_name="Sam Pemberton"))
    second_page = same(second, receipt_of(second, typed_name="Ada Quill"))
    for secret in ("Pemberton", "Amira", f"· {Declaration.objects.earliest('pk').pk}<"):
        assert secret in first_page
        assert secret not in second_page


def copied(declaration):
    copies.store(declaration)


def taken_back(declaration):
    signing.withdraw(declaration.request)


def replaced(declaration):
    make.revise(declaration.request.version)


def carried(declaration):
    make.revise(declaration.request.version, change="minor")


def withdrawn(declaration):
    version = declaration.request.version
    make.lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")


def revoked(_declaration):
    Link.objects.update(revoked_at=timezone.now())


def another_code(declaration):
    make.published(declaration.request.adult.school(), reference="gate")


@pytest.mark.parametrize("happens", [copied, taken_back, replaced, carried, withdrawn, revoked, another_code])
def test_what_is_not_quite_so_is_left_to_the_ordinary_view(parent, happens):
    token = receipt_of(parent)
    assert is_quick(token)
    happens(Declaration.objects.get())
    assert not is_quick(token)


def test_what_was_written_or_recorded_is_left_to_the_ordinary_view(parent):
    parent.sends(parent.owes(), outcome="declined", reason="It is too long.")
    token = links.mint_receipt(Declaration.objects.get())[1]
    assert not is_quick(token)
    assert "It is too long." in parent.browser.get(f"/r/{token}/").text


def test_a_sign_token_opens_no_receipt(parent):
    receipt_of(parent)
    assert not is_quick(parent.token)


def test_it_takes_one_question(parent, django_assert_num_queries):
    token = receipt_of(parent)
    with django_assert_num_queries(1):
        parent.browser.get(f"/r/{token}/")
