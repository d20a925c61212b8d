import re
from html import unescape

import pytest
from django.core import mail
from django.db import transaction
from django.utils.html import strip_tags

from declarations import corrections, emails, new_links, reminders, sending
from declarations.models import Message
from declarations.signing import Outcome
from tests import factories as make
from tests.declarations.people import Parent, parent_asked

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
TRACKS = re.compile(r"<img|<script|<link\b|<style|url\(|@import|srcset|<iframe|<object", re.IGNORECASE)


def sent(purpose=Message.Purpose.ASK):
    """The e-mail of this purpose, once everything owed is sent."""
    for message in sending.owed():
        sending.send(message.pk)
    message = Message.objects.filter(purpose=purpose).latest("pk")
    return next(each for each in mail.outbox if f"message-{message.pk}@" in each.extra_headers["Message-ID"])


def asked_email(**version):
    parent_asked(**version)
    reminders.queue_all()
    return sent()


def reminder():
    parent = parent_asked()
    reminders.queue_all()
    asked = parent.adult.requests.all()
    Message.objects.update(send_after="2026-01-01T08:00Z")
    reminders.remind_now(asked, by=make.UserFactory())
    return sent(Message.Purpose.REMINDER)


def receipt(outcome=Outcome.SIGNED, **typed):
    parent = parent_asked()
    parent.signs(parent.owes(), outcome=outcome, **typed)
    return sent(Message.Purpose.RECEIPT)


def new_link():
    parent = parent_asked()
    new_links.ask_for(parent.adult.links.get())
    return sent(Message.Purpose.LINK)


def correction():
    corrections.tell(parent_asked().adult.links.get(), about="missing", text="Yusuf & co\nare missing")
    return sent(Message.Purpose.CORRECTION)


@pytest.fixture(
    scope="module", params=[asked_email, reminder, receipt, new_link, correction], ids=lambda each: each.__name__
)
def written(scene, request):
    """(an e-mail of each kind, its message): written once for all who look at it, and nothing of it stays behind."""
    with scene.set():
        before = transaction.savepoint()
        email = request.param()
        message = Message.objects.select_related("organisation", "adult").latest("pk")
        transaction.savepoint_rollback(before)
    return email, message


def html(email):
    [alternative] = email.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


def said(markup):
    """What a reader of HTML sees, as one line."""
    body = markup.partition("<body")[2].partition(">")[2].replace("<br>", " ")
    return " ".join(unescape(strip_tags(body)).split())


def test_plain_text_and_html_say_the_same(written):
    email, _message = written
    assert said(html(email)) == " ".join(email.body.split())


def test_nothing_in_an_email_tells_who_opened_it(written):
    email, _message = written
    assert not TRACKS.search(html(email))


def test_the_only_address_is_ours_in_full_and_holds_nothing_but_the_token(written, settings):
    email, _message = written
    [link] = ADDRESS.findall(email.body)
    assert re.fullmatch(re.escape(settings.SITE_URL) + r"/[sr]/[\w-]{43}/", link)
    assert f'<a href="{link}">{link}</a>' in html(email)
    assert set(ADDRESS.findall(html(email))) == {link}


def test_the_school_writes_and_its_office_reads_the_reply(written):
    email, message = written
    school = message.organisation
    assert email.from_email == f"{school.name} <portal@portal.example>"
    assert email.reply_to == [school.office_email]
    assert email.to == [message.adult.email]
    assert not email.attachments
    assert email.extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_end_says_how_to_reach_the_office(written):
    email, _message = written
    assert "Reply to this e-mail to reach the school office. Or ring 01632 960123." in " ".join(email.body.split())


@pytest.mark.parametrize(
    ("write", "subject"),
    [
        (asked_email, "{school}: please read and sign “Being kind online”"),
        (lambda: asked_email(asks="acknowledgement"), "{school}: please read “Being kind online”"),
        (reminder, "Reminder from {school}: “Being kind online” waits for your answer"),
        (receipt, "{school}: receipt for your answer to “Being kind online”"),
        (new_link, "{school}: the new link you asked for"),
    ],
)
def test_the_subject_says_who_writes_and_why(write, subject):
    assert write().subject == subject.format(school=Message.objects.latest("pk").organisation.name)


