"""A school says it in its own words: every message that goes to parents, in the languages its parents read."""

import re
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import strip_tags

from declarations import corrections, links, new_links, reminders, sending
from declarations.joining import introducing
from declarations.joining.models import Introduction
from declarations.models import Message
from declarations.post import kinds, letters, wording
from declarations.post.kinds import KINDS
from declarations.post.models import MessageWays, Wording
from organisations.models import Event
from tests import factories as make
from tests.declarations.people import text
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db
WORDS = {"subject": "{school}: {codes}", "text": "Hello {name},\n\nplease read: {link}"}
EVERY = pytest.mark.parametrize("kind", kinds.ALL, ids=lambda kind: kind.name)


class Head(Staff):
    def __init__(self, **school):
        super().__init__(make.SchoolFactory(**({"name": "Larkrise School"} | school)), "head")

    def at(self, page, purpose, language="en-gb"):
        return reverse(f"post:{page}", args=[self.organisation.slug, purpose]) + f"?language={language}"

    def words(self, purpose, language="en-gb", **typed):
        return self.browser.post(self.at("wording", purpose, language), typed)

    def sees(self, purpose, language="en-gb"):
        return text(self.browser.get(self.at("wording", purpose, language)))


@pytest.fixture
def head():
    return Head()


def asked(head, **adult):
    parent = make.parent_at(head.organisation, **({"given_name": "Ann", "family_name": "Lee"} | adult))
    version = make.published(head.organisation)
    return parent, version


def first_email():
    reminders.queue_all()
    assert sending.send(Message.objects.get().pk)
    return mail.outbox[-1]


def html(email):
    return email.alternatives[0].content


def test_own_words_are_previewed_and_then_used(head):
    page = head.words("ask", look="1", **WORDS)
    assert "Hello Sam Okafor," in page.content.decode()
    assert not Wording.objects.exists()
    head.words("ask", **WORDS)
    asked(head)

    email = first_email()

    assert email.subject.startswith("Larkrise School: “Being kind online”")
    assert email.body.startswith("Hello Ann Lee,\n\nplease read: http://localhost:8000/s/")
    assert "Signing is voluntary." in email.body and "reach the school office" in email.body


def test_own_words_keep_the_letter_that_goes_with_a_code(head):
    head.words("ask", **WORDS)
    make.parent_at(head.organisation)
    make.published(head.organisation, covering_letter="Dear families, we met in May.")
    email = first_email()
    assert "Dear families, we met in May." in email.body and "Dear families, we met in May." in html(email)


@EVERY
def test_every_message_is_shown_before_anybody_has_changed_it(head, kind):
    page = head.sees(kind.name)
    assert "The portal’s own words are in use." in page
    assert "Larkrise School" in page


@EVERY
def test_what_staff_begin_with_is_good_as_it_is_and_is_shown_whole(head, kind):
    words = {name: value for name, value in wording.example(kind).items() if value}
    wording.check(words["text"], kind, needs=kind.needs)
    shown = text(head.words(kind.name, look="1", **words))
    assert "{" not in shown.partition("What you can put in")[2].partition("Preview")[2]


@EVERY
def test_own_words_are_kept_with_who_wrote_them(head, kind):
    words = {name: value for name, value in wording.example(kind).items() if value}
    assert head.words(kind.name, **words).status_code == 302
    assert f"Those in use: {head.user}" in head.sees(kind.name)
    assert Event.objects.get(verb="worded").detail == {"message": kind.name, "language": "en-gb"}


def write(kind, **words):
    school = Head()
    wording.keep(school.organisation, KINDS[kind], "en-gb", by=school.user, **words)
    return school


def test_a_receipt_in_own_words_keeps_the_line_about_somebody_elses_answer():
    head = write("receipt", subject="Thank you, {name}", text="{answer} {when} {code} {version}\n{link}")
    adult, _version = asked(head)
    make.answer(adult.requests.get(), typed_name="Ann Lee")

    sending.send(Message.objects.get(purpose="receipt").pk)

    [email] = mail.outbox
    assert email.subject == "Thank you, Ann Lee"
    assert email.body.startswith("You signed it – Ann Lee.")
    assert "http://localhost:8000/r/" in email.body
    assert "If this answer was not yours, please reply at once." in email.body


