"""The answer to a request for access: all about one adult, nothing about the other."""

import io
import json
import re
import zipfile
from copy import deepcopy
from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declarations import copies, corrections, links, notes, reminders, sending, signing, tasks
from declarations.care import access_files, complaints
from declarations.care.models import AccessFile
from declarations.models import Message
from organisations.models import Adult, Event
from organisations.roll import people
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db
SHARED = "family@home.example"
OTHER = ("Ottoline", "Featherstonehaugh", "07700 900999", "another answer altogether")


class Home:
    """Two adults of one child, with one e-mail address; both were written to and answered."""

    def __init__(self):
        self.school = make.SchoolFactory()
        child = make.ChildFactory(school=self.school, given_name="Amira")
        self.adult = make.parent_of(child, given_name="Zoë", family_name="Łukaszewicz", email=SHARED)
        self.other = make.parent_of(child, given_name=OTHER[0], family_name=OTHER[1], email=SHARED, phone=OTHER[2])
        version = make.published(self.school, reference="gate")
        reminders.queue_all()
        for message in Message.objects.all():
            sending.send(message.pk)
        self.answers = {}
        for adult, typed, comment in ((self.adult, "Zoë Ł", ""), (self.other, " ".join(OTHER[:2]), OTHER[3])):
            request = version.requests.get(adult=adult)
            self.answers[adult] = make.answer(request, typed_name=typed, comment=comment)
            copies.store(self.answers[adult])
        self.clerk = make.head_of(self.school, "office")
        self.browser = Client()
        self.browser.force_login(self.clerk)

    def address(self, adult=None):
        return reverse("care:access", args=[self.school.slug, (adult or self.adult).pk])

    def asks(self, **typed):
        return self.browser.post(self.address(), {"read": "on"} | typed)

    def gets(self, **typed):
        return zipfile.ZipFile(io.BytesIO(self.asks(**typed).content))

    def noted(self, text):
        return notes.add(self.adult, self.school, by=self.clerk, text=text)


built = once(Home)


@pytest.fixture
def home(built):
    return deepcopy(built)


@pytest.fixture(scope="module")
def given(scene, built):
    """What they are given when nobody says more about them; that it was asked for is undone."""
    with scene.set(), transaction.atomic():
        content = deepcopy(built).asks().content
        transaction.set_rollback(True)
    return content


@pytest.fixture
def pack(given):
    return zipfile.ZipFile(io.BytesIO(given))


def told(pack):
    return json.loads(pack.read("everything.json"))


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    found = " ".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    return re.sub(r"\s+", " ", found)


def all_words(pack):
    files = {name: pack.read(name) for name in pack.namelist()}
    return " ".join(text_of(data) if name.endswith(".pdf") else data.decode() for name, data in files.items())


def test_all_about_the_adult_is_in_it(home):
    home.noted("Rang about the gate")
    link, _token = links.mint(home.adult)
    corrections.tell(link, about="me", text="I have moved")
    complaints.receive(
        home.school, route="phone", by=home.clerk, adult=home.adult, who="Zoë", contact=SHARED, about="A list"
    )
    people.correct(home.school, home.adult, by=home.clerk, phone="01632 960555")

    kept = told(home.gets())

    assert kept["adult"]["family_name"] == "Łukaszewicz"
    assert [child["name"] for child in kept["adult"]["children"]] == ["Amira Okafor"]
    assert kept["asked"][0]["code"] == "Being kind online"
    assert kept["answers"][0]["typed_name"] == "Zoë Ł"
    assert {message["to"] for message in kept["messages"] if message["sent_at"]} == {SHARED}
    assert kept["told"][0]["text"] == "I have moved"
    assert kept["complaints"][0]["about"] == "A list"
    assert kept["read_first"][0]["text"] == "Rang about the gate"
    assert kept["roll"][0]["after"] == {"phone": "01632 960555"}
    assert [link["purpose"] for link in kept["links"]] == ["sign", "sign"]
    assert kept["about"]["controller"] == home.school.name


def test_who_looked_is_told(home):
    home.browser.get(reverse("declarations:adult", args=[home.school.slug, home.adult.pk]))
    looks = [event for event in told(home.gets())["history"] if event["did"] == "looked"]
    assert [event["by"] for event in looks] == [str(home.clerk)]


def test_the_pdf_can_be_read(pack):
    words = text_of(pack.read("everything.pdf"))
    assert "I will not: – Post unkind words – Share photographs" in words
    for each in ("Łukaszewicz", "Amira Okafor", "Being kind online", "What you answered", "What we wrote to you"):
        assert each in words


def test_the_signed_copy_and_the_words_are_in_it(home, pack):
    assert {f"signed/{home.answers[home.adult].pk}.pdf", "words/gate-1.json"} <= set(pack.namelist())


def test_the_other_adult_with_the_same_address_is_nowhere_in_it(home, pack):
    words = all_words(pack)
    assert SHARED in words
    assert not [each for each in OTHER if each in words]
    assert f"signed/{home.answers[home.other].pk}.pdf" not in pack.namelist()


