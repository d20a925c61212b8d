import pytest
from django.db import IntegrityError
from django.urls import reverse

from declarations import asking
from declarations.models import Request
from policies import adoption, errors, lifecycle, masters, preflight, slots
from policies.models import Policy, PolicyVersion
from tests import factories as make
from tests.policies.desk import address, cost, text
from tests.policies.desk import typed as desk_typed

pytestmark = pytest.mark.django_db
BODY = "<h2>Kindness</h2><p>{school} is kind. Ring {office phone}.</p>"


@pytest.fixture
def trust():
    return make.TrustFactory()


@pytest.fixture
def school(trust):
    return make.SchoolFactory(trust=trust, name="Larkrise School")


@pytest.fixture
def master(trust):
    """A master in force, with slots."""
    return make.publish(make.draft(trust, body=BODY, is_master=True), summary_of_changes="Kinder words").policy


def adopted(master, school, **own):
    policy = adoption.adopt(master, school, by=make.UserFactory())
    if own:
        adoption.edit_own_part(policy.draft, by=policy.draft.written_by, **own)
    return Policy.objects.get(pk=policy.pk)


def standings(master):
    fresh = Policy.objects.get(pk=master.pk)
    return {each.school.name: each.standing.value for each in masters.adoptions(fresh)}


def test_a_master_keeps_its_slots_and_asks_nobody(master, school):
    make.parent_at(school)
    asking.bring_up_to_date(master)
    assert master.in_force.body == BODY
    assert not Request.objects.exists()


def test_slots_that_no_school_could_fill_stop_a_master(trust):
    version = make.draft(trust, body="<p>{school} and {dsl name}</p>", is_master=True)
    assert [each.quote for each in preflight.blocking(preflight.check(version))] == ["{dsl name}"]


def test_an_adopted_version_is_the_masters_words_with_the_schools_details(master, school):
    draft = adopted(master, school).draft
    assert "Larkrise School is kind. Ring 01632 960123." in slots.filled(draft).body
    assert draft.undertakings == master.in_force.undertakings


def test_a_school_asks_its_own_parents(master, school):
    parent, _elsewhere = make.parent_at(school), make.parent_at(make.SchoolFactory(trust=school.trust))
    version = make.publish(adopted(master, school).draft)
    asking.bring_up_to_date(version.policy)
    assert [request.adult for request in Request.objects.all()] == [parent]
    assert "Larkrise School is kind." in version.body


def test_adopting_twice_gives_the_same_policy(master, school):
    assert adopted(master, school) == adopted(master, school)


def test_the_database_refuses_a_second_adoption(master, school):
    policy = adopted(master, school)
    with pytest.raises(IntegrityError, match="adopted_once_per_school"):
        Policy.objects.create(owner=school, reference="again", title="Again", master=policy.master)


@pytest.mark.parametrize("case", ["another trust's", "no master", "not in force", "not for this school"])
def test_what_is_not_for_this_school_is_not_adopted(trust, school, case):
    owner = make.TrustFactory() if case == "another trust's" else trust
    draft = make.draft(owner, is_master=case != "no master", body="<p>Be kind.</p>")
    policy = draft.policy if case == "not in force" else make.publish(draft).policy
    if case == "not for this school":
        policy.schools.set([make.SchoolFactory(trust=trust)])
    with pytest.raises(errors.CannotAdopt):
        adoption.adopt(policy, school, by=make.UserFactory())


@pytest.mark.parametrize(
    "field, value",
    [("title", "Ours"), ("body", "<p>Ours.</p>"), ("undertakings", []), ("declaration", "Ours"), ("language", "pl")],
)
def test_a_school_does_not_change_a_locked_word(master, school, field, value):
    draft = adopted(master, school).draft
    with pytest.raises(errors.Locked):
        lifecycle.edit(draft, by=draft.written_by, **{field: value})


def test_the_own_part_follows_the_trusts_words(master, school):
    draft = adopted(master, school, addendum="<h2>Our gate</h2><p>Park with care.</p>").draft
    assert draft.body == BODY + "<h2>Our gate</h2><p>Park with care.</p>"


def test_the_trust_sees_who_is_behind(master, school, trust):
    older, under_way = make.SchoolFactory(trust=trust, name="Older"), make.SchoolFactory(trust=trust, name="Under way")
    make.SchoolFactory(trust=trust, name="None")
    make.publish(adopted(master, older).draft)
    make.revise(master.in_force, body="<p>{school} is kinder.</p>")
    make.publish(adopted(Policy.objects.get(pk=master.pk), school).draft)
    adopted(master, under_way)
    told = {"Older": "behind", "Larkrise School": "up_to_date", "Under way": "under_way", "None": "not_adopted"}
    assert standings(master) == told


