"""What everybody may do about their own log-in: another password, and out everywhere else."""

import secrets

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "meadow-lark-rises", "a-heron-stands-still"


@pytest.fixture
def member():
    member = make.StaffMemberFactory(
        role="viewer", organisation=make.SchoolFactory(), user__email=f"{secrets.token_hex(6)}@school.example"
    )
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


def browser(member):
    client = Client(REMOTE_ADDR=f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.1")
    client.post("/log-in/", {"login": member.user.email, "password": PASSWORD})
    return client


def is_in(client, member):
    return client.get(f"/o/{member.organisation.slug}/").status_code == 200


def change(client, old):
    return client.post("/password/change/", {"oldpassword": old, "password1": NEW, "password2": NEW}, follow=True)


def test_a_new_password_wants_the_old_one_and_ends_every_other_session(member):
    here, elsewhere = browser(member), browser(member)
    assert "There is a problem" in change(here, "wrong").text
    assert is_in(elsewhere, member)

    assert change(here, PASSWORD).status_code == 200

    assert is_in(here, member) and not is_in(elsewhere, member)
    member.user.refresh_from_db()
    assert member.user.check_password(NEW)


def test_where_somebody_is_logged_in_is_seen_and_ended_after_the_password(member):
    here, elsewhere, somebody = browser(member), browser(member), browser(make.StaffMemberFactory())
    del somebody
    assert "enter your password once more" in here.get("/log-in/places/", follow=True).text
    page = here.post("/log-in/again/?next=/log-in/places/", {"password": PASSWORD}, follow=True)
    assert "Here, now" in page.text and page.text.count("Somewhere else") == 1

    assert "logged out in 1 other place." in here.post("/log-in/places/", follow=True).text

    assert is_in(here, member) and not is_in(elsewhere, member)


def test_nobody_else_s_session_is_ended(member):
    other = make.StaffMemberFactory(role="viewer", organisation=make.SchoolFactory())
    theirs = Client()
    theirs.force_login(other.user)
    here = browser(member)
    here.post("/log-in/again/?next=/log-in/places/", {"password": PASSWORD})
    here.post("/log-in/places/")
    assert theirs.get(f"/o/{other.organisation.slug}/").status_code == 200


@pytest.mark.parametrize("words", ["ConductPortal2026!", "schooloffice2026", "Welcome-November-1", "password12345"])
def test_a_password_is_not_made_of_the_words_that_everybody_tries(words):
    with pytest.raises(ValidationError):
        validate_password(words)


@pytest.mark.parametrize("words", [PASSWORD, "school of seven herons", "x" * 20 + "abcdefgh" * 6])
def test_but_it_may_have_them_and_be_long(words):
    validate_password(words)
