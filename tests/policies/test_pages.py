import pytest
from django.urls import reverse
from django.utils import timezone

from policies import lifecycle
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST_QUERIES = 10


@pytest.fixture
def school():
    return make.SchoolFactory()


@pytest.fixture
def head(client, school):
    """The head of the school, logged in."""
    user = make.head_of(school)
    client.force_login(user)
    return user


def address(name, organisation, *args):
    return reverse(f"policies:{name}", args=[organisation.slug, *args])


def typed(version, **fields):
    """What the edit page sends."""
    names = ("title", "label", "body", "undertakings_lead_in", "declaration", "covering_letter")
    sent = {name: getattr(version, name) for name in names}
    sent |= {"undertakings": "\n".join(version.undertakings), "opened_at": version.edited_at.isoformat()}
    return sent | fields


def new_policy(**fields):
    settings = {"title": "Being kind online", "reference": "", "asks": "signature"}
    return settings | {"resign_rule": "substantial", "review_months": "12"} | fields


# ── The list ──────────────────────────────────────────────────────────────────────────────────────


def test_a_new_head_is_shown_where_to_begin(client, head, school):
    page = client.get(address("index", school)).content.decode()
    assert "No policy yet" in page
    assert address("new", school) in page


def test_the_list_says_what_is_in_force_and_what_comes_next(client, head, school):
    make.published(school)
    page = client.get(address("index", school)).content.decode()
    assert "Version 1, since" in page
    assert "Start the next version" in page


def test_an_overdue_review_is_marked(client, head, school):
    make.publish(make.draft(school), next_review_on=timezone.localdate().replace(year=2020))
    assert "Time to review it" in client.get(address("index", school)).content.decode()


def test_a_school_sees_what_its_trust_has_published_but_no_draft_of_it(client):
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    make.published(trust, reference="shown")
    make.draft(trust, reference="being-written", title="Not ready")
    client.force_login(make.head_of(school))
    page = client.get(address("index", school)).content.decode()
    assert "Published by" in page
    assert "Go on writing" not in page
    assert client.get(address("version", school, "being-written", 1)).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_one_and_three(client, head, school, more, django_assert_num_queries):
    for number in range(1 + more):
        make.published(school, reference=f"published-{number}")
        make.draft(school, reference=f"draft-{number}")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(address("index", school))


# ── Who may do what ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["policy", "edit", "review"])
def test_another_organisations_policy_is_not_there(client, head, school, name):
    make.draft(make.SchoolFactory(), reference="theirs")
    assert client.get(address(name, school, "theirs")).status_code == 404


def test_a_stranger_to_the_organisation_finds_nothing(client, head):
    other = make.SchoolFactory()
    assert client.get(address("index", other)).status_code == 404


@pytest.mark.parametrize(
    "role, allowed",
    [
        ("head", {"index", "new", "policy", "edit", "version"}),
        ("trust", {"index", "new", "policy", "edit", "version"}),
        ("approver", {"index", "policy", "version"}),
        ("office", {"index", "policy"}),
        ("viewer", {"index", "policy"}),
    ],
)
def test_each_role_opens_its_own_pages(client, school, role, allowed):
    make.draft(school)
    client.force_login(make.head_of(school, role=role))
    addresses = {
        name: address(name, school, *args)
        for name, args in {
            "index": [],
            "new": [],
            "policy": ["code"],
            "edit": ["code"],
            "version": ["code", 1],
        }.items()
    }
    assert {name for name, url in addresses.items() if client.get(url).status_code == 200} == allowed


def test_a_school_does_not_write_on_its_trusts_policy(client):
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    make.published(trust)
    client.force_login(make.head_of(school))
    assert client.post(address("start_version", school, "code")).status_code == 404
    assert client.get(address("policy", school, "code")).status_code == 200


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────


def test_a_head_starts_a_policy(client, head, school):
    answer = client.post(address("new", school), new_policy())
    policy = Policy.objects.get()
    assert answer.url == address("edit", school, "being-kind-online")
    assert (policy.owner, policy.draft.title) == (school, "Being kind online")


def test_a_reference_in_use_is_said_and_nothing_typed_is_lost(client, head, school):
    make.draft(school, reference="kind")
    answer = client.post(address("new", school), new_policy(title="Other", reference="kind"))
    assert answer.status_code == 422
    assert "already in use" in answer.content.decode()
    assert 'value="Other"' in answer.content.decode()


def test_a_policy_cannot_have_this_pages_address(client, head, school):
    answer = client.post(address("new", school), new_policy(reference="new"))
    assert "Choose another reference" in answer.content.decode()


def test_saved_words_are_cleaned_and_kept(client, head, school):
    version = make.draft(school)
    sent = typed(
        version, body="<p onclick='x'>Be kind.</p><script>x</script>", undertakings="Shout\r\n\r\n Push "
    )
    client.post(address("edit", school, "code"), sent)
    version.refresh_from_db()
    assert (version.body, version.undertakings) == ("<p>Be kind.</p>", ["Shout", "Push"])


