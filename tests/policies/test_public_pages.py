from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from policies import lifecycle, paper
from tests import factories as make
from tests.policies.desk import cost, text

pytestmark = pytest.mark.django_db


def page(client, name, *args):
    return client.get(reverse(f"public:{name}", args=args))


def print_of(client, version):
    return text(page(client, "print", version.content_hash[:12]))


def test_everybody_sees_what_is_in_force_and_since_when(client, school):
    make.published(school)
    make.draft(school, reference="draft", title="Not ready")
    told = text(page(client, "index", school.slug))
    assert "Being kind online" in told
    assert "Version 1, in force since" in told
    assert "Not ready" not in told


def test_a_schools_page_shows_its_trusts_codes_and_no_siblings(client):
    trust = make.TrustFactory()
    school, sibling = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    make.published(trust, reference="shared")
    make.published(sibling, reference="theirs")
    told = text(page(client, "index", school.slug))
    assert reverse("public:version", args=[school.slug, "shared", 1]) in told
    assert "theirs" not in told
    assert page(client, "version", school.slug, "theirs", 1).status_code == 404


def test_a_school_without_a_code_says_so(client, school):
    assert "No code of conduct is in force" in text(page(client, "index", school.slug))


def test_older_versions_stay_readable_and_say_that_they_were_replaced(client, school):
    make.revise(make.published(school), body="<p>Fairer words.</p>")
    old = text(page(client, "version", school.slug, "code", 1))
    assert "replaced by a newer version" in old
    assert "Unkind posts" in old
    assert "Fairer words." in text(page(client, "version", school.slug, "code", 2))


def test_the_index_leads_to_older_versions_and_to_what_is_in_force_no_longer(client, school):
    make.revise(make.published(school), body="<p>Fairer words.</p>")
    gone = make.published(school, reference="gone", title="Gate rules")
    lifecycle.withdraw(gone, by=make.UserFactory(), reason="Wrong file")
    told = text(page(client, "index", school.slug))
    assert "Older versions" in told
    assert reverse("public:version", args=[school.slug, "code", 1]) in told
    assert "No longer in force" in told
    assert "withdrawn on" in told
    assert reverse("public:version", args=[school.slug, "gone", 1]) not in told


@pytest.mark.parametrize("number", [2, 9])
def test_drafts_and_versions_that_never_were_are_not_public(client, school, number):
    lifecycle.start_version(make.published(school).policy, by=make.UserFactory())
    assert page(client, "version", school.slug, "code", number).status_code == 404


def test_scheduled_words_are_not_public_before_their_day(client, school):
    version = make.publish(make.draft(school), effective_at=timezone.now() + timedelta(days=7))
    assert page(client, "version", school.slug, "code", 1).status_code == 404
    assert "not in force yet" in print_of(client, version)


def test_withdrawn_words_are_not_shown(client, school):
    version = make.published(school)
    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    told = text(page(client, "version", school.slug, "code", 1))
    assert "were withdrawn on" in told
    assert "Unkind posts" not in told
    assert "Wrong file" not in told


def test_a_print_leads_to_what_became_of_its_words(client, school):
    old = make.published(school)
    assert "These words are in force since" in print_of(client, old)
    new = make.revise(old)
    told = print_of(client, old)
    assert "not in force any more" in told
    assert reverse("public:version", args=[school.slug, "code", new.number]) in told


def test_words_that_came_back_are_in_force_whichever_print_one_holds(client, school):
    old = make.published(school)
    new = make.revise(old)
    lifecycle.withdraw(new, by=new.written_by, reason="Wrong file")
    back = lifecycle.start_version(old.policy, by=old.written_by)
    make.publish(back, change="minor")
    assert "These words are in force since" in print_of(client, old)


@pytest.mark.parametrize("code", ["000000000000", "0", "a" * 64, "not-a-code--"])
def test_an_address_mistyped_is_told_so(client, school, code):
    make.published(school)
    answer = page(client, "print", code)
    assert answer.status_code == 404
    assert "There are no such words" in text(answer)


def test_a_published_print_carries_the_address(school):
    version = make.published(school)
    assert paper.context_of(version)["address"].endswith(f"/w/{version.content_hash[:12]}/")
    assert paper.context_of(make.draft(school, reference="draft"))["address"] == ""


def test_the_public_list_costs_the_same_for_one_and_three(client, school):
    def add(number):
        make.published(school, reference=f"code-{number}")
        return cost(client, reverse("public:index", args=[school.slug]))

    assert len({add(number) for number in range(3)}) == 1
