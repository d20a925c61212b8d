import pytest

from declarations import asking
from declarations.models import CarriedForward, Request
from organisations.models import Adult
from policies import lifecycle
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_every_adult_on_the_roll_is_asked_once():
    school = make.SchoolFactory()
    adults = {make.parent_at(school), make.parent_at(school)}
    version = make.published(school)

    asking.bring_up_to_date(version.policy)

    assert {request.adult for request in version.requests.all()} == adults


def test_adults_who_may_not_be_contacted_are_not_asked():
    school = make.SchoolFactory()
    make.parent_at(school, contact_rule=Adult.ContactRule.COURT_ORDER)
    assert not make.published(school).requests.exists()


def test_a_minor_change_carries_the_signature_forward():
    signed = make.answer(make.asked())

    newer = make.revise(signed.request.version, change="minor")

    carried = CarriedForward.objects.get()
    assert (carried.declaration, carried.version, carried.decided_by) == (signed, newer, newer.published_by)
    assert newer.requests.get().answer == signed
    assert not Request.objects.open().exists()


def test_a_minor_change_goes_on_asking_who_has_not_answered():
    school = make.SchoolFactory()
    make.parent_at(school)
    newer = make.revise(make.published(school), change="minor")
    assert Request.objects.open().get().version == newer


def test_a_substantial_change_asks_again():
    old = make.answer(make.asked()).request

    newer = make.revise(old.version)

    assert Request.objects.open().get().version == newer
    old.refresh_from_db()
    assert old.cancelled_why == "replaced"


def test_a_leaver_is_asked_no_more_and_a_joiner_is():
    school = make.SchoolFactory()
    leaver = make.parent_at(school)
    version = make.published(school)
    leaver.children.update(left_on="2026-01-01")
    joiner = make.parent_at(school)

    asking.bring_up_to_date(version.policy)

    assert Request.objects.open().get().adult == joiner
    assert version.requests.get(adult=leaver).cancelled_why == "not_concerned"
    assert version.requests.get(adult=joiner).reason == "joined"


def test_a_withdrawn_version_is_asked_no_more():
    school = make.SchoolFactory()
    make.parent_at(school)
    version = make.published(school)

    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    asking.bring_up_to_date(version.policy)

    assert version.requests.get().cancelled_why == "withdrawn"


def test_an_adult_with_children_at_two_schools_of_a_trust_is_asked_once():
    trust = make.TrustFactory()
    children = [make.ChildFactory(school=make.SchoolFactory(trust=trust)) for _ in range(2)]
    adult = make.parent_of(*children)
    assert make.published(trust).requests.get().adult == adult
