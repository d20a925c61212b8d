"""The answer that most parents give keeps, row by row, what the ordinary view keeps."""

import pytest
from django.utils import timezone

from declarations import links, recording, signing, statement
from declarations.models import Correction, Declaration, Link, Message, Request
from declarations.views import parent as views
from declarations.views import quick_answers
from organisations.models import Event
from tests import factories as make
from tests.declarations.people import SIGNATURE, Parent, parent_asked
from tests.declarations.quickly import browser, opened

pytestmark = pytest.mark.django_db
OTHER = SIGNATURE | {"relationship": "other", "responsible": "yes"}
STRANGER = SIGNATURE | {"typed_name": "Ann Lee", "relationship": "father"}
TALK = {"outcome": "wants_to_talk", "question": "Why?", "reach_me": "after four"}
# What no two answers share.
OWN = set("id request adult link answered_at salt personal_hash about at declaration created_at send_after".split())
OWN |= set("token_hash detail children correction message answer last_contact".split())


@pytest.fixture
def twins():
    """Two parents of the same child, alike but for their numbers."""
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school, given_name="Amira")
    parents = [make.parent_of(child, make.ChildFactory(school=school), family_name="Okafor") for _twin in "ab"]
    make.published(school)
    return [Parent(adult) for adult in parents]


def sends(parent, typed):
    """What the quick way makes of it, or None."""
    request = parent.owes()
    return _quickly(parent, request, {"content_hash": request.version.content_hash} | typed)


def _quickly(parent, request, typed):
    return quick_answers.answer(browser(typed), parent.token, request.pk)


def sends_ordinarily(parent, typed):
    request = parent.owes()
    typed = {"content_hash": request.version.content_hash} | typed
    return views.sign.__wrapped__(browser(typed), opened(parent.token, Link.Purpose.SIGN), request_id=request.pk)


def kept_of(parent):
    """All rows of an answer, without what no two answers share."""
    adult = parent.adult.pk
    declaration = Declaration.objects.get(request__adult=adult)
    rows = [
        *Declaration.objects.filter(pk=declaration.pk).values(),
        *Request.objects.filter(adult=adult).values(),
        *Message.objects.filter(adult=adult).order_by("pk").values(),
        *Link.objects.filter(adult=adult, purpose="receipt").values(),
        *Correction.objects.filter(adult=adult).values(),
        *Event.objects.filter(detail__adult=adult).order_by("pk").values(),
    ]
    return [{name: value for name, value in row.items() if name.removesuffix("_id") not in OWN} for row in rows]


@pytest.mark.parametrize("typed", [SIGNATURE, OTHER, STRANGER, TALK, {"outcome": "declined", "reason": "No."}])
def test_it_keeps_what_the_ordinary_view_keeps(twins, typed):
    one, other = twins
    assert sends(one, typed)["Location"].startswith("/r/")
    sends_ordinarily(other, typed)
    assert kept_of(one) == kept_of(other)
    declarations = Declaration.objects.order_by("pk")
    assert len({str(each["name"]) for declaration in declarations for each in declaration.children}) == 3


def test_it_names_the_children_as_the_roll_has_them(twins):
    sends(twins[0], SIGNATURE)
    declaration = Declaration.objects.get()
    assert declaration.children == [recording.frozen(child) for child in signing.children_of(declaration.request)]


def test_it_stands_as_it_was_hashed(twins):
    sends(twins[0], SIGNATURE)
    declaration = Declaration.objects.get()
    event = Event.objects.get(about_type="request")
    assert event.detail["sha256"] == statement.digest(declaration)
    assert statement.personal_part_fits(declaration)
    assert declaration.link == links.find(twins[0].token, Link.Purpose.SIGN)


def test_it_leads_to_its_receipt(twins):
    token = sends(twins[0], SIGNATURE)["Location"].split("/")[2]
    assert links.find(token, Link.Purpose.RECEIPT).declaration == Declaration.objects.get()


def answered(parent):
    request = parent.owes()
    make.answer(request, "declined")


def closed(_parent):
    Request.objects.update(cancelled_at=timezone.now(), cancelled_why="not_concerned")


def revoked(_parent):
    Link.objects.update(revoked_at=timezone.now())


def replaced(parent):
    version = parent.owes().version
    make.lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")


@pytest.mark.parametrize("happens", [answered, closed, revoked, replaced])
def test_what_is_not_quite_so_is_left_to_the_ordinary_view(happens):
    parent = parent_asked()
    request, already = parent.owes(), Declaration.objects.count()
    typed = SIGNATURE | {"content_hash": request.version.content_hash}
    happens(parent)
    already = Declaration.objects.count()
    assert _quickly(parent, request, typed) is None
    assert Declaration.objects.count() == already


@pytest.mark.parametrize(
    "typed", [{}, {"outcome": "signed"}, SIGNATURE | {"content_hash": "0" * 64}, OTHER | {"responsible": "no"}]
)
def test_what_is_not_filled_in_rightly_is_left_to_the_ordinary_view(typed):
    assert sends(parent_asked(), typed) is None
    assert not Declaration.objects.exists()


def test_another_adult_s_request_is_not_answered():
    mine, other = parent_asked(), parent_asked()
    request = other.owes()
    assert _quickly(mine, request, SIGNATURE | {"content_hash": request.version.content_hash}) is None
    assert not Declaration.objects.exists()


def test_the_whole_way_takes_six_questions(twins, django_assert_num_queries):
    one, other = twins
    one.opens_the_link()
    one.signs(one.owes())
    request = other.adult.requests.select_related("version").get()
    with django_assert_num_queries(1):
        other.opens_the_link()
    # Those of the answer itself stand between the beginning and the end of a transaction.
    with django_assert_num_queries(3 + 2):
        other.signs(request)
