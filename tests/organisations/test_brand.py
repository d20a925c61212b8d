"""Whatever colour a school chooses, its pages can be read."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from organisations import brand
from tests.factories import SchoolFactory

colours = st.tuples(*[st.integers(0, 255)] * 3).map(brand.to_hex)
hexadecimal = "#[0-9a-f]{6}"


@given(colours)
def test_words_in_any_schools_colour_can_be_read(colour):
    safe = brand.safe(colour)

    assert brand.contrast(safe, brand.PAPER) >= brand.TARGET
    assert brand.contrast(safe, brand.WHITE) >= brand.TARGET
    assert brand.contrast(safe, brand.mix(safe, brand.WHITE, 0.08)) >= 4.5


@given(colours)
def test_a_colour_that_can_be_read_stays_as_it_is(colour):
    chosen = brand.parse(colour)

    assert (brand.safe(colour) == chosen) == (brand.contrast(chosen, brand.PAPER) >= brand.TARGET)


def test_contrast_is_that_of_the_guidelines():
    assert brand.contrast(brand.BLACK, brand.WHITE) == pytest.approx(21)
    assert brand.contrast((0x76, 0x76, 0x76), brand.WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("nonsense", ["", None, "red", "#fff", "#12345g", "#0b5b57; } body { display: none"])
def test_what_is_no_colour_becomes_the_portals_own(nonsense):
    assert brand.stylesheet(nonsense) == brand.stylesheet(brand.DEFAULT)


def test_pages_of_no_school_wear_the_portals_own_colours(settings):
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()

    plain = dict(re.findall(rf"(--brand[a-z-]*): ({hexadecimal})", tokens))
    assert plain == dict(re.findall(rf"(--brand[a-z-]*):({hexadecimal})", brand.stylesheet(brand.DEFAULT)))


@pytest.mark.django_db
def test_a_theme_is_kept_for_ever_and_open_to_parents(client):
    school = SchoolFactory(brand_colour="#ffd400")

    answer = client.get(reverse("organisations:theme", args=[school.slug, school.theme_digest]))

    assert answer.content.decode() == brand.stylesheet("#ffd400")
    assert answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_theme_of_another_colour_has_another_address(client):
    school = SchoolFactory(brand_colour="#ffd400")

    answer = client.get(reverse("organisations:theme", args=[school.slug, brand.digest("#000000")]))

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Larkrise Primary School", "LP"), ("School of the Sea", "SS"), ("مدرسة الربيع", "ما"), ("larkrise", "l")],
)
def test_every_school_has_a_crest(name, initials):
    assert SchoolFactory.build(name=name).initials == initials
