"""A forgotten password: the link comes by e-mail, and the page tells nobody whose address is known."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "heron-lantern-quay-71"


def ask(client, capture, email):
    with capture(execute=True):
        return client.post(reverse("account_reset_password"), {"email": email})


def test_the_link_lets_somebody_choose_a_new_one(client, at_work, django_capture_on_commit_callbacks):
    user = make.head_of(make.SchoolFactory())
    ask(client, django_capture_on_commit_callbacks, user.email)

    assert mail.outbox[0].to == [user.email]
    page = client.get(re.search(r"http\S+(/password\S+)", mail.outbox[0].body)[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_whoever_came_by_the_link_can_set_up_a_second_step(
    client, at_work, settings, django_capture_on_commit_callbacks
):
    settings.MFA_REQUIRED = True
    user = make.head_of(make.SchoolFactory())
    ask(client, django_capture_on_commit_callbacks, user.email)
    page = client.get(re.search(r"http\S+(/password\S+)", mail.outbox[0].body)[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    client.post("/log-in/", {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_the_page_answers_alike_whether_or_not_the_mail_server_does(
    client, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody answers
    known = make.head_of(make.SchoolFactory()).email

    answers = [ask(client, django_capture_on_commit_callbacks, email) for email in (known, "nobody@home.example")]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/password/reset/done/")] * 2
