"""What a text message costs: networks charge by the part, and one letter can cut a part from 160 to 70."""

import pytest
from django.urls import reverse

from declarations import new_links, reminders
from declarations.models import Message
from declarations.post import texts
from declarations.post.models import MessageWays, Wording
from tests import factories as make
from tests.declarations.people import text
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ŵ" * 70, 1),
        ("ŵ" * 71, 2),
        ("ŵ" * 134, 2),
        ("ŵ" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
    ],
    ids=lambda value: f"{value[-1:]}{len(value)}" if isinstance(value, str) else None,
)
def test_parts_are_counted_as_networks_do(words, parts):
    assert texts.size(words).parts == parts


def test_the_letters_that_cut_a_part_are_named():
    assert texts.size("Ysgol Tŷ Gŵyr: café à la carte").costly == ("ŵ", "ŷ")
    assert texts.size("Ysgol y Môr [2]").costly == ("ô",)
    assert texts.size("Larkrise {School}, £5").costly == ()


def wording_page(name, purpose="text", **typed):
    head = Staff(make.SchoolFactory(name=name), "head")
    address = reverse("post:wording", args=[head.organisation.slug, purpose])
    return head.browser.post(address, typed, follow=True) if typed else head.browser.get(address)


def test_the_page_counts_and_warns():
    assert "It is sent in 1 part." in text(wording_page("Elm", text="{school}: {link}", look="1"))
    page = text(wording_page("Ysgol Gŵyr", text="{school} a ŷ: {link}", look="1"))
    assert "It is sent in 2 parts." in page
    assert "With the letters ŵ ŷ a part holds 70 letters instead of 160." in page
    assert "It is voluntary. Responding stops reminders." in page


def test_a_long_text_is_called_long_and_a_longer_one_refused():
    assert "long for a text message" in text(wording_page("Elm", text="{link}" + "a" * 500, look="1"))
    assert wording_page("Elm", text="{link}" + "a" * 800).status_code == 422
    assert not Wording.objects.exists()


def test_the_words_to_begin_with_are_measured_too():
    assert "It is sent in 2 parts." in text(wording_page("Larkrise School", "text_again"))


def test_own_words_go_out_by_text_and_keep_the_voluntary_line():
    school = make.SchoolFactory(name="Larkrise")
    MessageWays.objects.create(organisation=school, texts=True, hidden_key="x")
    own = Wording.objects.create(organisation=school, purpose="text", text="Hi {name} – {link}")
    make.parent_at(school, email="", phone="07700 900123", given_name="Ann", family_name="Lee")
    make.published(school)
    reminders.queue_all()

    rendered = texts.render(Message.objects.get(), "t0ken", own)

    assert rendered.text == ("Hi Ann Lee - http://localhost:8000/s/t0ken/ It is voluntary. Responding stops reminders.")


def test_whoever_has_only_a_phone_gets_a_new_link_by_text():
    school = make.SchoolFactory(name="Larkrise")
    adult = make.parent_at(school, email="", phone="07700 900123")
    assert new_links.owe(adult, school) is None
    MessageWays.objects.create(organisation=school, texts=True, hidden_key="x")

    message = new_links.owe(adult, school)

    assert message.way == "text"
    rendered = texts.render(message, "t0ken")
    assert rendered.text == "Larkrise: the new link you asked for http://localhost:8000/s/t0ken/"
