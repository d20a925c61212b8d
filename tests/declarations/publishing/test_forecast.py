from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from declarations import asking, forecast
from declarations.models import Request
from policies import lifecycle
from tests import factories as make
from tests.declarations.publishing.desk import approved, costs_the_same, page_of, send
from tests.policies.desk import text

pytestmark = pytest.mark.django_db


def test_the_page_says_who_will_be_asked_and_who_has_no_address(client, head, school):
    make.parent_at(school)
    make.parent_at(school, email="")
    approved(school)
    page = text(client.get(page_of("publish", school, "code")))
    assert "2 adults are asked." in page
    assert "1 of them has no e-mail address" in page


def test_each_size_of_change_says_what_it_does_to_answers(client, head, school):
    make.parent_at(school)
    make.parent_at(school)
    old = make.published(school)
    make.answer(old.requests.first())
    approved(school, old)
    page = text(client.get(page_of("publish", school, "code")))
    assert "1 answer stays good. The 1 other adult is asked." in page
    assert "After a minor change only the 1 adult without an answer is asked." in page
    assert "New or different expectations. 2 adults are asked." in page


@pytest.mark.parametrize("change", ["minor", "substantial"])
def test_the_forecast_comes_true(client, head, school, change):
    for _number in range(3):
        make.parent_at(school)
    old = make.published(school)
    make.answer(old.requests.first())
    new = approved(school, old)
    forecast = getattr(client.get(page_of("publish", school, "code")).context["outlook"], change)
    send(client, school, new, change=change, summary_of_changes="Fairer words")
    asking.bring_up_to_date(new.policy)
    assert Request.objects.open().filter(version=new).count() == forecast.asked
    assert new.requests.filter(answer__isnull=False).count() == forecast.answers_kept


@pytest.mark.parametrize("last", ["minor", "substantial"])
@pytest.mark.parametrize("scheduled, kept", [("minor", 1), ("substantial", 0)])
def test_the_forecast_looks_through_a_scheduled_version(school, scheduled, kept, last):
    for _number in range(3):
        make.parent_at(school)
    old = make.published(school)
    make.answer(old.requests.first())
    day = timezone.now() + timedelta(days=3)
    waiting = lifecycle.publish(approved(school, old), by=make.UserFactory(), change=scheduled, effective_at=day)
    new = approved(school, waiting, body="<p>Words after those.</p>")
    outlook = forecast.of_publishing(new)
    told = getattr(outlook, last)
    assert (told.asked, told.answers_kept) == ((3 - kept, kept) if last == "minor" else (3, 0))
    assert outlook.on_file == kept

    lifecycle.publish(new, by=make.UserFactory(), change=last, effective_at=day + timedelta(days=1))
    for days in (3.5, 4.5):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            asking.bring_up_to_date(type(new.policy).objects.get(pk=new.policy_id))
            found = Request.objects.open().filter(version=new).count(), new.requests.exclude(answer=None).count()
    assert found == (told.asked, told.answers_kept)


def asked_by_name(client, school, **query):
    table = client.get(page_of("asked", school, "code"), query).context["table"]
    return {row.record for row in table.rows}


def test_those_who_will_be_asked_are_listed_by_name(client, head, school):
    answered, waiting = make.parent_at(school), make.parent_at(school, email="")
    old = make.published(school)
    make.answer(old.requests.get(adult=answered))
    approved(school, old)
    assert asked_by_name(client, school, change="minor") == {waiting}
    assert asked_by_name(client, school, change="substantial") == {answered, waiting}
    assert "No e-mail address" in text(client.get(page_of("asked", school, "code")))


def test_a_first_version_asks_everybody_whatever_the_size(client, head, school):
    adult = make.parent_at(school)
    approved(school)
    assert asked_by_name(client, school, change="minor") == {adult}


def test_adults_not_to_be_contacted_are_counted_and_not_listed(client, head, school):
    make.parent_at(school, contact_rule="court_order")
    approved(school)
    assert "1 adult is left out" in text(client.get(page_of("publish", school, "code")))
    assert asked_by_name(client, school) == set()


@pytest.mark.parametrize("role", ["office", "approver", "viewer"])
def test_only_heads_see_who_will_be_asked(client, school, role):
    approved(school)
    client.force_login(make.head_of(school, role=role))
    assert client.get(page_of("asked", school, "code")).status_code == 403


def test_the_list_of_names_costs_the_same_for_one_and_three(client, head, school):
    approved(school)
    assert costs_the_same(client, school, page_of("asked", school, "code"))
