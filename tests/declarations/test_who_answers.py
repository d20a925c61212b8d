"""Who an adult says they are to the child: kept with the answer, compared with the roll, sometimes the end of it."""

import json
import re

import pytest
from django.core import mail

from declarations import corrections, reminders, sending, statement
from declarations.models import Correction, Declaration, Message
from declarations.post.models import MessageWays
from organisations.models import Adult, Contact, Event
from tests import factories as make
from tests.declarations.people import SIGNATURE, Parent, parent_asked, text
from tests.declarations.staff import office_at

pytestmark = pytest.mark.django_db
NO = {"relationship": "other", "responsible": "no"}


def asked_as(*relationships):
    """A parent who is that to their children, one each."""
    school = make.SchoolFactory()
    parent = make.parent_of(*[make.ChildFactory(school=school) for _ in relationships], family_name="Okafor")
    for contact, relationship in zip(parent.contacts.order_by("pk"), relationships, strict=True):
        Contact.objects.filter(pk=contact.pk).update(relationship=relationship)
    make.published(school)
    return Parent(parent)


def sent(purpose):
    for message in Message.objects.filter(purpose=purpose):
        sending.send(message.pk)
    return mail.outbox


@pytest.mark.parametrize(
    ("on_roll", "expected"),
    [(["father"], "father"), (["mother", "mother"], "mother"), (["mother", "step_parent"], ""), (["other"], "other")],
)
def test_what_the_roll_knows_is_chosen_already(on_roll, expected):
    parent = asked_as(*on_roll)
    page = parent.reads(parent.owes())
    assert re.findall(r'<option value="(\w*)" selected', page.text) == [expected]


def test_it_is_kept_with_the_answer_as_evidence():
    parent = asked_as("grandparent")
    page = parent.signs(parent.owes(), relationship="grandparent")

    given = Declaration.objects.get()

    assert (given.relationship, given.is_responsible) == ("grandparent", None)
    told = json.loads(statement.personal_text(given))
    assert (told["relationship"], told["is_responsible"]) == ("grandparent", None)
    assert statement.personal_part_fits(given)
    assert "Grandparent" in text(page)
    assert not Correction.objects.exists()


def test_only_someone_else_is_asked_about_responsibility_and_the_yes_is_kept():
    parent = asked_as("other")
    parent.signs(parent.owes(), relationship="other", responsible="yes")
    assert Declaration.objects.get().is_responsible


def test_an_answer_about_responsibility_that_nobody_asked_for_is_left_out():
    parent = asked_as("mother")
    parent.signs(parent.owes(), responsible="no")
    assert Declaration.objects.get().is_responsible is None


def test_answers_given_before_anybody_was_asked_keep_their_text():
    old = _old_answer()
    old.personal_hash = ""  # as they were kept then
    told = json.loads(statement.text(old))
    assert told["format"] == 1
    assert not {"relationship", "is_responsible"} & told.keys()


def _old_answer():
    parent = asked_as("mother")
    parent.sends(parent.owes(), outcome="declined")
    return Declaration.objects.get()


# ── A no ends politely ────────────────────────────────────────────────────────────────────────────


def test_a_no_signs_nothing_and_the_office_hears_of_it():
    parent = asked_as("other")
    page = parent.sends(parent.owes(), outcome="signed", typed_name="Auntie Jo", **NO)

    assert "Thank you for telling us" in text(page)
    assert "nothing was signed" in text(page)
    assert not Declaration.objects.exists()
    assert parent.owes()
    office = office_at(parent.adult.school())
    assert "Says that they have no parental responsibility" in text(office.opens("to_do"))
    assert Event.objects.get(verb="told_about_roll").detail["what"] == "not_mine"


def test_a_no_said_twice_is_said_once():
    parent = asked_as("other")
    for _ in range(2):
        parent.signs(parent.owes(), **NO)
    assert Correction.objects.count() == 1


def test_while_the_office_looks_nobody_is_reminded_and_then_they_are():
    parent = asked_as("other")
    reminders.queue_all()
    sent("ask")
    parent.signs(parent.owes(), **NO)
    school, someone = parent.adult.school(), make.UserFactory()
    weeks_ago = "2026-01-01T12:00Z"
    Message.objects.filter(purpose="ask").update(sent_at=weeks_ago, created_at=weeks_ago)

    assert not reminders.queue_all()
    corrections.settle(Correction.objects.get(), by=someone)

    assert reminders.queue_all() == 1
    assert Message.objects.filter(organisation=school, purpose="reminder").exists()


def test_the_address_on_record_hears_of_a_no_without_what_was_typed():
    parent = asked_as("other")
    parent.signs(parent.owes(), typed_name="Auntie Jo", **NO)
    [told] = sent("correction")
    assert "no parental responsibility for the child. Nothing was signed." in told.body
    assert "Auntie" not in told.body + told.alternatives[0].content


def test_after_a_no_one_may_still_think_again():
    parent = asked_as("other")
    parent.signs(parent.owes(), **NO)
    parent.signs(parent.owes(), relationship="other", responsible="yes")
    assert Declaration.objects.get().outcome == "signed"


# ── Details that are not the roll's ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed", [{"typed_name": "Bronisława Kowalska"}, {"relationship": "father"}, {"relationship": "grandparent"}]
)
def test_details_that_differ_alert_the_address_on_record_and_the_office(typed):
    parent = asked_as("mother")
    parent.signs(parent.owes(), **typed)

    [alert] = sent("correction")

    assert alert.to == [parent.adult.email]
    assert "was this answer yours?" in alert.subject
    assert "please reply at once" in alert.body
    assert not any(words in alert.body + alert.alternatives[0].content for words in ("Bronisława", "Father"))
    office = office_at(parent.adult.school())
    assert "The answer came with details other than ours" in text(office.opens("to_do"))
    assert Declaration.objects.get().outcome == "signed"


@pytest.mark.parametrize(
    ("on_roll", "typed"),
    [
        (["mother"], {"typed_name": "Samantha-Jane Okafor"}),
        (["mother"], {"typed_name": "sám okafor"}),
        (["mother", "step_parent"], {"relationship": "step_parent"}),
        (["other"], {"relationship": "grandparent"}),
        (["mother"], {"outcome": "declined", "relationship": "father"}),
    ],
)
def test_what_may_well_be_the_same_alarms_nobody(on_roll, typed):
    parent = asked_as(*on_roll)
    parent.sends(parent.owes(), **(SIGNATURE | typed))
    assert Declaration.objects.exists()
    assert not Correction.objects.exists()


def test_the_other_parent_hears_nothing():
    parent = asked_as("mother")
    other = make.parent_of(parent.adult.children.get(), given_name="Bronisława", email="b@home.example")
    parent.signs(parent.owes(), typed_name="Bronisława Kowalska", relationship="father")
    assert not other.messages.exists()


def test_without_an_address_a_text_goes_where_the_school_sends_texts():
    parent = parent_asked()
    Adult.objects.update(email="", phone="07700 900123")
    MessageWays.objects.create(organisation=parent.adult.school(), texts=True, hidden_key="x")
    parent.signs(parent.owes(), typed_name="Bronisława Kowalska")
    assert Message.objects.get(purpose="correction").way == "text"


def test_who_may_not_be_contacted_is_not_alerted_and_the_office_still_is():
    parent = asked_as("mother")
    Adult.objects.update(contact_rule="no_contact")
    parent.signs(parent.owes(), relationship="father")
    assert Correction.objects.get().message is None