def test_without_the_editor_plain_paragraphs_will_do(client, head, school):
    version = make.draft(school)
    client.post(address("edit", school, "code"), typed(version, body="Be kind.\r\n\r\nAlways."))
    version.refresh_from_db()
    assert version.body == "<p>Be kind.</p>\n\n<p>Always.</p>"


def test_everything_typed_comes_back_with_an_error(client, head, school):
    version = make.draft(school)
    sent = typed(version, title="", body="<p>Fresh words.</p>", covering_letter="Dear parents")
    answer = client.post(address("edit", school, "code"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Fresh words." in page
    assert "Dear parents" in page


def test_two_people_writing_at_once_see_both_texts(client, head, school):
    version = make.draft(school)
    sent = typed(version, body="<p>My words here.</p>")
    theirs = lifecycle.edit(version, by=make.UserFactory(), body="<p>Their words here.</p>")
    answer = client.post(address("edit", school, "code"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "My words here." in page
    assert "Their words here." in page
    assert theirs.edited_at.isoformat() in page


def test_after_seeing_both_the_writer_decides(client, head, school):
    version = make.draft(school)
    theirs = lifecycle.edit(version, by=make.UserFactory(), title="Theirs")
    client.post(address("edit", school, "code"), typed(theirs, title="Mine"))
    version.refresh_from_db()
    assert version.title == "Mine"


def test_the_edit_page_shows_what_has_changed(client, head, school):
    lifecycle.start_version(make.published(school).policy, by=head)
    draft = Policy.objects.get().draft
    lifecycle.edit(draft, by=head, undertakings=[*draft.undertakings, "Shout at staff"])
    page = client.get(address("edit", school, "code")).content.decode()
    assert "<ins>Shout at staff</ins>" in page


def test_the_editor_carries_the_pages_nonce(client, head, school):
    make.draft(school)
    answer = client.get(address("edit", school, "code"))
    nonce = answer.context["request"].csp_nonce
    assert f"'nonce-{nonce}'" in answer["Content-Security-Policy"]
    assert answer.content.decode().count('type="importmap"') == 1
    assert f'nonce="{nonce}" data-tiptap-style' in answer.content.decode()


def test_words_in_review_are_not_edited(client, head, school):
    version = make.draft(school)
    lifecycle.submit(version, by=head)
    assert client.get(address("edit", school, "code")).url == address("policy", school, "code")


def test_a_draft_goes_to_review_and_back(client, head, school):
    version = make.draft(school)
    client.post(address("submit", school, "code"))
    version.refresh_from_db()
    assert version.submitted_by == head
    client.post(address("take_back", school, "code"))
    version.refresh_from_db()
    assert version.submitted_at is None


def test_an_unfinished_draft_says_what_is_missing(client, head, school):
    make.draft(school, declaration="")
    page = client.post(address("submit", school, "code"), follow=True).content.decode()
    assert "Write what parents declare" in page


@pytest.mark.parametrize("name", ["submit", "take_back", "start_version"])
def test_following_a_link_does_nothing(client, head, school, name):
    make.draft(school)
    assert client.get(address(name, school, "code")).status_code == 405


# ── Approving ─────────────────────────────────────────────────────────────────────────────────────


def in_review(school, by=None):
    version = make.draft(school, by=by)
    return lifecycle.submit(version, by=version.written_by)


def decide(client, school, version, **fields):
    sent = {"content_hash": version.content_hash, "decision": "approve"} | fields
    return client.post(address("review", school, "code"), sent)


def test_an_approver_approves(client, school):
    version, approver = in_review(school), make.head_of(school, role="approver")
    client.force_login(approver)
    decide(client, school, version, approving_body="Governing board")
    version.refresh_from_db()
    assert (version.approved_by, version.approving_body) == (approver, "Governing board")


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


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


def test_every_version_stays_readable(client, head, school):
    old = make.published(school)
    make.revise(old, body="<p>New words.</p>")
    page = client.get(address("version", school, "code", 1)).content.decode()
    assert "Unkind posts" in page
    assert "I will not:" in page


def test_the_changes_page_compares_with_the_version_before(client, head, school):
    make.revise(make.published(school), undertakings=["Post unkind words"])
    page = client.get(address("changes", school, "code", 2)).content.decode()
    assert "<del>Share photographs of other children</del>" in page


def test_the_words_come_as_a_pdf(client, head, school):
    make.published(school)
    answer = client.get(address("version_pdf", school, "code", 1))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="code-1.pdf"'


def test_the_history_tells_who_did_what(client, head, school):
    version = make.draft(school, by=head)
    for title in ("One", "Two"):
        lifecycle.edit(version, by=head, title=title)
    page = client.get(address("policy", school, "code")).content.decode()
    assert "Version 1 was started" in page
    assert "Saved 3 times" in page