def test_a_new_link_in_own_words():
    head = write("link", subject="Your link", text="For {days} days: {link}")
    adult, _version = asked(head)
    new_links.owe(adult, head.organisation)
    sending.send(Message.objects.get(purpose="link").pk)
    [email] = mail.outbox
    assert email.body.startswith("For 90 days: http://localhost:8000/s/")
    assert "If you did not ask for it" in email.body


def test_what_was_told_in_own_words():
    head = write("correction", subject="Told", text="We heard:\n{told}\n{link}")
    adult, _version = asked(head)
    corrections.tell(links.mint(adult)[0], about="missing", text="Yusuf\n<b>Okafor</b>")
    sending.send(Message.objects.get(purpose="correction").pk)
    [email] = mail.outbox
    assert "A child of mine is missing: Yusuf\n<b>Okafor</b>" in email.body
    assert "Yusuf<br>&lt;b&gt;Okafor" in html(email)
    assert "If you did not write this, please reply at once." in email.body


def test_visitors_are_asked_and_told_in_own_words():
    head = write("confirm", subject="Is it you?", text="Say so: {link}")
    wording.keep(head.organisation, KINDS["replaced"], "en-gb", by=head.user, subject="Gone", text="We took it out.")
    introducing.introduce(head.organisation, name="Sam", email="new@home.example", child="Amira")
    introduction = Introduction.objects.get()
    introducing.write(introduction.pk)
    Introduction.objects.update(replaced="old@home.example")
    introducing.tell_replaced(introduction.pk)

    question, told = mail.outbox
    assert (question.subject, told.subject) == ("Is it you?", "Gone")
    assert question.body.startswith("Say so: http") and "nothing else comes" in question.body
    assert told.body.startswith("We took it out.\n\nIf that is wrong, please reply at once.")
    assert "<p>If that is wrong" in " ".join(html(told).split())


def test_a_letter_in_own_words_keeps_the_way_on_paper():
    head = write("letter", text="Dear {name}, {codes} waits:\n{link}\nYours, the school")
    MessageWays.objects.create(organisation=head.organisation, letters=True)
    asked(head, email="")
    reminders.queue_all()
    assert letters.printed(head.organisation).startswith(b"%PDF")
    body = Message.objects.get().body
    assert body.startswith("Dear Ann Lee, “Being kind online”")
    assert "Rather on paper, by phone or in person?" in body and "Signing is voluntary." in body


@pytest.mark.parametrize(
    ("purpose", "wrong", "said"),
    [
        ("ask", {"text": "No link"}, "Put {link} where it should stand."),
        ("ask", {"text": "{link} {password}"}, "There is no placeholder {password}."),
        ("ask", {"text": "{link} {adult.email}"}, "There is no placeholder {adult.email}."),
        ("ask", {"text": "{link} {told}"}, "{told} says nothing in this message."),
        ("ask", {"subject": "{link}"}, "{link} stands in the words, not in the subject."),
        ("ask", {"subject": ""}, "Subject"),
        ("correction", {"text": "{link}"}, "Put {told} where it should stand."),
        ("confirm", {"text": "Hello {name}: {link}"}, "{name} says nothing in this message."),
        ("ask", {"text": "{link}" + "a" * 4000}, "4000"),
    ],
)
def test_words_that_would_not_work_are_refused_and_given_back(head, purpose, wrong, said):
    typed = {"subject": "Hello", "text": "{link}"} | wrong
    page = head.words(purpose, **typed)
    assert page.status_code == 422
    assert said in text(page)
    assert typed["text"][:100] in unescape(page.content.decode())
    assert not Wording.objects.exists()