def test_a_note_that_mentions_the_other_is_shown_to_staff_and_can_be_left_out(home):
    note, kept = home.noted(f"{OTHER[0]} says they fight"), home.noted("Rang about the gate")
    assert f"{OTHER[0]} says they fight" in home.browser.get(home.address()).text

    pack = home.gets(**{f"note-{note.pk}": "others"})

    assert OTHER[0] not in all_words(pack)
    assert [each["text"] for each in told(pack)["read_first"]] == [kept.text]
    assert told(pack)["left_out"] == [{"why": "It is about somebody else, who has not agreed"}]
    event = Event.objects.get(verb="access_given")
    assert (event.actor, event.about_id, event.detail) == (home.clerk, home.adult.pk, {"left_out": {"others": 1}})


def test_nothing_is_handed_over_unread(home):
    note = home.noted("Rang about the gate")
    page = home.asks(read="", **{f"note-{note.pk}": "harm"})
    assert page.status_code == 422
    assert "Read it and check who asks first" in page.text
    assert re.search(r'<option value="harm"[^>]* selected', page.text)
    assert not Event.objects.filter(verb="access_given").exists()


def test_why_somebody_is_not_contacted_is_read_first(home):
    people.set_contact_rule(
        home.school, home.adult, Adult.ContactRule.COURT_ORDER, by=home.clerk, reason=f"Order won by {OTHER[0]}"
    )
    (change,) = home.browser.get(home.address()).context["form"].words
    assert change.text == f"Order won by {OTHER[0]}"
    assert OTHER[0] not in all_words(home.gets(**{change.key: "others"}))


def test_why_an_answer_was_set_aside_is_read_first(home):
    signing.invalidate(home.answers[home.adult].request, by=home.clerk, reason=f"It was {OTHER[0]} who typed")
    (words,) = home.browser.get(home.address()).context["form"].words
    assert OTHER[0] not in all_words(home.gets(**{words.key: "others"}))
    assert OTHER[0] in all_words(home.gets())


def test_a_record_that_was_merged_is_theirs_too(home):
    twin = make.parent_of(
        home.adult.children.get(), given_name="Zoe", family_name="Lukaszewicz", email="old@home.example"
    )
    notes.add(twin, home.school, by=home.clerk, text="Spelt otherwise")
    people.merge(home.school, home.adult, twin, by=home.clerk)

    kept = told(home.gets())

    assert kept["earlier_records"][0]["adult"]["email"] == "old@home.example"
    assert [each["text"] for each in kept["read_first"]] == ["Spelt otherwise"]


def test_another_school_finds_nobody(home):
    browser = Client()
    browser.force_login(make.head_of(make.SchoolFactory(slug="elsewhere")))
    assert browser.get(reverse("care:access", args=["elsewhere", home.adult.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 15])
def test_the_page_asks_as_much_of_the_database_for_many_notes_as_for_one(home, number, django_assert_num_queries):
    for _ in range(number):
        home.noted("Rang about the gate")
    with django_assert_num_queries(12):
        home.browser.get(home.address())


def test_what_takes_long_is_made_by_the_worker(home, monkeypatch):
    monkeypatch.setattr(access_files, "AT_ONCE", 0)
    note = home.noted("Her husband says otherwise")

    page = home.asks(**{f"note-{note.pk}": "others"})
    waiting = home.browser.get(page["Location"])
    assert "makes the file now" in waiting.text
    tasks.make_owed_access_files()
    tasks.make_access_file(AccessFile.objects.get().pk)

    assert "The file is ready" in home.browser.get(page["Location"]).text
    content = b"".join(home.browser.get(page["Location"] + "file.zip").streaming_content)
    pack = zipfile.ZipFile(io.BytesIO(content))
    assert told(pack)["adult"]["family_name"] == "Łukaszewicz"
    assert told(pack)["left_out"] == [{"why": "It is about somebody else, who has not agreed"}]
    assert Event.objects.get(verb="access_given").actor == home.clerk


def test_a_file_that_stops_its_worker_each_time_is_told(home):
    wanted = access_files.begin(home.adult, home.school, left_out={}, by=home.clerk)
    AccessFile.objects.update(attempts=access_files.MOST_ATTEMPTS)
    access_files.make(wanted.pk)
    page = home.browser.get(reverse("care:access_file", args=[home.school.slug, wanted.pk]))
    assert "The work stopped each time" in page.text


def test_after_a_week_the_file_is_gone(home, time_machine):
    wanted = access_files.begin(home.adult, home.school, left_out={}, by=home.clerk)
    access_files.make(wanted.pk)
    name = AccessFile.objects.get().file.name
    assert default_storage.exists(name)
    time_machine.move_to(timezone.now() + access_files.KEPT + timedelta(minutes=1))

    access_files.forget_old()

    assert not default_storage.exists(name)
    assert not AccessFile.objects.exists()


def test_another_school_does_not_find_the_file_of_a_school(home):
    wanted = access_files.begin(home.adult, home.school, left_out={}, by=home.clerk)
    access_files.make(wanted.pk)
    browser = Client()
    browser.force_login(make.head_of(make.SchoolFactory(slug="elsewhere")))
    assert browser.get(reverse("care:access_zip", args=["elsewhere", wanted.pk])).status_code == 404


def test_a_letter_that_no_font_has_stands_there_by_name(home):
    home.noted("Rang, and said \U000ffffd twice.")

    assert "said [U+FFFFD] twice" in text_of(home.gets().read("everything.pdf"))
