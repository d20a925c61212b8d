from copy import deepcopy

import pytest
from django.utils import timezone

from declarations import reminders, sending
from declarations.models import Declaration, Link, Message
from tests import factories as make
from tests.declarations.staff import Staff, office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


@once
def sent_once():
    school = make.SchoolFactory()
    make.parent_at(school, family_name="O'Brien-Łukaszewicz Okafor")
    make.published(school)
    reminders.queue_all()
    message = Message.objects.get()
    sending.send(message.pk)
    message.refresh_from_db()
    return message


@pytest.fixture
def message(db, sent_once):
    """It was sent, and nobody has looked at it yet."""
    return deepcopy(sent_once)


@pytest.fixture
def failed_message(message):
    Message.objects.update(sent_at=None, failed_at=timezone.now(), failure="SMTPRecipientsRefused")
    message.refresh_from_db()
    return message


def test_every_message_is_listed_with_its_state(message):
    page = office_at(message.organisation).opens("messages")
    assert "O&#x27;Brien-Łukaszewicz" in page.text
    assert '<span class="pill pill--sent">Sent</span>' in page.text


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ({"state": "sent"}, 1),
        ({"state": "queued"}, 0),
        ({"purpose": "receipt"}, 0),
        ({"q": "okafor"}, 1),
        ({"q": "obrien lukaszewicz read"}, 1),
        ({"q": "nobody"}, 0),
    ],
)
def test_the_list_answers_questions(message, question, rows):
    page = office_at(message.organisation).opens("messages", **question)
    assert len(page.context["table"].rows) == rows


@pytest.mark.parametrize("state", Message.State)
def test_the_list_and_the_message_mean_the_same_state(message, state):
    dates = {f"{name}_at": None for name in ("sent", "delivered", "bounced", "failed", "cancelled")}
    earlier = {"delivered": ["sent"], "bounced": ["sent", "delivered"]}.get(state, [])
    for name in [*earlier, *([] if state == "queued" else [state])]:
        dates[f"{name}_at"] = timezone.now()
    Message.objects.update(**dates)

    message.refresh_from_db()

    assert message.state == state
    assert [each for each in Message.State if Message.objects.in_state(each).exists()] == [state]


def test_the_words_are_kept_and_the_link_is_not(message):
    page = office_at(message.organisation).opens("message", message.pk)
    assert message.subject in page.text
    assert "/s/…" in page.text


def test_in_a_demo_the_parent_s_page_is_one_click_away(message, settings):
    settings.DEMO = True

    page = office_at(message.organisation).posts("open_link", message.pk)

    assert page.status_code == 200
    assert "Being kind online" in page.text


def test_outside_a_demo_nobody_on_the_staff_can_open_a_parent_s_link(message, settings):
    settings.DEMO = False
    office = office_at(message.organisation)
    links = Link.objects.count()

    assert office.posts("open_link", message.pk).status_code == 404
    assert "Open this as the parent" not in office.opens("message", message.pk).text
    assert Link.objects.count() == links


def test_what_did_not_arrive_can_be_sent_again(failed_message):
    message = failed_message
    office = office_at(message.organisation)
    assert "It did not arrive" in office.opens("message", message.pk).text

    page = office.posts("send_again", message.pk)

    assert "on its way again" in page.text
    message.refresh_from_db()
    assert message.state == Message.State.QUEUED


def test_what_arrived_is_not_sent_again(message):
    page = office_at(message.organisation).posts("send_again", message.pk)
    assert "Only a message that did not arrive" in page.text
    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_without_an_address_nothing_can_be_sent_again(failed_message):
    message = failed_message
    message.adult.email = ""
    message.adult.save()
    page = office_at(message.organisation).posts("send_again", message.pk)
    assert "There is no e-mail address on the roll" in page.text


def test_messages_of_other_schools_are_not_found(message):
    stranger = office_at(make.SchoolFactory())
    assert "No message fits" in stranger.opens("messages").text
    assert stranger.opens("message", message.pk).status_code == 404
    assert stranger.posts("send_again", message.pk).status_code == 404
    assert stranger.posts("open_link", message.pk).status_code == 404


def test_a_viewer_reads_no_messages(message):
    assert Staff(message.organisation, "viewer").opens("message", message.pk).status_code == 403
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("adults", [1, 60])
def test_the_list_asks_as_much_of_the_database_for_many_as_for_one(adults, django_assert_num_queries):
    school = make.SchoolFactory()
    for _ in range(adults):
        make.parent_at(school)
    make.published(school)
    reminders.queue_all()
    office = office_at(school)

    with django_assert_num_queries(8):
        office.opens("messages")