def test_what_a_name_contains_is_never_read_as_a_placeholder_nor_made_a_link(head):
    head.words("ask", subject="Hello", text="Hello {name}, see https://larkrise.example/rules: {link}")
    asked(head, given_name="{link}", family_name="<b>www.evil.example</b>")
    email = first_email()
    assert "Hello {link} <b>www.evil.example</b>," in email.body
    links = re.findall(r'href="([^"]+)"', html(email))
    assert links[0] == "https://larkrise.example/rules" and "/s/" in links[1] and len(links) == 2
    assert "<b>www" not in html(email)


def test_plain_text_and_html_say_the_same_in_own_words(head):
    head.words("ask", **WORDS)
    asked(head)
    email = first_email()
    body = html(email).partition("<body")[2].partition(">")[2].replace("<br>", " ")
    assert " ".join(unescape(strip_tags(body)).split()) == " ".join(email.body.split())


def test_each_parent_is_written_to_in_their_language_where_the_school_has_words_in_it(head):
    head.words("ask", **WORDS)
    head.words("ask", "cy", subject="{school}", text="Annwyl {name}, darllenwch: {link}")
    asked(head, language="cy")
    email = first_email()
    assert email.body.startswith("Annwyl Ann Lee, darllenwch: http")
    assert '<p lang="cy" dir="ltr">Annwyl' in html(email)
    assert "Signing is voluntary." in email.body


def test_words_from_right_to_left_say_so(head):
    head.words("ask", "ar", subject="{school}", text="{name}: {link}")
    asked(head, language="ar")
    assert 'lang="ar" dir="rtl"' in html(first_email())


def test_without_words_in_their_language_a_parent_gets_those_in_english(head):
    head.words("ask", **WORDS)
    head.words("ask", "cy", subject="{school}", text="Annwyl {name}, darllenwch: {link}")
    asked(head, language="pl")
    assert first_email().body.startswith("Hello Ann Lee,")


def test_a_school_goes_before_its_trust_and_a_language_before_both():
    trust = make.TrustFactory()
    head = Head(trust=trust)
    for place, language, words in [
        (trust, "en-gb", "Trust"),
        (head.organisation, "en-gb", "School"),
        (trust, "cy", "Ymddiriedolaeth"),
    ]:
        wording.keep(place, KINDS["ask"], language, by=head.user, subject="x", text=words)
    found = wording.Wordings(head.organisation.pk)
    assert found.of(KINDS["ask"], "en-gb").text == "School"
    assert found.of(KINDS["ask"], "cy").text == "Ymddiriedolaeth"
    assert found.of(KINDS["reminder"], "cy") is None


def test_the_way_back_to_the_portals_words_keeps_what_was_there(head):
    head.words("ask", **WORDS)
    head.browser.post(head.at("portals_words", "ask"))
    page = head.sees("ask")
    assert "The portal’s own words are in use." in page
    assert f"ended by {head.user}" in page and "please read: {link}" in page
    asked(head)
    assert "asks you to read and sign" in first_email().body


def test_changed_words_stay_readable_and_the_same_words_are_no_change(head):
    head.words("ask", **WORDS)
    head.words("ask", **WORDS)
    assert Wording.objects.count() == 1
    head.words("ask", subject="New", text="{link}")
    assert Wording.objects.filter(ended_at=None).get().subject == "New"
    assert "please read: {link}" in head.sees("ask")


@pytest.mark.parametrize(("purpose", "language"), [("nothing", "en-gb"), ("ask", "xx"), ("ask", "../")])
def test_there_is_no_page_for_what_there_is_not(head, purpose, language):
    assert head.browser.get(head.at("wording", purpose, language)).status_code == 404


def test_the_list_says_what_is_in_own_words(head):
    head.words("receipt", "cy", subject="Diolch", text="{link}")
    page = text(head.browser.get(reverse("post:wordings", args=[head.organisation.slug])))
    assert "The receipt for an answer In your own words: Cymraeg" in page
    assert page.count("In your own words") == 1


def test_a_school_begins_with_its_trusts_words():
    head = Head(trust=make.TrustFactory())
    wording.keep(head.organisation.trust, KINDS["ask"], "en-gb", by=head.user, subject="x", text="Trusty {link}")
    page = head.sees("ask")
    assert "Your trust’s words are in use." in page and "Trusty {link}" in page
