from datetime import timedelta

import pytest
from django.utils import timezone

from policies import lifecycle
from policies.models import Policy
from tests import factories as make
from tests.policies.desk import address, cost, in_review, text

pytestmark = pytest.mark.django_db


# ── The list ────────────────────────────────────────────────────────────────────────────────────────


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


def test_the_list_costs_the_same_for_one_and_three(client, head, school):
    def add(number):
        make.published(school, reference=f"published-{number}")
        make.draft(school, reference=f"draft-{number}")
        return cost(client, address("index", school))

    assert len({add(number) for number in range(3)}) == 1


# ── Who may do what ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["policy", "edit", "review"])
def test_another_organisations_policy_is_not_there(client, head, school, name):
    make.draft(make.SchoolFactory(), reference="theirs")
    assert client.get(address(name, school, "theirs")).status_code == 404


def test_a_stranger_to_the_organisation_finds_nothing(client, head):
    other = make.SchoolFactory()
    assert client.get(address("index", other)).status_code == 404


READ = {"index", "policy", "version", "changes", "version_pdf"}
OWN_READ = READ | {"draft"}


@pytest.mark.parametrize(
    "role, allowed",
    [
        ("head", OWN_READ | {"new", "edit", "review"}),
        ("trust", OWN_READ | {"new", "edit", "review"}),
        ("approver", OWN_READ | {"review"}),
        ("office", READ),
        ("viewer", READ),
    ],
)
def test_each_role_opens_its_own_pages(client, school, role, allowed):
    lifecycle.start_version(make.published(school).policy, by=make.UserFactory())
    in_review(school, reference="sent")
    client.force_login(make.head_of(school, role=role))
    pages = {"index": [], "new": [], "policy": ["code"], "edit": ["code"], "review": ["sent"]}
    addresses = {name: address(name, school, *args) for name, args in pages.items()}
    for name in ("version", "changes", "version_pdf"):
        addresses[name] = address(name, school, "code", 1)
    addresses["draft"] = address("version", school, "code", 2)
    assert {name for name, url in addresses.items() if client.get(url).status_code == 200} == allowed


@pytest.mark.parametrize("name", ["new", "edit", "autosave", "submit", "take_back", "start_version", "review"])
@pytest.mark.parametrize("role", ["office", "viewer"])
def test_who_only_reads_changes_nothing(client, school, role, name):
    make.draft(school)
    before = Policy.objects.get().draft
    client.force_login(make.head_of(school, role=role))
    where = [] if name == "new" else ["code"]
    assert client.post(address(name, school, *where), {"title": "Mine"}).status_code == 403
    assert (Policy.objects.get().draft.edited_at, before.submitted_at) == (before.edited_at, None)


@pytest.mark.parametrize("name", ["version", "changes", "version_pdf"])
def test_another_organisations_words_are_not_there(client, head, school, name):
    make.published(make.SchoolFactory())
    assert client.get(address(name, school, "code", 1)).status_code == 404


def test_a_version_that_never_was_is_not_there(client, head, school):
    make.published(school)
    assert client.get(address("version", school, "code", 9)).status_code == 404


def test_a_school_that_a_trusts_policy_does_not_concern_does_not_see_it(client):
    trust = make.TrustFactory()
    school, other = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    make.published(trust).policy.schools.set([other])
    client.force_login(make.head_of(school))
    assert client.get(address("policy", school, "code")).status_code == 404


def test_a_school_does_not_write_on_its_trusts_policy(client):
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    make.published(trust)
    client.force_login(make.head_of(school))
    assert client.post(address("start_version", school, "code")).status_code == 404
    assert client.get(address("policy", school, "code")).status_code == 200


# ── One policy ────────────────────────────────────────────────────────────────────────────────────


def test_a_policys_page_costs_the_same_for_one_and_three_versions(client, head, school):
    version = make.published(school)
    for_one = cost(client, address("policy", school, "code"))
    make.revise(make.revise(version))
    assert cost(client, address("policy", school, "code")) == for_one


def test_a_scheduled_version_stands_beside_the_one_in_force(client, head, school):
    draft = lifecycle.start_version(make.published(school).policy, by=head)
    draft = lifecycle.edit(draft, by=head, body="<p>Fairer words.</p>")
    make.publish(draft, effective_at=timezone.now() + timedelta(days=7))
    page = text(client.get(address("policy", school, "code")))
    assert "Version 2 takes effect by itself on" in page
    assert "Version 1" in page


def test_after_a_withdrawal_the_page_says_that_nothing_is_in_force(client, head, school):
    lifecycle.withdraw(make.published(school), by=head, reason="Wrong file")
    page = text(client.get(address("policy", school, "code")))
    assert "No version is in force" in page
    assert "Wrong file" in page


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────


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


def test_words_that_no_font_here_can_print_are_said_to_be_so(client, head, school):
    make.published(school, body="<p>Be \U000ffffd kind.</p>")
    answer = client.get(address("version_pdf", school, "code", 1), follow=True)
    assert answer.redirect_chain[0][0] == address("version", school, "code", 1)
    assert "notice--error" in text(answer)


def test_the_history_tells_who_did_what(client, head, school):
    version = make.draft(school, by=head)
    for title in ("One", "Two"):
        lifecycle.edit(version, by=head, title=title)
    page = client.get(address("policy", school, "code")).content.decode()
    assert "Version 1 was started" in page
    assert "Saved 3 times" in page
