import pytest

from policies import lifecycle
from policies.models import Policy
from tests import factories as make
from tests.policies.desk import address, cost, text, typed

pytestmark = pytest.mark.django_db


def new_policy(**fields):
    settings = {"title": "Being kind online", "reference": "", "asks": "signature"}
    return settings | {"resign_rule": "substantial", "review_months": "12"} | fields


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
    sent = typed(version, body="<p onclick='x'>Be kind.</p><script>x</script>", undertakings="Shout\r\n\r\n Push ")
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


def test_what_is_to_be_mended_stands_beside_the_words(client, head, school):
    make.draft(school, declaration="I, (name), have read it.")
    page = text(client.get(address("edit", school, "code")))
    assert "To mend, when last saved" in page and "Take the blank out" in page


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


def test_a_taken_label_is_said_and_nothing_typed_is_lost(client, head, school):
    old = make.published(school)
    draft = lifecycle.start_version(old.policy, by=head)
    answer = client.post(address("edit", school, "code"), typed(draft, label="1", body="<p>Fresh words.</p>"))
    assert answer.status_code == 422
    assert "already has the label 1" in text(answer)
    assert "Fresh words." in text(answer)


@pytest.mark.parametrize("opened_at", ["", "yesterday"])
def test_a_page_without_its_beginning_is_opened_again(client, head, school, opened_at):
    version = make.draft(school)
    answer = client.post(address("edit", school, "code"), typed(version, title="Mine", opened_at=opened_at))
    assert answer.status_code == 422
    version.refresh_from_db()
    assert version.title == "Being kind online"


def test_a_code_for_information_has_no_declaration_to_write(client, head, school):
    make.draft(school, asks="information")
    page = text(client.get(address("edit", school, "code")))
    assert 'name="body"' in page
    assert 'name="declaration"' not in page


def test_a_trust_chooses_schools_of_its_own_only(client):
    trust = make.TrustFactory()
    mine, foreign = make.SchoolFactory(trust=trust), make.SchoolFactory()
    client.force_login(make.head_of(trust, role="trust"))
    client.post(address("new", trust), new_policy(schools=[mine.pk]))
    assert list(Policy.objects.get().schools.all()) == [mine]
    answer = client.post(address("new", trust), new_policy(reference="other", schools=[foreign.pk]))
    assert answer.status_code == 422


def test_a_school_chooses_year_groups_that_it_has(client, head, school):
    for year in ("10", "9", "R"):
        make.ChildFactory(school=school, year_group=year)
    page = client.get(address("new", school)).content.decode()
    assert page.index('value="R"') < page.index('value="9"') < page.index('value="10"')
    assert client.post(address("new", school), new_policy(year_groups=["11"])).status_code == 422


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"title": ""}, "Fill this in"),
        ({"title": "友善"}, "none can be made"),
        ({"reference": "a b"}, "figures and hyphens, without spaces"),
        ({"asks": "blood"}, "Choose one of those shown here"),
    ],
)
def test_settings_that_cannot_be_are_said_beside_their_question(client, head, school, fields, said):
    answer = client.post(address("new", school), new_policy(**fields))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Policy.objects.exists()


def test_starting_the_next_version_twice_gives_the_same_draft(client, head, school):
    policy = make.published(school).policy
    for _click in range(2):
        client.post(address("start_version", school, "code"))
    assert policy.versions.unpublished().get().number == 2


def test_sending_twice_says_where_it_stands(client, head, school):
    make.draft(school)
    client.post(address("submit", school, "code"))
    answer = client.post(address("submit", school, "code"), follow=True)
    assert "waiting for approval" in text(answer)


def test_the_edit_page_costs_the_same_for_one_and_three_savings(client, head, school):
    version = make.draft(school)
    for_one = cost(client, address("edit", school, "code"))
    for number in range(2):
        lifecycle.edit(version, by=head, title=f"Title {number}")
    assert cost(client, address("edit", school, "code")) == for_one


# ── Saving while writing ──────────────────────────────────────────────────────────────────────────


def autosaved(client, school, version, **fields):
    return client.post(address("autosave", school, "code"), typed(version, **fields))


def test_a_draft_is_saved_while_it_is_written(client, head, school):
    version = make.draft(school)
    answer = autosaved(client, school, version, title="Fresh title")
    version.refresh_from_db()
    assert version.title == "Fresh title"
    assert answer.json()["opened_at"] == version.edited_at.isoformat()
    assert answer.json()["said"].startswith("Saved at")


def test_saving_again_goes_on_from_what_was_saved(client, head, school):
    version = make.draft(school)
    first = autosaved(client, school, version, title="One").json()
    answer = autosaved(client, school, version, title="Two", opened_at=first["opened_at"])
    assert answer.status_code == 200


def test_the_same_words_are_no_conflict_whoever_saved_them(client, head, school):
    version = make.draft(school)
    sent = typed(version, title="Both write this")
    lifecycle.edit(version, by=make.UserFactory(), title="Both write this")
    assert client.post(address("autosave", school, "code"), sent).status_code == 200


def test_autosaving_never_replaces_what_somebody_else_saved(client, head, school):
    version = make.draft(school)
    sent = typed(version, title="Mine")
    lifecycle.edit(version, by=make.UserFactory(), title="Theirs")
    answer = client.post(address("autosave", school, "code"), sent)
    version.refresh_from_db()
    assert (answer.status_code, version.title) == (409, "Theirs")
    assert "saved elsewhere" in answer.json()["said"]


def test_what_cannot_be_saved_is_named(client, head, school):
    answer = autosaved(client, school, make.draft(school), title="")
    assert (answer.status_code, answer.json()["said"]) == (422, "Title: Fill this in")


def test_words_sent_for_approval_are_not_autosaved(client, head, school):
    version = make.draft(school)
    lifecycle.submit(version, by=head)
    answer = autosaved(client, school, version, title="Late")
    assert (answer.status_code, Policy.objects.get().draft.title) == (409, "Being kind online")


def test_without_a_draft_nothing_is_autosaved(client, head, school):
    assert autosaved(client, school, make.published(school), title="Late").status_code == 409


def test_the_conflict_page_waits_for_a_decision(client, head, school):
    version = make.draft(school)
    sent = typed(version, title="Mine")
    lifecycle.edit(version, by=make.UserFactory(), title="Theirs")
    assert "data-autosave=" not in text(client.post(address("edit", school, "code"), sent))
    assert "data-autosave=" in text(client.get(address("edit", school, "code")))
