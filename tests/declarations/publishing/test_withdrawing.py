import pytest
from django.urls import reverse

from declarations.models import Declaration, Request
from policies.models import PolicyVersion
from tests import factories as make
from tests.declarations.publishing.desk import approved, costs_the_same, page_of, send
from tests.policies.desk import fresh, text

pytestmark = pytest.mark.django_db


def test_the_page_says_what_withdrawing_does(client, head, school):
    make.parent_at(school)
    make.parent_at(school)
    make.answer(make.published(school).requests.first())
    page = text(client.get(page_of("withdraw", school, "code", 1)))
    assert "1 adult is not asked any more." in page
    assert "1 answer stays on file." in page


def test_after_a_withdrawal_nobody_is_asked_and_answers_stay(
    client, head, school, at_work, django_capture_on_commit_callbacks
):
    make.parent_at(school)
    make.parent_at(school)
    version = make.published(school)
    signed = make.answer(version.requests.first())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of("withdraw", school, "code", 1), {"reason": "Wrong file"})
    assert not Request.objects.open().exists()
    assert Declaration.objects.get() == signed
    assert "Wrong file" in text(client.get(reverse("policies:version", args=[school.slug, "code", 1])))


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_withdrawing_needs_a_reason(client, head, school, reason):
    version = make.published(school)
    assert client.post(page_of("withdraw", school, "code", 1), {"reason": reason}).status_code == 422
    assert fresh(version).withdrawn_at is None


def test_a_version_is_withdrawn_once(client, head, school):
    make.published(school)
    address = page_of("withdraw", school, "code", 1)
    client.post(address, {"reason": "First"})
    assert client.post(address, {"reason": "Second"}).status_code == 404
    assert PolicyVersion.objects.get().withdrawal_reason == "First"


def test_a_draft_is_not_withdrawn(client, head, school):
    make.draft(school)
    assert client.get(page_of("withdraw", school, "code", 1)).status_code == 404


def test_a_replaced_version_is_not_withdrawn(client, head, school):
    make.revise(make.published(school))
    answer = client.post(page_of("withdraw", school, "code", 1), {"reason": "Old"})
    assert answer.status_code == 422
    assert "replaced" in text(answer)


def test_a_scheduled_version_is_taken_off_the_calendar(client, head, school):
    old = make.published(school)
    new = approved(school, old)
    send(
        client,
        school,
        new,
        when="later",
        day="2099-01-05",
        time="08:00",
        change="substantial",
        summary_of_changes="Fairer words",
    )
    assert "It will not take effect on its day." in text(client.get(page_of("withdraw", school, "code", 2)))
    client.post(page_of("withdraw", school, "code", 2), {"reason": "Too early"})
    assert [fresh(old).status, fresh(new).status] == ["in_force", "withdrawn"]


def test_the_withdraw_page_costs_the_same_for_one_and_three(client, head, school):
    make.published(school)
    assert costs_the_same(client, school, page_of("withdraw", school, "code", 1))
