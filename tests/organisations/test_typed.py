"""What a member of staff typed for too long is theirs again when they have logged in; nobody else's ever."""

import re
from html import unescape
from io import BytesIO
from itertools import chain

import pytest
from django import forms
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from organisations import idle, tasks, typed
from tests.organisations.test_second_step import PASSWORD, log_in, now, set_up, somebody

pytestmark = pytest.mark.django_db
NAME = 'Larkrise & "Friends" School'
DETAILS = {
    "name": NAME,
    "urn": "",
    "office_email": "office@larkrise.example",
    "office_phone": "01632 960199",
    "complaints_url": "larkrise.example/complaints",
    "brand_colour": "#aa3311",
}
TYPED = "/log-in/typed/"


@pytest.fixture(autouse=True)
def without_a_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-20 09:00Z", tick=False)
    return time_machine


class Head:
    """Begins to type at nine and sends it at one."""

    def __init__(self, clock):
        self.member, self.clock = somebody("head"), clock
        self.school = self.member.organisation
        self.browser, _answer = log_in(self.member)
        self.browser.get(self.address)

    @property
    def address(self):
        return reverse("settings:details", args=[self.school.slug])

    def sends_too_late(self, **other):
        self.clock.move_to("2026-11-20 13:00Z", tick=False)
        return self.browser.post(self.address, DETAILS | other, follow=True)

    def logs_in_again(self, member=None, after="/log-in/?next=/log-in/typed/"):
        answer = {"login": (member or self.member).user.email, "password": PASSWORD}
        return self.browser.post(after, answer, follow=True)

    def sends(self, page, which=0):
        """One of the forms that the page shows, with what is hidden in it."""
        forms = re.findall(r'<form method="post" action="(\?send=[^"]+)">(.*?)</form>', page.text, re.DOTALL)
        address, form = forms[which]
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
        return self.browser.post(TYPED + address, {name: unescape(value) for name, value in hidden}, follow=True)

    def throws_away(self, page, which=0):
        address = re.findall(r'<form method="post" action="(\?away=[^"]+)">', page.text)[which]
        return self.browser.post(TYPED + address, follow=True)

    def comes_back(self):
        """To a page that is only looked at."""
        self.clock.move_to("2026-11-20 13:00Z", tick=False)
        return self.browser.get(self.address, follow=True)

    def sends_from_another_tab(self, **other):
        return self.browser.post(self.address, DETAILS | other, follow=True)

    def kept(self):
        return [dict(page["fields"])["name"] for page in self.browser.session[typed.KEPT]["pages"]]


def test_what_was_typed_is_sent_once_they_are_logged_in_again(clock):
    head = Head(clock)

    turned_away = head.sends_too_late()
    assert "You were away for a while" in turned_away.text
    assert "What you typed is kept for half an hour" in turned_away.text
    assert turned_away.redirect_chain[-1][0] == f"/log-in/?next={TYPED}"

    page = head.logs_in_again()
    assert "Larkrise &amp; &quot;Friends&quot; School" in page.text
    head.school.refresh_from_db()
    assert head.school.name != NAME

    assert "Saved." in head.sends(page).text
    head.school.refresh_from_db()
    assert head.school.name == NAME


def test_it_is_kept_at_the_end_of_a_day_s_work_too(clock):
    head = Head(clock)
    for hour in range(10, 18):
        clock.move_to(f"2026-11-20 {hour}:00Z", tick=False)
        head.browser.get(head.address)

    clock.move_to("2026-11-20 17:01Z", tick=False)
    head.browser.post(head.address, DETAILS)

    assert "Friends" in head.logs_in_again().text


def test_it_is_sent_once(clock):
    head = Head(clock)
    head.sends_too_late()
    head.sends(head.logs_in_again())

    assert "still here" not in head.browser.get(TYPED, follow=True).text


def test_it_can_be_thrown_away(clock):
    head = Head(clock)
    head.sends_too_late()

    assert "Nothing was sent" in head.throws_away(head.logs_in_again()).text
    assert "still here" not in head.browser.get(TYPED, follow=True).text


