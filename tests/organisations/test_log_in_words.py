"""What staff read when they log in or choose a password is ours, and says what to do."""

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.test import Client

from organisations.models import User
from tests.organisations.test_second_step import PASSWORD, log_in, set_up, somebody, somewhere

pytestmark = pytest.mark.django_db
ADA = User(full_name="Ada Lovelace-Okafor", email="ada@larkrise.example")


@pytest.fixture(autouse=True)
def without_a_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("kestrel", "Make it longer: at least 12 characters."),
        ("lovelace-okafor", "It is too much like your name or your e-mail address. Take something else."),
        ("ada@larkrise.example", "It is too much like your name or your e-mail address. Take something else."),
        ("qwertyuiop123", "Many people have taken this one, so it is tried first. Take another."),
        ("SchoolPortal2026!", "Words like these are the first that somebody would try. Take others."),
    ],
)
def test_a_password_is_refused_with_what_to_do(password, said):
    with pytest.raises(ValidationError) as refused:
        password_validation.validate_password(password, ADA)
    assert refused.value.messages == [said]


def test_a_good_one_is_taken():
    password_validation.validate_password("heron-lantern-quay-71", ADA)


def test_the_rules_stand_beside_the_field_before_anybody_types():
    browser, _answer = log_in(somebody("office"))
    page = browser.get("/password/change/", follow=True).text
    assert "At least 12 characters: three or four words" in page
    assert "Not like your name or your e-mail address." in page
    assert "The new password once more" in page


def test_a_wrong_password_is_said_calmly():
    member = somebody("office")
    page = Client(REMOTE_ADDR=somewhere()).post("/log-in/", {"login": member.user.email, "password": "wrong"})
    assert "This address and this password do not belong together." in page.text
    assert "E-mail address" in page.text
    assert "placeholder" not in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, ["E-mail address – Fill this in", "Password – Fill this in"]),
        ({"login": "ada", "password": "x"}, ["E-mail address – Write it in full, like name@example.org"]),
    ],
)
def test_what_is_missing_at_the_log_in_is_said(typed, said):
    page = Client(REMOTE_ADDR=somewhere()).post("/log-in/", typed)
    assert all(words in page.text for words in said)


def test_two_passwords_that_differ_are_said_once():
    browser, _answer = log_in(somebody("office"))
    browser.post("/log-in/again/", {"password": PASSWORD})
    typed = {"oldpassword": PASSWORD, "password1": "heron-lantern-quay-72", "password2": "heron-lantern-quay-73"}
    page = browser.post("/password/change/", typed)
    assert page.context["form"].errors == {
        "password2": ["This is not the same as above. Type the new password once more"]
    }


def test_a_passkey_of_which_nothing_arrives_is_said_calmly():
    page = Client(REMOTE_ADDR=somewhere()).post("/second-step/webauthn/login/", {"credential": ""}, follow=True)
    assert "Something got lost on the way. Open this page again." in page.text


def test_an_empty_second_step_is_said_calmly(settings):
    settings.MFA_REQUIRED = True
    member = somebody("office")
    browser, _answer = log_in(member)
    set_up(browser)
    again, _answer = log_in(member)
    assert "Code – Fill this in" in again.post("/second-step/authenticate/", {"code": ""}).text
    assert "Something got lost on the way" in again.post("/second-step/authenticate/", {"credential": "{"}).text


def test_a_wrong_code_is_said_calmly(settings):
    settings.MFA_REQUIRED = True
    member = somebody("office")
    browser, _answer = log_in(member)
    set_up(browser)
    again = Client(REMOTE_ADDR=somewhere())
    again.post("/log-in/", {"login": member.user.email, "password": PASSWORD})
    page = again.post("/second-step/authenticate/", {"code": "000000"}, follow=True)
    assert "This does not fit. Try again" in page.text
