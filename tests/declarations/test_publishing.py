from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from declarations import asking, forecast, signing
from declarations.models import Declaration, Message, Request
from policies import lifecycle
from policies.models import PolicyVersion
from tests import factories as make
from tests.policies.desk import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.SchoolFactory()


@pytest.fixture
def head(client, school):
    """The head of the school, logged in."""
    user = make.head_of(school)
    client.force_login(user)
    return user


@pytest.fixture
def at_work():
    """Tasks are done at once, here."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def page_of(name, organisation, *args):
    return reverse(f"declarations:{name}", args=[organisation.slug, *args])


def approved(owner, version=None, **fields):
    """An approved version: the first of a policy, or the next after `version`."""
    if version is None:
        draft = make.draft(owner, **fields)
    else:
        draft = lifecycle.start_version(version.policy, by=version.written_by)
        draft = lifecycle.edit(draft, by=version.written_by, **({"body": "<p>Other words.</p>"} | fields))
    lifecycle.submit(draft, by=draft.written_by)
    return lifecycle.approve(draft, by=make.UserFactory())


def sign(request):
    words = {"content_hash": request.version.content_hash, "typed_name": "Sam Okafor"}
    return signing.answer(request, outcome=Declaration.Outcome.SIGNED, **words)


def costs_the_same(client, school, url):
    """Whether a page asks the database as often for one adult as for three."""

    def with_one_more(_number):
        make.parent_at(school)
        return cost(client, url)

    return len(set(map(with_one_more, range(3)))) == 1


def fresh(version):
    return PolicyVersion.objects.get(pk=version.pk)


def send(client, school, version, **typed):
    """What the publish page sends for a first version, unless said otherwise."""
    sent = {"when": "now", "next_review_on": "2099-09-01", "content_hash": version.content_hash}
    return client.post(page_of("publish", school, "code"), sent | typed)


def text(answer):
    return " ".join(answer.content.decode().split())


# ── Who may ───────────────────────────────────────────────────────────────────────────────────────


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


# ── Publishing ────────────────────────────────────────────────────────────────────────────────────


def test_a_first_version_is_put_in_force_and_adults_are_asked(
    client, head, school, at_work, django_capture_on_commit_callbacks
):
    adult, version = make.parent_at(school), approved(school)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, school, version)
    assert answer.url == reverse("policies:policy", args=[school.slug, "code"])
    assert (fresh(version).status, fresh(version).published_by) == (PolicyVersion.Status.IN_FORCE, head)
    assert Message.objects.get(requests__version=version, sent_at__isnull=False).adult == adult


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
    sign(old.requests.first())
    approved(school, old)
    page = text(client.get(page_of("publish", school, "code")))
    assert "1 answer stays good. 1 adult is asked." in page
    assert "New or different expectations. 2 adults are asked." in page


@pytest.mark.parametrize("change", ["minor", "substantial"])
def test_the_forecast_comes_true(client, head, school, change):
    for _number in range(3):
        make.parent_at(school)
    old = make.published(school)
    sign(old.requests.first())
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
    sign(old.requests.first())
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
    sign(old.requests.get(adult=answered))
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
        ({"when": "later", "day": "soon", "time": "08:00"}, "Enter a valid date"),
        ({"next_review_on": "2020-01-05"}, "still to come"),
        ({"next_review_on": ""}, "This field is required"),
        ({"when": ""}, "This field is required"),
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


# ── Previewing ────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_seen_as_parents_will(client, school):
    make.draft(school, body="<p>{school} is kind.</p>")
    client.force_login(make.head_of(school, role="approver"))
    page = text(client.get(page_of("preview", school, "code", 1)))
    assert f"{school.name} is kind." in page
    assert "I agree to this code and sign it" in page
    assert "The e-mail that leads here" in page


def test_a_preview_sends_nothing(client, head, school):
    make.draft(school)
    page = text(client.get(page_of("preview", school, "code", 1)))
    assert "<form" not in page
    assert client.post(page_of("preview", school, "code", 1)).status_code == 405


def test_a_code_for_information_is_previewed_without_an_answer(client, head, school):
    make.draft(school, asks="information")
    assert "Your answer" not in text(client.get(page_of("preview", school, "code", 1)))


def test_drafts_of_others_are_not_previewed(client, school):
    trust = make.TrustFactory()
    mine = make.SchoolFactory(trust=trust)
    make.draft(trust)
    client.force_login(make.head_of(mine))
    assert client.get(page_of("preview", mine, "code", 1)).status_code == 404
    client.force_login(make.head_of(mine, role="viewer"))
    assert client.get(page_of("preview", mine, "code", 1)).status_code == 403


# ── Withdrawing ───────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_what_withdrawing_does(client, head, school):
    make.parent_at(school)
    make.parent_at(school)
    sign(make.published(school).requests.first())
    page = text(client.get(page_of("withdraw", school, "code", 1)))
    assert "1 adult is not asked any more." in page
    assert "1 answer stays on file." in page


def test_after_a_withdrawal_nobody_is_asked_and_answers_stay(
    client, head, school, at_work, django_capture_on_commit_callbacks
):
    make.parent_at(school)
    make.parent_at(school)
    version = make.published(school)
    signed = sign(version.requests.first())
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
