"""A circular says to each what an e-mail written for that adult alone would say."""

from dataclasses import replace

import pytest

from declarations import emails, handfuls, reminders, signing
from declarations.circulars import Circulars
from declarations.models import Message
from declarations.post import kinds, wording
from organisations.models import Adult, Child
from tests import factories as make

pytestmark = pytest.mark.django_db
NAMES = ["Sam", "Zoë <b>&amp;</b>", "O’Brien {link} {{ link }}", "\ufdd0\ufdd2", "Ada\nNg"]
OWN = {
    "subject": "{school}: {codes} for {children}, {name}",
    "text": "Dear {name},\n\n{school} asks about {children}:\n{link}\n{codes}, {minutes} minutes",
}


@pytest.fixture
def school():
    """Adults with odd names, some of them with one mailbox, with no, one or many children, asked about two codes."""
    school = make.SchoolFactory(name="St Anne’s & Co")
    for number, name in enumerate(NAMES * 2):
        children = [make.ChildFactory(school=school, given_name=f"{name} {n}") for n in range(1 + number % 3)]
        make.parent_of(*children, given_name=name, family_name=f"F{number}", email=f"a{number // 2}@home.example")
    for reference in ("social", "gate"):
        make.published(school, reference=reference, title=f"Kind & careful: {reference}")
    reminders.queue_all()
    return school


def messages(**which):
    found = list(Message.objects.filter(**which).select_related("adult").order_by("pk"))
    handfuls.learn(found)
    return found


@pytest.mark.parametrize("purpose", ["ask", "reminder"])
@pytest.mark.parametrize("has_own", [False, True])
def test_it_is_the_email_that_would_be_written_for_one(school, purpose, has_own):
    Message.objects.update(purpose=purpose)
    if has_own:
        wording.keep(school, kinds.KINDS[purpose], "en-gb", by=make.UserFactory(), **OWN)
    own = wording.Wordings(school.pk).of(kinds.KINDS[purpose], "en-gb")
    assert bool(own) == has_own
    circulars = Circulars()
    for number, message in enumerate(messages()):
        token = f"{number:x>43}"
        assert circulars.render(message, token, own) == emails.render(message, token, own)


def test_a_school_is_put_into_words_once(school, monkeypatch):
    Adult.objects.update(given_name="Sam")
    Child.objects.update(given_name="Amira")
    written = []
    put = emails.written
    monkeypatch.setattr(emails, "written", lambda *args, **more: written.append(1) or put(*args, **more))
    circulars = Circulars()

    for message in messages():
        circulars.render(message, "x" * 43)

    assert len(messages()) == 2 * len(NAMES)
    assert len(written) == 2


def test_what_a_circular_cannot_say_is_written_for_each(school, monkeypatch):
    """Were a template to speak of more than a name, no two e-mails would be filled into one another."""
    put = emails.written

    def with_the_address(kind, context, own=None, **more):
        rendered = put(kind, context, own, **more)
        return replace(rendered, text=rendered.text + getattr(context["adult"], "email", ""))

    monkeypatch.setattr(emails, "written", with_the_address)
    circulars = Circulars()
    for message in messages():
        assert circulars.render(message, "x" * 43) == emails.render(message, "x" * 43)


def test_all_of_a_handful_is_asked_for_at_once(school, django_assert_num_queries):
    few, many = (list(Message.objects.select_related("adult").order_by("pk")[:most]) for most in (1, 10))
    handfuls.learn(few)
    with django_assert_num_queries(6):  # organisation, requests, versions, two codes' children, mailboxes
        handfuls.learn(many)


def test_the_children_are_those_whom_an_answer_would_be_about(school):
    for message in messages():
        for request in message.known.requests:
            concerned = [child.given_name for child in signing.children_of(request)]
            assert message.known.children == concerned and concerned


def test_whoever_shares_a_mailbox_is_known_by_any_spelling_of_it():
    school = make.SchoolFactory()
    for email in ("Home@home.example", "home@HOME.example", "other@home.example"):
        make.parent_at(school, email=email)
    make.parent_at(make.SchoolFactory(), email="other@home.example")
    make.published(school)
    reminders.queue_all()
    shared = {message.adult.email: message.known.shares_mailbox for message in messages(organisation=school)}
    assert shared == {"Home@home.example": True, "home@HOME.example": True, "other@home.example": False}
