"""The demo, with small classes: loaded once for all of these tests, which only look at it."""

import io
from collections import Counter
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from declarations import asking, links, reminders, standing
from declarations.demo import families, places
from declarations.demo.answers import AGREES, Answers
from declarations.demo.clock import Agenda
from declarations.models import Declaration, Message, Request
from organisations.models import Adult, Child, Event, Organisation, User
from policies import preflight, words
from policies.models import Policy, PolicyVersion
from tests import factories as make

ACADEMY, HEAD = "thistledown", "head@thistledown.example"
SEATS = 2
Outcome, Route, Status = Declaration.Outcome, Declaration.Route, PolicyVersion.Status


def load_demo(seats=SEATS):
    said = io.StringIO()
    call_command("load_demo", seats=seats, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """What load_demo says; what it did is taken back at the end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield load_demo()
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # what was taken back would stand in the way of the tests that follow


@pytest.fixture
def academy(demo):
    return Organisation.objects.get(slug=ACADEMY)


def rows():
    """How many there are of everything."""
    return {model: model.objects.count() for model in (Adult, Child, Event, Message, Request, Declaration, User)}


def outcomes_of(version):
    answers = version.requests.filter(answer__isnull=False).values_list("answer__outcome")
    return dict(answers.annotate(n=models.Count("pk")).order_by())


def test_it_says_who_may_log_in(demo):
    for person in places.PLACES["staff"]:
        assert person["email"] in demo
        assert User.objects.get(email=person["email"]).check_password(places.PLACES["password"])


def test_a_second_time_changes_nothing(demo, django_assert_num_queries):
    before = rows()

    with django_assert_num_queries(3):
        assert load_demo() == demo

    assert rows() == before


def test_a_trust_with_three_schools_and_one_school_alone(demo):
    trust = Organisation.objects.get(kind="trust")

    assert trust.schools.count() == 3
    assert Organisation.objects.filter(kind="school", trust=None).count() == 1


def test_every_seat_of_the_academy_is_taken_but_that_of_a_leaver(academy):
    classes = Counter(academy.children.on_roll().values_list("class_name", flat=True))

    assert len(classes) == 24
    assert sorted(classes.values()) == [SEATS - 1] + [SEATS] * 23


def test_the_town_fills_an_academy_of_five_hundred_and_is_always_the_same():
    town = families.town(Random(2026))

    assert town == families.town(Random(2026))
    assert 480 < sum(len(family["children"]) for family in town) < 504
    assert 360 < sum(len(family["adults"]) for family in town) < 420


def test_a_family_has_children_at_two_schools(demo):
    several = Adult.objects.annotate(n=models.Count("children__school", distinct=True)).filter(n=2)

    assert {adult.family_name for adult in several} == {"O'Brien-Łukaszewicz"}


def test_every_published_version_keeps_the_rules(demo):
    published = PolicyVersion.objects.published()

    assert published.count() == 6
    for version in published:
        assert words.content_hash(version) == version.content_hash
        assert words.clean(version.body) == version.body
        assert not version.is_written_by(version.approved_by)
        assert version.submitted_at < version.approved_at < version.published_at
        assert version.next_review_on > version.published_at.date()


def test_five_codes_of_five_kinds(demo):
    in_force = {version.policy.reference: version for version in PolicyVersion.objects.in_force()}

    assert len(in_force) == 5
    assert len(in_force["online-conduct"].undertakings) == 7
    assert {block.depth for block in words.blocks(in_force["online-conduct"].body)} == {0, 1, 2}
    assert "as long as my child is a pupil" in in_force["parents-code"].declaration
    assert in_force["parents-code"].covering_letter
    assert in_force["mlt-014"].policy.asks == Policy.Asks.ACKNOWLEDGEMENT
    assert in_force["talking-online"].policy.asks == Policy.Asks.INFORMATION
    assert in_force["online-conduct-lanternway"].policy.owner.slug == "lanternway"


def test_a_careful_reader_objects_to_nothing_in_force(demo):
    for version in PolicyVersion.objects.published():
        assert preflight.check(version) == []


def test_one_code_has_two_versions_and_answers_to_both(academy):
    new, old = academy.policies.get(reference="online-conduct").versions.all()

    assert (new.status, old.status) == (Status.IN_FORCE, Status.SUPERSEDED)
    assert outcomes_of(old)[Outcome.SIGNED] > 20
    assert outcomes_of(new)[Outcome.SIGNED] > 10
    assert new.summary_of_changes


def test_one_code_waits_for_approval(academy):
    waiting = academy.policies.get(reference="at-the-gate").draft

    assert waiting.status == Status.IN_REVIEW


def test_adults_answered_in_every_way(demo):
    assert set(Declaration.objects.values_list("outcome", flat=True)) == set(Outcome)
    assert {Route.ONLINE, Route.PAPER} <= set(Declaration.objects.values_list("route", flat=True))


def test_every_state_has_somebody_in_it(academy):
    version = academy.policies.get(reference="online-conduct").in_force
    counts = standing.counts(Request.objects.standing().filter(version=version))

    nobody = {state for state, n in counts.items() if not n}
    assert nobody == {standing.State.ACKNOWLEDGED, standing.State.NOT_ASKED}


def test_nobody_answered_by_a_message_that_came_back(demo):
    assert Message.objects.filter(bounced_at__isnull=False).count() == 1
    assert not Declaration.objects.filter(link__message__bounced_at__isnull=False).exists()


def test_messages_were_sent_but_for_a_few_that_wait(demo):
    queued = Message.objects.in_state(Message.State.QUEUED)

    assert 1 <= queued.count() <= 5
    assert Message.objects.in_state(Message.State.SENT).count() > 200


def test_nothing_lies_in_the_future_and_the_log_is_in_order(demo):
    events = list(Event.objects.order_by("pk").values_list("at", flat=True))

    assert events == sorted(events)
    assert Declaration.objects.filter(answered_at__gt=models.functions.Now()).count() == 0


def test_the_schedule_finds_everybody_asked(demo):
    before = rows()

    asking.bring_all_up_to_date()
    reminders.queue_all()

    assert rows()[Request] == before[Request]


@pytest.mark.django_db
def test_refused_where_other_organisations_are(settings):
    settings.DEMO = True
    make.SchoolFactory()

    with pytest.raises(CommandError, match="organisations in this database already"):
        load_demo()

    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_refused_where_it_is_no_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=true"):
        load_demo()

    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_half_a_demo_never_stays():
    make.UserFactory(email=HEAD)

    with pytest.raises(IntegrityError):
        load_demo(seats=1)

    assert not Organisation.objects.exists()


def test_whoever_has_answered_meanwhile_does_not_answer_twice(db):
    request = make.asked()
    link, _token = links.mint(request.adult)
    answers = Answers(Agenda(), office=make.UserFactory())

    for _tab in range(2):
        answers.answer(request.pk, AGREES, link, Random("tab"))

    assert Declaration.objects.filter(request=request).count() == 1
