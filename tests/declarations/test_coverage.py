"""The line over time: what it counts, and that it ends where the board stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from declarations import asking, charts, coverage, signing, standing
from declarations.models import Declaration
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def noon(day):
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def asked(version, day):
    version.requests.update(created_at=noon(day))


def says(request, outcome="signed", **fields):
    request.refresh_from_db()
    return make.answer(request, outcome, **fields)


def line(version, school, today=TODAY):
    days = coverage.days([version.policy_id], school, today=today).get(version.policy_id, [])
    return {day.on.day: (day.asked, day.agreed) for day in days}


def test_a_day_counts_what_was_asked_and_agreed_by_its_end():
    school = make.SchoolFactory()
    make.parent_at(school), make.parent_at(school)
    version = make.published(school)
    asked(version, 16)
    says(version.requests.first(), at=noon(18))

    assert line(version, school) == {16: (2, 0), 17: (2, 0), 18: (2, 1), 19: (2, 1), 20: (2, 1)}


def test_an_answer_taken_back_counted_until_then():
    school = make.SchoolFactory()
    make.parent_at(school)
    version = make.published(school)
    asked(version, 17)
    request = version.requests.get()
    says(request, at=noon(18))
    withdrawn = signing.withdraw(request)

    told = line(version, school, today=timezone.localdate(withdrawn.answered_at))

    assert (told[18], list(told.values())[-1]) == ((1, 1), (1, 0))


def test_an_answer_set_aside_never_counted():
    school = make.SchoolFactory()
    make.parent_at(school)
    version = make.published(school)
    asked(version, 17)
    says(version.requests.get(), at=noon(18))
    signing.invalidate(version.requests.get(), by=make.UserFactory(), reason="Somebody else signed")

    assert {agreed for _asked, agreed in line(version, school, timezone.localdate()).values()} == {0}


@pytest.mark.parametrize(("change", "agreed"), [("minor", 1), ("substantial", 0)])
def test_new_words_keep_the_line_or_let_it_fall(change, agreed):
    school = make.SchoolFactory()
    make.parent_at(school)
    first = make.published(school)
    asked(first, 10)
    says(first.requests.get(), at=noon(11))
    newer = make.revise(first, change=change, summary_of_changes="Dogs wait outside.")

    told = list(line(newer, school, today=timezone.localdate()).values())

    assert told[-1] == (1, agreed)


def test_an_answer_carried_forward_and_then_taken_back_counts_no_more():
    school = make.SchoolFactory()
    make.parent_at(school)
    first = make.published(school)
    says(first.requests.get())
    newer = make.revise(first, change="minor", summary_of_changes="A spelling.")
    signing.withdraw(newer.requests.get())

    assert list(line(newer, school, timezone.localdate()).values())[-1] == (1, 0)


def test_a_no_that_was_carried_forward_is_no_yes():
    school = make.SchoolFactory()
    make.parent_at(school)
    first = make.published(school)
    says(first.requests.get(), "declined")
    newer = make.revise(first, change="minor", summary_of_changes="A spelling.")

    assert list(line(newer, school, timezone.localdate()).values())[-1] == (1, 0)


def test_the_line_ends_where_the_board_stands():
    school = make.SchoolFactory()
    leaver = make.ChildFactory(school=school)
    make.parent_of(leaver)
    for _number in range(6):
        make.parent_at(school)
    first = make.published(school)
    for request in first.requests.all()[:5]:
        says(request)
    newer = make.revise(first, change="minor", summary_of_changes="A spelling.")
    signing.withdraw(newer.requests.filter(answer__outcome="signed").last())
    leaver.left_on = timezone.localdate() - timedelta(days=1)
    leaver.save()
    asking.bring_up_to_date(newer.policy)
    counts = standing.counts(standing.requests_at(newer, school))

    told = list(line(newer, school, timezone.localdate()).values())[-1]

    assert told == (sum(counts.values()), sum(counts[state] for state in standing.DONE))
    assert Declaration.objects.count() == 6


def test_a_school_of_a_trust_has_its_own_line():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    make.parent_at(here), make.parent_at(there)
    version = make.published(trust)

    assert list(line(version, here, timezone.localdate()).values()) == [(1, 0)]
    assert list(line(version, trust, timezone.localdate()).values()) == [(2, 0)]


def test_a_line_goes_back_so_far_and_no_further():
    school = make.SchoolFactory()
    make.parent_at(school)
    version = make.published(school)
    version.requests.update(created_at=datetime(2020, 1, 1, tzinfo=UTC))

    days = coverage.days([version.policy_id], school, today=TODAY)[version.policy_id]

    assert (days[0].on, days[0].asked) == (TODAY - coverage.LONGEST, 1)


def test_a_chart_of_many_days_is_small_and_ends_today():
    days = [coverage.Day(TODAY - timedelta(days=399 - n), 100, n // 4) for n in range(400)]

    chart = charts.of(days, [TODAY - timedelta(days=10)])

    assert len(chart.line.split()) <= charts.MOST_POINTS
    assert len(chart.rows) <= charts.MOST_ROWS
    assert (chart.rows[-1], chart.now, chart.end[0]) == (days[-1], 99, charts.RIGHT)
    assert chart.left < chart.marks[0] < chart.right


def test_a_chart_of_one_day_is_a_point():
    chart = charts.of([coverage.Day(TODAY, 4, 1)], [TODAY])
    assert (chart.line, chart.end[0], chart.marks, len(chart.dates)) == ("40.0,109.0", 40.0, [], 1)
