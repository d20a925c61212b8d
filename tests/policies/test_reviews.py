from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from policies import calendar, errors, lifecycle, notices, overview
from policies.models import Notice, PolicyVersion
from tests import factories as make
from tests.policies.desk import address, cost, text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def due(school, day, reference="code"):
    return make.publish(make.draft(school, reference=reference), next_review_on=day)


def year_of(school, head):
    standings = overview.every_standing(school, user=head, role="head")
    return calendar.of(standings, today=TODAY)


def references(standings):
    return [each.policy.reference for each in standings]


def test_a_review_without_changes_moves_the_next_one(client, head, school):
    version = due(school, date(2020, 1, 1))
    sent = {"next_review_on": "2099-01-01", "comment": "Read by the whole board"}
    answer = client.post(address("reviewed", school, "code"), sent)
    page = text(client.get(answer.url))
    assert PolicyVersion.objects.get(pk=version.pk).review_due_on == date(2099, 1, 1)
    assert "Version 1 was reviewed and stays as it is" in page
    assert "Read by the whole board" in page
    assert "Time to review it" not in text(client.get(address("index", school)))


@pytest.mark.parametrize(
    "day, said", [("", "Enter a date"), ("2020-01-01", "still to come"), ("soon", "Enter a date, like")]
)
def test_the_next_review_is_a_day_to_come(client, head, school, day, said):
    due(school, None)
    answer = client.post(address("reviewed", school, "code"), {"next_review_on": day, "comment": "We met"})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "We met" in text(answer)


def test_the_day_is_suggested_by_the_policys_rhythm(client, head, school):
    version = due(school, None)
    type(version.policy).objects.update(review_months=36)
    page = text(client.get(address("reviewed", school, "code")))
    assert f'value="{timezone.localdate().year + 3}-' in page


def test_only_words_in_force_are_reviewed(client, head, school):
    draft = make.draft(school)
    assert client.get(address("reviewed", school, "code")).status_code == 404
    with pytest.raises(errors.WrongState):
        lifecycle.record_review(draft, by=head, next_review_on=TODAY)


@pytest.mark.parametrize("role", ["office", "approver", "viewer"])
def test_only_heads_record_a_review(client, school, role):
    due(school, None)
    client.force_login(make.head_of(school, role=role))
    assert client.post(address("reviewed", school, "code"), {"next_review_on": "2099-01-01"}).status_code == 403


def test_another_organisations_policy_is_not_reviewed(client, head, school):
    due(make.SchoolFactory(), None)
    assert client.get(address("reviewed", school, "code")).status_code == 404


def test_the_database_refuses_to_change_a_review(school):
    version = due(school, None)
    lifecycle.record_review(version, by=version.written_by, next_review_on=TODAY)
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE policies_review SET comment = 'x'")


def test_after_a_review_the_reminders_begin_anew(school):
    make.head_of(school)
    version = due(school, TODAY)
    for _time in range(2):
        notices.find_reviews(TODAY)
    lifecycle.record_review(version, by=version.written_by, next_review_on=TODAY + timedelta(days=365))
    notices.find_reviews(TODAY)
    notices.find_reviews(TODAY + timedelta(days=365))
    told = Notice.objects.filter(purpose="review_due").order_by("review_on")
    assert [notice.review_on for notice in told] == [TODAY, TODAY + timedelta(days=365)]


def test_the_calendar_goes_month_by_month_late_ones_first(school, head):
    due(school, date(2026, 11, 20), "late")
    due(school, date(2026, 11, 30), "this-month")
    due(school, date(2027, 3, 1), "march")
    due(school, date(2028, 1, 1), "later")
    due(school, None, "never")
    make.draft(school, reference="draft")
    year = year_of(school, head)
    assert references(year.late) == ["late"]
    months = [(month.first_day, references(month.standings)) for month in year.months]
    assert months == [(date(2026, 11, 1), ["this-month"]), (date(2027, 3, 1), ["march"])]
    assert (references(year.later), references(year.without)) == (["later"], ["never"])


def test_the_calendar_costs_the_same_for_one_and_three(client, head, school):
    def add(number):
        due(school, date(2099, 1, 1), f"code-{number}")
        return cost(client, address("calendar", school))

    assert len({add(number) for number in range(3)}) == 1
    assert "1 January 2099" in text(client.get(address("calendar", school)))