def test_who_else_logs_in_there_finds_nothing_nor_do_they_after_them(clock):
    head = Head(clock)
    head.sends_too_late()

    assert "Friends" not in head.logs_in_again(somebody("head")).text
    head.browser.post("/log-out/")
    assert "still here" not in head.logs_in_again().text


def test_after_half_an_hour_it_is_gone(clock):
    head = Head(clock)
    head.sends_too_late()
    clock.move_to("2026-11-20 13:31Z", tick=False)

    assert "still here" not in head.logs_in_again().text


def test_what_nobody_came_back_for_is_deleted(clock):
    head = Head(clock)
    head.sends_too_late()
    tasks.forget_ended_sessions()
    assert Session.objects.count() == 1

    clock.move_to("2026-11-20 13:31Z", tick=False)
    tasks.forget_ended_sessions()

    assert not Session.objects.exists()


def test_whoever_comes_back_is_logged_in_for_longer_than_it_was_kept(clock):
    head = Head(clock)
    head.sends_too_late()
    head.logs_in_again()
    clock.move_to("2026-11-20 14:30Z", tick=False)

    assert head.browser.get(head.address).status_code == 200
    assert head.browser.session.get_expire_at_browser_close()


def test_it_waits_behind_the_second_step_too(clock, settings):
    head = Head(clock)
    settings.MFA_REQUIRED = True
    secret = set_up(head.browser)
    head.browser.get(head.address)
    head.sends_too_late()

    assert "Friends" not in head.logs_in_again().text
    assert "Friends" not in head.browser.get(TYPED, follow=True).text
    page = head.browser.post("/second-step/authenticate/", {"code": now(secret)}, follow=True)

    assert "still here" in page.text
    assert head.browser.session.get_expire_at_browser_close()


def test_nobody_sees_it_without_logging_in(clock):
    head = Head(clock)
    head.sends_too_late()
    assert head.browser.get(TYPED).status_code == 302


def test_a_stranger_leaves_nothing(clock):
    stranger = Client()
    stranger.post(Head(clock).address, DETAILS)
    assert typed.KEPT not in stranger.session


def test_what_comes_from_elsewhere_leaves_nothing(clock):
    head = Head(clock)
    other_site = Client(enforce_csrf_checks=True)
    other_site.cookies = head.browser.cookies
    clock.move_to("2026-11-20 13:00Z", tick=False)

    assert other_site.post(head.address, DETAILS).status_code == 403
    assert not other_site.session[typed.KEPT]["pages"]


def test_neither_a_secret_nor_a_file_nor_very_much_is_kept(clock):
    head = Head(clock)
    page_before = head.sends_too_late(key="a secret key", file=BytesIO(b"a file"))
    assert page_before.status_code == 200
    page = head.logs_in_again()
    assert "a secret key" not in page.text
    assert "Choose it again" in page.text

    other = Head(clock)
    clock.move_to("2026-11-20 18:00Z", tick=False)
    page = other.browser.post(other.address, DETAILS | {"name": "too much " * 30_000}, follow=True)
    assert "could not be kept" in page.text and not other.kept()


def test_a_mere_click_is_not_kept(clock):
    head = Head(clock)
    clock.move_to("2026-11-20 13:00Z", tick=False)
    head.browser.post(reverse("settings:remove_logo", args=[head.school.slug]))
    assert not head.kept()


def test_every_hidden_field_of_the_pages_below_an_organisation_is_left_out():
    reverse("organisations:home")  # all forms are loaded with the addresses
    ours = [form for form in _below(forms.BaseForm) if form.__module__.split(".")[0] in OUR_APPS]
    secret = {
        name
        for form in ours
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput)
    }
    assert secret
    assert secret <= typed.SECRETS


OUR_APPS = {"organisations", "policies", "declarations"}


def _below(cls):
    return set(cls.__subclasses__()) | set(chain.from_iterable(map(_below, cls.__subclasses__())))


def test_it_is_kept_for_whoever_did_nothing_for_too_long_alone(clock):
    head = Head(clock)
    assert "Saved." in head.browser.post(head.address, DETAILS, follow=True).text
    assert idle.SEEN in head.browser.session
    assert typed.KEPT not in head.browser.session