def test_catching_up_keeps_the_own_part(master, school):
    own = "<h2>Our gate</h2><p>Park with care.</p>"
    policy = make.publish(adopted(master, school, addendum=own).draft).policy
    newer = make.revise(master.in_force, body="<p>{school} is kinder.</p>")
    draft = adoption.catch_up(Policy.objects.get(pk=policy.pk), by=make.UserFactory())
    assert (draft.master_version, draft.body) == (newer, "<p>{school} is kinder.</p>" + own)


def test_an_older_adoption_stays_as_it_was_signed(master, school):
    old = make.publish(adopted(master, school).draft)
    make.revise(master.in_force, body="<p>{school} is kinder.</p>")
    assert "Larkrise School is kind." in PolicyVersion.objects.get(pk=old.pk).body


# ── Sections that schools word themselves ─────────────────────────────────────────────────────────

TWO = "<h2>Kindness</h2><p>{school} is kind.</p><h2>Our gate</h2><p>Walk.</p>"


@pytest.fixture
def half_open(trust):
    """A master in force whose second section is open."""
    version = make.draft(trust, body=TWO, is_master=True)
    version = lifecycle.edit(version, by=version.written_by, open_sections=["Our gate"])
    return make.publish(version).policy


def test_an_open_section_holds_the_schools_words(half_open, school):
    draft = adopted(half_open, school, own_sections={"Our gate": "<p>Ring twice.</p>"}).draft
    assert draft.body == TWO.replace("Walk.", "Ring twice.")
    assert "Ring twice." in make.publish(draft).body


def test_a_school_cannot_change_a_locked_clause(half_open, school):
    draft = adopted(half_open, school).draft
    with pytest.raises(errors.Locked, match="a locked clause"):
        adoption.edit_own_part(draft, by=draft.written_by, own_sections={"Kindness": "<p>Ours.</p>"})


def test_publishing_compares_with_the_masters_words(half_open, school):
    draft = adopted(half_open, school).draft
    lifecycle.submit(draft, by=draft.written_by)
    version = lifecycle.approve(draft, by=make.UserFactory())
    PolicyVersion.objects.filter(pk=version.pk).update(body="<p>Ours.</p>", written={})
    with pytest.raises(errors.Locked):
        lifecycle.publish(version, by=make.UserFactory(), change="minor")


def test_a_section_that_the_trust_closes_is_the_trusts_again(half_open, school):
    policy = make.publish(adopted(half_open, school, own_sections={"Our gate": "<p>Ring twice.</p>"}).draft).policy
    make.revise(half_open.in_force, body=TWO, open_sections=[])
    draft = adoption.catch_up(Policy.objects.get(pk=policy.pk), by=make.UserFactory())
    assert (draft.body, draft.own_sections) == (TWO, {})


def test_of_two_sections_with_one_heading_only_the_marked_one_is_open(trust, school):
    twice = TWO + "<h2>Our gate</h2><p>Lock it.</p>"
    version = make.draft(trust, body=twice, is_master=True)
    master = make.publish(lifecycle.edit(version, by=version.written_by, open_sections=["Our gate (2)"])).policy
    draft = adopted(master, school, own_sections={"Our gate (2)": "<p>Ring twice.</p>"}).draft
    assert draft.body == twice.replace("Lock it.", "Ring twice.")
    with pytest.raises(errors.Locked, match="a locked clause"):
        adoption.edit_own_part(draft, by=draft.written_by, own_sections={"Our gate": "<p>Ours.</p>"})


def test_a_trust_marks_a_section_and_a_head_words_it(client, half_open, school, trust):
    draft = lifecycle.start_version(half_open, by=make.UserFactory())
    client.force_login(make.head_of(trust, role="trust"))
    page = text(client.get(address("edit", trust, "code")))
    assert "Sections that each school may word itself" in page
    client.post(address("edit", trust, "code"), desk_typed(draft, open_sections=["Kindness"]))
    assert PolicyVersion.objects.get(pk=draft.pk).open_sections == ["Kindness"]
    own = adopted(half_open, school).draft
    client.force_login(make.head_of(school))
    assert "Your trust lets you word this section yourself." in text(
        client.get(address("edit", school, own.policy.reference))
    )
    client.post(address("edit", school, own.policy.reference), typed(own, section_0="<p>Ring twice.</p>"))
    assert PolicyVersion.objects.get(pk=own.pk).own_sections == {"Our gate": "<p>Ring twice.</p>"}


# ── On pages ──────────────────────────────────────────────────────────────────────────────────────


def typed(draft, **fields):
    sent = {"label": draft.label, "addendum": "", "covering_letter": "", "opened_at": draft.edited_at.isoformat()}
    return sent | fields


