"""What an adult tells about the roll goes to the office, and a copy to the address on record."""

import re

import pytest
from django.core import mail

from declarations import corrections, sending
from declarations.models import Correction, Declaration, Link, Message
from organisations.models import Adult, Child, Event
from tests import factories as make
from tests.declarations.people import Parent, text
from tests.declarations.staff import office_at

pytestmark = pytest.mark.django_db
MISSING = {"about": "missing", "text": "Yusuf Okafor, 1 Ash"}


def page_of(parent):
    return parent.browser.get(f"/s/{parent.token}/details/")


def tell(parent, **typed):
    return parent.browser.post(f"/s/{parent.token}/details/", MISSING | typed, follow=True)


def test_the_page_shows_the_roll_and_hints_at_addresses(parent):
    Adult.objects.update(email="sam.obrien@home.example", phone="01632 960 417")
    said = text(page_of(parent))
    for words in ("Sam O'Brien", "s…@home.example", "…417", "Amira Okafor, 4 Oak", "(you are: Mother)"):
        assert words in said
    assert "sam.obrien" not in said
    assert "960" not in said.replace("01632 960123", "")  # but for the office's own


def test_each_code_and_the_list_lead_to_it(parent):
    address = f'href="/s/{parent.token}/details/"'
    assert address in parent.opens_the_link().text
    assert address in parent.browser.get(f"/s/{parent.token}/?all").text


def test_it_goes_to_the_school_of_the_child_and_changes_nothing(parent):
    before = list(Child.objects.values()), list(Adult.objects.values())

    page = tell(parent)

    told = Correction.objects.get()
    assert (told.adult, told.organisation, told.text) == (parent.adult, parent.adult.school(), MISSING["text"])
    assert told.link == Link.objects.filter(purpose="sign").first()
    assert Event.objects.get(verb="told_about_roll").about_id == told.pk
    assert "The school office looks at it" in text(page)
    assert (list(Child.objects.values()), list(Adult.objects.values())) == before
    assert parent.owes()
    assert not Declaration.objects.exists()


def test_a_copy_goes_to_the_address_on_record(parent):
    tell(parent, about="me", text="Please write to thief@elsewhere.example")
    sending.send(Message.objects.get(purpose="correction").pk)

    [copy] = mail.outbox

    assert copy.to == [parent.adult.email]
    assert "Please write to thief@elsewhere.example" in copy.body
    assert "If you did not write this, please reply at once." in copy.body
    assert copy.subject.endswith(": what you told us about our records")


def test_nobody_who_may_not_be_written_to_gets_a_copy(parent):
    Adult.objects.update(contact_rule="court_order")
    tell(parent)
    assert Correction.objects.get().message is None


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"about": ""}, "Choose what it is about"),
        ({"text": "  "}, "Write how it should be"),
        ({"text": "x" * 4_001}, "4000"),
        ({"text": "a\x00b"}, "there is an invisible sign in it"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(parent, typed, error):
    page = tell(parent, **typed)
    assert page.status_code == 422
    assert error in text(page)
    assert page.context["form"]["text"].value() == (MISSING | typed)["text"]
    assert not Correction.objects.exists()


def test_too_much_for_one_day_is_a_matter_for_the_telephone(parent):
    for _ in range(corrections.MOST_A_DAY):
        tell(parent)
    page = tell(parent)
    assert "Please ring or write to the school office." in text(page)
    assert Correction.objects.count() == corrections.MOST_A_DAY


def test_a_spent_link_shows_nothing_of_the_roll(parent):
    Link.objects.update(revoked_at="2026-01-01T00:00Z")
    assert page_of(parent).status_code == 410
    assert tell(parent).status_code == 410
    assert not Correction.objects.exists()


def test_children_who_have_left_and_other_adults_are_not_shown(parent):
    left = make.ChildFactory(school=parent.adult.school(), given_name="Longgone", left_on="2026-01-01")
    parent.adult.contacts.create(child=left, relationship="mother")
    other = make.parent_of(parent.adult.children.first(), given_name="Bronisława")
    said = text(page_of(parent))
    assert "Longgone" not in said
    assert other.given_name not in said


def test_the_page_costs_few_queries_however_many_children(django_assert_max_num_queries):
    school = make.SchoolFactory()
    parent = Parent(make.parent_of(*[make.ChildFactory(school=school) for _ in range(6)]))
    page_of(parent)
    with django_assert_max_num_queries(6):
        page_of(parent)


def test_the_office_reads_it_and_settles_it(parent):
    tell(parent, text="<b>Yusuf</b> is missing")
    office = office_at(parent.adult.school())

    assert "&lt;b&gt;Yusuf&lt;/b&gt; is missing" in office.opens("to_do").text
    page = office.posts("settle", Correction.objects.get().pk)

    assert "Yusuf" not in page.text
    told = Correction.objects.get()
    assert told.settled_by == office.user
    assert Event.objects.get(verb="settled").actor == office.user


def test_settled_twice_is_settled_once(parent):
    tell(parent)
    office = office_at(parent.adult.school())
    for _ in range(2):
        office.posts("settle", Correction.objects.get().pk)
    assert Event.objects.filter(verb="settled").count() == 1


def test_another_school_neither_sees_nor_settles_it(parent):
    tell(parent)
    elsewhere = office_at(make.SchoolFactory())
    assert "Yusuf" not in elsewhere.opens("to_do").text
    assert elsewhere.posts("settle", Correction.objects.get().pk).status_code == 404
    assert Correction.objects.get().settled_at is None


def test_a_copy_keeps_the_words_and_hides_the_link(parent):
    tell(parent)
    message = Message.objects.get(purpose="correction")
    sending.send(message.pk)
    message.refresh_from_db()
    assert MISSING["text"] in message.body
    assert re.search(r"/s/…/", message.body)
