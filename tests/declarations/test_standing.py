"""Where each adult and each child stands: one state for every request, whatever has happened to it."""

import pytest
from django.utils import timezone

from declarations import asking, links, reminders, sending, signing, standing
from declarations.models import Message, Request
from declarations.signing import Outcome
from declarations.standing import State
from organisations.models import Adult
from tests import factories as make

pytestmark = pytest.mark.django_db


def asked(school=None, **fields):
    school = school or make.SchoolFactory()
    make.parent_at(school, email="sam@home.example", **fields)
    return make.published(school).requests.get()


def written_to(request):
    reminders.queue_all()
    sending.send(Message.objects.get(requests=request).pk)


def opened(request):
    written_to(request)
    links.note_opened(Message.objects.get(requests=request).links.get())


def came_back(request):
    written_to(request)
    Message.objects.update(bounced_at=timezone.now())


def corrected(request):
    came_back(request)
    Adult.objects.update(email="sam.new@home.example")


def without_address(request):
    Adult.objects.update(email="")


def withdrawn(request):
    make.answer(request)
    signing.withdraw(request)


def set_aside(request):
    make.answer(request)
    signing.invalidate(request, by=make.UserFactory(), reason="Signed by the child")


def state():
    return Request.objects.standing().get().state


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (lambda request: None, State.NOT_ASKED),
        (lambda request: reminders.queue_all(), State.NOT_ASKED),
        (written_to, State.ASKED),
        (opened, State.OPENED),
        (came_back, State.BOUNCED),
        (corrected, State.ASKED),
        (without_address, State.NO_DETAILS),
        (make.answer, State.SIGNED),
        (lambda request: make.answer(request, Outcome.ACKNOWLEDGED), State.ACKNOWLEDGED),
        (lambda request: make.answer(request, Outcome.DECLINED), State.DECLINED),
        (lambda request: make.answer(request, Outcome.WANTS_TO_TALK), State.WANTS_TO_TALK),
        (withdrawn, State.WITHDRAWN),
        (set_aside, State.NOT_ASKED),
    ],
)
def test_every_request_has_the_state_of_what_happened_last(happened, expected):
    happened(asked())
    assert state() == expected


def test_an_answer_counts_for_more_than_a_lost_email():
    request = asked()
    came_back(request)
    make.answer(request)
    assert state() == State.SIGNED


def test_a_signature_carried_forward_counts():
    request = asked()
    make.answer(request)
    make.revise(request.version, change="minor")
    assert state() == State.SIGNED


def test_every_state_is_counted_in_the_order_of_the_offices_work():
    school = make.SchoolFactory()
    for _ in range(3):
        make.parent_at(school)
    version = make.published(school)
    make.answer(version.requests.first())

    counts = standing.counts(version.requests.all())

    assert list(counts) == list(State)
    assert {state: number for state, number in counts.items() if number} == {State.NOT_ASKED: 2, State.SIGNED: 1}


def test_leavers_are_counted_nowhere():
    request = asked()
    request.adult.children.update(left_on="2026-01-01")
    asking.bring_up_to_date(request.version.policy)
    school = request.version.policy.owner
    assert not standing.requests_at(request.version, school)
    assert standing.children(request.version, school).asked == 0


@pytest.fixture
def family():
    """A school with one child of two adults, one child of one of them, and a child whom nobody can be asked about."""
    school = make.SchoolFactory()
    shared, own = make.ChildFactory(school=school), make.ChildFactory(school=school)
    make.ChildFactory(school=school)
    make.parent_of(shared, own)
    make.parent_of(shared)
    return make.published(school)


@pytest.mark.parametrize(("signatures", "some", "every"), [(0, 0, 0), (1, 2, 1), (2, 2, 2)])
def test_children_count_by_some_and_by_every_adult(family, signatures, some, every):
    for request in family.requests.order_by("adult")[:signatures]:
        make.answer(request)
    figures = standing.children(family, family.policy.owner)
    assert figures == standing.ChildFigures(asked=2, some=some, every=every)


def test_one_parents_answer_closes_no_other_parents_request(family):
    one, other = family.requests.order_by("pk")
    make.answer(one)
    assert list(Request.objects.open()) == [other]


def test_a_school_counts_its_own_children_and_the_trust_all():
    trust = make.TrustFactory()
    schools = [make.SchoolFactory(trust=trust) for _ in range(2)]
    make.parent_of(*(make.ChildFactory(school=school) for school in schools))
    version = make.published(trust)
    make.answer(version.requests.get())

    figures = [standing.children(version, organisation) for organisation in (*schools, trust)]

    assert [(each.asked, each.every) for each in figures] == [(1, 1), (1, 1), (2, 2)]
    assert standing.counts(standing.requests_at(version, trust))[State.SIGNED] == 1