def test_a_head_adopts_from_the_list(client, head, master, school):
    assert "Adopt it" in text(client.get(address("index", school)))
    answer = client.post(address("adopt", school, "code"))
    policy = Policy.objects.get(owner=school)
    assert answer.url == address("policy", school, policy.reference)
    assert "Adopt it" not in text(client.get(address("index", school)))
    assert client.get(address("policy", school, "code")).url == answer.url


def test_nothing_is_in_force_here_before_it_is_adopted(client, head, master, school):
    overview = reverse("declarations:overview", args=[school.slug])
    for page in (text(client.get(address("index", school))), text(client.get(overview))):
        assert "Parents here are not asked before the school adopts and publishes it." in page
        assert "In force</span>" not in page

    adopted(master, school)

    assert "before the school adopts" not in text(client.get(address("index", school)))


def test_a_head_writes_the_own_part_and_sees_the_locked_words(client, head, master, school):
    draft = adopted(master, school).draft
    page = text(client.get(address("edit", school, draft.policy.reference)))
    assert "The trust’s words: locked" in page
    assert "Larkrise School is kind." in page
    assert 'name="body"' not in page
    client.post(address("edit", school, draft.policy.reference), typed(draft, addendum="<p>Park with care.</p>"))
    assert PolicyVersion.objects.get(pk=draft.pk).addendum == "<p>Park with care.</p>"


def test_a_body_smuggled_into_the_form_changes_nothing(client, head, master, school):
    draft = adopted(master, school).draft
    sent = typed(draft, addendum="<p>Park with care.</p>", body="<p>Ours.</p>", title="Ours")
    client.post(address("autosave", school, draft.policy.reference), sent)
    assert PolicyVersion.objects.get(pk=draft.pk).body == BODY + "<p>Park with care.</p>"


def test_two_people_writing_the_own_part_see_both(client, head, master, school):
    draft = adopted(master, school).draft
    sent = typed(draft, addendum="<p>My part.</p>")
    adoption.edit_own_part(draft, by=make.UserFactory(), addendum="<p>Their part.</p>")
    answer = client.post(address("edit", school, draft.policy.reference), sent)
    assert answer.status_code == 422
    assert "My part." in text(answer)
    assert "Their part." in text(answer)


def test_a_school_that_is_behind_is_told_and_catches_up(client, head, master, school):
    policy = make.publish(adopted(master, school).draft).policy
    make.revise(master.in_force, body="<p>{school} is kinder.</p>")
    assert "Take up the trust’s new version" in text(client.get(address("index", school)))
    answer = client.post(address("catch_up", school, policy.reference))
    assert answer.url == address("edit", school, policy.reference)
    assert "Take up the trust’s new version" not in text(client.get(address("policy", school, policy.reference)))


def test_the_trusts_page_lists_its_schools(client, master, school, trust):
    make.publish(adopted(master, school).draft)
    client.force_login(make.head_of(trust, role="trust"))
    page = text(client.get(address("policy", trust, "code")))
    assert "Version 1, with your version 1" in page
    assert "Up to date" in page


def test_a_trust_starts_a_master(client, trust):
    client.force_login(make.head_of(trust, role="trust"))
    sent = {"title": "Respect", "reference": "", "asks": "signature", "resign_rule": "any", "review_months": "12"}
    client.post(address("new", trust), sent | {"is_master": "yes"})
    assert Policy.objects.get().is_master


def test_a_school_starts_no_master(client, head, school):
    sent = {"title": "Respect", "reference": "", "asks": "signature", "resign_rule": "any", "review_months": "12"}
    client.post(address("new", school), sent | {"is_master": "yes"})
    assert not Policy.objects.get().is_master


@pytest.mark.parametrize("role", ["office", "approver", "viewer"])
def test_only_heads_adopt(client, master, school, role):
    client.force_login(make.head_of(school, role=role))
    assert client.post(address("adopt", school, "code")).status_code == 403
    assert not Policy.objects.filter(owner=school).exists()


def test_a_sibling_does_not_reach_what_a_school_made_of_it(client, master, school, trust):
    policy = adopted(master, school)
    sibling = make.SchoolFactory(trust=trust)
    client.force_login(make.head_of(sibling))
    assert client.post(address("catch_up", sibling, policy.reference)).status_code == 404
    assert client.get(address("policy", sibling, policy.reference)).status_code == 404


def test_the_trusts_page_costs_the_same_for_one_school_and_three(client, master, school, trust):
    client.force_login(make.head_of(trust, role="trust"))

    def with_one_more(number):
        adopted(master, make.SchoolFactory(trust=trust))
        return cost(client, address("policy", trust, "code"))

    assert len(set(map(with_one_more, range(3)))) == 1
