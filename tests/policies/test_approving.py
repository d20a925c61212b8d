import pytest
from django.urls import reverse

from organisations import history
from policies import lifecycle
from tests import factories as make
from tests.policies.desk import address, in_review, text

pytestmark = pytest.mark.django_db


def decide(client, school, version, **fields):
    sent = {"content_hash": version.content_hash, "decision": "approve"} | fields
    return client.post(address("review", school, "code"), sent)


def test_an_approver_approves(client, school):
    version, approver = in_review(school), make.head_of(school, role="approver")
    client.force_login(approver)
    decide(client, school, version, approving_body="Governing board")
    version.refresh_from_db()
    assert (version.approved_by, version.approving_body) == (approver, "Governing board")


def test_an_approver_reads_the_declaration_as_parents_will(client, school):
    version = in_review(
        school, declaration="I have read it.", undertakings_lead_in="I will not:", covering_letter="Dear parents"
    )
    client.force_login(make.head_of(school, role="approver"))

    page = text(client.get(address("review", school, "code")))
    preview = text(client.get(reverse("declarations:preview", args=[school.slug, "code", version.number])))

    for shown in (page, preview):
        places = [shown.index(words) for words in ("I have read it.", "I will not:", version.undertakings[0])]
        assert places == sorted(places)
    assert page.index("Covering letter") < page.index("It is not part of what is signed") < page.index("Dear parents")


def test_the_author_reads_why_somebody_else_decides(client, head, school):
    in_review(school, by=head)
    page = client.get(address("review", school, "code")).content.decode()
    assert "Somebody else decides" in page
    assert "Your decision" not in page


def test_the_author_cannot_approve_by_sending_the_form(client, head, school):
    version = in_review(school, by=head)
    assert decide(client, school, version).status_code == 422
    version.refresh_from_db()
    assert version.approved_at is None


def test_sending_back_needs_a_reason(client, head, school):
    version = in_review(school)
    answer = decide(client, school, version, decision="send_back")
    assert "Say what should change" in answer.content.decode()
    decide(client, school, version, decision="send_back", reason="Too long")
    version.refresh_from_db()
    assert version.status == "draft"
    assert "Too long" in client.get(address("policy", school, "code")).content.decode()


def test_words_changed_while_the_approver_read_are_not_approved(client, head, school):
    version = in_review(school)
    read = version.content_hash
    lifecycle.take_back(version, by=version.written_by)
    lifecycle.edit(version, by=version.written_by, body="<p>Other words.</p>")
    newer = lifecycle.submit(version, by=version.written_by)
    answer = decide(client, school, version, content_hash=read)
    assert "read them again" in answer.content.decode()
    assert newer.content_hash in answer.content.decode()


def test_without_a_version_in_review_there_is_nothing_to_decide(client, head, school):
    make.draft(school)
    answer = client.get(address("review", school, "code"), follow=True)
    assert "No version waits for approval" in text(answer)


@pytest.mark.parametrize("fields", [{"decision": ""}, {"decision": "maybe"}, {"comment": "x" * 2001}])
def test_a_decision_that_cannot_be_is_not_taken(client, head, school, fields):
    version = in_review(school)
    answer = decide(client, school, version, **({"approving_body": "The governors"} | fields))
    assert answer.status_code == 422
    assert "The governors" in text(answer)
    version.refresh_from_db()
    assert version.approved_at is None


def test_approving_twice_is_said_and_counts_once(client, school):
    version = in_review(school)
    client.force_login(make.head_of(school, role="approver"))
    decide(client, school, version)
    assert "No version waits" in text(client.get(decide(client, school, version).url))
    assert [event.verb for event in history.of(version)].count("approved") == 1


def test_the_comment_stays_in_the_history(client, head, school):
    decide(client, school, in_review(school), comment="Clear and fair")
    assert "Clear and fair" in text(client.get(address("policy", school, "code")))


def test_the_approver_sees_what_changed_and_the_words_as_parents_do(client, head, school):
    draft = lifecycle.start_version(make.published(school).policy, by=make.UserFactory())
    draft = lifecycle.edit(draft, by=draft.written_by, undertakings=[*draft.undertakings, "Shout at staff"])
    lifecycle.submit(draft, by=draft.written_by)
    page = text(client.get(address("review", school, "code")))
    assert "<ins>Shout at staff</ins>" in page
    assert "<li>Unkind posts</li>" in page
