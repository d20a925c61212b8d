from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.core import mail
from django.utils import timezone

from policies import lifecycle, notices
from policies.models import Notice
from tests import factories as make
from tests.policies.desk import address, in_review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def owed():
    return [(notice.purpose, notice.user) for notice in Notice.objects.filter(sent_at=None, not_wanted_at=None)]


def sent():
    notices.send_owed()
    return [(message.to[0], message.subject) for message in mail.outbox]


def with_review_on(school, day):
    return make.publish(make.draft(school), next_review_on=day)


def test_whoever_may_approve_is_asked_to(school):
    author, head, approver = make.head_of(school), make.head_of(school), make.head_of(school, role="approver")
    make.head_of(school, role="office")
    in_review(school, by=author)
    assert set(owed()) == {("approve", head), ("approve", approver)}


def test_the_writers_are_told_what_should_change(school):
    version = in_review(school)
    lifecycle.send_back(version, by=make.UserFactory(), comment="Too long for a phone")
    assert ("sent_back", version.written_by) in owed()
    notices.send_owed()
    assert "Too long for a phone" in mail.outbox[0].body


def test_heads_hear_that_the_words_are_approved(school):
    head, version = make.head_of(school), in_review(school)
    lifecycle.approve(version, by=make.UserFactory())
    assert ("publish", head) in owed()


def test_the_link_leads_to_the_page_where_it_is_done(school, settings):
    make.head_of(school, role="approver")
    in_review(school)
    notices.send_owed()
    assert settings.SITE_URL + address("review", school, "code") in mail.outbox[0].body


def test_each_notice_goes_out_once(school):
    make.head_of(school, role="approver", email="gov@school.example")
    in_review(school)
    once = [("gov@school.example", "Please read and approve: Being kind online")]
    assert sent() == once
    assert sent() == once


def test_what_is_settled_meanwhile_is_not_asked_for(school):
    make.head_of(school, role="approver")
    version = in_review(school)
    lifecycle.take_back(version, by=version.written_by)
    assert sent() == []
    assert Notice.objects.get().not_wanted_at


def test_who_has_left_is_not_written_to(school):
    leaver = make.head_of(school, role="approver")
    leaver.posts.update(left_at=timezone.now())
    in_review(school)
    assert owed() == []


def test_a_mail_server_that_is_away_is_tried_again(school, monkeypatch):
    make.head_of(school, role="approver")
    in_review(school)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", Mock(side_effect=ConnectionRefusedError))
    notices.send_owed()
    monkeypatch.undo()
    assert sent() == []
    Notice.objects.update(send_after=timezone.now())
    assert len(sent()) == 1


REMINDED = {91: None, 90: "review_90", 31: "review_90", 30: "review_30", 0: "review_due", -9: "review_due"}


@pytest.mark.parametrize("days, purpose", REMINDED.items())
def test_heads_are_reminded_of_reviews(school, days, purpose):
    make.head_of(school)
    with_review_on(school, TODAY + timedelta(days=days))
    Notice.objects.all().delete()
    notices.find_reviews(TODAY)
    assert [each for each, _user in owed()] == ([purpose] if purpose else [])


def test_each_review_is_noticed_once_at_each_distance(school):
    make.head_of(school)
    with_review_on(school, TODAY + timedelta(days=60))
    Notice.objects.all().delete()
    for day in (TODAY, TODAY, TODAY + timedelta(days=31), TODAY + timedelta(days=32)):
        notices.find_reviews(day)
    assert [each for each, _user in owed()] == ["review_90", "review_30"]


def test_words_that_were_replaced_are_not_reviewed(school):
    make.head_of(school)
    make.revise(with_review_on(school, TODAY))
    Notice.objects.all().delete()
    notices.find_reviews(TODAY)
    assert owed() == []


def test_sending_for_approval_writes_at_once(client, head, school, at_work, django_capture_on_commit_callbacks):
    make.head_of(school, role="approver", email="gov@school.example")
    make.draft(school)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("submit", school, "code"))
    assert "gov@school.example" in [message.to[0] for message in mail.outbox]
