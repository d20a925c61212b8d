"""The database writes the messages of a whole trust at once: the same ones that one would write adult by adult."""

from datetime import time, timedelta
from itertools import groupby
from operator import attrgetter
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone

from declarations import asking, parts, reminders, tasks
from declarations.models import Message, Request
from declarations.post import queueing
from declarations.post.models import SendingTimes
from organisations.models import Child
from policies import lifecycle
from tests import factories as make

pytestmark = pytest.mark.django_db
SEEDS = range(8)


def a_trust_of_families(chance):
    """Two schools, three codes; some adults were written to before, some of it came back, some have no e-mail."""
    trust = make.TrustFactory()
    schools = [make.SchoolFactory(trust=trust) for _ in range(2)]
    for _ in range(6):
        children = [make.ChildFactory(school=school) for school in chance.sample(schools, chance.randint(1, 2))]
        make.parent_of(*children, **chance.choice([{}, {}, {"email": ""}, {"contact_rule": "court_order"}]))
    for owner, reference in ((trust, "one"), (schools[0], "two"), (schools[1], "three")):
        make.published(owner, reference=reference)
        if chance.random() < 0.5:
            reminders.queue_all(timezone.now() - timedelta(days=4))
            Message.objects.update(send_after=timezone.now() - timedelta(days=4))
    for message in chance.sample(list(Message.objects.all()), Message.objects.count() // 3):
        Message.objects.filter(pk=message.pk).update(bounced_at=timezone.now(), to="elsewhere@home.example")
    left = chance.sample(list(Child.objects.values_list("pk", flat=True)), 2)  # then whoever asks writes
    Child.objects.filter(pk__in=left).update(left_on=timezone.localdate())
    return trust


def is_owed(request):
    """Whether a message is: the first, or a reminder, or the same by another way after all before it came back."""
    if not request.way:
        return False
    untried = {"text": not request.texts, "letter": not request.letters}.get(request.way, False)
    reminded = request.due and request.way not in ("post", "letter")
    return not request.asked or reminded or (not request.arrived and untried)


def one_by_one(owing):
    """The rule: {adult: (sender, way, purpose, [(request, step)])}."""
    found = {}
    told = owing.order_by("adult_id", "pk").values_list(*queueing.TOLD, *reminders.IF_OWED["judged_by"], named=True)
    for adult, group in groupby(filter(is_owed, told), key=attrgetter("adult_id")):
        requests = list(group)
        purpose = "reminder" if all(each.arrived for each in requests) else "ask"
        asks = [(each.pk, each.asked) for each in requests]
        found[adult] = requests[0].sender, requests[0].way, purpose, asks
    return found


def written(numbers):
    messages = Message.objects.filter(pk__in=numbers)
    told = {each.adult_id: (each.organisation_id, each.way, each.purpose) for each in messages}
    assert len(told) == len(numbers) == messages.count()
    asks = {each.adult_id: list(each.asks.order_by("request").values_list("request", "step")) for each in messages}
    return {adult: (*said, asks[adult]) for adult, said in told.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_they_are_those_of_the_rule(seed):
    keeper = a_trust_of_families(Random(seed)).pk
    owing = reminders.owed(keeper, timezone.now())
    rule = one_by_one(owing)

    assert written(queueing.write(owing, moments={}, **reminders.IF_OWED)) == rule
    assert not queueing.write(reminders.owed(keeper, timezone.now()), moments={}, **reminders.IF_OWED)


def test_a_roll_is_asked_nothing_about_the_codes_of_others():
    schools, now = [make.SchoolFactory() for _ in range(2)], timezone.now()
    make.published(schools[0])
    before = str(reminders.owed(schools[0].pk, now).query)

    make.published(schools[1])

    assert str(reminders.owed(schools[0].pk, now).query) == before


def test_each_school_of_a_trust_writes_in_its_own_hours(time_machine):
    time_machine.move_to("2026-11-20 09:00 +0000", tick=False)
    trust = make.TrustFactory()
    early, late = (make.SchoolFactory(trust=trust) for _ in range(2))
    SendingTimes.objects.create(organisation=late, opens_at=time(11), closes_at=time(17))
    for school in (early, late):
        make.parent_at(school)
    make.published(trust)

    reminders.queue_all()

    hours = dict(Message.objects.values_list("organisation", "send_after__hour"))
    assert hours == {early.pk: 9, late.pk: 11}


def test_whoever_publishes_waits_for_their_own_roll_alone(at_work):
    here, there = make.SchoolFactory(), make.SchoolFactory()
    for school in (here, there):
        make.parent_at(school)
    make.published(there)
    version = make.publish(make.draft(here))

    tasks.ask_adults(policy_id=version.policy_id)

    assert set(Message.objects.values_list("organisation", flat=True)) == {here.pk}
    assert Request.objects.count() == 2


def test_nobody_is_written_to_about_words_that_are_being_replaced(time_machine):
    time_machine.move_to("2026-11-20 09:00 +0000", tick=False)
    school = make.SchoolFactory()
    make.parent_at(school)
    old = make.published(school)
    draft = lifecycle.start_version(old.policy, by=old.written_by)
    new = make.publish(lifecycle.edit(draft, by=old.written_by, body=f"{old.body}<p>And this.</p>"))

    assert reminders.queue_all() == 0
    asking.ask(new.policy)
    reminders.queue_all()

    assert Message.objects.get().requests.get().version == new
    assert old.requests.standing().exists()
    asking.close(new.policy)
    assert not old.requests.standing().exists()


def test_every_adult_is_in_one_chunk(monkeypatch):
    school = make.SchoolFactory()
    for _ in range(5):
        make.parent_at(school)
    make.published(school)

    for chunk in range(1, 7):
        monkeypatch.setattr(reminders, "CHUNK", chunk)
        with transaction.atomic():
            assert reminders.queue_for(school.pk, timezone.now()) == Message.objects.count() == 5
            transaction.set_rollback(True)


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(parts, "MANY", 1)
    monkeypatch.setattr(parts, "BLOCK", 2)


def a_school_of(adults):
    school = make.SchoolFactory()
    for _ in range(adults):
        make.parent_at(school)
    return school


def test_the_parts_of_a_roll_are_all_of_it(at_work, small_parts):
    version = make.publish(make.draft(a_school_of(9)))

    tasks.ask_adults(policy_id=version.policy_id)

    assert sorted(Message.objects.values_list("adult", flat=True)) == sorted(
        version.requests.values_list("adult", flat=True)
    )
    assert Message.objects.count() == 9


def test_a_part_that_was_lost_is_asked_for_the_same_reason_and_who_joins_is_not(small_parts):
    school = a_school_of(9)
    draft = lifecycle.start_version((old := make.published(school)).policy, by=old.written_by)
    new = make.publish(lifecycle.edit(draft, by=old.written_by, body=f"{old.body}<p>And this.</p>"))
    for part in (0, 3):
        reminders.ask_part(new, part, timezone.now())
    assert 0 < new.requests.count() < 9

    asking.bring_up_to_date(new.policy)
    joiner = make.parent_at(school)
    asking.bring_up_to_date(new.policy)

    reasons = dict(new.requests.values_list("adult", "reason"))
    assert reasons.pop(joiner.pk) == "joined"
    assert list(reasons.values()) == ["changed"] * 9


def test_a_part_that_comes_late_does_not_ask_about_newer_words_which_answers_are_good_for(small_parts):
    version = make.published(a_school_of(9))
    for request in version.requests.all():
        make.answer(request)
    draft = lifecycle.start_version(version.policy, by=version.written_by)
    newer = make.publish(lifecycle.edit(draft, by=version.written_by, body=f"{version.body}<p>A.</p>"), change="minor")

    for part in range(parts.PARTS):
        make.parent_at(version.policy.owner)
        tasks.ask_part(version_id=version.pk, part=part)
    assert version.requests.count() == 9
    asking.bring_up_to_date(newer.policy)

    reasons = list(newer.requests.values_list("reason", flat=True))
    assert reasons.count("carried") == 9
    assert len(reasons) == 13
