"""What follows an answer begins at once, many answers together; and is found when the nudge is lost."""

import time

import pytest
from django.core import mail
from kombu.exceptions import OperationalError

from declarations import copies, sending, tasks
from declarations.models import Declaration, Message
from declarations.views import nudges
from tests import factories as make
from tests.declarations.people import Parent

pytestmark = pytest.mark.django_db
SOON = 5  # seconds


@pytest.fixture
def handed(monkeypatch):
    """What the workers were given, one entry for each task."""
    given = []
    monkeypatch.setattr(tasks.follow_up_answers, "delay", lambda *, declaration_ids: given.append(declaration_ids))
    return given


@pytest.fixture
def to_print(monkeypatch):
    given = []
    monkeypatch.setattr(tasks.store_copy, "apply_async", lambda kwargs, expires: given.append(kwargs["declaration_id"]))
    return given


def parents(number):
    school = make.SchoolFactory()
    adults = [make.parent_at(school) for _ in range(number)]
    make.published(school)
    return [Parent(adult) for adult in adults]


def numbers():
    return list(Declaration.objects.order_by("pk").values_list("pk", flat=True))


def until(is_so):
    ends = time.monotonic() + SOON
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.01)


def test_answers_of_one_moment_go_along_in_one_task(handed, django_capture_on_commit_callbacks):
    one, other = parents(2)
    with django_capture_on_commit_callbacks(execute=True):
        one.signs(one.owes())
        other.sends(other.owes(), outcome="declined")
    until(lambda: handed)
    assert handed == [numbers()]


def test_an_answer_that_is_not_kept_is_followed_by_nothing(handed, django_capture_on_commit_callbacks):
    [parent] = parents(1)
    with django_capture_on_commit_callbacks() as nudged:
        parent.sends(parent.owes(), outcome="signed")
    assert not nudged


def test_the_task_sends_receipts_and_hands_out_copies(to_print):
    one, other, _silent = parents(3)
    one.signs(one.owes())
    other.sends(other.owes(), outcome="declined")

    tasks.follow_up_answers(declaration_ids=numbers())

    assert [each.to for each in mail.outbox] == [[one.adult.email], [other.adult.email]]
    assert to_print == numbers()[:1]


def test_the_address_on_record_hears_at_once_of_details_that_are_not_its_own(to_print):
    [parent] = parents(1)
    parent.signs(parent.owes(), typed_name="Somebody Else")
    tasks.follow_up_answers(declaration_ids=numbers())
    assert len(mail.outbox) == Message.objects.filter(sent_at__isnull=False).count() == 2


def test_the_task_run_again_sends_nothing_twice(to_print):
    [parent] = parents(1)
    parent.signs(parent.owes())
    for _again in range(2):
        tasks.follow_up_answers(declaration_ids=numbers())
    assert len(mail.outbox) == 1


def test_without_a_queue_the_answer_stands_and_the_schedule_finds_what_is_owed(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def refuse(declaration_ids):
        raise OperationalError

    monkeypatch.setattr(tasks.follow_up_answers, "delay", refuse)
    [parent] = parents(1)
    with django_capture_on_commit_callbacks(execute=True):
        page = parent.signs(parent.owes())
    until(lambda: caplog.text)

    assert "Thank you" in page.text
    assert "out of reach" in caplog.text
    assert list(sending.to_hand_out(10)) == [Message.objects.get().pk]
    assert list(copies.missing()) == [Declaration.objects.get()]


def test_nothing_is_lost_between_two_moments(handed):
    for number in range(5):
        nudges.hand_over() if number == 2 else nudges._collect(number)
    until(lambda: sum(map(len, handed)) == 4)
    assert sorted(number for given in handed for number in given) == [0, 1, 3, 4]
