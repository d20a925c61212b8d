"""The lasting receipt: what was answered, its PDF, what became of the words since, taking a signature back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations import copies, links
from declarations.models import Declaration, Link, Message
from declarations.signing import Outcome
from policies import lifecycle
from tests import factories as make
from tests.declarations.people import parent_asked, text

pytestmark = pytest.mark.django_db


class Receipt:
    """The receipt of an answer, opened by its own link in a browser that knows nothing."""

    def __init__(self, parent, **typed):
        self.parent = parent
        parent.signs(parent.owes(), **typed)
        self.declaration = Declaration.objects.latest("pk")
        self.token = links.mint_receipt(self.declaration)[1]

    def page(self, name="receipt"):
        return self.parent.browser.get(self.address(name), follow=True)

    def says(self):
        return text(self.page())

    def takes_back(self, **typed):
        return self.parent.browser.post(self.address("withdraw"), typed, follow=True)

    def address(self, name):
        return reverse(f"parents:{name}", args=[self.token])


def test_a_receipt_says_what_was_answered_when_and_to_which_words(parent):
    receipt = Receipt(parent)
    said = receipt.says()
    for words in (
        "Thank you, Sam Okafor",
        "You signed it",
        f"Being kind online, version 1, published on {timezone.localdate():%-d %B %Y}",
        "Amira Okafor",
        receipt.declaration.content_hash,
        "I will not: Post unkind words Share photographs of other children",
    ):
        assert words in said


def test_an_answer_leads_to_its_receipt_whose_address_cannot_sign(parent):
    page = parent.signs(parent.owes())
    [address] = [url for url, _status in page.redirect_chain]
    assert address.startswith("/r/")
    assert parent.token not in page.text


def test_the_receipt_shows_the_words_that_were_answered_for_ever():
    receipt = Receipt(parent_asked(body="<p>The old words.</p>"))
    make.revise(receipt.declaration.request.version, body="<p>The new words.</p>")
    assert "The old words." in receipt.says()
    assert "The new words." not in receipt.says()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("minor", "Your answer counts for version 2, too."),
        ("substantial", "there is a newer version, 2. This receipt is about the words that you answered."),
    ],
)
def test_the_receipt_says_what_became_of_the_words(parent, change, told):
    receipt = Receipt(parent)
    assert told not in receipt.says()
    make.revise(receipt.declaration.request.version, change=change)
    assert told in receipt.says()


def test_the_receipt_says_when_the_words_were_withdrawn(parent):
    receipt = Receipt(parent)
    version = receipt.declaration.request.version
    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    assert "The school withdrew these words on" in receipt.says()


def test_after_a_substantial_change_the_receipt_says_that_an_answer_is_owed(parent):
    receipt = Receipt(parent)
    make.revise(receipt.declaration.request.version)
    said = receipt.says()
    assert "One code waits for your answer" in said
    assert "There is nothing more to do." not in said


def test_right_after_one_answer_the_next_code_is_one_click_away(parent):
    make.published(parent.adult.school(), reference="gate", title="At the gate")
    first = parent.adult.requests.order_by("pk").first()

    page = parent.signs(first)

    assert f'href="/s/{parent.token}/">Go on to the next' in page.text
    cookie = page.client.cookies["next-code"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/r/", True, "Strict")


def test_elsewhere_the_receipt_opens_no_other_code(parent):
    make.published(parent.adult.school(), reference="gate")
    parent.signs(parent.adult.requests.order_by("pk").first())
    token = links.mint_receipt(Declaration.objects.get())[1]
    parent.browser.cookies.clear()
    page = parent.browser.get(f"/r/{token}/")
    assert "open the link in the newest e-mail" in page.text
    assert "/s/" not in page.text


def test_the_way_on_belongs_to_the_same_adult(parent):
    receipt, stranger = Receipt(parent), parent_asked()
    make.published(receipt.parent.adult.school(), reference="gate")
    receipt.parent.browser.cookies["next-code"] = stranger.token
    assert stranger.token not in receipt.page().text


def test_the_pdf_is_there_once_it_is_made(parent):
    receipt = Receipt(parent)
    assert "Your signed copy (PDF) is being made." in receipt.says()
    assert receipt.page("receipt_pdf").redirect_chain == [(receipt.address("receipt"), 302)]

    copies.store(receipt.declaration)

    pdf = receipt.page("receipt_pdf")
    assert pdf["Content-Disposition"] == 'attachment; filename="code-1-signed.pdf"'
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert pdf["Cache-Control"] == "no-store"


def test_an_answer_that_is_no_agreement_has_no_pdf_and_nothing_to_take_back(parent):
    receipt = Receipt(parent, outcome="declined")
    said = receipt.says()
    assert "PDF" not in said
    assert "Withdraw" not in said
    receipt.takes_back()
    assert Declaration.objects.get() == receipt.declaration


def test_looking_at_the_withdrawal_withdraws_nothing(parent):
    receipt = Receipt(parent)
    assert "Withdraw my signature" in receipt.page("withdraw").text
    assert Declaration.objects.get() == receipt.declaration


def test_a_signature_is_taken_back_without_a_reason(parent):
    receipt = Receipt(parent)

    page = receipt.takes_back()

    latest = Declaration.objects.latest("pk")
    assert (latest.outcome, latest.replaces) == (Outcome.WITHDRAWN, receipt.declaration)
    assert "An earlier answer of yours" in page.text
    assert "You took your answer back." in receipt.says()
    assert not receipt.parent.adult.requests.open().exists()


def test_a_reason_that_is_too_long_comes_back(parent):
    receipt = Receipt(parent)
    page = receipt.takes_back(comment="x" * 4_001)
    assert page.status_code == 422
    assert "x" * 4_001 in page.text
    assert Declaration.objects.count() == 1


def test_taking_back_twice_is_once(parent):
    receipt = Receipt(parent)
    receipt.takes_back()
    receipt.takes_back()
    assert Declaration.objects.count() == 2


def test_the_withdrawal_has_a_receipt_of_its_own(parent):
    receipt = Receipt(parent)
    receipt.takes_back()
    message = Message.objects.get(declaration__outcome=Outcome.WITHDRAWN)
    token = links.mint_receipt(message.declaration)[1]
    assert "Your signature is withdrawn" in receipt.parent.browser.get(f"/r/{token}/").text


def test_the_words_answered_before_a_substantial_change_can_be_taken_back(parent):
    receipt = Receipt(parent)
    make.revise(receipt.declaration.request.version)
    receipt.takes_back()
    assert receipt.declaration.request.declarations.latest("pk").outcome == Outcome.WITHDRAWN


def test_one_receipt_opens_nothing_of_another_answer(parent):
    receipt, other = Receipt(parent), Receipt(parent_asked(title="Other words"))
    assert "Other words" not in receipt.says()
    assert other.declaration.pk != receipt.declaration.pk
    assert receipt.parent.browser.get(f"/s/{receipt.token}/").status_code == 404


def test_a_revoked_receipt_opens_nothing(parent):
    receipt = Receipt(parent)
    Link.objects.update(revoked_at=timezone.now())
    assert receipt.page().status_code == 404
