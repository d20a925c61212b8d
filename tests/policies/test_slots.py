import pytest
from django.urls import reverse

from policies import lifecycle, slots
from tests import factories as make
from tests.policies.desk import address, fresh, text

pytestmark = pytest.mark.django_db
DETAILS = {"head_name": "Mrs Adeyemi", "complaints_url": "https://larkrise.example/complaints?a=1&b=2"}


@pytest.fixture
def school():
    return make.SchoolFactory(name="Larkrise & Co", **DETAILS)


def test_slots_become_the_schools_own_words(school):
    version = make.draft(school, body="<p>{head} of { School }, {office phone}</p>", declaration="I told {head}.")
    shown = slots.filled(version)
    assert shown.body == "<p>Mrs Adeyemi of Larkrise &amp; Co, 01632 960123</p>"
    assert shown.declaration == "I told Mrs Adeyemi."
    assert fresh(version).declaration == "I told {head}."


def test_the_complaints_policy_is_a_link_where_links_are_possible(school):
    version = make.draft(
        school, body="<p>See our {complaints policy}.</p>", declaration="I know the {complaints policy}."
    )
    shown = slots.filled(version)
    link = '<a href="https://larkrise.example/complaints?a=1&amp;b=2">complaints policy</a>'
    assert shown.body == f"<p>See our {link}.</p>"
    assert shown.declaration == f"I know the complaints policy ({DETAILS['complaints_url']})."


@pytest.mark.parametrize("words", ["{headmaster} says", "{ {head", "{<b>head</b>}"])
def test_what_is_no_slot_stays_as_it_is(school, words):
    assert slots.filled(make.draft(school, covering_letter=words)).covering_letter == words


def test_words_are_plain_once_sent_for_approval(school):
    version = make.draft(school, undertakings=["shout at {head}"], body="<p>Kind to {head}.</p>")
    sent = lifecycle.submit(version, by=version.written_by)
    assert (sent.undertakings, sent.body) == (["shout at Mrs Adeyemi"], "<p>Kind to Mrs Adeyemi.</p>")


def test_a_version_sent_back_has_its_slots_again(school):
    version = make.draft(school, body="<p>Kind to {head}.</p>")
    lifecycle.submit(version, by=version.written_by)
    back = lifecycle.send_back(version, by=make.UserFactory(), comment="Too short")
    assert (back.body, back.written) == ("<p>Kind to {head}.</p>", {})


def test_the_next_draft_begins_with_the_slots(school):
    old = make.publish(make.draft(school, body="<p>Kind to {head}.</p>"))
    school.head_name = "Mr Pritchard"
    school.save()
    draft = lifecycle.start_version(old.policy, by=old.written_by)
    assert draft.body == "<p>Kind to {head}.</p>"
    assert slots.filled(draft).body == "<p>Kind to Mr Pritchard.</p>"
    assert fresh(old).body == "<p>Kind to Mrs Adeyemi.</p>"


def test_new_details_are_a_change_of_the_words(school):
    old = make.publish(make.draft(school, body="<p>Kind to {head}.</p>"))
    school.head_name = "Mr Pritchard"
    school.save()
    draft = lifecycle.start_version(old.policy, by=old.written_by)
    assert lifecycle.submit(draft, by=old.written_by).content_hash != old.content_hash


def test_a_slot_without_a_value_stops_the_words(client, head, school):
    type(school).objects.update(head_name="")
    make.draft(school, body="<p>Kind to {head}.</p>")
    client.post(address("submit", school, "code"))
    assert "This slot has no value here." in text(client.get(address("preflight", school, "code")))


def test_a_trust_has_no_one_school_to_name():
    trust = make.TrustFactory()
    version = make.draft(trust, body="<p>{school} is kind.</p>")
    assert slots.filled(version).body == "<p>{school} is kind.</p>"


def test_the_draft_is_shown_filled_and_edited_unfilled(client, head, school):
    make.draft(school, body="<p>Kind to {head}.</p>")
    assert "Kind to Mrs Adeyemi." in text(client.get(address("version", school, "code", 1)))
    page = text(client.get(address("edit", school, "code")))
    assert "Kind to {head}." in page
    assert "<dt>{head}</dt><dd>Mrs Adeyemi</dd>" in page


def test_a_head_fills_in_the_details(client, head, school):
    sent = {"head_name": "Mr Pritchard", "office_phone": "01632 960999", "complaints_url": ""}
    answer = client.post(address("slots", school), sent)
    school.refresh_from_db()
    assert answer.url == address("index", school)
    assert (school.head_name, school.office_phone) == ("Mr Pritchard", "01632 960999")


def test_an_address_that_is_none_comes_back(client, head, school):
    answer = client.post(address("slots", school), {"head_name": "Mr Pritchard", "complaints_url": "on our website"})
    assert answer.status_code == 422
    assert "Mr Pritchard" in text(answer)
    assert "on our website" in text(answer)


@pytest.mark.parametrize("role", ["office", "approver", "viewer"])
def test_only_heads_change_the_details(client, school, role):
    client.force_login(make.head_of(school, role=role))
    assert client.post(reverse("policies:slots", args=[school.slug]), {"head_name": "Me"}).status_code == 403
