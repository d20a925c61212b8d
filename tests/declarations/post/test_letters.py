"""Letters with a QR code, for those whom nothing else reaches."""

import pytest
from django.test import Client

from declarations import emails, links, reminders
from declarations.models import Link, Message
from declarations.post import letters
from declarations.post.models import MessageWays
from tests import factories as make
from tests import prints
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    """A school with two adults who have no e-mail address."""
    school = make.SchoolFactory()
    MessageWays.objects.create(organisation=school, letters=True)
    for name in ("Amira", "Yusuf"):
        make.parent_of(make.ChildFactory(school=school, given_name=name), email="")
    make.published(school)
    reminders.queue_all()
    return school


def test_each_adult_has_a_sheet_with_a_link_that_opens_their_page(school):
    pages = prints.pages(letters.printed(school))

    assert len(pages) == 2
    assert "for Amira" in pages[0] and "Yusuf" not in pages[0]
    address = next(word for word in pages[0].split() if "/s/" in word)
    assert Link.objects.count() == 2
    assert "Signing is voluntary." in pages[0] and school.office_phone in pages[0]
    assert address.startswith("http://localhost:8000/s/")


def test_the_printed_link_works_and_an_earlier_print_opens_nothing_more(school):
    letters.printed(school)
    earlier = list(Link.objects.values_list("pk", flat=True))
    letters.printed(school)
    assert not Link.objects.filter(pk__in=earlier, revoked_at=None).exists()
    assert Link.objects.filter(revoked_at=None).count() == 2


def test_what_is_kept_hides_the_link(school):
    letters.printed(school)
    message = Message.objects.first()
    assert "/s/…/" in message.body and message.state == "queued"


def test_posted_letters_are_sent_and_wait_no_more(school):
    letters.printed(school)
    assert [letters.posted(school), letters.posted(school)] == [2, 0]
    assert {message.state for message in Message.objects.all()} == {"sent"}
    assert letters.printed(school) is None


def test_what_was_not_printed_is_not_posted(school):
    assert letters.posted(school) == 0


def test_the_office_prints_and_posts(school):
    office = Staff(school)
    assert "Letters to print (2)" in office.opens("stuck").content.decode()
    answer = office.browser.post(f"/o/{school.slug}/messages/letters.pdf")
    assert answer.content.startswith(b"%PDF") and answer["Cache-Control"] == "no-store"
    assert "2 letters are noted as posted." in office.posts("letters_posted").content.decode()


def test_a_letter_opens_the_parents_page(school, monkeypatch):
    tokens = []
    mint = emails.mint
    monkeypatch.setattr(emails, "mint", lambda message: tokens.append(mint(message)) or tokens[-1])
    letters.printed(school)
    assert Client().get(links.sign_address(tokens[0]), follow=True).status_code == 200