def test_the_first_line_says_who_asks_for_whom_and_how_long_it_takes():
    email = asked_email()
    school = Message.objects.get().organisation
    first = email.body.splitlines()[0]
    assert first == f"{school.name} asks you to read and sign “Being kind online” for Amira. It takes about 1 minute."


def test_one_email_asks_about_all_codes():
    school = make.SchoolFactory(name="Larkrise School")
    make.parent_of(make.ChildFactory(school=school, given_name="Amira"))
    for reference in ("social", "gate"):
        make.published(school, reference=reference)
    reminders.queue_all()

    email = sent()

    assert email.subject == "Larkrise School: please read and answer 2 codes"
    assert email.body.startswith("Larkrise School asks you to read and answer 2 codes for Amira. It takes about 2 min")


def test_signing_is_voluntary_and_any_answer_ends_it():
    body = " ".join(asked_email().body.split())
    assert "Signing is voluntary. Your child's place and treatment do not depend on it." in body
    assert "Any answer stops the reminders." in body


def test_who_is_asked_again_reads_what_has_changed():
    parent = parent_asked()
    parent.signs(parent.owes())
    version = parent.adult.requests.get().version
    make.revise(version, summary_of_changes="Pictures from school plays were added.")
    reminders.queue_all()

    email = sent()

    assert "What has changed in “Being kind online”:\nPictures from school plays were added." in email.body


def test_a_covering_letter_stands_below():
    email = asked_email(covering_letter="Dear parents,\n\nthis is new.")
    assert "A letter from the school about “Being kind online”:\n\nDear parents,\n\nthis is new." in email.body


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.SIGNED, "You signed it – Sam Okafor."),
        (Outcome.DECLINED, "You said that you would rather not."),
        (Outcome.WANTS_TO_TALK, "You asked to talk first."),
    ],
)
def test_a_receipt_says_the_answer_back(outcome, told):
    email = receipt(outcome)
    assert told in email.body
    assert "If this answer was not yours, please reply at once." in email.body


@pytest.mark.parametrize(
    ("name", "told"),
    [("Sam Okafor", False), ("s. o’brien", False), ("SAM LUKASZEWICZ", False), ("Dad", True), ("Zoë Brown", True)],
)
def test_a_receipt_says_when_the_name_is_another(name, told):
    email = receipt(typed_name=name)
    assert ("The name typed is not the one the school has for you, Sam O'Brien-Łukaszewicz" in email.body) is told


def test_what_people_typed_is_text_in_both_forms():
    email = receipt(typed_name="Sam <b>&amp; Co</b>")
    assert "Sam <b>&amp; Co</b>" in email.body
    assert "Sam &lt;b&gt;&amp;amp; Co&lt;/b&gt;" in html(email)


def test_a_subject_is_one_line_however_the_school_is_called():
    school = make.SchoolFactory(name="Larkrise\nBcc: everybody@example.com")
    make.parent_at(school)
    make.published(school, title="A title " * 20)
    reminders.queue_all()
    email = sent()
    assert "\n" not in email.subject
    assert len(email.subject) <= emails.LONGEST_SUBJECT
    email.message()


def test_two_adults_with_one_address_each_get_their_own():
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school)
    both = [make.parent_of(child, given_name=name, family_name="Okafor", email="us@home.example") for name in "AB"]
    make.published(school)
    reminders.queue_all()
    sent()

    assert {each.to[0] for each in mail.outbox} == {"us@home.example"}
    for adult, other, email in zip(both, both[::-1], mail.outbox, strict=True):
        assert f"The link is for {adult.full_name} alone" in " ".join(email.body.split())
        assert other.full_name not in email.body
        assert email.subject.endswith(f"– for {adult.full_name}")
    assert len({ADDRESS.search(email.body)[0] for email in mail.outbox}) == 2


def test_a_new_link_opens_what_waits():
    email = new_link()
    assert "1 code waits for your answer." in email.body
    token = ADDRESS.search(email.body)[0].rstrip("/").rpartition("/")[2]
    parent = Parent(Message.objects.get().adult)
    assert parent.browser.get(f"/s/{token}/", follow=True).context["version"] == parent.owes().version


def test_the_preview_reads_like_the_first_message():
    version = make.draft(make.SchoolFactory())
    subject, text = emails.preview(version)
    assert subject.endswith("please read and sign “Being kind online”")
    assert "/s/…/" in text
