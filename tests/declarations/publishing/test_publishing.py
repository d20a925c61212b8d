from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from declarations.models import Message
from policies import lifecycle
from policies.importing import draft
from policies.importing.parsed import Clause, ParsedCode
from policies.models import PolicyVersion
from tests import factories as make
from tests.declarations.publishing.desk import approved, costs_the_same, page_of, send
from tests.policies.desk import fresh, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "role, answer", [("head", 200), ("trust", 200), ("office", 403), ("approver", 403), ("viewer", 403)]
)
def test_only_heads_publish_and_withdraw(client, school, role, answer):
    approved(school, make.published(school))
    client.force_login(make.head_of(school, role=role))
    assert client.get(page_of("publish", school, "code")).status_code == answer
    assert client.get(page_of("withdraw", school, "code", 1)).status_code == answer


def test_another_organisations_policy_is_neither_published_nor_withdrawn(client, head, school):
    other = make.SchoolFactory()
    approved(other, make.published(other, reference="theirs"))
    for address in (page_of("publish", school, "theirs"), page_of("withdraw", school, "theirs", 1)):
        assert client.post(address, {"when": "now", "reason": "No"}).status_code == 404


def test_a_school_does_not_publish_its_trusts_policy(client):
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    approved(trust)
    client.force_login(make.head_of(school))
    assert client.get(page_of("publish", school, "code")).status_code == 404


def test_nobody_who_is_not_logged_in_publishes(client, school):
    answer = send(client, school, approved(school))
    assert answer.url.startswith(reverse("account_login"))
    assert not PolicyVersion.objects.published().exists()


def test_a_first_version_is_put_in_force_and_adults_are_asked(
    client, head, school, at_work, django_capture_on_commit_callbacks
):
    adult, version = make.parent_at(school), approved(school)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, school, version)
    assert answer.url == reverse("policies:policy", args=[school.slug, "code"])
    assert (fresh(version).status, fresh(version).published_by) == (PolicyVersion.Status.IN_FORCE, head)
    assert Message.objects.get(requests__version=version, sent_at__isnull=False).adult == adult


@pytest.mark.parametrize(
    ("stated", "offered"),
    [("2026-12-01", "2026-12-01"), ("2026-12", "2027-11-21"), ("2025-12-01", "2027-11-21"), (None, "2027-11-21")],
)
def test_the_day_of_review_that_the_document_named_is_offered(client, head, school, stated, offered):
    """Only a day, and one to come; otherwise the policy's rhythm says when."""
    parsed = ParsedCode(title="Kindness", next_review=stated, clauses=(Clause("Be kind."),))
    with time_machine.travel("2026-11-21T12:00Z", tick=False):
        version = draft.make_draft(parsed, school, by=make.UserFactory())
        lifecycle.submit(version, by=version.written_by)
        lifecycle.approve(version, by=make.UserFactory())
        client.force_login(head)
        page = client.get(page_of("publish", school, version.policy.reference))
    assert str(page.context["form"]["next_review_on"].value()) == offered


def test_a_code_for_information_says_that_nobody_is_written_to(client, head, school):
    version = approved(school, asks="information")
    assert "Nobody is written to" in text(client.get(page_of("publish", school, "code")))
    send(client, school, version)
    assert fresh(version).status == PolicyVersion.Status.IN_FORCE


def test_the_first_message_can_be_read_beforehand(client, head, school):
    approved(school)
    assert "The first message" in text(client.get(page_of("publish", school, "code")))


def test_a_substantial_change_is_told_to_parents_in_plain_words(client, head, school):
    new = approved(school, make.published(school))
    answer = send(client, school, new, change="substantial", next_review_on="2098-05-04")
    assert answer.status_code == 422
    assert "Tell parents in plain words" in text(answer)
    assert "2098-05-04" in text(answer)


def test_how_big_the_change_is_must_be_said(client, head, school):
    answer = send(client, school, approved(school, make.published(school)), summary_of_changes="My summary")
    assert answer.status_code == 422
    assert "My summary" in text(answer)


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"when": "later"}, "Choose the day."),
        ({"when": "later", "day": "2099-01-05", "time": ""}, "Choose the time."),
        ({"when": "later", "day": "2020-01-05", "time": "08:00"}, "still to come"),
        ({"when": "later", "day": "soon", "time": "08:00"}, "Enter a date, like 31/3/2027"),
        ({"next_review_on": "2020-01-05"}, "still to come"),
        ({"next_review_on": ""}, "Enter a date"),
        ({"when": ""}, "Choose one"),
    ],
)
def test_what_cannot_be_is_said_beside_its_question(client, head, school, typed, said):
    version = approved(school)
    answer = send(client, school, version, **typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert fresh(version).published_at is None


def test_a_version_can_wait_for_its_day(client, head, school):
    version = approved(school)
    answer = send(client, school, version, when="later", day="2099-01-05", time="08:00")
    assert fresh(version).status == PolicyVersion.Status.SCHEDULED
    assert timezone.localtime(fresh(version).effective_at).strftime("%d %H:%M") == "05 08:00"
    assert "takes effect by itself" in text(client.get(answer.url))


@time_machine.travel("2026-11-21 10:00+00:00", tick=False)
def test_a_version_can_begin_with_the_week(client, head, school):
    version = approved(school)
    assert "On Monday 23 November at 08:00" in text(client.get(page_of("publish", school, "code")))
    send(client, school, version, when="2026-11-23")
    assert timezone.localtime(fresh(version).effective_at).isoformat() == "2026-11-23T08:00:00+00:00"


@time_machine.travel("2026-11-16 09:00+00:00", tick=False)
def test_a_monday_that_began_meanwhile_is_chosen_anew(client, head, school):
    version = approved(school)
    answer = send(client, school, version, when="2026-11-16")
    assert answer.status_code == 422
    assert "On Monday 23 November at 08:00" in text(answer)


def test_a_second_click_finds_nothing_left_to_publish(client, head, school):
    version = approved(school)
    send(client, school, version)
    answer = send(client, school, version)
    assert "No approved version waits" in text(client.get(answer.url))
    assert PolicyVersion.objects.published().get() == version


def test_words_approved_anew_meanwhile_are_read_again_first(client, head, school):
    version = approved(school)
    read = version.content_hash
    lifecycle.take_back(version, by=version.written_by)
    lifecycle.edit(version, by=version.written_by, body="<p>Other words.</p>")
    lifecycle.submit(version, by=version.written_by)
    newer = lifecycle.approve(version, by=make.UserFactory())
    answer = send(client, school, version, content_hash=read)
    assert answer.status_code == 422
    assert "read them again" in text(answer)
    assert newer.content_hash in text(answer)


def test_no_version_slips_in_before_one_with_its_day(client, head, school):
    scheduled = make.publish(make.draft(school), effective_at=timezone.now() + timedelta(days=7))
    new = approved(school, scheduled)
    answer = send(client, school, new, change="substantial", summary_of_changes="Fairer words")
    assert answer.status_code == 422
    assert "takes effect on" in text(answer)


def test_publishing_does_not_depend_on_the_queue(
    client, head, school, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("kombu.Producer.publish", Mock(side_effect=ConnectionError))
    version = approved(school)
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, school, version).status_code == 302
    assert fresh(version).published_at
    assert "nudge" in caplog.text


def test_the_publish_page_costs_the_same_for_one_and_three(client, head, school):
    make.parent_at(school)
    approved(school, make.published(school))
    assert costs_the_same(client, school, page_of("publish", school, "code"))
